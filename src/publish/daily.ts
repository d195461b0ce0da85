// Once a day: every subject that nobody judged is looked at all the same, for deadlines pass, acceptances end and the Hub forgets by
// the clock alone; and everything is counted.
import pMap from 'p-map'
import { changes, newest } from './changes.ts'
import { add, type Count, countOf, type Rules } from './figures.ts'
import type { Post } from './post.ts'
import type { Moment } from './stage.ts'
import type { Item, Work } from './work.ts'

type On = { rules: Rules; now: Moment; then(item: Item): Moment; count: Count; post: Post }

/** Adds to `count` what stands of the subjects that this tick did not judge, and tells what of it changed. */
export const lookAtIdle = async (idle: Work['idle'], { rules, now, then, count, post }: On): Promise<void> => {
  const found = await pMap(
    idle,
    async (read) => {
      const item = await read()
      add(count, countOf(item.evaluation, item.accepted ?? {}, now, rules))
      return changed(item, { rules, now, then }).length > 0 ? item : undefined
    },
    { concurrency: 16 },
  )
  for (const item of found) if (item) await tellChanges(item, { rules, now, then, post })
}

/** What changed, or is owed since before, and is in the evaluation. */
export const tellChanges = async (
  item: Item,
  on: Omit<On, 'count'>,
  isOwed: (control: string) => boolean = () => false,
): Promise<void> => {
  const told = new Map(changed(item, on).map((change) => [change.verdict.control, change.verdict]))
  for (const [control, verdict] of newest(item.evaluation.verdicts))
    if (told.has(control) || isOwed(control)) await on.post.verdict(item, told.get(control) ?? verdict)
}

const changed = (item: Item, { rules, now, then }: Pick<On, 'rules' | 'now' | 'then'>) =>
  changes({ ...item, now, before: then(item), stageOf: rules.stageOf })
