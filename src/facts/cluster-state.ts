// A cluster and all that hangs on it, field by field: what two readings are compared by.
import * as z from 'zod/mini'
import { answers, listAnswers } from '../answers/answers.ts'
import { thingOf } from '../changes/target.ts'
import { latest as later, seconds } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { isRecord, writeJson } from '../json.ts'
import type { Action, Exchange, Instant } from '../model.ts'
import { isCluster, readCluster } from './of-cluster.ts'

/** Field path to value as JSON. */
export type Fields = Record<string, string>
export type ClusterState = {
  /** When its answers came. What happened between the first and the last of them may show or not. */
  read: { first: Instant; last: Instant }
  /** By name, as events name them too: `cluster`, `node group apps`, `access entry ARN`. */
  things: Record<string, Fields>
}

const name = z.string()
const part = <const Member extends string, S extends z.ZodMiniType>(member: Member, shape: S) =>
  z.object({ [member]: shape } as Record<Member, S>)

const lists: [Action, z.ZodMiniType][] = [
  ['eks:ListNodegroups', part('nodegroups', z.array(name))],
  ['eks:ListAddons', part('addons', z.array(name))],
  ['eks:ListFargateProfiles', part('fargateProfileNames', z.array(name))],
  ['eks:ListAccessEntries', part('accessEntries', z.array(name))],
  ['eks:ListPodIdentityAssociations', part('associations', z.array(z.looseObject({})))],
  ['eks:ListIdentityProviderConfigs', part('identityProviderConfigs', z.array(z.looseObject({})))],
  ['eks:ListCapabilities', part('capabilities', z.array(z.looseObject({})))],
  ['eks:ListCertificateAuthorities', part('certificateAuthorities', z.array(z.looseObject({})))],
]

const Nodegroup = part('nodegroup', z.looseObject({ nodegroupName: name }))
const Addon = part('addon', z.looseObject({ addonName: name }))
const Profile = part('fargateProfile', z.looseObject({ fargateProfileName: name }))
const Entry = part('accessEntry', z.looseObject({ principalArn: name }))
const Association = part('association', z.looseObject({ associationId: name }))
const Provider = part('identityProviderConfig', z.object({ oidc: z.looseObject({ identityProviderConfigName: name }) }))
const Capability = part('capability', z.looseObject({ capabilityName: name }))
const Authority = part('certificateAuthority', z.looseObject({ id: name }))
const Policies = z.object({
  principalArn: name,
  associatedAccessPolicies: z.array(z.object({ policyArn: name, accessScope: z.looseObject({ type: name }) })),
})

const described: Action[] = [
  ...(['Nodegroup', 'Addon', 'FargateProfile', 'AccessEntry', 'PodIdentityAssociation'] as const),
  ...(['IdentityProviderConfig', 'Capability', 'CertificateAuthority'] as const),
].map((thing): Action => `eks:Describe${thing}`)

export const clusterState = defineFact({
  id: 'cluster-state',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    'eks:DescribeCluster',
    'eks:ListAssociatedAccessPolicies',
    ...lists.map(([action]) => action),
    ...described,
  ],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({ arn: z.string(), version: z.string() }))
    if (!isCluster(found)) return found
    for (const [action, shape] of lists) listAnswers(exchanges, action, shape)
    const things: ClusterState['things'] = { cluster: fieldsOf(found.cluster), ...partsOf(exchanges) }
    return { read: readAt(exchanges), things }
  },
})

const partsOf = (exchanges: Iterable<Exchange>): ClusterState['things'] => {
  const found: [string, Fields][] = []
  const put = (thing: string, value: object, more: Fields = {}) => found.push([thing, { ...fieldsOf(value), ...more }])
  for (const { body } of answers(exchanges, 'eks:DescribeNodegroup', Nodegroup))
    put(thingOf('nodegroupName', body.nodegroup.nodegroupName), body.nodegroup)
  for (const { body } of answers(exchanges, 'eks:DescribeAddon', Addon))
    put(thingOf('addonName', body.addon.addonName), body.addon)
  for (const { body } of answers(exchanges, 'eks:DescribeFargateProfile', Profile))
    put(thingOf('fargateProfileName', body.fargateProfile.fargateProfileName), body.fargateProfile)
  const policies = [...answers(exchanges, 'eks:ListAssociatedAccessPolicies', Policies)]
  for (const { body } of answers(exchanges, 'eks:DescribeAccessEntry', Entry)) {
    const { principalArn } = body.accessEntry
    const own = policies
      .filter((page) => page.body.principalArn === principalArn)
      .flatMap((page) => page.body.associatedAccessPolicies)
      .map(({ policyArn, accessScope }) => [`accessPolicies.${policyArn.split('/').at(-1)}`, scope(accessScope)])
    put(thingOf('principalArn', principalArn), body.accessEntry, Object.fromEntries(own))
  }
  for (const { body } of answers(exchanges, 'eks:DescribePodIdentityAssociation', Association))
    put(thingOf('associationId', body.association.associationId), body.association)
  for (const { body } of answers(exchanges, 'eks:DescribeIdentityProviderConfig', Provider)) {
    const { oidc } = body.identityProviderConfig
    put(thingOf('identityProvider', oidc.identityProviderConfigName), oidc)
  }
  for (const { body } of answers(exchanges, 'eks:DescribeCapability', Capability))
    put(thingOf('capabilityName', body.capability.capabilityName), body.capability)
  for (const { body } of answers(exchanges, 'eks:DescribeCertificateAuthority', Authority))
    put(thingOf('certificateAuthorityId', body.certificateAuthority.id), body.certificateAuthority)
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const scope = ({ type, namespaces }: Record<string, unknown>): string =>
  writeJson({ type, namespaces: Array.isArray(namespaces) ? namespaces.map(String).sort() : [] })

const fieldsOf = (value: object): Fields =>
  Object.fromEntries(
    Object.entries(value)
      .flatMap(([field, inner]) => flat(field, inner))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

// An absent member and null are one, for EKS sends either; lists are sorted, for EKS promises no order, not inside of others either.
const spelled = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(spelled).sort().join(',')}]`
  if (!isRecord(value)) return writeJson(value)
  const members = Object.entries(value).filter(([, inner]) => inner !== null)
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${writeJson(name)}:${spelled(inner)}`)
    .join(',')}}`
}

const flat = (path: string, value: unknown): [string, string][] => {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return [[path, spelled(value)]]
  if (!isRecord(value)) return [[path, writeJson(value)]]
  return Object.entries(value).flatMap(([name, inner]) => flat(`${path}.${name}`, inner))
}

const readAt = (exchanges: Iterable<Exchange>): ClusterState['read'] => {
  let read: ClusterState['read'] | undefined
  for (const { at } of exchanges) {
    if (!read) read = { first: at, last: at }
    else read = { first: seconds(at) < seconds(read.first) ? at : read.first, last: later(read.last, at) }
  }
  return read ?? { first: '', last: '' }
}
