// The trails that record a region: whether each logs, is validated and delivers, and whose writes it records.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { recordsWrites, Selectors } from '../answers/event-selectors.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Action, Exchange, Instant } from '../model.ts'

export type Trail = {
  arn: string
  /** Whether it records this region at all: made in it, or for all of them. */
  applies: boolean
  validated: boolean
  status:
    | {
        logging: boolean
        errors: string[]
        deliveredAt: Instant | null
        /** When the newest digest came, by which files are validated. */
        digestAt: Instant | null
        stoppedAt: Instant | null
      }
    | Unread
  /** The event sources asked for whose every write it records. */
  records: string[] | Unread
}
export type Unread = { unread: string }
export type Trails = { trails: Trail[] /** when they were listed */; readAt: Instant }

/** Whose management events must be recorded. */
export const recordedSources = ['eks.amazonaws.com', 'ecr.amazonaws.com']

const List = z.object({
  trailList: z.array(
    z.object({
      TrailARN: z.string(),
      HomeRegion: z.string(),
      IsMultiRegionTrail: z.boolean(),
      LogFileValidationEnabled: z.boolean(),
    }),
  ),
})
const time = z.nullish(z.union([z.number(), z.string()]))
const Status = z.object({
  IsLogging: z.boolean(),
  LatestDeliveryError: z.nullish(z.string()),
  LatestDigestDeliveryError: z.nullish(z.string()),
  LatestDeliveryTime: time,
  LatestDigestDeliveryTime: time,
  StopLoggingTime: time,
})

export const trailsOfRegion = defineFact<Trails>({
  id: 'trails',
  source: 'trails',
  of: 'region',
  // Status and selectors of a trail of the organization may be refused: that one is unread, and says nothing of another.
  actions: ['cloudtrail:DescribeTrails'],
  read(exchanges, { subject }) {
    const lines = [...exchanges]
    const listed = lines.find(({ action }) => action === 'cloudtrail:DescribeTrails')
    const [answer] = answers(lines, 'cloudtrail:DescribeTrails', List)
    if (!answer || !listed) throw notDocumented('cloudtrail:DescribeTrails', 'it has no answer')
    const trails = answer.body.trailList.map((one): Trail => {
      const status = own(lines, 'cloudtrail:GetTrailStatus', 'Name', one.TrailARN)
      const selectors = own(lines, 'cloudtrail:GetEventSelectors', 'TrailName', one.TrailARN)
      return {
        arn: one.TrailARN,
        applies: one.IsMultiRegionTrail || one.HomeRegion === subject.region,
        validated: one.LogFileValidationEnabled,
        status: 'unread' in status ? status : statusOf(status),
        records: 'unread' in selectors ? selectors : sourcesOf(selectors),
      }
    })
    return { trails: trails.sort(by(({ arn }) => arn)), readAt: listed.at }
  },
})

const own = (lines: Exchange[], action: Action, member: string, arn: string): Exchange | Unread => {
  const [line, twice] = lines.filter(
    (one) => one.action === action && (one.input as Record<string, unknown>)[member] === arn,
  )
  if (!line) return { unread: `${action} was not asked` }
  if (twice) return { unread: `${action} was answered twice` }
  if (line.got === 'failed') return { unread: `${action}: ${line.code}` }
  return line.got === 'absent' ? { unread: `${action}: ${line.code}, it was deleted while it was read` } : line
}

const statusOf = (line: Exchange): Trail['status'] => {
  const [answer] = answers([line], 'cloudtrail:GetTrailStatus', Status)
  if (!answer) return { unread: 'cloudtrail:GetTrailStatus has no answer' }
  const { IsLogging, LatestDeliveryError, LatestDigestDeliveryError, ...times } = answer.body
  const errors = [LatestDeliveryError, LatestDigestDeliveryError].filter((one) => typeof one === 'string' && one !== '')
  return {
    logging: IsLogging,
    errors: errors as string[],
    deliveredAt: readTime(times.LatestDeliveryTime) ?? null,
    digestAt: readTime(times.LatestDigestDeliveryTime) ?? null,
    stoppedAt: readTime(times.StopLoggingTime) ?? null,
  }
}

const sourcesOf = (line: Exchange): Trail['records'] => {
  const [answer] = answers([line], 'cloudtrail:GetEventSelectors', Selectors)
  if (!answer) return { unread: 'cloudtrail:GetEventSelectors has no answer' }
  return recordedSources.filter((source) => recordsWrites(answer.body, source))
}
