// What the stream of a region stored of one batch: the entries that a detection had something to say of, and what it said.
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { parseCanonical, utf8, writeJson } from '../json.ts'
import type { Digest, Hit, Instant, Ref, Subject } from '../model.ts'
import { digestSchema, instantSchema, refSchema, subjectSchema } from '../observation/format.ts'
import { hitSchema } from './evaluation-shape.ts'

/** One event of the log. Where a secret was withheld: the names of the places, and the digest of the message that came. */
export type StreamedEvent = { id: string; at: Instant; message: string; redacted?: string[]; raw?: Digest }

/** How many ticks back a stream looks for the configuration: where none ran for so long, it judges as detections come. */
export const configReach = 6

export type Streamed = {
  schema: 'eks-evidence/streamed/v1'
  /** The tick in whose folder it lies. */
  tick: Instant
  subject: Subject
  /** By our clock, before it was put. */
  at: Instant
  collector: { version: string; commit: string }
  /** By which configuration it was judged; null where none could be read, and nothing was set. */
  config: Ref | null
  /** What CloudWatch sent: its unpacked bytes by their digest, and how many events they held. */
  batch: { sha256: Digest; logGroup: string; logStream: string; events: number }
  events: StreamedEvent[]
  /** Judged from these events alone; the basis is this object. */
  hits: Omit<Hit, 'basis'>[]
}

const text = z.string()
const event = z.strictObject({
  id: text,
  at: instantSchema,
  message: text,
  redacted: z.optional(z.array(text).check(z.minLength(1))),
  raw: z.optional(digestSchema),
})
const schema = z.strictObject({
  schema: z.literal('eks-evidence/streamed/v1'),
  tick: instantSchema,
  subject: subjectSchema,
  at: instantSchema,
  collector: z.strictObject({ version: text, commit: text }),
  config: z.nullable(refSchema),
  batch: z.strictObject({ sha256: digestSchema, logGroup: text, logStream: text, events: z.int() }),
  events: z.array(event).check(z.minLength(1)),
  hits: z.array(z.omit(hitSchema, { basis: true })).check(z.minLength(1)),
})

export const writeStreamed = (streamed: Streamed): Uint8Array => Buffer.from(`${writeJson(streamed)}\n`)

/** Throws JSON_INVALID. */
export const readStreamed = (bytes: Uint8Array): Streamed => {
  const body = utf8(bytes)
  const { data, error } = schema.safeParse(body.endsWith('\n') ? parseCanonical(body.slice(0, -1)) : undefined)
  if (data) return data as Streamed
  const why = error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new EvidenceError(
    'JSON_INVALID',
    { what: 'streamed', why: why.join('; ') },
    { hint: 'the bytes were altered, or written by another program' },
  )
}
