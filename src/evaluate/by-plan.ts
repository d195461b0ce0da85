// Judges the tasks of one plan from stored bytes: in the tick itself, and again by whoever verifies it.
import type { Catalog } from '../catalog.ts'
import type { Config } from '../config.ts'
import type { Timeline } from '../incidents/timeline.ts'
import type { Evaluation, Task } from '../model.ts'
import { aboveIn, startsOf } from '../plan/tasks.ts'
import { type Plan, readEvaluation } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { judgedAgain } from './again.ts'
import { carriedNow } from './carried.ts'
import { type CarriedAbove, type Judging, judge, type Own } from './judge.ts'
import { memory, readingsOf, type Stored } from './readings.ts'
import { talliedNow } from './tallied.ts'
import { timelinesIn } from './timelines.ts'

type By = { catalog: Catalog; config: Config; stored: Stored }

export type Planned = { evaluation: Evaluation; standing: Judging['standing']; timelines: Timeline[] }

/** One task after the other, with a memory for what they share. Throws what `stored` throws. */
export const judgingBy = (plan: Plan, { catalog, config, stored }: By): ((task: Task) => Promise<Planned>) => {
  const { tick, schedule, tasks } = plan
  const readings = readingsOf(plan, catalog, stored)
  const startOf = startsOf(tasks)
  const { version, commit } = plan.collector
  const by = { config: plan.config.sha256, version, commit }
  const standingOf = async ({ standing: ref }: Task): Promise<Judging['standing']> =>
    ref ? { ref, evaluation: readEvaluation(await stored.sealed(ref)) } : undefined
  const known = async (task: Task, standing: Judging['standing'], wanted: ReadonlySet<string>): Promise<Own> => ({
    ...{ tick, task, from: startOf(task), schedule, config, catalog, standing, by },
    readings: await readings(task, wanted),
  })
  const carriedBy = async (task: Task): Promise<CarriedAbove> => {
    const on = await known(task, await standingOf(task), new Set())
    return { carried: carriedNow(on), tallied: talliedNow(on), ref: on.standing?.ref }
  }
  const remembered = memory()
  const aboveOf = aboveIn(tasks)
  return async (task) => {
    const standing = await standingOf(task)
    const tasksAbove = aboveOf(task.subject)
    const again = judgedAgain({ tick, task, schedule, config, catalog, standing, by, above: tasksAbove })
    const wanted = catalog.controls.filter(({ id }) => again.has(id)).flatMap(({ needs }) => Object.values(needs))
    const on = await known(task, standing, new Set(wanted.map(({ fact }) => fact.source)))
    const above: Judging['above'] = {}
    for (const one of tasksAbove) above[one.subject.scope] = await remembered(slug(one.subject), () => carriedBy(one))
    const timelines = await timelinesIn(on, stored)
    return { evaluation: judge({ ...on, above, again }), standing, timelines }
  }
}
