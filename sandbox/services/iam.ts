// IAM, as far as roles and their policies go, and what it says of the whole account. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
import { instant } from '../../src/clock.ts'
import type { Service } from '../service.ts'
import { emptyIdentities } from '../world/identities.ts'
import { fromQuery, members, text, whole } from '../world/members.ts'
import type { RoleState, StackState } from '../world/stack.ts'
import type { World } from '../world.ts'
import { ofAccount } from './iam-account.ts'
import { code, encoded, missing, pageOf, tagged } from './iam-answers.ts'

const role = { RoleName: text({ min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ }) }
const paged = { Marker: text({ min: 1 }), MaxItems: fromQuery(whole(1, 1_000), 'number') }
const nobody = { identities: emptyIdentities() }
const ofRole = members(code, role, {})
const listed = members(code, role, paged)
const attached = members(code, role, { ...paged, PathPrefix: text({ min: 1, max: 512 }) })
const ofPolicy = members(code, { ...role, PolicyName: text({ min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }) }, {})

/** `world` holds who else is in the account; left out: nobody. */
export const iam = (stacks: StackState[], { identities }: Pick<World, 'identities'> = nobody): Service => {
  const all = () => [...stacks.flatMap(({ roles }) => roles), ...identities.roles]
  const find = (name: unknown): RoleState | undefined => all().find((one) => one.role.RoleName === name)
  const known = (name: string): RoleState => find(name) ?? missing(`The role with name ${name} cannot be found.`)
  return {
    name: 'iam',
    protocol: 'query',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    resource: ({ input, account }) => {
      if (input.RoleName !== undefined)
        return find(input.RoleName)?.role.Arn ?? `arn:aws:iam::${account}:role/${input.RoleName}`
      return String(input.PolicyArn ?? input.OpenIDConnectProviderArn ?? '*')
    },
    operations: {
      ...ofAccount(all, identities),
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

const shown = ({ role }: RoleState) => {
  const { trust, CreateDate, RoleLastUsed: _, Tags: __, ...own } = role
  return {
    ...own,
    AssumeRolePolicyDocument: encoded(trust),
    CreateDate: CreateDate === undefined ? undefined : instant(CreateDate),
    ...tagged(role),
  }
}
