// What a day's ticks sealed: each with its entry and index, and the slots that they read, by source and subject.
import pMap from 'p-map'
import { plus, seconds } from '../../clock.ts'
import type { Stated } from '../../ledger/chain.ts'
import type { Instant, Ref, Slot, Status } from '../../model.ts'
import { type IndexLine, isSlotLine, type SlotLine } from '../../store/documents.ts'
import { byBytes } from '../../store/order.ts'
import { ticksOf } from './days.ts'
import { entriesOf, type Top } from './entries.ts'
import type { Site } from './site.ts'
import { isNot, linesOf, type Not } from './state.ts'

/** Without an entry: something was put, and no statement seals it. */
export type TickOf = { tick: Instant; entry: Stated | null; lines: IndexLine[] | Not }
export type Day = { day: string; ticks: TickOf[] }

/** A slot as a day's ticks tell it; where several tried it, the best of them. */
export type SlotOf = {
  slot: Slot
  status: Status
  lateBy: number
  reasons: string[]
  parts: Ref[]
  tries: number
  tick: Instant
}
export type Row = { source: string; subject: string; slots: SlotOf[] }

/** `day` as 2026-01-05, UTC. Throws STORE_UNREADABLE. */
export const dayOf = async (site: Site, day: string, top: Top | undefined): Promise<Day> => {
  const from = `${day}T00:00:00Z`
  const [put, entries] = await Promise.all([
    ticksOf(site.store, day),
    top ? entriesOf(site, { from, to: plus(from, 86_400) }, top) : [],
  ])
  const sealed = new Map(entries.map((entry) => [entry.tick.tick, entry]))
  const ticks = [...new Set([...put, ...sealed.keys()])].sort((a, b) => seconds(a) - seconds(b))
  const read = async (tick: Instant): Promise<TickOf> => {
    const entry = sealed.get(tick) ?? null
    return { tick, entry, lines: entry ? await linesOf(site, entry) : { not: 'no statement seals this tick' } }
  }
  return { day, ticks: await pMap(ticks, read, { concurrency: 8 }) }
}

const order: Status[] = ['missed', 'failed', 'partial', 'empty', 'complete']
const isBetter = (one: Status, than: Status): boolean => order.indexOf(one) > order.indexOf(than)
/** The worst of these. */
export const worst = (all: readonly Status[]): Status => order.find((status) => all.includes(status)) ?? 'complete'

/** Sorted by source, then subject; slots by their start. */
export const rowsOf = ({ ticks }: Day): Row[] => {
  const rows = new Map<string, Map<Instant, SlotOf>>()
  for (const { tick, lines } of ticks) {
    if (isNot(lines)) continue
    for (const line of lines) if (isSlotLine(line)) enter(rows, tick, line)
  }
  return [...rows]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([name, slots]) => {
      const [source = '', subject = ''] = name.split(' ')
      return {
        source,
        subject,
        slots: [...slots.values()].sort((a, b) => seconds(a.slot.start) - seconds(b.slot.start)),
      }
    })
}

const enter = (rows: Map<string, Map<Instant, SlotOf>>, tick: Instant, line: SlotLine): void => {
  const { source, subject, slot, status, lateBy, reasons, parts } = line
  const name = `${source} ${subject}`
  const slots = rows.get(name) ?? new Map<Instant, SlotOf>()
  const before = slots.get(slot.start)
  const tries = (before?.tries ?? 0) + 1
  const keeps = before !== undefined && isBetter(before.status, status)
  slots.set(slot.start, keeps ? { ...before, tries } : { slot, status, lateBy, reasons, parts, tries, tick })
  rows.set(name, slots)
}
