// Holds roles against least privilege, by what was read of their policies.
import { accountOf } from '../arn.ts'
import type { Grants } from '../facts/iam-grants.ts'
import { excess } from './least-privilege.ts'
import type { Statement } from './policy.ts'

/** What was found of roles: what they may do too much, what nobody could read, and whose roles are not read here. */
export type Rights = { faults: string[]; unread: string[]; foreign: string[] }

/** Of a role's ARN its path and name. */
export const roleName = (arn: string): string => arn.split(':').slice(5).join(':')

/** `roles` are ARNs; `more` finds what is too much beside the usual. */
export const rightsOf = (
  roles: string[],
  grants: Grants,
  account: string,
  more: (statements: Statement[]) => string[] = () => [],
): Rights => {
  const found: Rights = { faults: [], unread: [], foreign: [] }
  for (const arn of [...new Set(roles)].sort()) {
    const granted = grants[arn]
    const name = roleName(arn)
    if (accountOf(arn) !== account) found.foreign.push(arn)
    else if (!granted) found.faults.push(`${name} does not exist`)
    else
      for (const one of granted) {
        if ('unread' in one) {
          found.unread.push(`${one.policy} of ${name}: ${one.unread}`)
          continue
        }
        const what = [...excess(one.statements), ...more(one.statements)]
        if (what.length > 0) found.faults.push(`${name} by ${one.policy}: ${what.join(' and ')}`)
      }
  }
  return found
}
