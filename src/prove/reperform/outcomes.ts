// Each control's outcome on the stored answers and on the live ones, side by side: the same program, settings and time for both.
import type { Catalog } from '../../catalog.ts'
import type { Config } from '../../config.ts'
import { judgingBy } from '../../evaluate/by-plan.ts'
import type { Evaluation, Outcome, Ref, Subject, Task } from '../../model.ts'
import { aboveIn } from '../../plan/tasks.ts'
import type { Plan } from '../../store/documents.ts'
import { slug } from '../../store/keys.ts'

export type SideBySide = {
  control: string
  subject: Subject
  stored: { outcome: Outcome['outcome']; reason: string }
  live: { outcome: Outcome['outcome']; reason: string }
  same: boolean
}

/** An observation that was asked for anew: what was put in its place, in memory. */
export type Anew = { source: string; subject: Subject; parts: { ref: Ref; body: Uint8Array }[] }

export type Judging = {
  /** The newest plan, its tasks moved on by what was sealed since. */
  plan: Plan
  catalog: Catalog
  config: Config
  /** A sealed object's bytes, held against their digest. */
  sealed(ref: Ref): Promise<Uint8Array>
  anew: Anew[]
}

/** Of each subject that an observation bears on, the controls that rest on its source. Throws what `sealed` throws. */
export async function* outcomes({ plan, catalog, config, sealed, anew }: Judging): AsyncGenerator<SideBySide> {
  const above = aboveIn(plan.tasks)
  const again = new Map<string, Set<string>>()
  for (const { source, subject } of anew) {
    const name = slug(subject)
    again.set(name, (again.get(name) ?? new Set()).add(source))
  }
  const bodies = new Map(anew.flatMap(({ parts }) => parts.map(({ ref, body }) => [nameOf(ref), body])))
  const byStored = judging({ plan, catalog, config }, sealed)
  const byLive = judging(
    { plan: inPlaceOf(plan, anew), catalog, config },
    async (ref) => bodies.get(nameOf(ref)) ?? sealed(ref),
  )
  for (const task of plan.tasks) {
    const sources = new Set(
      [task, ...above(task.subject)].flatMap(({ subject }) => [...(again.get(slug(subject)) ?? [])]),
    )
    const controls = catalog.controls.filter(
      ({ of, needs }) => of === task.subject.scope && Object.values(needs).some(({ fact }) => sources.has(fact.source)),
    )
    if (controls.length === 0) continue
    const [stored, live] = [await byStored(task), await byLive(task)]
    for (const { id } of controls) {
      const [was, is] = [said(stored, id), said(live, id)]
      if (!was || !is) continue // off in these settings
      const same = was.outcome === is.outcome && was.reason === is.reason
      yield { control: id, subject: task.subject, stored: was, live: is, same }
    }
  }
}

// Nothing is due and nobody waits: each control is judged once, by the newest readings. `by` is nobody's, so that no verdict stands.
const judging = (
  { plan, catalog, config }: Pick<Judging, 'plan' | 'catalog' | 'config'>,
  sealed: Judging['sealed'],
): ((task: Task) => Promise<Evaluation>) => {
  const still = (task: Task): Task => ({ ...task, due: [], unjudged: [], incidents: [] })
  const tasks = new Map(plan.tasks.map((task) => [slug(task.subject), still(task)]))
  const collector = { ...plan.collector, version: 'none' }
  const judged = judgingBy(
    { ...plan, collector, tasks: [...tasks.values()] },
    { catalog: { ...catalog, detections: [] }, config, stored: { put: async () => [], sealed } },
  )
  return async (task) => (await judged(tasks.get(slug(task.subject)) ?? still(task))).evaluation
}

const inPlaceOf = (plan: Plan, anew: Anew[]): Plan => {
  const found = new Map(anew.map((one) => [`${one.source} ${slug(one.subject)}`, one]))
  const tasks = plan.tasks.map((task) => ({
    ...task,
    latest: Object.fromEntries(
      Object.entries(task.latest).map(([source, [newest, ...before]]) => {
        const own = found.get(`${source} ${slug(task.subject)}`)
        const seen = newest && own ? { ...newest, parts: own.parts.map(({ ref }) => ref) } : newest
        return [source, [...(seen ? [seen] : []), ...before]]
      }),
    ),
  }))
  return { ...plan, tasks }
}

const nameOf = ({ key, sha256 }: Ref): string => `${key} ${sha256}`

const said = ({ verdicts }: Evaluation, control: string) => {
  const found = verdicts.filter((one) => one.control === control).at(-1)
  return found && { outcome: found.outcome, reason: found.reason }
}
