// Judges the tasks of one plan from stored bytes: in the tick itself, and again by whoever verifies it.
import type { Catalog } from '../catalog.ts'
import type { Config } from '../config.ts'
import type { Evaluation, Task } from '../model.ts'
import { startsOf } from '../plan/tasks.ts'
import { type Plan, readEvaluation } from '../store/documents.ts'
import { type Judging, judge } from './judge.ts'
import { readingsOf, type Stored } from './readings.ts'

type By = { catalog: Catalog; config: Config; stored: Stored }

export type Planned = { evaluation: Evaluation; standing: Judging['standing'] }

/** One task after the other, with a memory for what they share. Throws what `stored` throws. */
export const judgingBy = (plan: Plan, { catalog, config, stored }: By): ((task: Task) => Promise<Planned>) => {
  const { tick, schedule, tasks } = plan
  const readings = readingsOf(plan, catalog, stored)
  const startOf = startsOf(tasks)
  return async (task) => {
    const ref = task.standing
    const standing = ref ? { ref, evaluation: readEvaluation(await stored.sealed(ref)) } : undefined
    const on = { tick, task, from: startOf(task), schedule, config, catalog, standing }
    return { evaluation: judge({ ...on, readings: await readings(task) }), standing }
  }
}
