// Which controls a tick judges: those that rest on what was read since their verdict, or that time has overtaken. All others stand.
import type { Catalog } from '../catalog.ts'
import type { Config } from '../config.ts'
import type { AnyControl } from '../control.ts'
import type { Evaluation, Task } from '../model.ts'
import { parseKey } from '../store/keys.ts'
import { controlsFor, type Judging } from './judge.ts'
import { isStale } from './resolve.ts'
import { current } from './since.ts'

type On = Pick<Judging, 'tick' | 'task' | 'schedule' | 'by' | 'standing'> & {
  catalog: Catalog
  config: Pick<Config, 'controls'>
  /** The tasks of its region, its account, the deployment. */
  above: Task[]
}

/** By control. Under another configuration or another program everything is judged anew. */
export const judgedAgain = (on: On): Set<string> => {
  const { catalog, config, task, standing, by } = on
  const before = current(standing?.evaluation.verdicts ?? [])
  const isSame = standing !== undefined && isBy(standing.evaluation, by)
  return new Set(
    controlsFor(catalog, task.subject.scope, config)
      .filter((control) => !isSame || !before.has(control.id) || rests(control, standing.evaluation, on))
      .map(({ id }) => id),
  )
}

const isBy = ({ by }: Evaluation, now: Evaluation['by']): boolean =>
  by.config === now.config && by.version === now.version && by.commit === now.commit

// What rests on nothing that is read, the register for instance, is a matter of time.
const rests = ({ needs }: AnyControl, { tick: since }: Evaluation, on: On): boolean => {
  const own = Object.values(needs)
  return own.length === 0 || own.some(({ fact: { source, of } }) => isNews(source, ownerOf(of, on), since, on))
}

const ownerOf = (of: Task['subject']['scope'], { task, above }: On): Task | undefined =>
  [task, ...above].find(({ subject }) => subject.scope === of)

// An evaluation that broke off knew nothing of what its tick read: then the newest reading is younger than the verdict.
const isNews = (source: string, owner: Task | undefined, since: string, on: On): boolean => {
  const newest = owner?.latest[source]?.[0]
  if (!owner || !newest) return true
  if ([...owner.due, ...owner.unjudged].some((one) => one.source === source)) return true
  const key = parseKey(newest.parts[0]?.key ?? '')
  return key?.kind !== 'observation' || key.tick > since || isStale(source, newest.slot, on)
}
