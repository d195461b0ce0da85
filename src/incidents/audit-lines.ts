// The audit log's lines of timelines: what the same principals, keys, sessions and addresses did, and what was done to the same objects.
import { entriesOf } from '../audit-log/entries.ts'
import { type AuditEvent, requestOf, type Unreadable } from '../audit-log/event.ts'
import { type Query, readQueries } from '../audit-log/insights.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { tile } from '../audit-log/tiling.ts'
import { visible } from '../audit-log/visible.ts'
import { seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Exchange, Incident, Slot } from '../model.ts'
import { objectMark } from './group.ts'
import { hitsBy } from './hit-lines.ts'
import {
  type Case,
  chosen,
  type Held,
  isWithin,
  type Line,
  linesOf,
  missing,
  mostLines,
  type Part,
} from './timeline.ts'

/** Reads each window once, however many incidents share it. What is not at hand of the time around the hits is said. */
export const auditLines = (cases: readonly Case[]): ((one: Case) => Part) => {
  const kept = new Map(cases.map((one) => [one, keeper(one)]))
  const shared = new Set(cases.flatMap(({ windows }) => windows.filter(({ source }) => source === 'audit-log')))
  const holes = new Map<Held, string>()
  for (const window of shared) {
    const readers = [...kept].filter(([{ windows }]) => windows.includes(window)).map(([, one]) => one)
    let object = ''
    const lines = function* (): Generator<Exchange> {
      for (const { line, key } of linesOf(window)) {
        object = key
        yield line
      }
    }
    const onEntry = entriesOf(({ event, at, pointer }) => {
      const when = event.readable ? (event.at ?? at) : at
      if (when !== null) for (const { take } of readers) take({ event, at: when, pointer, object })
    })
    const hole = holeIn(readQueries(lines(), onEntry), window.slot)
    if (hole) holes.set(window, hole)
  }
  return (one) => kept.get(one)?.part(unreadIn(one, holes)) ?? { lines: [], looked: [] }
}

const holeIn = (queries: readonly Query[], { start, end }: Slot): string | undefined =>
  tile(queries, 'rows', seconds(start) * 1_000, seconds(end) * 1_000).hole?.reason

// Of two attempts at a window the one that was read wholly stands for both.
const unreadIn = ({ windows }: Case, holes: ReadonlyMap<Held, string>): string[] => {
  const own = windows.filter(({ source }) => source === 'audit-log')
  const whole = new Set(own.filter((one) => !holes.has(one)).map(({ slot }) => slot.start))
  const torn = own.filter(({ slot }) => !whole.has(slot.start)).map((one) => holes.get(one) ?? '')
  return [...new Set(torn)].map((why) => `not all of a window was read: ${visible(why)}`)
}

type Entry = { event: AuditEvent | Unreadable; at: string; pointer: string; object: string }
type Kept = { rank: number; line: Line }

// Of a request the line that says most. A principal may be everybody: of what it did no more is held than is shown.
const keeper = ({ incident, windows }: Case) => {
  const hitsOf = hitsBy(incident)
  const inCommon = commonWith(incident.marks)
  const requests = new Set<string>()
  let kept = new Map<string, Kept>()
  let unreadable = 0
  const take = ({ event, at, pointer, object }: Entry): void => {
    if (!isWithin(incident, at)) return
    const hits = hitsOf(pointer)
    if (!event.readable && hits.length === 0) unreadable += 1
    const same = event.readable ? inCommon(event) : []
    if (same.length + hits.length === 0) return
    // Its text can be as long as the client likes.
    const request = event.readable ? sha256(requestOf(event)) : pointer
    requests.add(request)
    const before = kept.get(request)
    const rank = hits.length > 0 ? 3 : event.readable ? ranks[event.stage] : 0
    if (before && before.rank >= rank) return
    const what = event.readable ? sentence(event) : `an entry that could not be read: ${event.why}`
    kept.set(request, { rank, line: { at, where: 'audit-log', what, same, hits, pointer: { object, id: pointer } } })
    if (kept.size > 4 * mostLines) kept = new Map(shown().map((one) => [one.name, one]))
  }
  const shown = () =>
    chosen(
      [...kept].map(([name, one]) => ({ name, ...one, at: one.line.at, hits: one.line.hits })),
      incident,
    )
  const part = (unread: string[]): Part => {
    const not = [
      ...missing(incident, windows, 'audit-log').map((span) => `${span} no window is at hand`),
      ...unread,
      ...(incident.cut > 0 ? [`${incident.cut} more names and objects are not looked for`] : []),
      ...(unreadable > 0 ? [`${unreadable} other entries could not be read`] : []),
    ]
    return {
      lines: [...kept.values()].map(({ line }) => line),
      looked: [{ where: 'audit-log', found: requests.size, not: not.length === 0 ? null : not.join('; ') }],
    }
  }
  return { take, part }
}

const ranks: Record<AuditEvent['stage'], number> = {
  RequestReceived: 0,
  ResponseStarted: 1,
  ResponseComplete: 2,
  Panic: 2,
}

const sentence = (event: AuditEvent): string => {
  const { verb, resource, subresource, requestURI, impersonated } = event
  const as = impersonated ? ` as ${visible(impersonated.user, 100)}` : ''
  const thing = [resource, subresource].filter((part) => part !== '').join('/')
  const what = thing === '' ? visible(requestURI, 150) : `${visible(thing, 100)} ${target(event)}`
  return `${who(event)} asked${as} to ${visible(verb, 30)} ${what}${ending(event)}`
}

const commonWith = (marks: Incident['marks']): ((event: AuditEvent) => Line['same']) => {
  const kinds = Object.keys(marks) as (keyof Incident['marks'])[]
  const wanted = Object.fromEntries(kinds.map((kind) => [kind, new Set(marks[kind])])) as Record<string, Set<string>>
  return (event) => {
    const { user, principal, sourceIPs } = event
    const own: Record<keyof Incident['marks'], (string | null | undefined)[]> = {
      principals: [user, principal?.arn, principal?.canonicalArn],
      keys: [principal?.accessKeyId],
      sessions: [principal?.sessionName],
      sourceIPs,
      objects: [objectOf(event)],
    }
    return kinds.filter((kind) => own[kind].some((value) => value && wanted[kind]?.has(visible(value, bounds[kind]))))
  }
}

// As a hit says it (judged.ts), so that both compare.
const bounds: Record<keyof Incident['marks'], number> = {
  principals: 200,
  keys: 200,
  sessions: 200,
  sourceIPs: 50,
  objects: Number.POSITIVE_INFINITY,
}
const objectOf = ({ resource, namespace, name }: AuditEvent): string =>
  objectMark({ resource: visible(resource, 100), namespace: visible(namespace, 100), name: visible(name, 253) })
