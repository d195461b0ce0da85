// Vulnerabilities past their deadline, week by week: of each repository the newest stored judgement of VUL-01 in that week.
import pMap from 'p-map'
import { instant, seconds } from '../../clock.ts'
import type { Instant, Ref, Slot, Verdict } from '../../model.ts'
import { isSlotLine, readEvaluation } from '../../store/documents.ts'
import { parseKey } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import type { EntrySeen, Watcher } from './gather.ts'

export type OverdueSeen = {
  /** One for each week that the walk reached, from the period's start on; `to` is its end, or the newest tick. Null before the first. */
  weeks: { to: Instant; overdue: number | null; notKnown: number }[]
  /** Repositories that were followed, and those beyond. */
  repositories: number
  more: number
  /** Evaluations that were read for it. */
  read: number
}

/** One small object of each is read a week: the first of them by name. */
export const mostRepositories = 250
const week = 7 * 86_400
const atOnce = 8
const judge = 'VUL-01'

/** A repository that was not judged anew keeps its number. */
export const makeOverdue = ({ start, end }: Slot, most = mostRepositories) => {
  const repositories = new Set<string>()
  const newest = new Map<string, Ref>()
  const open = new Map<string, number | null>()
  const weeks: OverdueSeen['weeks'] = []
  let nth = 0
  let last: { at: Instant; read: EntrySeen['read'] } | undefined
  let read = 0

  const followed = (): string[] => [...repositories].sort(byBytes).slice(0, most)
  const close = async (to: Instant): Promise<void> => {
    if (!last) return void weeks.push({ to, overdue: null, notKnown: 0 })
    const { read: reader } = last
    const all = followed()
    const due = all.flatMap((slug) => {
      const ref = newest.get(slug)
      return ref ? [{ slug, ref }] : []
    })
    newest.clear()
    const told = await pMap(due, async ({ slug, ref }) => ({ slug, own: await reader(ref, readEvaluation) }), {
      concurrency: atOnce,
    })
    read += told.length
    for (const { slug, own } of told) {
      const verdict = own?.verdicts.findLast(({ control }) => control === judge)
      if (own === undefined || verdict) open.set(slug, verdict ? overdueIn(verdict) : null)
    }
    const known = all.map((slug) => open.get(slug) ?? null)
    const overdue = known.reduce((sum: number, one) => sum + (one ?? 0), 0)
    weeks.push({ to, overdue, notKnown: known.filter((one) => one === null).length })
  }

  return {
    async enter({ walked, lines, read: reader }: EntrySeen): Promise<void> {
      const { tick } = walked.tick
      const within = Math.min(seconds(tick), seconds(end) - 1)
      while (nth < Math.floor((within - seconds(start)) / week)) {
        nth += 1
        await close(instant(seconds(start) + nth * week))
      }
      last = { at: tick, read: reader }
      if (seconds(tick) >= seconds(end)) return
      for (const line of lines) {
        if (isSlotLine(line)) {
          if (line.source === 'ecr-repository') repositories.add(line.subject)
          continue
        }
        const key = line.role === 'evaluation' ? parseKey(line.object.key) : undefined
        if (key?.kind === 'evaluation' && repositories.has(key.subject)) newest.set(key.subject, line.object)
      }
    },
    async seen(): Promise<OverdueSeen> {
      if (last) await close(seconds(last.at) < seconds(end) ? last.at : end)
      const { length } = followed()
      return { weeks, repositories: length, more: repositories.size - length, read }
    },
  } satisfies Watcher & { seen(): unknown }
}

/** As the verdict counts them; null where it does not say. */
export const overdueIn = ({ outcome, reason }: Pick<Verdict, 'outcome' | 'reason'>): number | null => {
  if (outcome === 'not-applicable') return 0
  const [, count] = /^(\d+) overdue[,;]/.exec(reason) ?? []
  return count === undefined || outcome === 'unknown' ? null : Number(count)
}
