// Which slots a source owes at a subject: arithmetic on the cadence alone.
import { instant, plus, seconds, slotAt } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Due, Instant, Progress, Slot, Subject } from '../model.ts'
import { slug } from '../store/keys.ts'
import type { Schedule } from '../ledger/statement.ts'

export type Cadence = Schedule[string]

/** Between two ticks, in seconds. */
export const tickEvery = 3_600

/** How many slots of one source a tick catches up at one subject. */
export const catchUp = 6

/**
 * State slots of clusters and repositories are spread over the first five sixths of their cadence (20 hours of a day)
 * by a digest, so that no tick reads everything; account and region come first, for others rest on them.
 */
export const dueAt = (source: string, { kind, every, delay }: Cadence, subject: Subject, slot: Slot): Instant => {
  if (kind === 'window') return plus(slot.end, delay)
  if (subject.scope === 'account' || subject.scope === 'region') return slot.start
  const digest = Number.parseInt(sha256(`${source}\n${slug(subject)}`).slice('sha256:'.length, 'sha256:'.length + 12), 16)
  return plus(slot.start, digest % Math.floor((every * 5) / 6))
}

/** From when on a slot cannot be read any more. */
export const lostAt = ({ kind, keeps }: Cadence, slot: Slot): Instant => (kind === 'state' ? slot.end : plus(slot.end, keeps))

/** Seconds between a slot's due time and the tick that read it; 0 within one tick's interval. */
export const lateBy = (source: string, cadence: Cadence, subject: Subject, slot: Slot, tick: Instant): number => {
  const late = Math.floor(seconds(tick) - seconds(dueAt(source, cadence, subject, slot)))
  return late >= tickEvery ? late : 0
}

/** The first slot that a subject owes: the one that holds the start of its observation. */
export const firstSlot = (from: Instant, { every }: Cadence): Instant => slotAt(from, every).start

export type Owed = { due: Due[]; lost: Due[]; progress: Progress }

/**
 * What one source owes at one subject in this tick: open slots asked again until they are lost, then new ones in order.
 * `until` ends the subject's slots (a tombstone), for one that is gone.
 */
export const owed = (source: string, cadence: Cadence, subject: Subject, before: Progress, tick: Instant, until: Instant | null): Owed => {
  const isLost = (slot: Slot): boolean => seconds(lostAt(cadence, slot)) <= seconds(tick)
  const due: Due[] = []
  const lost: Due[] = []
  const open: Progress['open'] = []
  for (const one of before.open) {
    if (isLost(one.slot)) continue // its attempts are in the index: the best of them stands
    if (due.length < catchUp) due.push({ source, slot: one.slot })
    open.push(one)
  }
  let start = seconds(before.upTo)
  for (; ; start += cadence.every) {
    const slot = { start: instant(start), end: instant(start + cadence.every) }
    if (until !== null && start >= seconds(until)) break
    if (seconds(dueAt(source, cadence, subject, slot)) > seconds(tick)) break
    if (isLost(slot)) lost.push({ source, slot })
    else if (due.length < catchUp) due.push({ source, slot })
    else break
  }
  return { due, lost, progress: { upTo: instant(start), open } }
}
