// LOG-06: what is done to clusters and registries is recorded by a trail whose files can be validated, and that delivers.
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { advancedSelectors as advanced, managementEvents as management, trailsOf } from '../examples/trails.ts'
import { recordedSources, type Trail, trailsOfRegion } from '../facts/trails.ts'
import { fail, type Instant, pass, unknown } from '../model.ts'

const trails = (...given: Parameters<typeof trailsOf>) => ({ trails: trailsOf(...given) })
const delivered = 1_767_571_500 // 2026-01-05T00:05:00Z

export default defineControl({
  id: 'LOG-06',
  of: 'region',
  title: 'Every management write of EKS and ECR is recorded by a validated trail that delivers',
  criteria: ['CC7.2', 'CC8.1'],
  severity: 'high',
  needs: { trails: latest(trailsOfRegion) },
  settings: { hours: 24 },
  assess({ trails: { trails, readAt } }, { settings }) {
    const judged = trails.map((trail) => ({ trail, ...faultsOf(trail, readAt, settings.hours) }))
    const good = judged.filter(({ faults, open }) => faults.length === 0 && open.length === 0)
    const sourcesOf = ({ records }: Trail): string[] => (Array.isArray(records) ? records : [])
    const missing = recordedSources.filter((source) => !good.some(({ trail }) => sourcesOf(trail).includes(source)))
    if (missing.length === 0)
      return pass(
        `recorded by ${good.map(({ trail }) => trail.arn).join(', ')}: logging, not stopped for two days, files and digests delivered within ${settings.hours} hours`,
      )
    const unread = judged.flatMap(({ trail, open }) => open.map((why) => `${trail.arn}: ${why}`))
    if (unread.length > 0) return unknown(unread.join('; '))
    const said = judged.map(({ trail, faults }) => `${trail.arn}: ${faults.join(', ') || `leaves out ${missing}`}`)
    return fail(
      `writes of ${missing.join(' and ')} are not recorded: ${trails.length === 0 ? 'no trail' : said.join('; ')}`,
    )
  },
  remedy:
    'Make a trail for all regions with validation: aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation, then aws cloudtrail start-logging --name NAME. In CloudFormation: AWS::CloudTrail::Trail with IsLogging, IsMultiRegionTrail and EnableLogFileValidation.',
  sameAs: ['Security Hub CloudTrail.1', 'Security Hub CloudTrail.4', 'AWS Config cloudtrail-security-trail-enabled'],
  examples: {
    pass: [
      trails({}),
      trails({ status: { StopLoggingTime: delivered - 90 * 86_400 } }),
      trails({ trail: { HomeRegion: 'us-east-1', IsMultiRegionTrail: true, IsOrganizationTrail: true } }),
      trails({ selectors: advanced(management) }),
      trails({ selectors: advanced(management, { Field: 'readOnly', Equals: ['false'] }) }),
      trails({ selectors: advanced(management, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }) }),
    ],
    fail: [
      trails(),
      trails({ status: { IsLogging: false } }),
      trails({ trail: { LogFileValidationEnabled: false } }),
      trails({ status: { LatestDeliveryError: 'AccessDenied', LatestDeliveryTime: delivered - 2 * 86_400 } }),
      trails({ status: { LatestDeliveryTime: delivered - 2 * 86_400 } }),
      trails({ status: { LatestDeliveryTime: null } }),
      trails({ status: { LatestDigestDeliveryTime: delivered - 2 * 86_400 } }),
      trails({ status: { StopLoggingTime: delivered - 86_400, StartLoggingTime: delivered - 82_800 } }),
      trails({ trail: { HomeRegion: 'us-east-1' } }),
      trails({ selectors: { EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }] } }),
      trails({ selectors: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: false }] } }),
      trails({ selectors: advanced(management, { Field: 'readOnly', Equals: ['true'] }) }),
      trails({ selectors: advanced(management, { Field: 'eventSource', NotEquals: ['ecr.amazonaws.com'] }) }),
      trails({ selectors: advanced({ Field: 'eventCategory', Equals: ['Data'] }) }),
      trails({ selectors: advanced(management, { Field: 'eventName', NotEquals: ['DeleteCluster'] }) }),
    ],
  },
})

const faultsOf = (trail: Trail, readAt: Instant, hours: number): { faults: string[]; open: string[] } => {
  const { status, records } = trail
  const faults = [
    ...(trail.applies ? [] : ['of another region']),
    ...(trail.validated ? [] : ['without log file validation']),
    ...('unread' in status ? [] : statusFaults(status, readAt, hours)),
    ...('unread' in records || records.length > 0 ? [] : ['its selectors leave them out']),
  ]
  const open = [status, records].flatMap((one) => ('unread' in one ? [one.unread] : []))
  const undated = trail.validated && !('unread' in status) && status.digestAt === null
  return { faults, open: [...open, ...(undated ? ['GetTrailStatus names no digest that was delivered'] : [])] }
}

type Read = Exclude<Trail['status'], { unread: string }>
const statusFaults = (status: Read, readAt: Instant, hours: number): string[] => {
  const { logging, errors, deliveredAt, digestAt, stoppedAt } = status
  const isRecent = (at: Instant, most: number): boolean => seconds(readAt) - seconds(at) <= most * 3_600
  return [
    ...(logging ? [] : ['not logging']),
    // Between two readings lie two days at most: what was stopped and begun again in between shows here alone.
    ...(logging && stoppedAt !== null && isRecent(stoppedAt, 48) ? [`stopped at ${stoppedAt}, and begun again`] : []),
    ...errors.map((error) => `delivery failed: ${error}`),
    ...(deliveredAt !== null && isRecent(deliveredAt, hours)
      ? []
      : [deliveredAt === null ? 'nothing was ever delivered' : `last delivered at ${deliveredAt}`]),
    ...(digestAt === null || isRecent(digestAt, hours) ? [] : [`last digest at ${digestAt}`]),
  ]
}
