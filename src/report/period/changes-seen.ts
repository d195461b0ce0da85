// The changes of a period: what CloudTrail's stored events tell was done to clusters, repositories and logs, and to the collector.
// Windows in which nothing was done are not read. The newest are kept in full, those before are counted.
import pMap from 'p-map'
import { type ChangeEvent, isIn, withoutValues } from '../../changes/event.ts'
import { isAccessChange } from '../../changes/made.ts'
import { arnOf } from '../../changes/target.ts'
import { historyIn } from '../../changes/window.ts'
import type { CollectorEvent } from '../../facts/collector-events.ts'
import type { Ref, Slot } from '../../model.ts'
import type { Observation } from '../../observation/read.ts'
import { isSlotLine, type SlotLine } from '../../store/documents.ts'
import { byBytes } from '../../store/order.ts'
import type { Approved, RecordsSeen } from './approved.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import { observationSeen } from './observation-seen.ts'

export const changeKinds = ['access', 'cluster', 'logs', 'repository'] as const
export type ChangeKind = (typeof changeKinds)[number]

export type ChangeSeen = {
  event: ChangeEvent
  kind: ChangeKind
  region: string
  /** The ARN of the cluster or repository; null for the registry. */
  subject: string | null
  /** The parts of the window that holds it. */
  evidence: Ref[]
}

export type ChangesSeen = {
  /** Oldest first, at most `mostChanges`; each with what the attested records say of it. */
  events: (ChangeSeen & { approval: Approved })[]
  /** Those before, by `service:name`. */
  older: ReadonlyMap<string, number>
  /** Of all: by kind, by UTC day. */
  byDay: ReadonlyMap<ChangeKind, ReadonlyMap<string, number>>
  /** What could not be read, in the order of the walk. */
  faults: { at: string; why: string }[]
  /** Windows that were read. */
  windows: number
  collector: { events: (CollectorEvent & { evidence: Ref[] })[]; older: number }
  records: RecordsSeen
}

export const mostChanges = 5_000
const atOnce = 8

/** Watches the windows of one source; an event that two attempts at a window tell stands once. */
export const makeChanges = (period: Slot, most = mostChanges) => {
  const older = new Map<string, number>()
  const byDay = new Map<ChangeKind, Map<string, number>>()
  const faults: ChangesSeen['faults'] = []
  const tried = new Map<string, Set<string>>() // of windows that are not whole yet: what they told
  let kept: ChangeSeen[] = []
  let windows = 0

  const fault = (line: SlotLine, why: string): void =>
    void faults.push({ at: `${line.source} ${line.subject} ${line.slot.start}`, why })
  const cut = (): void => {
    kept.sort((a, b) => byBytes(`${a.event.at} ${a.event.id}`, `${b.event.at} ${b.event.id}`))
    for (const { event } of kept.slice(0, -most)) add(older, `${event.service}:${event.name}`)
    kept = kept.slice(-most)
  }
  const take = (line: SlotLine, { header, exchanges }: Observation): void => {
    windows += 1
    const window = `${line.subject} ${line.slot.start}`
    const before = tried.get(window) ?? new Set()
    for (const one of historyIn(exchanges)) {
      if ('fault' in one) {
        fault(line, one.fault.message)
        continue
      }
      const { event } = one
      if (!isIn(line.slot, event.at) || before.has(event.id)) continue
      before.add(event.id)
      const kind = kindOf(event)
      const days = byDay.get(kind) ?? new Map()
      byDay.set(kind, days)
      add(days, event.at.slice(0, 10))
      const { subject } = header
      kept.push({
        ...{ event: withoutValues(event), kind, region: subject.region },
        ...{ subject: arnOf(event, subject), evidence: line.parts },
      })
    }
    if (line.status === 'complete') tried.delete(window)
    else tried.set(window, before)
    if (kept.length > 2 * most) cut()
  }

  return {
    async enter({ lines, read }: EntrySeen): Promise<void> {
      const own = windowsIn(lines, 'change-events', period)
      const all = await pMap(own, ({ parts }) => observationSeen(read, parts), { concurrency: atOnce })
      for (const [nth, line] of own.entries()) {
        const found = all[nth]
        if (found && 'not' in found) fault(line, found.not)
        else if (found) take(line, found)
      }
    },
    seen: (): { events: ChangeSeen[] } & Pick<ChangesSeen, 'older' | 'byDay' | 'faults' | 'windows'> => {
      cut()
      return { events: kept, older, byDay, faults, windows }
    },
  } satisfies Watcher & { seen(): unknown }
}

/** Slots of the period that were read and hold something. */
export const windowsIn = (lines: EntrySeen['lines'], source: string, { start, end }: Slot): SlotLine[] =>
  lines
    .filter(isSlotLine)
    .filter((line) => line.source === source && line.status !== 'empty' && line.parts.length > 0)
    .filter(({ slot }) => isIn({ start, end }, slot.start))

const add = (counts: Map<string, number>, what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)

const kindOf = (event: ChangeEvent): ChangeKind => {
  if (event.service === 'logs') return 'logs'
  if (event.service === 'ecr') return 'repository'
  return isAccessChange(event) ? 'access' : 'cluster'
}
