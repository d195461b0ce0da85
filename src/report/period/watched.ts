// What the body of the report needs beside the model: collected by watchers during the walk, put together at its end.
import { type Catalog, sourceOf } from '../../catalog.ts'
import { attested } from '../../facts/attested.ts'
import { collectorEvents } from '../../facts/collector-events.ts'
import { recordsRead } from '../../facts/records-read.ts'
import { isUnknown, type Slot, type Subject, unknown } from '../../model.ts'
import { examine, factOf } from '../../observation/fact.ts'
import type { Observation } from '../../observation/read.ts'
import { isSlotLine, type SlotLine } from '../../store/documents.ts'
import { approvedBy, type RecordsSeen } from './approved.ts'
import { type ChangesSeen, makeChanges, windowsIn } from './changes-seen.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import { observationSeen } from './observation-seen.ts'
import { makeOverdue, type OverdueSeen } from './overdue-seen.ts'
import type { Period } from './period.ts'

export type Watched = { changes: ChangesSeen; overdue: OverdueSeen }

/** Events of the collector's own stack that are kept; the oldest beyond are counted. */
export const mostOfCollector = 1_000

/** `watchers` are given to `gather`; `watched` then reads what only the end of the walk shows. Throws STORE_UNREADABLE. */
export const watching = (period: Slot, catalog: Catalog) => {
  const [changes, collector, records, overdue] = [
    makeChanges(period),
    makeCollector(period, catalog),
    makeRecords(catalog),
    makeOverdue(period),
  ]
  return {
    watchers: [changes, collector, records, overdue] as readonly Watcher[],
    watched: async ({ configs }: Pick<Period, 'configs'>): Promise<Watched> => {
      const [told, own, held] = [changes.seen(), collector.seen(), await records.seen()]
      const by = { configs, controls: catalog.controls, records: held }
      return {
        changes: {
          ...told,
          events: told.events.map((one) => ({ ...one, approval: approvedBy(one, by) })),
          faults: [...told.faults, ...own.faults],
          collector: own,
          records: held,
        },
        overdue: await overdue.seen(),
      }
    },
  }
}

const makeCollector = (period: Slot, catalog: Catalog) => {
  const found = new Map<string, ChangesSeen['collector']['events'][number]>()
  const faults: ChangesSeen['faults'] = []
  let older = 0
  return {
    async enter({ lines, read }: EntrySeen): Promise<void> {
      for (const line of windowsIn(lines, collectorEvents.source, period)) {
        const at = `${line.source} ${line.subject} ${line.slot.start}`
        const seen = await observationSeen(read, line.parts)
        const events = 'not' in seen ? unknown(seen.not) : factOf(collectorEvents, examined(catalog, line, seen))
        if (isUnknown(events)) faults.push({ at, why: events.reason })
        else for (const event of events) found.set(event.id, { ...event, evidence: line.parts })
      }
      for (const [oldest] of found) {
        if (found.size <= mostOfCollector) break
        found.delete(oldest)
        older += 1
      }
    },
    seen: () => ({ events: [...found.values()], older, faults }),
  } satisfies Watcher & { seen(): unknown }
}

const makeRecords = (catalog: Catalog) => {
  let newest: { line: SlotLine; read: EntrySeen['read'] } | undefined
  const none = unknown('no reading of the attested records is in the ledger')
  const nothing: RecordsSeen = { read: null, changes: none, postMortems: none, evidence: [] }
  return {
    enter({ lines, read }: EntrySeen): void {
      for (const line of lines) {
        if (isSlotLine(line) && line.source === recordsRead.source && line.parts.length > 0) newest = { line, read }
      }
    },
    async seen(): Promise<RecordsSeen> {
      if (!newest) return nothing
      const { line, read } = newest
      const seen = await observationSeen(read, line.parts)
      if ('not' in seen) return { ...nothing, changes: unknown(seen.not), postMortems: unknown(seen.not) }
      const reading = examined(catalog, line, seen)
      const at = factOf(recordsRead, reading)
      return {
        read: isUnknown(at) ? null : at,
        changes: factOf(attested('change'), reading),
        postMortems: factOf(attested('post-mortem'), reading),
        evidence: line.parts,
      }
    },
  } satisfies Watcher & { seen(): unknown }
}

const examined = (catalog: Catalog, { source, slot }: SlotLine, { header, exchanges }: Observation) => {
  const given: { subject: Subject; slot: Slot } = { subject: header.subject, slot }
  return examine(sourceOf(catalog, source), exchanges, given)
}
