// Reads every evaluation of every tick, whatever an index says of it, and tells by slot what each control came to: slowly and plainly.
import { seconds } from '../../../src/clock.ts'
import { open } from '../../../src/ledger/dsse.ts'
import { readStatement } from '../../../src/ledger/statement.ts'
import type { Instant, Slot, Verdict } from '../../../src/model.ts'
import { startsOf } from '../../../src/plan/tasks.ts'
import { slotStatuses } from '../../../src/report/period/period.ts'
import { isSlotLine, readEvaluation, readIndex, readPlan } from '../../../src/store/documents.ts'
import { slug } from '../../../src/store/keys.ts'
import type { Store } from '../../../src/store/store.ts'

/** What was judged of a slot, in the order of the ticks: `isNew` where it was not merely carried on. */
export type Said = { slot: Slot; outcomes: Verdict['outcome'][]; since: Instant }
export type Known = {
  /** By `source subject start end`: the place of the best status. */
  statuses: Map<string, number>
  /** By `subject control`, then by the slot's start. */
  said: Map<string, Map<string, Said>>
  evaluations: number
}

export const everything = async (store: Store, { start, end }: Slot): Promise<Known> => {
  const known: Known = { statuses: new Map(), said: new Map(), evaluations: 0 }
  const bodyOf = async (key: string) => (await store.get({ key }))?.body ?? new Uint8Array()
  const keys = (await Array.fromAsync(store.list('ledger/'))).map((one) => one.key)
  for (const key of keys.sort()) {
    const { index, tick, plan } = readStatement(open(await bodyOf(key)).payload)
    if (tick < start) continue
    const { tasks } = readPlan(await bodyOf(plan.key))
    const startOf = startsOf(tasks)
    const later = new Set(tasks.filter((task) => startOf(task) >= end).map(({ subject }) => slug(subject)))
    for (const line of readIndex(await bodyOf(index.key))) {
      if (isSlotLine(line)) {
        if (line.slot.start < start || line.slot.start >= end || later.has(line.subject)) continue
        const name = `${line.source} ${line.subject} ${line.slot.start} ${line.slot.end}`
        known.statuses.set(name, Math.max(known.statuses.get(name) ?? 0, slotStatuses.indexOf(line.status)))
      } else if (line.role === 'evaluation') {
        known.evaluations += 1
        const { subject, verdicts } = readEvaluation(await bodyOf(line.object.key))
        for (const verdict of verdicts) take(known, slug(subject), verdict, end)
      }
    }
  }
  return known
}

const take = ({ said }: Known, subject: string, { control, slot, outcome, since }: Verdict, end: Instant): void => {
  if (slot.start >= end) return
  const own = said.get(`${subject} ${control}`) ?? new Map<string, Said>()
  said.set(`${subject} ${control}`, own)
  const name = slot.start
  const one = own.get(name) ?? { slot, outcomes: [], since }
  if (one.outcomes.at(-1) !== outcome) one.outcomes.push(outcome)
  own.set(name, { ...one, since })
}

/** From the slot that failed to the next that was read without it; null while it stands. */
export const spansOf = (said: ReadonlyMap<string, Said>): { from: Instant; until: Instant | null }[] => {
  const spans: { from: Instant; until: Instant | null }[] = []
  let from: Instant | undefined
  let isBegun = false
  for (const { slot, outcomes, since } of [...said.values()].sort(
    (a, b) => seconds(a.slot.start) - seconds(b.slot.start),
  ))
    for (const outcome of outcomes) {
      if (outcome === 'fail') from ??= isBegun ? slot.start : since
      else if (from !== undefined && outcome !== 'unknown') {
        spans.push({ from, until: slot.start })
        from = undefined
      }
      isBegun ||= outcome !== 'unknown'
    }
  return from === undefined ? spans : [...spans, { from, until: null }]
}
