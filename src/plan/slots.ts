// Which slots a source owes at a subject: arithmetic on the cadence alone.
import { instant, latest as later, plus, seconds, slotAt } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Schedule } from '../ledger/statement.ts'
import type { Due, Instant, Progress, Slot, Subject } from '../model.ts'
import { slug } from '../store/keys.ts'

export type Cadence = Schedule[string]

/** Between two ticks, in seconds. */
export const tickEvery = 3_600

/** How many new slots of one source a tick takes up at one subject, and how many open ones it asks again. */
export const catchUp = 6

/**
 * State slots of clusters and repositories are spread over the first five sixths of their cadence (20 hours of a day)
 * by a digest, so that no tick reads everything; account and region come first, for others rest on them.
 * Two ticks at least are left before the slot is lost: one to read it, one to ask again.
 */
export const dueAt = (source: string, { kind, every, delay }: Cadence, subject: Subject, slot: Slot): Instant => {
  if (kind === 'window') return plus(slot.end, delay)
  if (subject.scope === 'account' || subject.scope === 'region') return slot.start
  const digest = Number.parseInt(
    sha256(`${source}\n${slug(subject)}`).slice('sha256:'.length, 'sha256:'.length + 12),
    16,
  )
  return plus(slot.start, digest % Math.max(1, Math.min(Math.floor((every * 5) / 6), every - 2 * tickEvery)))
}

/** From when on a slot cannot be read any more. */
export const lostAt = ({ kind, keeps }: Cadence, slot: Slot): Instant =>
  kind === 'state' ? slot.end : plus(slot.end, keeps)

type Reading = {
  slot: Slot /** when its subject's observation began */
  from: Instant
  tick: Instant /** its last answer */
  at: Instant
}

/**
 * Seconds between a slot's due time and its reading; 0 within one tick's interval. A tick that runs on time reads at the
 * time that it is named by; one that was finished later reads when its answers came. Nobody is late before it was there.
 */
export const lateBy = (
  source: string,
  cadence: Cadence,
  subject: Subject,
  { slot, from, tick, at }: Reading,
): number => {
  const read = seconds(at) - seconds(tick) < tickEvery ? tick : at
  const late = Math.floor(seconds(read) - seconds(later(dueAt(source, cadence, subject, slot), from)))
  return late >= tickEvery ? late : 0
}

/** The first slot that a subject owes: the one that holds the start of its observation. */
export const firstSlot = (from: Instant, { every }: Cadence): Instant => slotAt(from, every).start

export type Owed = { due: Due[]; lost: Due[]; progress: Progress }

/**
 * What one source owes at one subject in this tick: open slots asked again until they are lost, and new ones in order.
 * Neither waits for the other: slots that cannot be read for weeks must not keep those from being read that can.
 * `until` ends the subject's slots (a tombstone), for one that is gone. `isNew`: nothing was asked yet, so the first state is
 * read at once, whatever its hour: who has just appeared should not be judged a day later.
 */
export const owed = (
  source: string,
  cadence: Cadence,
  subject: Subject,
  before: Progress,
  tick: Instant,
  until: Instant | null,
  isNew = false,
): Owed => {
  const isLost = (slot: Slot): boolean => seconds(lostAt(cadence, slot)) <= seconds(tick)
  const open = before.open.filter(({ slot }) => !isLost(slot)) // of a lost one the attempts are in the index: the best stands
  const again = inTurn(open, tick)
  const fresh: Slot[] = []
  const lost: Slot[] = []
  let start = seconds(before.upTo)
  for (; ; start += cadence.every) {
    const slot = { start: instant(start), end: instant(start + cadence.every) }
    if (until !== null && start >= seconds(until)) break
    if (before.open.some((one) => one.slot.start === slot.start)) continue // the last look at who is gone can come before its slot is due
    const atOnce = isNew && cadence.kind === 'state' && start === seconds(before.upTo)
    if (!atOnce && seconds(dueAt(source, cadence, subject, slot)) > seconds(tick)) break
    if (isLost(slot)) lost.push(slot)
    else if (fresh.length < catchUp) fresh.push(slot)
    else break
  }
  const named = (slot: Slot): Due => ({ source, slot })
  return {
    due: [...again.map(({ slot }) => slot), ...fresh].map(named),
    lost: lost.map(named),
    progress: { upTo: instant(start), open },
  }
}

// Of more open slots than a tick asks again, each has its turn: which, follows from the tick alone.
const inTurn = <T>(open: T[], tick: Instant): T[] => {
  if (open.length <= catchUp) return open
  const groups = Math.ceil(open.length / catchUp)
  const group = Math.floor(seconds(tick) / tickEvery) % groups
  return open.slice(group * catchUp, (group + 1) * catchUp)
}
