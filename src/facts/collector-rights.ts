// What the roles of the collector's own stack may do: their own policies, and the names of those attached to them.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { decoded, readGrants, type Statement } from '../answers/policy.ts'
import { defineFact } from '../fact.ts'

export type CollectorRole = {
  role: string
  policies: { name: string; statements: Statement[] }[]
  /** ARNs of managed policies. */
  attached: string[]
}

const Own = z.object({ PolicyNames: z.array(z.string()) })
const Policy = z.object({ RoleName: z.string(), PolicyName: z.string(), PolicyDocument: z.string() })
const Attached = z.object({ AttachedPolicies: z.array(z.object({ PolicyArn: z.string() })) })

/** Sorted by name. A role that the stack lists and IAM does not find is left out: it can do nothing. */
export const collectorRights = defineFact<CollectorRole[]>({
  id: 'collector-rights',
  source: 'collector',
  of: 'deployment',
  actions: [
    'cloudformation:ListStackResources',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
  ],
  read(exchanges) {
    const own = [...answers(exchanges, 'iam:ListRolePolicies', Own)]
    const policies = [...answers(exchanges, 'iam:GetRolePolicy', Policy)].map(({ body }) => body)
    const attached = [...answers(exchanges, 'iam:ListAttachedRolePolicies', Attached)]
    const roles = [...new Set(own.map(({ input }) => String(input.RoleName)))]
    for (const { input, body } of own) {
      const missing = body.PolicyNames.find(
        (name) => !policies.some((one) => one.RoleName === input.RoleName && one.PolicyName === name),
      )
      if (missing)
        throw notDocumented('iam:GetRolePolicy', `nothing of ${missing} of ${input.RoleName}, which is listed`)
    }
    return roles
      .map((role) => ({
        role,
        policies: policies
          .filter(({ RoleName }) => RoleName === role)
          .map(({ PolicyName: name, PolicyDocument: text }) => ({
            name,
            statements: readGrants(decoded(text, name), name),
          })),
        attached: attached
          .filter(({ input }) => input.RoleName === role)
          .flatMap(({ body }) => body.AttachedPolicies.map(({ PolicyArn }) => PolicyArn)),
      }))
      .sort(by(({ role }) => role))
  },
})
