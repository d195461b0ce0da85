// A list of operations (RFC 6902) as the API server reads it, and what it would set: a refused one leaves nothing else behind.
import { isRecord } from '../json.ts'

type Members = Record<string, unknown>

/**
 * `path` and `from` begin with `/`, or are '', which is the whole object. `value` is undefined where there is none.
 */
export type Operation = { op: string; path: string; from: string; value: unknown }

/** Deeper than any object of Kubernetes; a path that goes on sets nothing there. */
const deepest = 50
/** So many characters may copies come to, as the API server bounds them too: each may hold all that was copied before. */
const mostCopied = 100_000

/** The operations of a request that is such a list, also of one that came as an object; undefined of any other. */
export const operationsOf = (request: unknown): Operation[] | undefined => {
  if (Array.isArray(request)) return request.filter(isRecord).map(read)
  const all = isRecord(request) ? Object.values(request).filter(isRecord) : []
  const isList = isRecord(request) && all.length > 0 && all.length === Object.keys(request).length
  return isList && all.every((one) => 'op' in one && 'path' in one) ? all.map(read) : undefined
}

const read = ({ op, path, from, value }: Members): Operation => ({
  op: typeof op === 'string' ? op : '',
  path: pointer(path),
  from: pointer(from),
  value,
})

// What stands before the first `/` the API server passes over (findObject of gopkg.in/evanphx/json-patch.v4): `x/spec/type`
// is `/spec/type`.
const pointer = (value: unknown): string => {
  const at = typeof value === 'string' ? value.indexOf('/') : -1
  return typeof value === 'string' && at >= 0 ? value.slice(at) : ''
}

export const copies = ({ op }: Operation): boolean => op === 'copy' || op === 'move'

/**
 * `set` holds what the operations set and nothing else; lists stand in it as objects with their indexes as members.
 * `isAll` is false where one copies or moves what the operations themselves do not say.
 */
export const setBy = (operations: readonly Operation[]): { set: Members; isAll: boolean } => {
  const set = empty()
  const own = new WeakSet<object>([set])
  const room = { left: mostCopied }
  let isAll = true
  for (const [at, one] of operations.entries()) {
    if (one.op === 'test' || one.op === 'remove') continue
    const value = copies(one) ? again(memberIn(set, segmentsOf(one.from, at)), room) : one.value
    if (copies(one) && value === undefined) isAll = false
    if (value !== undefined) put(set, segmentsOf(one.path, at), value, own)
  }
  return { set, isAll }
}

// A new member of a list is `-`: each stands by itself.
const segmentsOf = (path: string, at: number): string[] =>
  path
    .split('/')
    .slice(1)
    .map((part) => (part === '-' ? `-${at}` : part.replaceAll('~1', '/').replaceAll('~0', '~')))

const put = (root: Members, segments: string[], value: unknown, own: WeakSet<object>): void => {
  if (segments.length === 0 && isRecord(value)) Object.assign(root, value)
  if (segments.length === 0 || segments.length > deepest) return
  let here = root
  for (const segment of segments.slice(0, -1)) {
    const before = here[segment]
    if (isRecord(before) && own.has(before)) {
      here = before
      continue
    }
    // A copy, once: what the event holds stays as it was.
    const next = Object.assign(empty(), before)
    own.add(next)
    here[segment] = next
    here = next
  }
  here[segments.at(-1) ?? ''] = value
}

const memberIn = (root: Members, segments: readonly string[]): unknown =>
  segments.length === 0
    ? undefined
    : segments.reduce<unknown>(
        (at, key) =>
          typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Members)[key] : undefined,
        root,
      )

/** The same as another value; undefined where there is none, or no room for it. */
const again = (value: unknown, room: { left: number }): unknown => {
  const text = value === undefined || room.left <= 0 ? '' : JSON.stringify(value)
  room.left -= text.length
  return text === '' || room.left <= 0 ? undefined : JSON.parse(text)
}

// Without a prototype, so that no name means anything of its own.
const empty = (): Members => Object.create(null) as Members
