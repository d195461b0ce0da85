// What each role of the account may do: the policies it carries and those attached to it, as their default versions have them.
import * as z from 'zod/mini'
import { answers, documented } from '../answers/answers.ts'
import { itemsOf, neverAsked } from '../answers/items.ts'
import { firstAnswered } from '../answers/newer.ts'
import { decoded, readGrants, type Statement } from '../answers/policy.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'

/** A policy of a role. `unread` says why its statements are not known. */
export type Granted = { policy: string; statements: Statement[] } | { policy: string; unread: string }

/** By the role's ARN. */
export type Grants = { readAt: Instant; roles: Record<string, Granted[]> }

const Details = z.object({
  RoleDetailList: z.array(
    z.object({
      Arn: z.string(),
      RolePolicyList: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.string() })),
      AttachedManagedPolicies: z.array(z.object({ PolicyName: z.string(), PolicyArn: z.string() })),
    }),
  ),
  Policies: z.array(
    z.object({
      Arn: z.string(),
      PolicyVersionList: z.array(z.object({ Document: z.string(), IsDefaultVersion: z.boolean() })),
    }),
  ),
})
const Listed = z.object({ Policies: z.array(z.object({ Arn: z.string(), DefaultVersionId: z.string() })) })
const Version = z.object({ PolicyVersion: z.object({ Document: z.string() }) })

export const iamGrants = defineFact<Grants>({
  id: 'iam-grants',
  source: 'iam',
  of: 'account',
  // Not GetPolicyVersion: a policy of AWS that could not be read concerns the roles that have it.
  actions: ['iam:GetAccountAuthorizationDetails', 'iam:ListPolicies'],
  read(exchanges) {
    const pages = [...answers(exchanges, 'iam:GetAccountAuthorizationDetails', Details)].map(({ body }) => body)
    const managed = new Map([
      ...pages
        .flatMap(({ Policies }) => Policies)
        .map(({ Arn, PolicyVersionList: all }) => [Arn, ofOwn(Arn, all)] as const),
      ...ofAws(exchanges),
    ])
    const roles = Object.fromEntries(
      pages
        .flatMap(({ RoleDetailList }) => RoleDetailList)
        .map((role) => [
          role.Arn,
          [
            ...role.RolePolicyList.map((one) => read(`its own policy ${one.PolicyName}`, one.PolicyDocument)),
            ...role.AttachedManagedPolicies.map(
              ({ PolicyName, PolicyArn }) =>
                managed.get(PolicyArn) ?? { policy: PolicyName, unread: 'attached, and not among the policies listed' },
            ),
          ],
        ]),
    )
    return { readAt: firstAnswered(exchanges, 'iam:GetAccountAuthorizationDetails'), roles }
  },
})

const nameIn = (arn: string): string => arn.split('/').at(-1) ?? arn

const ofOwn = (arn: string, versions: { Document: string; IsDefaultVersion: boolean }[]): Granted => {
  const [now, ...more] = versions.filter(({ IsDefaultVersion }) => IsDefaultVersion)
  return now && more.length === 0
    ? read(nameIn(arn), now.Document)
    : { policy: nameIn(arn), unread: 'not one default version' }
}

const ofAws = (exchanges: Iterable<Exchange>): (readonly [string, Granted])[] => {
  const id = ({ PolicyArn, VersionId }: Record<string, unknown>) => `${PolicyArn} ${VersionId}`
  const versions = itemsOf(exchanges, 'iam:GetPolicyVersion', Version, id)
  return [...answers(exchanges, 'iam:ListPolicies', Listed)]
    .flatMap(({ body }) => body.Policies)
    .map(({ Arn, DefaultVersionId: VersionId }) => {
      const item = versions.get(id({ PolicyArn: Arn, VersionId })) ?? neverAsked('iam:GetPolicyVersion')
      if (item.got === 'body') return [Arn, read(nameIn(Arn), item.body.PolicyVersion.Document)]
      const unread = item.got === 'unread' ? item.why : 'iam:GetPolicyVersion: the version was gone when it was read'
      return [Arn, { policy: nameIn(Arn), unread }]
    })
}

const read = (policy: string, document: string): Granted => {
  const statements = documented(() => readGrants(decoded(document, policy), policy))
  return statements ? { policy, statements } : { policy, unread: 'its document is not understood' }
}
