// What a change of a repository or of the registry asks for that lets others in, or lets images change, go or pass unscanned.
import { documented } from '../answers/answers.ts'
import { opens, readPolicy } from '../answers/policy.ts'
import { isRecord } from '../json.ts'
import type { Severity } from '../model.ts'
import type { Changed } from './event.ts'
import { isAsked, listed, repository, text } from './sentence.ts'

type Asked = { what: string; severity: Severity } | undefined

/** By the event's name. */
export const registryAsked: Record<string, (event: Changed) => Asked> = {
  SetRepositoryPolicy: (event) => opened(event, repository(event)),
  DeleteRepositoryPolicy: (event) => ({ what: `delete the policy of ${repository(event)}`, severity: 'low' }),
  PutRegistryPolicy: (event) => opened(event, 'the registry'),
  DeleteRegistryPolicy: () => ({ what: 'delete the policy of the registry', severity: 'low' }),
  PutImageTagMutability(event) {
    const { imageTagMutability: mode, imageTagMutabilityExclusionFilters: but } = event.asked
    if (mode === 'IMMUTABLE') return undefined
    const except = isAsked(but) ? `, but for ${filtersIn(but)}` : ''
    return { what: `make the tags of ${repository(event)} ${text(mode)}${except}`, severity: 'medium' }
  },
  PutImageScanningConfiguration(event) {
    const config = event.asked.imageScanningConfiguration
    if (isRecord(config) && String(config.scanOnPush) === 'true') return undefined
    return { what: `have images not scanned when they are pushed to ${repository(event)}`, severity: 'medium' }
  },
  PutRegistryScanningConfiguration({ asked: { scanType, rules } }) {
    const scanned = (Array.isArray(rules) ? rules : []).filter(
      (rule) => isRecord(rule) && rule.scanFrequency !== 'MANUAL',
    )
    const filters = scanned.flatMap((rule) => (isRecord(rule) ? list(rule.repositoryFilters) : []))
    const isWhole = filters.some((one) => isRecord(one) && one.filter === '*')
    if (scanType === 'ENHANCED' && isWhole) return undefined
    const of = isWhole
      ? 'every repository'
      : filters.length === 0
        ? 'no repository'
        : `repositories as ${filtersIn(filters)}`
    return { what: `have ${of} of the registry scanned, by ${text(scanType)} scanning`, severity: 'medium' }
  },
  DeleteSigningConfiguration: () => ({ what: 'sign what is pushed to the registry no longer', severity: 'medium' }),
  BatchDeleteImage(event) {
    const images = list(event.asked.imageIds)
    const said = images.map((one) => (isRecord(one) ? (one.imageTag ?? one.imageDigest) : one))
    return { what: `delete ${images.length} images of ${repository(event)}: ${listed(said)}`, severity: 'low' }
  },
  // ECR deletes no repository that holds images unless it is forced to.
  DeleteRepository: (event) =>
    String(event.asked.force) === 'true'
      ? { what: `delete ${repository(event)} with all its images`, severity: 'medium' }
      : undefined,
}

const opened = ({ asked: { policyText } }: Changed, of: string): Asked => {
  const statements = documented(() => readPolicy(String(policyText), 'policyText'))
  if (!statements) return { what: `set a policy of ${of} that cannot be read`, severity: 'medium' }
  const to = opens(statements)
  return to && { what: `open ${of} ${to}`, severity: to === 'to everybody' ? 'high' : 'medium' }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : isAsked(value) ? [value] : [])
const filtersIn = (filters: unknown): string =>
  listed(list(filters).map((one) => (isRecord(one) && typeof one.filter === 'string' ? one.filter : one)))
