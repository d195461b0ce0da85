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

export const makeTurns = ({ end }: Slot): Turns => {
  const turns = new Map<string, Turn[]>()
  const last = new Map<string, Judged>()
  const newest = new Map<string, { evaluation: Ref; tick: Instant; verdicts: readonly Verdict[] }>()
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
      const turn = (): Turn => ({
        ...by,
        at: verdict.slot.start,
        outcome: verdict.outcome,
        reason: verdict.reason,
        since: verdict.since,
        basis: verdict.basis.map(held),
      })
      const isNewest = now.get(verdict.control) === verdict
      const after = isNewest ? undefined : (holding(own, verdict.slot.end) ?? undefined)
      if (holding(own, verdict.slot.start)?.outcome !== verdict.outcome) {
        put(own, turn())
        // A window by itself says nothing of those behind it: what held of them goes on.
        if (after && after.outcome !== verdict.outcome && !own.some(({ at }) => at === verdict.slot.end))
          put(own, { ...after, at: verdict.slot.end })
      }
    }
    newest.set(subject, { evaluation: by.evaluation, tick: by.tick, verdicts: evaluation.verdicts })
  }

  return {
    async enter({ walked: { tick }, lines, read }: EntrySeen) {
      const isAfter = seconds(tick.tick) >= seconds(end)
      const late = new Set(
        isAfter ? lines.filter(isSlotLine).flatMap((one) => (one.slot.start < end ? one.subject : [])) : [],
      )
      for (const line of lines.filter(isEvaluation)) {
        const key = parseKey(line.object.key)
        if (key?.kind !== 'evaluation' || (isAfter && !late.has(key.subject))) continue
        const by = { tick: tick.tick, sequence: tick.sequence, evaluation: line.object }
        const isFirst = !last.has(key.subject)
        if (!isAfter) last.set(key.subject, by)
        if (!isFirst && !line.news) continue
        const evaluation = await read(line.object, readEvaluation)
        if (evaluation && (isFirst || evaluation.turned.length > 0)) take(evaluation, key.subject, by)
      }
    },
    async close(read) {
      for (const [subject, by] of last) {
        if (newest.get(subject)?.tick === by.tick) continue
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

// In order of their slots; a slot that was judged again, by another configuration, has both, the later one last.
const put = (own: Turn[], turn: Turn): void =>
  void own.splice(own.findLastIndex(({ at }) => seconds(at) <= seconds(turn.at)) + 1, 0, turn)
