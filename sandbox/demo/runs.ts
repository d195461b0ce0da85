// The verdicts of one control at one subject as runs of the same outcome, in the order in which they were made.
import type { Evaluation, Instant, Outcome, Slot } from '../../src/model.ts'

export type Run = {
  outcome: Outcome['outcome']
  /** Of its reasons the one that stood longest. */
  reason: string
  /** The slots that were judged so: how many, the first, the last. */
  slots: number
  first: Slot
  last: Slot
  /** The tick that began it. */
  tick: Instant
}

export type Timeline = { subject: string; control: string; steps: Step[] }
export type Step = { tick: Instant; slot: Slot; outcome: Outcome['outcome']; reason: string }

/** Evaluations in the order of ticks. What stands in one tick as it stood in the one before is one step. */
export const timelines = (evaluations: Evaluation[]): Timeline[] => {
  const all = new Map<string, Timeline>()
  for (const { tick, subject, verdicts } of evaluations) {
    for (const { control, slot, outcome, reason } of verdicts) {
      const name = `${subject.id} ${control}`
      const line = all.get(name) ?? { subject: subject.name, control, steps: [] }
      all.set(name, line)
      line.steps.push({ tick, slot, outcome, reason })
    }
  }
  return [...all.values()]
}

/** Consecutive steps that are alike, by outcome or by reason too. */
export const runs = (steps: Step[], by: 'outcome' | 'reason'): Run[] => {
  const groups: Step[][] = []
  for (const step of steps) {
    const before = groups.at(-1)?.[0]
    if (before && before.outcome === step.outcome && (by === 'outcome' || before.reason === step.reason))
      groups.at(-1)?.push(step)
    else groups.push([step])
  }
  return groups.flatMap((group) => runOf(group) ?? [])
}

const runOf = (steps: Step[]): Run | undefined => {
  const [first] = steps
  if (!first) return undefined
  const slots = new Map(steps.map(({ slot }) => [slot.start, slot]))
  const order = [...slots.values()].sort((a, b) => (a.start < b.start ? -1 : 1))
  const reasons = [...Map.groupBy(steps, ({ reason }) => reason)].sort(([, a], [, b]) => b.length - a.length)
  return {
    outcome: first.outcome,
    reason: reasons[0]?.[0] ?? first.reason,
    slots: order.length,
    first: order[0] ?? first.slot,
    last: order.at(-1) ?? first.slot,
    tick: first.tick,
  }
}
