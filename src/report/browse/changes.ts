// What a day's evaluations say that was not so before: verdicts that changed, and hits.
import pMap from 'p-map'
import type { Stated } from '../../ledger/chain.ts'
import type { Evaluation, Hit, Instant, Ref, Verdict } from '../../model.ts'
import { type IndexLine, isSlotLine } from '../../store/documents.ts'
import { parseKey } from '../../store/keys.ts'
import type { Day } from './day.ts'
import type { Site } from './site.ts'
import { evaluationOf, isNot, stateAt } from './state.ts'

export type Change = {
  tick: Instant
  subject: Evaluation['subject']
  slug: string
  verdict: Verdict
  /** Null where it was never judged before. */
  before: Verdict['outcome'] | null
  evaluation: Ref
}
export type HitOf = { tick: Instant; subject: Evaluation['subject']; slug: string; hit: Hit; evaluation: Ref }

export type Changes = {
  /** In order of ticks, the first `mostChanges`; verdicts that were judged for the first time are counted and not listed. */
  changes: Change[]
  moreChanges: number
  first: number
  /** In order of ticks, the first `mostHits`. */
  hits: HitOf[]
  moreHits: number
  /** Evaluations that cannot be read, and why. */
  unread: { ref: Ref; not: string }[]
}

export const mostHits = 1_000
export const mostChanges = 2_000

/** How many evaluations of a day hold anything new: what `changesOf` reads. */
export const evaluationsIn = ({ ticks }: Day): number =>
  ticks.reduce((sum, { lines }) => sum + (isNot(lines) ? 0 : lines.flatMap(news).length), 0)

/** Reads each evaluation of the day that holds anything new, and of those subjects the one before. Throws STORE_UNREADABLE. */
export const changesOf = async (site: Site, { ticks }: Day): Promise<Changes> => {
  const found: Changes = { changes: [], moreChanges: 0, first: 0, hits: [], moreHits: 0, unread: [] }
  const sealed = ticks.flatMap(({ entry, lines }) => (entry && !isNot(lines) ? [{ entry, lines }] : []))
  const [begin] = sealed
  if (!begin) return found
  const standing = new Map(
    (await stateAt(site, begin.entry)).subjects.map(({ slug, task }) => [slug, task.standing] as const),
  )
  const before = new Map<string, Map<string, Verdict['outcome']>>()
  const earlier = async (slug: string): Promise<Map<string, Verdict['outcome']>> => {
    const known = before.get(slug)
    if (known) return known
    const ref = standing.get(slug)
    const read = ref ? await evaluationOf(site, ref) : undefined
    if (ref && isNot(read)) found.unread.push({ ref, not: read.not })
    return outcomes(isNot(read) ? [] : (read?.verdicts ?? []))
  }
  for (const { entry, lines } of sealed) {
    const refs = lines.flatMap(news)
    const read = await pMap(refs, async (one) => ({ ...one, told: await evaluationOf(site, one.ref) }), {
      concurrency: 8,
    })
    for (const { ref, slug, told } of read) {
      if (isNot(told)) found.unread.push({ ref, not: told.not })
      else {
        enter(found, { entry, slug, ref, told }, await earlier(slug))
        before.set(slug, outcomes(told.verdicts))
      }
    }
  }
  return found
}

type One = { entry: Stated; slug: string; ref: Ref; told: Evaluation }

const enter = (found: Changes, { entry, slug, ref, told }: One, before: Map<string, Verdict['outcome']>): void => {
  const at = { tick: entry.tick.tick, subject: told.subject, slug, evaluation: ref }
  for (const verdict of told.verdicts.filter(({ control }) => told.turned.includes(control))) {
    const was = before.get(verdict.control) ?? null
    if (was === null) found.first += 1
    else if (found.changes.length < mostChanges) found.changes.push({ ...at, verdict, before: was })
    else found.moreChanges += 1
  }
  for (const hit of told.hits) {
    if (found.hits.length < mostHits) found.hits.push({ ...at, hit })
    else found.moreHits += 1
  }
}

const news = (line: IndexLine): { slug: string; ref: Ref }[] => {
  if (isSlotLine(line) || line.role !== 'evaluation' || line.news !== true) return []
  const parsed = parseKey(line.object.key)
  return parsed?.kind === 'evaluation' ? [{ slug: parsed.subject, ref: line.object }] : []
}

// One control may have verdicts of several slots: the last of them is what stands.
const outcomes = (verdicts: readonly Verdict[]): Map<string, Verdict['outcome']> =>
  new Map(verdicts.map(({ control, outcome }) => [control, outcome]))
