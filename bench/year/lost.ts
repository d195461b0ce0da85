// Counts what was lost, without asking verify: every slot from each subject's beginning to its end, every object that was put.
import { instant, seconds } from '../../src/clock.ts'
import { open } from '../../src/ledger/dsse.ts'
import { readStatement } from '../../src/ledger/statement.ts'
import type { Instant, Ref, Status, Task } from '../../src/model.ts'
import { isSlotLine, type Plan, readIndex, readPlan } from '../../src/store/documents.ts'
import { folder, slug } from '../../src/store/keys.ts'
import { catalog } from '../../test/pipeline/little.ts'
import type { Memory } from '../memory-store.ts'

export type Account = {
  slots: number
  /** The best that each slot came to. */
  byStatus: Record<Status, number>
  /** A sentence for each that is lost; empty where nothing is. */
  lost: string[]
}

const ranks: Status[] = ['missed', 'failed', 'partial', 'empty', 'complete']

/** A subject as the plans know it: from when it owed slots, the last plan that it stood in, and that plan's tick. */
type Life = { task: Task; start: number; seen: Instant }

export const account = async (store: Memory): Promise<Account> => {
  const lives = new Map<string, Life>()
  const best = new Map<string, Status>()
  const listed = new Set<string>()
  const ticks: Instant[] = []
  const read = async (ref: Pick<Ref, 'key'>): Promise<Uint8Array> => (await store.get(ref))?.body ?? new Uint8Array()
  for (const key of store.keys) {
    if (!key.startsWith('ledger/')) continue
    const { tick, index, plan } = readStatement(open(await read({ key })).payload)
    ticks.push(tick)
    listed.add(index.key)
    for (const line of readIndex(await read(index))) {
      for (const ref of isSlotLine(line) ? line.parts : [line.object]) listed.add(ref.key)
      if (!isSlotLine(line)) continue
      const name = `${line.source} ${line.subject} ${line.slot.start}`
      const known = best.get(name)
      if (!known || ranks.indexOf(line.status) > ranks.indexOf(known)) best.set(name, line.status)
    }
    live(lives, readPlan(await read(plan)))
  }
  const last = ticks.at(-1)
  if (last === undefined) return { slots: 0, byStatus: countsOf([]), lost: ['nothing was sealed'] }
  const owed = [...lives.values()].flatMap(owedBy)
  // The folders of the newest ticks may hold what the next index would list.
  const settled = folder(ticks.at(-4) ?? last)
  return {
    slots: owed.length,
    byStatus: countsOf(owed.flatMap(({ name }) => best.get(name) ?? [])),
    lost: [
      ...[...lives.values()].flatMap((life) => dropped(life, last) ?? []),
      ...owed.flatMap(({ name, isWindow }) => fate(name, best.get(name), isWindow) ?? []),
      ...store.keys.flatMap((key) =>
        key.startsWith('ticks/') && key < settled && !listed.has(key) ? [`${key}: put, and listed nowhere`] : [],
      ),
    ],
  }
}

// No log is older than its thirty days in this year, so every window could be read; a state that is over could not.
const fate = (name: string, status: Status | undefined, isWindow: boolean): string | undefined => {
  if (status === undefined) return `${name}: in no index`
  return isWindow && status !== 'complete' && status !== 'empty'
    ? `${name}: ${status}, and its log is there`
    : undefined
}

// A region owes from when it was first listed; who lives in it from then on, or from its own birth if that is later.
const live = (lives: Map<string, Life>, { tick, tasks }: Pick<Plan, 'tick' | 'tasks'>): void => {
  const regions = new Map(
    tasks.flatMap(({ subject, firstSeen }) =>
      subject.scope === 'region' ? [[subject.region, firstSeen] as const] : [],
    ),
  )
  for (const task of tasks) {
    const { subject, firstSeen } = task
    const start = Math.max(seconds(subject.bornAt ?? firstSeen), seconds(regions.get(subject.region) ?? firstSeen))
    lives.set(slug(subject), { task, start: lives.get(slug(subject))?.start ?? start, seen: tick })
  }
}

// Who goes has vanished first, or was known without a birth and gives way to itself.
const dropped = ({ task: { subject, vanished }, seen }: Life, last: Instant): string | undefined =>
  seen === last || vanished !== null || subject.bornAt === null ? undefined : `${slug(subject)}: dropped after ${seen}`

type Owed = { name: string; isWindow: boolean }

// What had ended, and could be read in time, when the last tick ran that knew of the subject.
const owedBy = ({ task: { subject, vanished }, start, seen }: Life): Owed[] =>
  catalog.sources.flatMap((source) => {
    if (source.of !== subject.scope) return []
    const { id, every } = source
    const isWindow = source.kind === 'window'
    const end = seconds(seen) - (source.kind === 'window' ? source.delay : 0)
    const owed: Owed[] = []
    for (let from = Math.floor(start / every) * every; from + every <= end; from += every) {
      if (vanished !== null && from >= seconds(vanished)) break
      owed.push({ name: `${id} ${slug(subject)} ${instant(from)}`, isWindow })
    }
    return owed
  })

const countsOf = (all: Status[]): Record<Status, number> => {
  const counts = { complete: 0, empty: 0, partial: 0, failed: 0, missed: 0 }
  for (const one of all) counts[one] += 1
  return counts
}
