// Whether an allow-list of the configuration says that a hit is told to nobody: it is counted all the same, with the reason.
import { anyPattern } from '../arn-pattern.ts'
import type { Allow } from '../detection.ts'
import { namedBy, rangeOf } from './address.ts'
import type { AuditEvent } from './event.ts'
import { imagesIn, podSpec } from './pod-spec.ts'

/** What of a hit an entry can name. `names` are those that the actor goes by. */
export type Allowable = {
  names: readonly string[]
  namespace: string
  images: readonly string[]
  sourceIPs: readonly string[]
}

/** The reason of the first entry that fits in all that it names, or undefined. An entry that names nothing fits nothing. */
export const allowing = (entries: readonly Allow[] | undefined): ((hit: Allowable) => string | undefined) => {
  const all = (entries ?? []).map((entry) => ({ reason: entry.reason, fits: fitting(entry) }))
  return (hit) => all.find(({ fits }) => fits(hit))?.reason
}

const fitting = ({ principals, namespaces, images, cidrs }: Allow): ((hit: Allowable) => boolean) => {
  const tests: ((hit: Allowable) => boolean)[] = []
  if (principals) {
    const named = anyPattern(principals)
    tests.push(({ names }) => names.some(named))
  }
  if (namespaces) {
    const named = anyPattern(namespaces)
    tests.push(({ namespace }) => namespace !== '' && named(namespace))
  }
  if (images) {
    const named = anyPattern(images)
    tests.push(({ images: own }) => own.length > 0 && own.every(named))
  }
  if (cidrs) {
    const inOne = namedBy(cidrs.filter((cidr) => rangeOf(cidr) !== undefined))
    // All but the last are what the client says of itself; the last is who reached the API server.
    tests.push(({ sourceIPs }) => sourceIPs.length > 0 && sourceIPs.every(inOne))
  }
  return (hit) => tests.length > 0 && tests.every((fits) => fits(hit))
}

/**
 * The names that the actor goes by. Behind the token of a service account stands no IAM principal: who has one was given its name
 * by aws-auth.
 */
export const namesOf = ({ user, principal }: Pick<AuditEvent, 'user' | 'principal'>): string[] =>
  [
    principal !== null && user.startsWith('system:serviceaccount:') ? '' : user,
    principal?.arn,
    principal?.canonicalArn ?? roleOf(principal?.arn ?? ''),
  ].flatMap((name) => name || [])

// As the authenticator makes `canonicalArn` of a session, where an older one did not write it. A user's name alone proves no role.
const roleOf = (session: string): string | undefined => {
  const [, partition, account, role] = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/./.exec(session) ?? []
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`
}

/** The images that an object runs; none where one of them is no text, so that no entry vouches for it. */
export const imagesOf = (resource: string, body: unknown): string[] => {
  const spec = podSpec(resource, body)
  if (!spec) return []
  const found = imagesIn(spec)
  return found.every((image) => typeof image === 'string') ? found : []
}
