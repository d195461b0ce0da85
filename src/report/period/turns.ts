// What each control came to at each subject, from the evaluations in which something turned; of each subject the first one of the
// period is read too, whatever it says, and the newest.
import { seconds } from '../../clock.ts'
import { current } from '../../evaluate/since.ts'
import type { Evaluation, Instant, Ref, Slot, Verdict } from '../../model.ts'
import { isSlotLine, type ObjectLine, readEvaluation } from '../../store/documents.ts'
import { parseKey } from '../../store/keys.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import type { Period, Turn } from './period.ts'

type Judged = { tick: Instant; sequence: number; evaluation: Ref }
export type Turns = Watcher & {
  /** Reads of each subject the newest evaluation, unless it is known. */
  close(read: EntrySeen['read']): Promise<void>
  all(): Map<string, Turn[]>
  newest(): Period['newest']
}

export const makeTurns = ({ start, end }: Slot): Turns => {
  const turns = new Map<string, Turn[]>()
  const last = new Map<string, Judged>()
  const newest = new Map<string, { evaluation: Ref; tick: Instant; verdicts: readonly Verdict[] }>()
  const of = new Map<string, Set<string>>() // by subject, the controls that judge it
  const before = new Map<string, Ref>() // of each subject the evaluation before, also behind the period's end
  const known = new Map<string, Ref>() // the same objects of several verdicts are held once

  const held = (ref: Ref): Ref => {
    const name = `${ref.key} ${ref.versionId}`
    const one = known.get(name) ?? ref
    known.set(name, one)
    return one
  }

  const take = (evaluation: Evaluation, subject: string, by: Judged): void => {
    const now = current(evaluation.verdicts)
    for (const verdict of evaluation.verdicts) {
      if (seconds(verdict.slot.start) >= seconds(end)) continue
      const name = `${subject} ${verdict.control}`
      const own = turns.get(name) ?? []
      turns.set(name, own)
      of.set(subject, (of.get(subject) ?? new Set()).add(verdict.control))
      const { outcome, reason, since } = verdict
      const turn = { ...by, at: verdict.slot.start, outcome, reason, since, basis: verdict.basis.map(held) }
      if (now.get(verdict.control) === verdict) stands(own, turn)
      else stoodIn(own, turn, verdict.slot.end, end)
    }
    newest.set(subject, { evaluation: by.evaluation, tick: by.tick, verdicts: evaluation.verdicts })
  }

  // What is judged no more is known no more, from behind the last slot that was judged on.
  const leave = (evaluation: Evaluation, before: Evaluation, subject: string, by: Judged): void => {
    const judged = new Set(evaluation.verdicts.map(({ control }) => control))
    for (const [control, { slot }] of current(before.verdicts)) {
      const own = turns.get(`${subject} ${control}`)
      if (!own || judged.has(control) || seconds(slot.end) >= seconds(end)) continue
      const reason = 'was not judged any more: it was switched off, or the collector no longer had it'
      const turn: Turn = { ...by, at: slot.end, outcome: 'unknown', reason, since: slot.end, basis: [] }
      if (own.at(-1)?.outcome !== 'unknown') put(own, turn, true)
      of.get(subject)?.delete(control)
    }
  }

  return {
    async enter({ walked: { tick }, lines, read }: EntrySeen) {
      const isAfter = seconds(tick.tick) >= seconds(end)
      const late = new Set(
        isAfter ? lines.filter(isSlotLine).flatMap((one) => (one.slot.start < end ? one.subject : [])) : [],
      )
      for (const line of lines.filter(isEvaluation)) {
        const key = parseKey(line.object.key)
        if (key?.kind !== 'evaluation') continue
        const stoodBy = before.get(key.subject)
        before.set(key.subject, line.object)
        if (isAfter && !late.has(key.subject)) continue
        const by = { tick: tick.tick, sequence: tick.sequence, evaluation: line.object }
        const isFirst = !last.has(key.subject)
        if (!isAfter) last.set(key.subject, by)
        if (!isFirst && !line.news) continue
        const evaluation = await read(line.object, readEvaluation)
        if (!evaluation || !(isFirst || evaluation.turned.length > 0)) continue
        const judged = new Set(evaluation.verdicts.map(({ control }) => control))
        const isLeft = stoodBy && [...(of.get(key.subject) ?? [])].some((control) => !judged.has(control))
        const stood = isLeft ? await read(stoodBy, readEvaluation) : undefined
        if (stood) leave(evaluation, stood, key.subject, by)
        take(evaluation, key.subject, by)
      }
    },
    async close(read) {
      for (const [subject, by] of last) {
        if (seconds(newest.get(subject)?.tick ?? start) >= seconds(by.tick)) continue
        const evaluation = await read(by.evaluation, readEvaluation)
        if (evaluation) take(evaluation, subject, by)
      }
    },
    all: () => turns,
    newest: () => newest,
  }
}

const isEvaluation = (line: EntrySeen['lines'][number]): line is ObjectLine =>
  !isSlotLine(line) && line.role === 'evaluation'

/** The one that holds at a time; the first where it is before all. */
const holding = (own: readonly Turn[], at: Instant): Turn | undefined =>
  own.findLast((one) => seconds(one.at) <= seconds(at))

/** Turns that nobody judged in the slot that they begin with: what held goes on there, until that slot is judged. */
const goneOn = new WeakSet<Turn>()

// The newest verdict holds from its slot on, and behind all that was judged before: by a longer cadence its slot can begin earlier.
const stands = (own: Turn[], turn: Turn): void => {
  const last = own.at(-1)
  const isBehind = last === undefined || seconds(last.at) <= seconds(turn.at)
  if (last?.outcome === turn.outcome) {
    if (last.at === turn.at) goneOn.delete(last)
  } else put(own, isBehind ? turn : { ...turn, at: last.at })
}

// A window by itself says nothing of those behind it: what held of them goes on.
const stoodIn = (own: Turn[], turn: Turn, until: Instant, end: Instant): void => {
  const [there, after] = [holding(own, turn.at), holding(own, until)]
  if (there?.outcome === turn.outcome) {
    if (there.at === turn.at) goneOn.delete(there)
    return
  }
  put(own, turn)
  if (!after || after.outcome === turn.outcome || own.some(({ at }) => at === until)) return
  if (seconds(until) >= seconds(end)) return
  const isOther = turn.outcome !== 'unknown' && seconds(after.since) < seconds(until)
  put(own, { ...after, at: until, ...(isOther && { since: until }) }, true)
}

// In order of their slots; a slot that was judged again has both, the later one last.
const put = (own: Turn[], turn: Turn, isGoneOn = false): void => {
  const place = own.findLastIndex(({ at }) => seconds(at) <= seconds(turn.at))
  const there = own[place]
  const isInstead = there?.at === turn.at && goneOn.has(there)
  own.splice(isInstead ? place : place + 1, isInstead ? 1 : 0, turn)
  if (isGoneOn) goneOn.add(turn)
}
