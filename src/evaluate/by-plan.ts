// Judges the tasks of one plan from stored bytes: in the tick itself, and again by whoever verifies it.
import type { Catalog } from '../catalog.ts'
import type { Config } from '../config.ts'
import type { Evaluation, Task } from '../model.ts'
import { aboveIn, startsOf } from '../plan/tasks.ts'
import { type Plan, readEvaluation } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { carriedNow } from './carried.ts'
import { type CarriedAbove, type Judging, judge } from './judge.ts'
import { readingsOf, type Stored } from './readings.ts'
import { talliedNow } from './tallied.ts'

type By = { catalog: Catalog; config: Config; stored: Stored }

export type Planned = { evaluation: Evaluation; standing: Judging['standing'] }

/** One task after the other, with a memory for what they share. Throws what `stored` throws. */
export const judgingBy = (plan: Plan, { catalog, config, stored }: By): ((task: Task) => Promise<Planned>) => {
  const { tick, schedule, tasks } = plan
  const readings = readingsOf(plan, catalog, stored)
  const startOf = startsOf(tasks)
  const judging = async (task: Task): Promise<Omit<Judging, 'above'>> => {
    const ref = task.standing
    const standing = ref ? { ref, evaluation: readEvaluation(await stored.sealed(ref)) } : undefined
    return { tick, task, from: startOf(task), schedule, config, catalog, standing, readings: await readings(task) }
  }
  const carriedBy = async (task: Task): Promise<CarriedAbove> => {
    const on = await judging(task)
    return { carried: carriedNow(on), tallied: talliedNow(on), ref: on.standing?.ref }
  }
  const memory = new Map<string, Promise<CarriedAbove>>()
  const remembered = (task: Task): Promise<CarriedAbove> => {
    const name = slug(task.subject)
    const known = memory.get(name) ?? carriedBy(task)
    memory.set(name, known)
    return known
  }
  const aboveOf = aboveIn(tasks)
  return async (task) => {
    const on = await judging(task)
    const above: Judging['above'] = {}
    for (const one of aboveOf(task.subject)) above[one.subject.scope] = await remembered(one)
    return { evaluation: judge({ ...on, above }), standing: on.standing }
  }
}
