// IAM's policy simulator, as far as identity policies of a role go.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
import { allowed, type Statement } from '../permissions.ts'
import { AwsFault, type Handler } from '../service.ts'

/** By the role's ARN; `when` holds what the request must say, by condition key. */
export type Granted = Record<string, readonly (Statement & { when?: Record<string, string> })[]>

export const simulatePrincipalPolicy =
  (granted: Granted): Handler =>
  ({ input }) => {
    const source = String(input.PolicySourceArn)
    const statements = granted[source]
    if (!statements) throw new AwsFault('NoSuchEntity', 404, `The role with ARN ${source} cannot be found.`)
    const said = contextOf(input)
    const holding = statements.filter(({ when = {} }) =>
      Object.entries(when).every(([key, value]) => said[key] === value),
    )
    const resources = memberOf(input, 'ResourceArns')
    const results = memberOf(input, 'ActionNames').flatMap((action) =>
      (resources.length > 0 ? resources : ['*']).map((resource) => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: allowed(holding, { action, resource }) ? 'allowed' : 'implicitDeny',
        MatchedStatements: '',
        MissingContextValues: '',
      })),
    )
    return { IsTruncated: false, EvaluationResults: { member: results } }
  }

const contextOf = (input: Record<string, unknown>): Record<string, unknown> => {
  const said: Record<string, unknown> = {}
  for (let at = 1; input[`ContextEntries.member.${at}.ContextKeyName`] !== undefined; at++) {
    const entry = `ContextEntries.member.${at}`
    said[String(input[`${entry}.ContextKeyName`])] = input[`${entry}.ContextKeyValues.member.1`]
  }
  return said
}

// A list in a form: `ActionNames.member.1`, `ActionNames.member.2`, ...
const memberOf = (input: Record<string, unknown>, name: string): string[] => {
  const found: string[] = []
  for (let at = 1; input[`${name}.member.${at}`] !== undefined; at++) found.push(String(input[`${name}.member.${at}`]))
  return found
}
