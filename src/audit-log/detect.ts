// Runs every detection over one window's exchanges: pure, in one pass, bounded in what it returns.
import { seconds } from '../clock.ts'
import type { Detection } from '../detection.ts'
import type { Exchange, Hit, Slot } from '../model.ts'
import { classify } from './classify.ts'
import { type AuditEntry, entriesOf } from './entries.ts'
import type { AuditEvent, Stage } from './event.ts'
import { readQueries } from './insights.ts'
import { collectCounts, requests } from './requests.ts'
import { selects } from './select.ts'
import { visible } from './visible.ts'

/** A hit as `detect` finds it; whoever knows where the exchanges are stored adds the basis. */
export type Found = Omit<Hit, 'basis'>

/** Hits of one detection in one slot that are told one by one; the rest become one hit that counts them. */
const most = 500

/**
 * One hit per detection and request, one per burst, one per kind of unreadable entry.
 * Sorted by detection, time, audit id.
 */
export const detect = (
  detections: readonly Detection[],
  exchanges: Iterable<Exchange>,
  given: { slot: Slot; cluster: string },
): Found[] => {
  const entries = judgeEntries(detections, given.slot)
  const counts = collectCounts()
  const onEntry = entriesOf((entry) => void entries.judge(entry))
  const queries = readQueries(exchanges, (query, row) => {
    onEntry(query, row)
    counts.onRow(query, row)
  })
  const [start, end] = [seconds(given.slot.start) * 1_000, seconds(given.slot.end) * 1_000]
  const rows = requests(counts.within(queries, start, end))
  const bursts = detections.flatMap((one) => (one.kind === 'burst' ? burstsIn(one, rows, given.slot) : []))
  return bounded([...entries.found(), ...bursts])
}

/** What the detections of single entries make of one slot's, in any order. Not sorted or bounded yet. */
export const judgeEntries = (detections: readonly Detection[], slot: Slot) => {
  const hits: Kept = new Map()
  return {
    /** Whether any detection has something to say of the entry. */
    judge: (entry: AuditEntry): boolean =>
      detections
        .map((one) => {
          if (one.kind === 'burst') return false
          return one.kind === 'event' ? keep(hits, one, entry, slot) : tally(hits, one, entry, slot)
        })
        .includes(true),
    found: (): Found[] => [...hits.values()].map(({ hit }) => hit),
  }
}

type Kept = Map<string, { rank: number; hit: Found }>
type Of<K extends Detection['kind']> = Extract<Detection, { kind: K }>

// A request is told by the stage that says most of it, whichever line came first.
const ranks: Record<Stage, number> = { ResponseComplete: 0, Panic: 1, ResponseStarted: 2, RequestReceived: 3 }

const keep = (hits: Kept, detection: Of<'event'>, { event, pointer, at }: AuditEntry, slot: Slot): boolean => {
  if (!event.readable || !selects(detection.select, event)) return false
  const reason = judged(detection, event)
  if (reason === undefined) return false
  const key = `${detection.id} ${event.request}`
  const rank = ranks[event.stage]
  const known = hits.get(key)
  if (known && known.rank <= rank) return true
  const hit: Found = {
    ...common(detection, slot, reason),
    outcome: event.outcome ?? 'unknown',
    actorClass: event.actorClass,
    actor: visible(event.actor),
    sourceIPs: event.sourceIPs.slice(0, 10).map((ip) => visible(ip, 50)),
    auditID: visible(event.auditID, 64),
    at: event.at ?? at ?? slot.start,
    count: 1,
    pointers: [pointer],
  }
  hits.set(key, { rank, hit })
  return true
}

// What a detection stumbles over was not judged, and is told: a body that breaks it must not pass under it.
const judged = (detection: Of<'event'>, event: AuditEvent): string | undefined => {
  try {
    return detection.hit(event)
  } catch (error) {
    return `could not be judged: ${error instanceof Error ? error.message : String(error)}`
  }
}

const tally = (hits: Kept, detection: Of<'entry'>, { event, pointer, at }: AuditEntry, slot: Slot): boolean => {
  if (event.readable && !selects(detection.select, event)) return false
  const fault = detection.fault(event)
  if (fault === undefined) return false
  const key = `${detection.id} ${fault}`
  const before = hits.get(key)?.hit
  const count = (before?.count ?? 0) + 1
  const here = at ?? slot.start
  const hit: Found = {
    ...common(detection, slot, `${count} ${count === 1 ? 'entry' : 'entries'} could not be judged: ${fault}`),
    outcome: 'unknown',
    actorClass: 'unknown',
    actor: 'unknown',
    sourceIPs: [],
    auditID: null,
    at: before && before.at < here ? before.at : here,
    count,
    pointers: [...(before?.pointers ?? []), pointer].sort().slice(0, 10),
  }
  hits.set(key, { rank: 0, hit })
  return true
}

const burstsIn = (detection: Of<'burst'>, rows: ReturnType<typeof requests>, slot: Slot): Found[] => {
  const own = rows.filter((row) => detection.counts(row))
  return [...Map.groupBy(own, ({ actor }) => actor)].flatMap(([actor, made]) => {
    const count = made.reduce((sum, row) => sum + row.count, 0)
    if (count < detection.atLeast) return []
    const codes = [...new Set(made.map(({ code }) => code))].sort().join(', ')
    const who = visible(actor) || 'unauthenticated clients'
    return {
      ...common(detection, slot, `${who}: ${count} requests ended in ${codes} within the slot`),
      outcome: 'denied' as const,
      actorClass: classify(actor, []),
      actor: who,
      sourceIPs: [],
      auditID: null,
      at: made.map(({ first }) => first ?? slot.start).sort()[0] ?? slot.start,
      count,
      pointers: [],
    }
  })
}

const common = ({ id, criteria, severity }: Detection, slot: Slot, reason: string) => ({
  detection: id,
  criteria,
  severity,
  slot,
  reason: visible(reason, 600),
})

const byPlace = (a: Found, b: Found): number => {
  const [x, y] = [a, b].map((hit) => [hit.detection, hit.at, hit.auditID ?? '', hit.reason].join(' ')) as [
    string,
    string,
  ]
  return x < y ? -1 : x > y ? 1 : 0
}

/** Sorted by detection, time, audit id; so many of each detection one by one. */
export const bounded = (hits: Found[]): Found[] =>
  [...Map.groupBy(hits.toSorted(byPlace), ({ detection }) => detection).values()].flatMap((own) => {
    const [first, ...more] = own.slice(most)
    if (!first || more.length === 0) return own
    const rest = [first, ...more]
    const summary: Found = {
      ...first,
      reason: `${rest.length} more hits of this detection, the first of them: ${first.reason}`,
      outcome: rest.some(({ outcome }) => outcome === 'allowed') ? 'allowed' : first.outcome,
      auditID: null,
      count: rest.reduce((sum, { count }) => sum + count, 0),
      pointers: rest.flatMap(({ pointers }) => pointers).slice(0, 10),
    }
    return [...own.slice(0, most), summary]
  })
