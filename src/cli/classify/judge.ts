// Judges entries that are at hand all at once, hour by hour, as the scan judges the hour of a log: by the same rules, counts and all.
import { burstsIn, countDistinct } from '../../audit-log/counted.ts'
import { type AuditEntry, distinct, type LogRecord } from '../../audit-log/entries.ts'
import type { Found } from '../../audit-log/found.ts'
import { judgeEntries } from '../../audit-log/judged.ts'
import { slotAt } from '../../clock.ts'
import type { BurstRow, Detection, Rules } from '../../detection.ts'
import type { Instant, Slot } from '../../model.ts'

export type Judging = { detections: readonly Detection[]; rules: Rules }

/** Those that are judged by entries of one log: the others compare with what was before, or judge records of CloudTrail. */
export const isOffline = ({ kind }: Detection): boolean => kind !== 'first-use' && kind !== 'change'

/** The slot of what bears no time: counted together. */
export const timeless: Slot = { start: '1970-01-01T00:00:00Z', end: '1970-01-01T01:00:00Z' }

/** `each` sees every entry before it is judged. One that is repeated is neither seen nor counted again: exports overlap. */
export const judgeAll = ({ detections, rules }: Judging, each: (entry: AuditEntry) => void = () => undefined) => {
  const hours = new Map<Instant, ReturnType<typeof judgeHour>>()
  const hourOf = (at: Instant | null) => {
    const slot = at === null ? timeless : slotAt(at, 3_600)
    const known = hours.get(slot.start) ?? judgeHour({ detections, rules }, slot)
    hours.set(slot.start, known)
    return known
  }
  const take: (record: LogRecord) => void = distinct((entry) => {
    if (entry.isRepeated()) return
    each(entry)
    const at = entry.at ?? (entry.event.readable ? entry.event.at : null)
    hourOf(at).take({ ...entry, at })
  })
  return {
    take,
    /** Each hit, in no order: none is counted together with another. */
    found: (): Found[] => [...hours.values()].flatMap((hour) => hour.found()),
  }
}

const judgeHour = ({ detections, rules }: Judging, slot: Slot) => {
  const entries = judgeEntries(detections, rules, slot)
  const things = countDistinct(detections, rules, slot)
  const counts = new Map<string, Row>()
  return {
    take(entry: AuditEntry): void {
      entries.judge(entry)
      things.take(entry)
      countRequest(counts, entry)
    },
    found: (): Found[] => [
      ...entries.found(),
      ...things.found(),
      ...burstsIn(detections, rules, [...counts.values()], slot),
    ],
  }
}

type Row = BurstRow & { first: Instant | null }

// What the counts query counts: requests that got their answer.
const countRequest = (rows: Map<string, Row>, { event, at }: AuditEntry): void => {
  if (!event.readable || (event.stage !== 'ResponseComplete' && event.stage !== 'Panic')) return
  const { user: actor, verb, resource } = event
  const code = event.code === null ? '' : String(event.code)
  const key = JSON.stringify([actor, verb, resource, code])
  const known = rows.get(key)
  const when = event.at ?? at
  if (!known) rows.set(key, { actor, verb, resource, code, count: 1, first: when })
  else {
    known.count += 1
    if (when !== null && (known.first === null || when < known.first)) known.first = when
  }
}
