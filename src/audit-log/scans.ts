// What the queries of a slot went through, and how much of it they may.
import type { Amount } from './insights.ts'

export type Scans = Amount & {
  queries: number
  /** The bytes that the query of the most went through: one scan of the window. */
  once: number
  /** What CloudWatch estimates that a field index spared. */
  skipped: Amount
}

/** Two are needed, and one more of each: for a query that came to nothing, and for a window that takes more than one. */
const mostScans = 4
/** A gibibyte costs half a cent: below it nothing is held back. */
const free = 2 ** 30

export const scansOf = (queries: Iterable<{ scanned: Amount | null; skipped: Amount }>): Scans => {
  const found: Scans = { queries: 0, records: 0, bytes: 0, once: 0, skipped: { records: 0, bytes: 0 } }
  for (const { scanned, skipped } of queries) {
    found.queries += 1
    found.records += scanned?.records ?? 0
    found.bytes += scanned?.bytes ?? 0
    found.once = Math.max(found.once, scanned?.bytes ?? 0)
    found.skipped.records += skipped.records
    found.skipped.bytes += skipped.bytes
  }
  return found
}

/** Whether no further query of the slot may begin before the next tick. */
export const isSpent = ({ bytes, once }: Scans): boolean => bytes >= Math.max(free, mostScans * once)

/** How often each byte of the window was gone through, for who reads it; nothing where nothing was. */
export const timesOf = ({ bytes, once }: Scans): string => (once === 0 ? '0' : (bytes / once).toFixed(1))
