// IAM, as far as roles and their policies go. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
import { instant } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Service } from '../service.ts'
import { fromQuery, members, text, whole } from '../world/members.ts'
import type { RoleState, StackState } from '../world/stack.ts'

const code = 'ValidationError'
const role = { RoleName: text({ min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ }) }
const paged = { Marker: text({ min: 1 }), MaxItems: fromQuery(whole(1, 1_000), 'number') }
const ofRole = members(code, role, {})
const listed = members(code, role, paged)
const attached = members(code, role, { ...paged, PathPrefix: text({ min: 1, max: 512 }) })
const ofPolicy = members(code, { ...role, PolicyName: text({ min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }) }, {})

export const iam = (stacks: StackState[]): Service => {
  const find = (name: unknown): RoleState | undefined =>
    stacks.flatMap(({ roles }) => roles).find((one) => one.role.RoleName === name)
  const known = (name: string): RoleState => find(name) ?? missing(`The role with name ${name} cannot be found.`)
  return {
    name: 'iam',
    protocol: 'query',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    resource: ({ input, account }) =>
      find(input.RoleName)?.role.Arn ?? `arn:aws:iam::${account}:role/${input.RoleName}`,
    operations: {
      GetRole: ({ input }) => ({ Role: shown(known(ofRole(input).RoleName)) }),
      GetRolePolicy({ input }) {
        const { RoleName, PolicyName } = ofPolicy(input)
        const document = known(RoleName).policies[PolicyName]
        if (document === undefined) return missing(`The role policy with name ${PolicyName} cannot be found.`)
        return { RoleName, PolicyName, PolicyDocument: encoded(document) }
      },
      ListAttachedRolePolicies(call) {
        const { RoleName, MaxItems, Marker } = attached(call.input)
        return pageOf('AttachedPolicies', known(RoleName).attached, call, { size: MaxItems, token: Marker })
      },
      ListRolePolicies(call) {
        const { RoleName, MaxItems, Marker } = listed(call.input)
        return pageOf('PolicyNames', Object.keys(known(RoleName).policies), call, { size: MaxItems, token: Marker })
      },
    },
  }
}

const pageOf = (
  name: string,
  all: unknown[],
  call: Parameters<typeof page>[1],
  asked: { size: unknown; token: unknown },
) => {
  const { items, nextToken } = page(all, call, { ...asked, most: 1_000, usual: 100, refuse })
  return { [name]: { member: items }, IsTruncated: nextToken !== undefined, Marker: nextToken }
}

const shown = ({ role: { trust, CreateDate, RoleLastUsed, Tags, ...role } }: RoleState) => ({
  ...role,
  AssumeRolePolicyDocument: encoded(trust),
  CreateDate: CreateDate === undefined ? undefined : instant(CreateDate),
  ...(Tags && { Tags: { member: Tags } }),
  ...(RoleLastUsed?.LastUsedDate !== undefined && {
    RoleLastUsed: { ...RoleLastUsed, LastUsedDate: instant(RoleLastUsed.LastUsedDate) },
  }),
})

// IAM says policies percent-encoded, RFC 3986.
const encoded = (document: string): string =>
  encodeURIComponent(document).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const missing = (message: string): never => {
  throw new AwsFault('NoSuchEntity', 404, message)
}
const refuse = (message: string): AwsFault => new AwsFault(code, 400, message)
