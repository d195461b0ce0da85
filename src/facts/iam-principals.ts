// The roles and users that the account has, and whom each role trusts.
import * as z from 'zod/mini'
import { answers, by, documented } from '../answers/answers.ts'
import { firstAnswered } from '../answers/newer.ts'
import { decoded, readTrust, type Statement } from '../answers/policy.ts'
import { defineFact } from '../fact.ts'

/** `trust` is null where the document cannot be understood: nobody knows whom such a role trusts. */
export type IamRole = { arn: string; trust: Statement[] | null }

const page = z.object({
  RoleDetailList: z.array(z.object({ Arn: z.string(), AssumeRolePolicyDocument: z.string() })),
  UserDetailList: z.array(z.object({ Arn: z.string() })),
})

export const iamPrincipals = defineFact({
  id: 'iam-principals',
  source: 'iam',
  of: 'account',
  actions: ['iam:GetAccountAuthorizationDetails'],
  read(exchanges) {
    const pages = [...answers(exchanges, 'iam:GetAccountAuthorizationDetails', page)]
    return {
      readAt: firstAnswered(exchanges, 'iam:GetAccountAuthorizationDetails'),
      roles: pages
        .flatMap(({ body }) => body.RoleDetailList)
        .map(({ Arn, AssumeRolePolicyDocument }): IamRole => ({ arn: Arn, trust: trustOf(AssumeRolePolicyDocument) }))
        .sort(by(({ arn }) => arn)),
      users: pages
        .flatMap(({ body }) => body.UserDetailList)
        .map(({ Arn }) => Arn)
        .sort(),
    }
  },
})

const trustOf = (document: string): Statement[] | null =>
  documented(() => readTrust(decoded(document, 'a trust policy'), 'a trust policy')) ?? null
