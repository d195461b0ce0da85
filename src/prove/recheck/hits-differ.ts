// How many hits each detection gave, stored and judged again.
import type { Evaluation, Hit, Ref, Slot, Task } from '../../model.ts'
import { byBytes } from '../../store/order.ts'
import type { Findings } from '../checks.ts'
import { otherVersion } from '../entered.ts'
import { type Between, ofDetection } from './because.ts'
import type { Difference } from './recheck.ts'
import type { Counting } from './totals.ts'

type On = { totals: Counting; findings: Findings; period: Slot; version: string; settings?: unknown }
type One = { task: Task; ref: Ref; between: Between }

export function* hitsDiffer(on: On, one: One, stored: Evaluation, again: Evaluation): Generator<Difference> {
  const [was, is] = [byPlace(stored.hits), byPlace(again.hits)]
  for (const place of [...new Set([...was.keys(), ...is.keys()])].sort(byBytes)) {
    const [then = [], now = []] = [was.get(place), is.get(place)]
    const [first] = [...then, ...now]
    if (!first || first.slot.start < on.period.start || first.slot.start >= on.period.end) continue
    on.totals.hits()
    const same = spelled(then) === spelled(now)
    const { detection, slot } = first
    if (!on.settings) {
      const what = `the hits of ${detection} from ${slot.start}`
      on.findings.reproduce('verdict-reproduces', same, one.ref.key, what, otherVersion(on.version, one.between.tick))
    }
    if (same) continue
    yield {
      ...{ kind: 'hits', detection, slot, subject: one.task.subject, tick: stored.tick },
      ...{ stored: counted(then), now: counted(now), because: ofDetection(one.between, detection) },
      ...{ evaluation: one.ref, evidence: basisOf([...then, ...now]) },
    }
  }
}

const byPlace = (hits: Hit[]): Map<string, Hit[]> =>
  Map.groupBy(hits, ({ detection, slot }) => `${detection} ${slot.start}`)

// A hit is the same where it is told, or let pass, of the same thing at the same time.
const spelled = (hits: Hit[]): string =>
  hits
    .map(({ at, auditID, actor, reason, allowed, count }) =>
      JSON.stringify([at, auditID, actor, reason, allowed !== null, count]),
    )
    .sort(byBytes)
    .join('\n')

/** As many as they stand for. */
const counted = (hits: Hit[]) => ({
  hits: hits.reduce((sum, { count }) => sum + count, 0),
  allowed: hits.reduce((sum, { count, allowed }) => sum + (allowed === null ? 0 : count), 0),
})

const basisOf = (hits: Hit[]): Ref[] =>
  [...new Map(hits.flatMap(({ basis }) => basis).map((ref) => [ref.key, ref])).values()].sort((a, b) =>
    byBytes(a.key, b.key),
  )
