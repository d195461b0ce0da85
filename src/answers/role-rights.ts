// Holds roles against least privilege, by what was read of their policies.
import { accountOf } from '../arn.ts'
import type { Grants } from '../facts/iam-grants.ts'
import type { Instant } from '../model.ts'
import { excess } from './least-privilege.ts'
import { isNewer } from './newer.ts'
import type { Statement } from './policy.ts'

/** What was found of roles: what they may do too much, what nobody could read, and whose roles are not read here. */
export type Rights = { faults: string[]; unread: string[]; foreign: string[] }

/** A role by its ARN, and since when something names it; null where AWS does not say. */
export type NamedRole = { role: string; since: Instant | null }

/** Of a role's ARN its path and name. */
export const roleName = (arn: string): string => arn.split(':').slice(5).join(':')

/** `more` finds what is too much beside the usual. */
export const rightsOf = (
  roles: NamedRole[],
  { readAt, roles: grants }: Grants,
  account: string,
  more: (statements: Statement[]) => string[] = () => [],
): Rights => {
  const found: Rights = { faults: [], unread: [], foreign: [] }
  for (const arn of [...new Set(roles.map(({ role }) => role))].sort()) {
    const granted = grants[arn]
    const name = roleName(arn)
    if (accountOf(arn) !== account) found.foreign.push(arn)
    else if (!granted && roles.every(({ role, since }) => role !== arn || isNewer(since, readAt)))
      found.unread.push(`${name} is newer than the reading of IAM at ${readAt}`)
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
