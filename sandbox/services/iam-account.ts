// IAM, as far as the whole account goes: all identities at once, managed policies, OIDC providers.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
import { instant } from '../../src/clock.ts'
import { hex } from '../protocols/protocol.ts'
import type { Handler } from '../service.ts'
import type { IdentityState, PolicyState, ProviderState, UserState } from '../world/identities.ts'
import { flag, fromQuery, listOf, members, oneOf, text, whole } from '../world/members.ts'
import type { RoleState } from '../world/stack.ts'
import { code, encoded, missing, pageOf, tagged } from './iam-answers.ts'

const paged = { Marker: text({ min: 1 }), MaxItems: fromQuery(whole(1, 1_000), 'number') }
const entities = oneOf('User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy')
const details = members(code, {}, { ...paged, Filter: listOf(entities) })
const listing = members(
  code,
  {},
  {
    ...paged,
    Scope: oneOf('All', 'AWS', 'Local'),
    OnlyAttached: fromQuery(flag, 'boolean'),
    PathPrefix: text({ min: 1, max: 512 }),
    PolicyUsageFilter: oneOf('PermissionsPolicy', 'PermissionsBoundary'),
  },
)
const arn = text({ min: 20, max: 2_048 })
const ofVersion = members(
  code,
  { PolicyArn: arn, VersionId: text({ pattern: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/ }) },
  {},
)
const ofProvider = members(code, { OpenIDConnectProviderArn: arn }, {})
const nothing = members(code, {}, {})

/** `roles` are those of the stacks too. */
export const ofAccount = (roles: () => RoleState[], identities: IdentityState): Record<string, Handler> => {
  const holders = (policy: PolicyState): number =>
    [
      ...roles().map(({ attached }) => attached.map(({ PolicyArn }) => PolicyArn)),
      ...identities.users.map(({ attached }) => attached),
    ].filter((all) => all.includes(policy.arn)).length
  const isAws = ({ arn }: PolicyState) => arn.includes(':iam::aws:')
  return {
    GetAccountAuthorizationDetails(call) {
      const { Filter, Marker, MaxItems } = details(gathered(call.input, 'Filter'))
      const wants = (kind: string) => Filter === undefined || Filter.some((one) => one === kind)
      // Of AWS's own policies only attached ones, and each in every version that ever was.
      const policies = identities.policies.filter((one) =>
        isAws(one) ? wants('AWSManagedPolicy') && holders(one) > 0 : wants('LocalManagedPolicy'),
      )
      const all = [
        ...(wants('User') ? identities.users.map((one) => ({ UserDetailList: userDetail(one) })) : []),
        ...(wants('Role') ? roles().map((one) => ({ RoleDetailList: roleDetail(one) })) : []),
        ...policies.map((one) => ({ Policies: { ...policy(one, holders(one)), PolicyVersionList: versionsOf(one) } })),
      ]
      const { All, ...rest } = pageOf('All', all, call, { size: MaxItems, token: Marker })
      const of = (name: string) => ({
        member: All.member.flatMap((one) => Object.entries(one).flatMap(([own, item]) => (own === name ? [item] : []))),
      })
      const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies']
      return { ...Object.fromEntries(lists.map((name) => [name, of(name)])), ...rest }
    },
    ListPolicies(call) {
      const { Scope = 'All', OnlyAttached, Marker, MaxItems } = listing(call.input)
      const found = identities.policies
        .filter((one) => Scope === 'All' || isAws(one) === (Scope === 'AWS'))
        .map((one) => policy(one, holders(one)))
        .filter((one) => !OnlyAttached || one.AttachmentCount > 0)
      return pageOf('Policies', found, call, { size: MaxItems, token: Marker })
    },
    GetPolicyVersion({ input }) {
      const { PolicyArn, VersionId } = ofVersion(input)
      const found = identities.policies.find((one) => one.arn === PolicyArn)
      const version = found && versionsOf(found).member.find((one) => one.VersionId === VersionId)
      return version
        ? { PolicyVersion: version }
        : missing(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`)
    },
    ListOpenIDConnectProviders({ input, account }) {
      nothing(input)
      const member = identities.providers.map((one) => ({ Arn: providerArn(one, account) }))
      return { OpenIDConnectProviderList: { member } }
    },
    GetOpenIDConnectProvider({ input, account }) {
      const asked = ofProvider(input).OpenIDConnectProviderArn
      const found = identities.providers.find((one) => providerArn(one, account) === asked)
      if (!found) return missing(`OpenIDConnect Provider not found for arn ${asked}`)
      const { url: Url, clientIds, at } = found
      const thumbprint = hex(`thumbprint/${Url}`).slice(0, 40)
      return {
        Url,
        ClientIDList: { member: clientIds },
        ThumbprintList: { member: [thumbprint] },
        CreateDate: instant(at),
        Tags: { member: [] },
      }
    },
  }
}

// A list in a form: `Filter.member.1`, `Filter.member.2`, ...
const gathered = (input: Record<string, unknown>, name: string): Record<string, unknown> => {
  const own = Object.entries(input).filter(([member]) => member.startsWith(`${name}.member.`))
  const rest = Object.entries(input).filter(([member]) => !member.startsWith(`${name}.member.`))
  return { ...Object.fromEntries(rest), ...(own.length > 0 && { [name]: own.map(([, value]) => value) }) }
}

const providerArn = ({ url }: ProviderState, account: string): string => `arn:aws:iam::${account}:oidc-provider/${url}`

const nameIn = (arn: string): string => arn.split('/').at(-1) ?? ''
const pathIn = (arn: string): string => `/${arn.split('/').slice(1, -1).join('/')}/`.replace('//', '/')
const id = (kind: string, name: string): string => `${kind}${hex(name).slice(0, 17).toUpperCase()}`

const roleDetail = ({ role, policies, attached }: RoleState) => ({
  Path: role.Path,
  RoleName: role.RoleName,
  RoleId: role.RoleId,
  Arn: role.Arn,
  CreateDate: role.CreateDate === undefined ? undefined : instant(role.CreateDate),
  AssumeRolePolicyDocument: encoded(role.trust),
  InstanceProfileList: { member: [] },
  RolePolicyList: {
    member: Object.entries(policies).map(([PolicyName, one]) => ({ PolicyName, PolicyDocument: encoded(one) })),
  },
  AttachedManagedPolicies: { member: attached },
  ...tagged(role),
})

const userDetail = ({ name, arn, at, attached }: UserState) => ({
  Path: pathIn(arn),
  UserName: name,
  UserId: id('AIDA', name),
  Arn: arn,
  CreateDate: instant(at),
  GroupList: { member: [] },
  AttachedManagedPolicies: { member: attached.map((one) => ({ PolicyName: nameIn(one), PolicyArn: one })) },
  Tags: { member: [] },
})

const policy = ({ arn, name, at, versions }: PolicyState, AttachmentCount: number) => ({
  PolicyName: name,
  PolicyId: id('ANPA', name),
  Arn: arn,
  Path: pathIn(arn),
  DefaultVersionId: `v${versions.length}`,
  AttachmentCount,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: instant(at),
  UpdateDate: instant(at + 86_400 * (versions.length - 1)),
})

// The newest first.
const versionsOf = ({ at, versions }: PolicyState) => ({
  member: versions
    .map((document, index) => ({
      Document: encoded(document),
      VersionId: `v${index + 1}`,
      IsDefaultVersion: index === versions.length - 1,
      CreateDate: instant(at + 86_400 * index),
    }))
    .toReversed(),
})
