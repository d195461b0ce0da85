// What stands as of one entry: every control's verdict at every subject, with what is accepted.
import pMap from 'p-map'
import { acceptedAt } from '../../config/acceptances.ts'
import type { Config } from '../../config.ts'
import { configOf } from '../../config.ts'
import type { Ref, Scope, Subject, Verdict } from '../../model.ts'
import type { State as Shown } from '../html/states.ts'
import { tried } from './hold-entry.ts'
import { bytesOf, type Site } from './site.ts'
import { evaluationOf, isNot, type Known, type State } from './state.ts'

export type Standing = {
  slug: string
  subject: Subject
  /** What it rests on is cut: a year's evaluations are not held for a list. */
  verdict: Omit<Verdict, 'basis' | 'criteria'>
  /** The first of what it rests on, and how many more. */
  basis: Ref[]
  moreBasis: number
  /** `accepted` for what fails under an acceptance: it stays a deviation. */
  shown: Shown
  acceptedUntil: string | null
  evaluation: Ref
}

export type Now = {
  standing: Standing[]
  /** Evaluations that cannot be read, and why; and subjects that were not judged yet. */
  unread: { slug: string; subject: Subject; not: string }[]
  /** Subjects beyond those that are looked at. */
  more: number
}

/** So many subjects are looked at for one page. */
export const mostSubjects = 2_000

/** `of`: the scope whose subjects are asked for, or all of them. Throws STORE_UNREADABLE. */
export const nowOf = async (site: Site, state: State, of?: (known: Known) => boolean): Promise<Now> => {
  const wanted = of ? state.subjects.filter(of) : state.subjects
  const chosen = wanted.slice(0, mostSubjects)
  const config = await configAt(site, state)
  const read = await pMap(chosen, async (known) => [known, await judged(site, known)] as const, { concurrency: 12 })
  const now: Now = { standing: [], unread: [], more: wanted.length - chosen.length }
  for (const [{ slug, task, evaluation }, found] of read) {
    const { subject } = task
    if (typeof found === 'string' || !evaluation) {
      now.unread.push({ slug, subject, not: typeof found === 'string' ? found : 'not judged yet' })
      continue
    }
    const accepted = acceptedAt(config?.acceptances ?? [], subject, state.entry.tick.tick)
    for (const { basis, criteria: _, ...verdict } of found) {
      const until = verdict.outcome === 'fail' ? (accepted[verdict.control]?.until ?? null) : null
      const shown = until === null ? verdict.outcome : 'accepted'
      const rests = { basis: basis.slice(0, 3), moreBasis: Math.max(0, basis.length - 3) }
      now.standing.push({ slug, subject, verdict, ...rests, shown, acceptedUntil: until, evaluation })
    }
  }
  return now
}

export const ofScope =
  (scope: Scope) =>
  ({ task }: Known): boolean =>
    task.subject.scope === scope

// Of windows that were judged late the newest stands.
const judged = async (site: Site, { evaluation }: Known): Promise<Verdict[] | string> => {
  if (!evaluation) return 'not judged yet'
  const found = await evaluationOf(site, evaluation)
  if (isNot(found)) return found.not
  return [...new Map(found.verdicts.map((verdict) => [verdict.control, verdict])).values()]
}

/** The configuration of an entry; undefined where it cannot be read. */
export const configAt = async (site: Site, { entry }: Pick<State, 'entry'>): Promise<Config | undefined> => {
  const bytes = await bytesOf(site, entry.tick.config)
  return 'not' in bytes
    ? undefined
    : tried(
        () => configOf(bytes),
        () => undefined,
      )
}
