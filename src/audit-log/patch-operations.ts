// What a list of operations (RFC 6902) would set, told from the operations alone: a refused one leaves nothing else behind.
import { isRecord } from '../json.ts'

type Members = Record<string, unknown>

/** Deeper than any object of Kubernetes; a path that goes on sets nothing there. */
const deepest = 50

/**
 * An object that holds what the operations set and nothing else; lists stand in it as objects with their indexes as members.
 * null where an operation copies or moves: what it sets, the operations do not say.
 */
export const setBy = (operations: readonly unknown[]): Members | null => {
  const root: Members = empty()
  for (const [at, one] of operations.entries()) {
    if (!isRecord(one)) continue
    if (one.op === 'copy' || one.op === 'move') return null
    if (one.op === 'test' || one.op === 'remove' || typeof one.path !== 'string' || !('value' in one)) continue
    put(root, segmentsOf(one.path, at), one.value)
  }
  return root
}

// A new member of a list is `-`: each stands by itself.
const segmentsOf = (path: string, at: number): string[] =>
  path
    .split('/')
    .slice(1)
    .map((part) => (part === '-' ? `-${at}` : part.replaceAll('~1', '/').replaceAll('~0', '~')))

const put = (root: Members, segments: string[], value: unknown): void => {
  if (segments.length === 0) {
    if (isRecord(value)) Object.assign(root, value)
    return
  }
  if (segments.length > deepest) return
  let here = root
  for (const segment of segments.slice(0, -1)) {
    // A copy: what the event holds stays as it was.
    const next = Object.assign(empty(), here[segment])
    here[segment] = next
    here = next
  }
  here[segments.at(-1) ?? ''] = value
}

// Without a prototype, so that no name means anything of its own.
const empty = (): Members => Object.create(null) as Members
