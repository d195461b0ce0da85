// evaluate: judges the subjects whose readings changed, from stored bytes and stored settings alone.
import pMap from 'p-map'
import type { Catalog } from '../catalog.ts'
import { type Config, configOf } from '../config.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Instant, Ref, Slot, Subject, Task } from '../model.ts'
import { storedParts } from '../observation/stored.ts'
import { type GoingOn, inSlice, isSettled, planOf, type Slice, toEvaluate } from '../plan/plan.ts'
import { startsOf } from '../plan/tasks.ts'
import { type Plan, readEvaluation, writeDocument } from '../store/documents.ts'
import { evaluationKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { judge } from './judge.ts'
import { readingsOf } from './readings.ts'

export type Evaluating = {
  store: Store
  catalog: Catalog
  warn(message: string, error: unknown): void
  /** Whether too little time is left to judge one more. */
  isTimeUp?(): boolean
}
export type Evaluated = { evaluated: number; broken: number } & GoingOn

/**
 * Throws PLAN_MISSING, STORE_UNREADABLE. Once the tick has its index nothing is judged any more. A crash leaves evaluations that the rerun meets: the same evidence gives the same bytes.
 * `again` where the time was up: what is left then is for another call.
 */
export const evaluate = async (on: Evaluating, slice: Slice): Promise<Evaluated> => {
  const { store, catalog } = on
  const { plan } = await planOf(on, slice.plan)
  if (await isSettled(store, plan.tick)) return { evaluated: 0, broken: 0 }
  const config = configOf(await sealed(store, plan.config))
  const readings = readingsOf(plan, catalog, {
    put: (source: string, subject: Subject, slot: Slot) =>
      storedParts(store, catalog, { tick: plan.tick, source, subject, slot }),
    sealed: (ref: Ref) => sealed(store, ref),
  })
  const startOf = startsOf(plan.tasks)
  const left: number[] = []
  let broken = 0
  const tasks = inSlice(toEvaluate(plan), slice)
  await pMap(
    tasks,
    async ({ at, task }) => {
      if (on.isTimeUp?.()) return void left.push(at)
      try {
        await one(on, { plan, config, task, from: startOf(task), readings })
      } catch (error) {
        on.warn(`evaluating ${task.subject.id} broke off`, error)
        broken += 1
      }
    },
    { concurrency: 4 },
  )
  const evaluated = tasks.length - left.length - broken
  return { evaluated, broken, ...(left.length > 0 && { again: { ...slice, left }, wait: 0 }) }
}

type One = { plan: Plan; config: Config; task: Task; from: Instant; readings: ReturnType<typeof readingsOf> }

const one = async ({ store, catalog }: Evaluating, { plan, config, task, from, readings }: One): Promise<void> => {
  const standing = task.standing && {
    ref: task.standing,
    evaluation: readEvaluation(await sealed(store, task.standing)),
  }
  const evaluation = judge({
    tick: plan.tick,
    task,
    from,
    schedule: plan.schedule,
    config,
    catalog,
    readings: await readings(task),
    standing: standing ?? undefined,
  })
  await store.putOnce(evaluationKey(plan.tick, slug(task.subject)), writeDocument(evaluation))
}
