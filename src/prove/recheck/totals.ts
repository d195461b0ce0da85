// What a recheck looked at, counted: as much for a year as for an hour.
import type { Verdict } from '../../model.ts'
import type { Difference } from './recheck.ts'

type Counted = { control: string; verdicts: number; outcomes: Partial<Record<Verdict['outcome'], number>> }

export type Totals = {
  /** Verdicts of the period that were judged again. */
  judged: number
  /** Of these, with the same outcome and reason. */
  same: number
  /** Detections at a subject in a slot whose hits were looked for again, where any were stored or found. */
  hits: number
  /** Verdicts, and detections in a slot, that come out otherwise. */
  otherwise: number
  /** By what became of what: `pass -> fail`. */
  changes: Record<string, number>
  /** Stored, and not judged here: this program has no such control, or it is off in the settings. */
  lacking: (Counted & { why: string })[]
  /** Judged here, and stored nowhere: the control is new. */
  added: Counted[]
  /** Verdicts that could not be judged again: something they rest on is gone or altered. */
  unjudged: number
}

export const makeTotals = () => {
  const totals: Totals = {
    judged: 0,
    same: 0,
    hits: 0,
    otherwise: 0,
    changes: {},
    lacking: [],
    added: [],
    unjudged: 0,
  }
  const count = <T extends Counted>(all: T[], { control, outcome }: Verdict, made: Omit<T, keyof Counted>): void => {
    const known = all.find((one) => one.control === control) ?? ({ ...made, control, verdicts: 0, outcomes: {} } as T)
    if (!all.includes(known)) all.push(known)
    known.verdicts += 1
    known.outcomes[outcome] = (known.outcomes[outcome] ?? 0) + 1
  }
  const seen = new Map<string, string>()
  return {
    judged(isSame: boolean): void {
      totals.judged += 1
      if (isSame) totals.same += 1
    },
    hits(): void {
      totals.hits += 1
    },
    unjudged(verdicts: number): void {
      totals.unjudged += verdicts
    },
    lacks: (verdict: Verdict, why: string): void => count(totals.lacking, verdict, { why }),
    /** Each slot once: a tick that reads nothing new comes to the same again. */
    adds(subject: string, verdict: Verdict): void {
      const name = `${verdict.control} ${subject}`
      if ((seen.get(name) ?? '') >= verdict.slot.start) return
      seen.set(name, verdict.slot.start)
      count(totals.added, verdict, {})
    },
    differs(one: Difference): void {
      totals.otherwise += 1
      const name = one.kind === 'hits' ? 'hits' : `${one.stored?.outcome ?? 'none'} -> ${one.now?.outcome ?? 'none'}`
      totals.changes[name] = (totals.changes[name] ?? 0) + 1
    },
    now: (): Totals => ({ ...totals, changes: { ...totals.changes } }),
  }
}
export type Counting = ReturnType<typeof makeTotals>
