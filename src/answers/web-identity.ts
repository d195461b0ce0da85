// Which roles take the word of a cluster's OIDC issuer, and whether their trust says for which service account.
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
import { allows } from './grants.ts'
import { conditionsOf, list, type Statement } from './policy.ts'

const action = 'sts:AssumeRoleWithWebIdentity'

/**
 * What of a role's trust leaves open who may come from this issuer; undefined where the role does not trust it. `issuer` is
 * without `https://`, as providers and condition keys have it.
 */
export const openTo = (trust: Statement[], issuer: string): string[] | undefined => {
  const trusting = trust.filter((one) => allows(one, action) && names(one, issuer))
  if (trusting.length === 0) return undefined
  return [...new Set(trusting.flatMap((one) => ['sub', 'aud'].flatMap((claim) => open(one, issuer, claim))))]
}

// Whoever lets in everybody, or everybody but some, lets this issuer in too.
const names = ({ Principal, NotPrincipal }: Statement, issuer: string): boolean =>
  NotPrincipal !== undefined ||
  Principal === '*' ||
  Object.values(Principal ?? {})
    .flatMap(list)
    .some((name) => name === '*' || isProvider(name, issuer))

const isProvider = (name: string, issuer: string): boolean =>
  name.replace(/^arn:[a-z-]+:iam::\d{12}:oidc-provider\//, '').toLowerCase() === issuer.toLowerCase()

// Several conditions must hold together, so that one that pins the claim is enough. ForAllValues and IfExists hold for a token
// without the claim; a variable is filled in by whoever asks.
const open = (one: Statement, issuer: string, claim: string): string[] => {
  const key = `${issuer}:${claim}`.toLowerCase()
  const about = conditionsOf(one).filter((condition) => condition.key === key)
  const isPinned = about.some(
    ({ operator, values }) =>
      /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike)$/.test(operator) &&
      values.length > 0 &&
      values.every((value) => value !== '' && !value.includes('${') && !(like(operator) && /[*?]/.test(value))),
  )
  if (isPinned) return []
  const said = about.flatMap(({ operator, values }) => `${operator} ${values.join(', ')}`)
  return [`:${claim} ${said.length > 0 ? `by ${said.join(' and ')}` : 'not at all'}`]
}

const like = (operator: string): boolean => operator.endsWith('StringLike')
