// The audit entries of stored exchanges, each once, as a stream: what is parsed is let go again.
import { instant, readTime } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Instant } from '../model.ts'
import { type AuditEvent, readEvent, type Unreadable } from './event.ts'
import type { OnRow } from './insights.ts'

export type AuditEntry = {
  pointer: string
  /** CloudWatch's time of the record. */
  at: Instant | null
  stream: string
  event: AuditEvent | Unreadable
  /**
   * Whether an entry of the same text was asked this before: delivery may repeat. An entry that nobody has anything to tell of
   * need not be asked, for the digest takes as long as all the rest. Never true of what cannot be read.
   */
  isRepeated(): boolean
}

/**
 * Hands on every entry that any rows query gave, complete or not: what is known is judged, and that more is unknown is
 * said elsewhere. Once per record (`@ptr`), and once per text. Not once per audit id, which clients may choose: a second
 * request under the id of a harmless one would vanish.
 */
export const entriesOf = (each: (entry: AuditEntry) => void): OnRow =>
  recordsOf((entry) => {
    if (!entry.isRepeated()) each(entry)
  })

/** The same for who asks by itself whether an entry is repeated. */
export const recordsOf = (each: (entry: AuditEntry) => void): OnRow => {
  const take = distinct(each)
  return (query, row) => {
    if (query.kind !== 'rows') return
    const [pointer = '', message = '', stream = ''] = [row['@ptr'], row['@message'], row['@logStream']]
    take({ pointer, message, at: insightsTime(row['@timestamp']), stream })
  }
}

/** A record of the log: its text is not read yet. */
export type LogRecord = Pick<AuditEntry, 'pointer' | 'at' | 'stream'> & { message: string }

/** Reads records and hands on each once. */
export const distinct = (each: (entry: AuditEntry) => void): ((record: LogRecord) => void) => {
  const pointers = new Set<string>()
  const texts = new Set<string>()
  return ({ pointer, at, stream, message }) => {
    const { size } = pointers
    if (pointers.add(pointer).size === size) return
    const event = readEvent(message)
    let known: boolean | undefined
    const isRepeated = (): boolean => {
      if (known !== undefined || !event.readable) return known ?? false
      const digest = sha256(message)
      known = texts.has(digest)
      texts.add(digest)
      return known
    }
    each({ pointer, at, stream, event, isRepeated })
  }
}

/** Insights writes a time as `2026-01-05 00:20:00.123`, in UTC, or as milliseconds since 1970. */
export const insightsTime = (value: string | undefined): Instant | null => {
  if (value === undefined) return null
  if (/^\d{10,14}$/.test(value)) return instant(Number(value) / 1_000)
  return readTime(`${value.replace(' ', 'T')}Z`) ?? null
}
