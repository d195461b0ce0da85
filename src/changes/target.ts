// What an event is about, by the names that a cluster's parts have in evidence too.
import { accountOf } from '../arn.ts'
import { isRecord } from '../json.ts'
import type { Subject } from '../model.ts'
import { partitionOfRegion } from '../partition.ts'
import type { EventService } from './event-names.ts'

export type Target = {
  /** By name: a cluster of the event's region and account, or a repository; neither for the registry. */
  cluster: string | null
  repository: string | null
  /** `cluster`, `node group NAME` and so on; null where the ARN alone tells it. */
  thing: string | null
  arn: string | null
}

/** The parts of a cluster, each by the member that names it. */
export const things = {
  nodegroupName: 'node group',
  addonName: 'add-on',
  fargateProfileName: 'Fargate profile',
  principalArn: 'access entry',
  associationId: 'pod identity association',
  identityProvider: 'identity provider',
  capabilityName: 'capability',
  certificateAuthorityId: 'certificate authority',
} as const

export const thingOf = (member: keyof typeof things, name: string): string => `${things[member]} ${name}`

type Members = Record<string, unknown>

const none: Target = { cluster: null, repository: null, thing: null, arn: null }

/** By what was asked for; of what is made with an id of its own, by what was answered. */
export const targetOf = (service: EventService, name: string, asked: Members, answered: Members): Target => {
  if (name === 'TagResource' || name === 'UntagResource') return byArn(said(asked.resourceArn))
  if (service === 'ecr') return { ...none, repository: said(asked.repositoryName) ?? null }
  if (service === 'logs') return ofLogGroup(asked)
  const cluster = said(asked.clusterName) ?? said(asked.name) ?? null
  return { ...none, cluster, thing: partOf(asked, answered) ?? 'cluster' }
}

/** The ARN of the cluster or repository that an event of a region is about; null for the registry, which has none. */
export const arnOf = (
  { cluster, repository }: Target,
  { id, region }: Pick<Subject, 'id' | 'region'>,
): string | null => {
  const arn = (service: string, resource: string): string =>
    `arn:${partitionOfRegion(region)}:${service}:${region}:${accountOf(id)}:${resource}`
  if (cluster !== null) return arn('eks', `cluster/${cluster}`)
  return repository === null ? null : arn('ecr', `repository/${repository}`)
}

/** Text, and undefined for none: EKS puts what stands in the path into the event as it stood there, percent-encoded. */
export const said = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value === '') return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const partOf = (asked: Members, answered: Members): string | undefined => {
  const provider = named(asked.identityProviderConfig, 'name') ?? named(asked.oidc, 'identityProviderConfigName')
  if (provider) return thingOf('identityProvider', provider)
  const made = {
    associationId: named(answered.association, 'associationId'),
    certificateAuthorityId: named(answered.certificateAuthority, 'id'),
  }
  for (const member of [
    'nodegroupName',
    'addonName',
    'fargateProfileName',
    'principalArn',
    'capabilityName',
  ] as const) {
    const own = said(asked[member])
    if (own) return thingOf(member, own)
  }
  for (const member of ['associationId', 'certificateAuthorityId'] as const) {
    const own = said(asked[member]) ?? made[member]
    if (own) return thingOf(member, own)
  }
  return undefined
}

const named = (value: unknown, member: string): string | undefined =>
  isRecord(value) ? said(value[member]) : undefined

// arn:PARTITION:eks:REGION:ACCOUNT:TYPE/CLUSTER[/...]; a repository's own name may hold slashes.
const byArn = (arn: string | undefined): Target => {
  const [, service, type = '', rest = ''] =
    /^arn:[a-z-]+:(eks|ecr|logs):[a-z0-9-]+:\d{12}:([a-z-]+)[/:](.+)$/.exec(arn ?? '') ?? []
  if (service === 'ecr' && type === 'repository') return { ...none, repository: rest, arn: arn ?? null }
  if (service === 'logs') return { ...ofLogGroup({ logGroupName: rest.replace(/:\*$/, '') }), arn: arn ?? null }
  if (service !== 'eks') return none
  const [cluster = ''] = rest.split('/')
  return { ...none, cluster, thing: type === 'cluster' ? 'cluster' : null, arn: arn ?? null }
}

const ofLogGroup = ({ logGroupName, logGroupIdentifier, resourceIdentifier }: Members): Target => {
  const given = said(logGroupName) ?? said(logGroupIdentifier) ?? said(resourceIdentifier) ?? ''
  const [, cluster = null] = /(?:^|:log-group:)\/aws\/eks\/([^/:*]+)\/cluster(?::\*)?$/.exec(given) ?? []
  return { ...none, cluster, thing: cluster === null ? null : 'log group' }
}
