// What a statement of an identity policy lets somebody do: actions and resources by AWS's wildcards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
import { binding, conditionsOf, list, type Statement } from './policy.ts'

/** Whether `*` (any text) and `?` (one character) make the text of the pattern. Actions have no case. */
export const matches = (pattern: string, text: string): boolean => {
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()]
  // Back to the last star alone: in this way no pattern takes longer than its length times the text's.
  let [at, seen, star, tried] = [0, 0, -1, 0]
  while (seen < given.length) {
    if (wanted[at] === '*') [star, tried, at] = [at, seen, at + 1]
    else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[seen])) [at, seen] = [at + 1, seen + 1]
    else if (star >= 0) [at, seen, tried] = [star + 1, tried + 1, tried + 1]
    else return false
  }
  return /^\**$/.test(wanted.slice(at))
}

/** Whether an Allow covers the action, on whatever resource. */
export const allows = (statement: Statement, action: string): boolean =>
  statement.Effect === 'Allow' &&
  (statement.NotAction === undefined
    ? list(statement.Action).some((pattern) => matches(pattern, action))
    : !list(statement.NotAction).some((pattern) => matches(pattern, action)))

/** A pattern that is nothing but wildcards, `*` or `?*`. */
export const isEverything = (pattern: string): boolean => /^[*?]+$/.test(pattern) && pattern.includes('*')

/** Whether a statement is about all resources, or all of a type: `*`, `arn:aws:kms:*:*:key/*`, or any but those named. */
export const isWide = ({ Resource, NotResource }: Statement): boolean =>
  NotResource !== undefined || list(Resource).some(isWideArn)

const isWideArn = (pattern: string): boolean => {
  const [, , service = '', , , ...rest] = pattern.split(':')
  if (isEverything(pattern)) return true
  // Fewer than six parts match an ARN only where a star runs over the colons.
  if (rest.length === 0) return pattern.includes('*')
  const resource = rest.join(':')
  // In an ARN of these the first part is a name and not a type.
  if (['s3', 'execute-api'].includes(service)) return /^[*?/]+$/.test(resource) && resource.includes('*')
  return /^([a-z-]+[/:])?[*?/:]*\*[*?/:]*$/i.test(resource) || coversType(service, resource)
}

// Without its type in whole, `r*`, or letter for letter: what fits two names that nobody has chosen fits all of them.
const coversType = (service: string, resource: string): boolean =>
  Object.entries(typesOf).some(
    ([name, types]) =>
      matches(service, name) && types.some((type) => unchosen.every((id) => matches(resource, `${type}${id}`))),
  )
const unchosen = ['4f6d0a1e-8c1b-4b1d-9a55-0d9f3c6f2b7e', 'b27e9f10-3a6c-4d52-8e07-c1a84d5e6f93']
const typesOf: Record<string, string[]> = {
  eks: ['cluster/', 'access-entry/', 'podidentityassociation/'],
  iam: ['role/', 'user/', 'group/', 'policy/'],
  kms: ['key/'],
  lambda: ['function:'],
  secretsmanager: ['secret:'],
}

const narrowing = /^(aws|[a-z0-9-]+):resourcetag\/|^(iam:passedtoservice|kms:viaservice|kms:grantisforawsresource)$/

/** Whether a condition makes it fewer: the resource must carry a tag, or the call be about one AWS service, by its name. */
export const isNarrowed = (statement: Statement): boolean =>
  conditionsOf(statement).some(
    ({ operator, key, values }) =>
      (binding.test(operator) || (operator === 'Bool' && values.join() === 'true')) &&
      narrowing.test(key) &&
      values.length > 0 &&
      values.every((value) => !isEverything(value) && !(key.endsWith('service') && /^[^.]*[*?]/.test(value))),
  )
