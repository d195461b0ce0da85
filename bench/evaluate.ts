// How long it takes to judge: every subject in its first tick, and whom a later tick read, clusters and repositories apart.
import { accountOf } from '../sandbox/demo/account.ts'
import { compose } from '../sandbox/demo/compose.ts'
import { startSandbox } from '../sandbox/server.ts'
import { settableClock } from '../src/clock.ts'
import { collect } from '../src/collect/collect.ts'
import { evaluate } from '../src/evaluate/evaluate.ts'
import type { Instant, Scope } from '../src/model.ts'
import { plan, planOf, type Slice, toEvaluate } from '../src/plan/plan.ts'
import { seal } from '../src/seal/seal.ts'
import { asked, type Figure, rounded, tell, timed } from './figure.ts'
import { large, type Size } from './memory/large.ts'
import { memoryStore } from './memory-store.ts'
import { tickAt } from './three-clusters.ts'

const { quick } = asked()
const size: Size = quick
  ? { clusters: 4, repositories: 8, images: 40, events: 100 }
  : { clusters: 60, repositories: 300, images: 1_500, events: 100 }
/** A day's ticks behind the first: in each some repositories are read, and each cluster's last hour. */
const hours = quick ? 2 : 24

const { scenario } = large(size)
const { scenarios: _, ...options } = await accountOf(scenario)
const clock = settableClock(scenario.base)
const sandbox = await startSandbox({ ...options, clock })
const composed = await compose(scenario, sandbox.endpoint)
const on = { ...composed.on, store: memoryStore() }
const faults: string[] = []

type Judged = { seconds: number; judged: number }
const nobody: Judged = { seconds: 0, judged: 0 }

const each = async (slices: Slice[], work: (slice: Slice) => Promise<{ broken: number; again?: Slice }>) => {
  for (const slice of slices) {
    for (let now: Slice | undefined = slice; now; ) {
      const { broken, again } = await work(now)
      if (broken > 0) faults.push(`${broken} of ${now.plan} broke off`)
      now = again
    }
  }
}

// The stages of one tick; those of a scope are judged together, so that the time of each is its own.
const tick = async (at: Instant): Promise<Partial<Record<Scope, Judged>>> => {
  clock.set(at)
  composed.clock.set(at)
  const planned = await plan(on, at)
  await each(planned.collect, (slice) => collect(on, slice))
  const tasks = toEvaluate((await planOf(on, planned.plan)).plan)
  const taken: Partial<Record<Scope, Judged>> = {}
  const byScope = Map.groupBy(tasks.keys(), (nth) => tasks[nth]?.subject.scope)
  for (const [scope, left] of byScope) {
    const slice = { plan: planned.plan, from: 0, to: tasks.length, left }
    const { seconds } = await timed(() => each([slice], (one) => evaluate(on, one)))
    if (scope) taken[scope] = { seconds, judged: left.length }
  }
  await seal(on, at)
  return taken
}

const figures: Figure[] = []
const note = (scope: Scope, of: string, many: number, all: Judged[]): void => {
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0) / all.length
  const judged = all.reduce((sum, one) => sum + one.judged, 0) / all.length
  const how = `${rounded(judged)} of ${many} judged in a tick, mean of ${all.length}`
  figures.push({ name: `${of}, of 1,000 of scope ${scope}`, value: rounded((1_000 * seconds) / many), unit: 's', how })
}
try {
  const first = await tick(tickAt(scenario, 0))
  const later: (typeof first)[] = []
  for (let hour = 1; hour <= hours; hour++) later.push(await tick(tickAt(scenario, hour)))
  for (const [scope, many] of [
    ['cluster', size.clusters],
    ['repository', size.repositories],
  ] as const) {
    note(scope, 'first tick', many, [first[scope] ?? nobody])
    note(
      scope,
      'a later tick',
      many,
      later.map((one) => one[scope] ?? nobody),
    )
  }
} finally {
  composed.close()
  await sandbox.close()
}
tell({
  bench: 'evaluate',
  quick,
  conditions: `${size.clusters} clusters and ${size.repositories} repositories of ${size.images / size.repositories} images in four regions, all controls and detections; one thread, the store in memory; the readings were made before, and are opened and judged`,
  figures,
  faults,
})
