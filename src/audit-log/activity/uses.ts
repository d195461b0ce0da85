// When each IAM principal last spoke to the cluster, whatever it asked and whatever came of it.
import type { AuditEvent } from '../event.ts'
import { keyOf } from './key.ts'
import type { Taker } from './taker.ts'

/** Seconds for which a use is remembered. */
export const usesLast = 400 * 86_400

/** The account, and the role by its name or the user by its path: canonical ARNs leave a role's path out. '' for no principal. */
export const principalKey = (arn: string): string => {
  const [, , service, , account = '', ...rest] = arn.split(':')
  const [kind, ...path] = rest.join(':').split('/')
  if (account === '' || path.length === 0) return arn === '' ? '' : arn
  if (service === 'sts' && kind === 'assumed-role') return `${account}/role/${path[0]}`
  return kind === 'role' ? `${account}/role/${path.at(-1)}` : `${account}/${kind}/${path.join('/')}`
}

/** As uses are summed up; '' for no principal. */
export const useKey = ({ principal }: AuditEvent): string => {
  if (principal === null) return ''
  const key = principalKey(principal.canonicalArn ?? principal.arn ?? '')
  return key === '' ? '' : keyOf(key, 300)
}

export const uses: Taker<object> = {
  most: 2_000,
  // One entry more or less of somebody who is there does not decide.
  mayBe: () => false,
  take(event) {
    const key = useKey(event)
    return key === '' ? [] : [[key, {}]]
  },
}
