// evaluate: judges the subjects whose readings changed, from stored bytes and stored settings alone.
import pMap from 'p-map'
import type { Catalog } from '../catalog.ts'
import { configOf } from '../config.ts'
import { sealed } from '../ledger/sealed.ts'
import { storedParts } from '../observation/stored.ts'
import { type GoingOn, inSlice, isSettled, planOf, type Slice, toEvaluate } from '../plan/plan.ts'
import { writeDocument } from '../store/documents.ts'
import { evaluationKey, slug, timelineKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { writeTimeline } from '../store/timelines.ts'
import { judgingBy } from './by-plan.ts'
import type { Stored } from './readings.ts'

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
  const stored: Stored = {
    put: (source, subject, slot) => storedParts(store, catalog, { tick: plan.tick, source, subject, slot }),
    sealed: (ref) => sealed(store, ref),
  }
  const judged = judgingBy(plan, { catalog, config, stored })
  const left: number[] = []
  let broken = 0
  const tasks = inSlice(toEvaluate(plan), slice)
  await pMap(
    tasks,
    async ({ at, task }) => {
      if (on.isTimeUp?.()) return void left.push(at)
      try {
        const { evaluation, timelines } = await judged(task)
        // Before the evaluation, by which the next tick knows that this subject is done.
        for (const one of timelines)
          await store.putOnce(timelineKey(plan.tick, slug(task.subject), one.incident.id), writeTimeline(one))
        await store.putOnce(evaluationKey(plan.tick, slug(task.subject)), writeDocument(evaluation))
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
