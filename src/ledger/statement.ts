// The statement that seals one tick: an in-toto Statement v1 over the tick's index.
import * as z from 'zod/mini'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { parseCanonical, utf8, writeJson } from '../json.ts'
import type { Digest, Instant, Ref, Status } from '../model.ts'
import { digestSchema, instantSchema, refSchema } from '../observation/format.ts'

export const predicateType = 'urn:eks-evidence:tick:v1'

const counts = z.strictObject({ complete: z.int(), empty: z.int(), partial: z.int(), failed: z.int(), missed: z.int() })

/** About 2 KB, whatever the account holds: what is many lies in the index and the plan. */
const predicate = z.strictObject({
  /** The digest of the first payload of this ledger; null in the first. */
  ledger: z.nullable(digestSchema),
  account: z.string(),
  home: z.string(),
  /** `s3://bucket`, or `folder`. */
  store: z.string(),
  sequence: z.int(),
  tick: instantSchema,
  /** The sealer's clock. */
  sealedAt: instantSchema,
  previous: z.nullable(z.strictObject({ sequence: z.int(), sha256: digestSchema })),
  index: refSchema,
  plan: refSchema,
  config: refSchema,
  /** Every source's cadence as this tick planned it, in seconds. */
  schedule: z.record(
    z.string(),
    z.strictObject({ kind: z.enum(['state', 'window']), every: z.int(), delay: z.int(), keeps: z.int() }),
  ),
  counts,
  /** Slots that this tick attempted and that are still owed. */
  open: z.int(),
  /** The ticks that should have run since the previous statement and did not. */
  outage: z.nullable(z.strictObject({ from: instantSchema, to: instantSchema, ticks: z.int() })),
  /** Objects of earlier folders that no index had listed, adopted here. */
  strays: z.int(),
  collector: z.strictObject({ version: z.string(), commit: z.string(), caller: z.string() }),
  retainUntil: z.nullable(instantSchema),
  /** In the first statement: the key that signs this ledger. */
  key: z.nullable(z.strictObject({ id: z.string(), publicKey: z.string(), describeKey: z.unknown() })),
})

const statement = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z
    .array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string() }) }))
    .check(z.length(1)),
  predicateType: z.literal(predicateType),
  predicate,
})

export type Tick = {
  ledger: Digest | null
  account: string
  home: string
  store: string
  sequence: number
  tick: Instant
  sealedAt: Instant
  previous: { sequence: number; sha256: Digest } | null
  index: Ref
  plan: Ref
  config: Ref
  schedule: Schedule
  counts: Record<Status, number>
  open: number
  outage: { from: Instant; to: Instant; ticks: number } | null
  strays: number
  collector: { version: string; commit: string; caller: string }
  retainUntil: Instant | null
  key: { id: string; publicKey: string; describeKey?: unknown } | null
}
export type Schedule = Record<string, { kind: 'state' | 'window'; every: number; delay: number; keeps: number }>

/** The payload: the canonical JSON that is signed. */
export const writeStatement = (tick: Tick): Uint8Array => {
  const subject = [{ name: tick.index.key, digest: { sha256: tick.index.sha256.slice('sha256:'.length) } }]
  return Buffer.from(writeJson({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate: tick }))
}

/** Throws ENVELOPE_INVALID, JSON_INVALID. */
export const readStatement = (payload: Uint8Array): Tick => {
  const { data, error } = statement.safeParse(parseCanonical(utf8(payload)))
  if (error) refuse(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  const [subject] = data?.subject ?? []
  if (!data || !subject || subject.name !== data.predicate.index.key) return refuse('the subject is not the index')
  if (`sha256:${subject.digest.sha256}` !== data.predicate.index.sha256) refuse('the subject is not the index')
  return data.predicate as Tick
}

export const payloadDigest = (payload: Uint8Array): Digest => sha256(payload)

const refuse = (why: string): never => {
  throw new EvidenceError('ENVELOPE_INVALID', { why }, { hint: 'the statement is not one of this program' })
}
