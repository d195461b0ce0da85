// An observation on disk: NDJSON of a header, one line per exchange, a trailer; in numbered parts when it is large.
import * as z from 'zod/mini'
import { isInstant } from '../clock.ts'
import { isDigest, sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson, writeJson } from '../json.ts'
import type { Action, Digest, Exchange, Incident, Instant, Slot, Status, Subject } from '../model.ts'
import type { redact } from '../redaction/redaction.ts'
import type { Wire } from '../wire.ts'

export type Collector = { version: string; commit: string /** the caller's ARN */; caller: string }

export type Header = {
  schema: 'eks-evidence/observation/v1'
  source: string
  subject: Subject
  slot: Slot
  tick: Instant
  collector: Collector
  /** The digest of the tick's config.json. */
  config: Digest
  part: number
  /** What is looked into, where the source asks for that: as the plan has it. */
  incidents?: Incident[]
}

/** Ends a part. Only the last part says how the observation went; what it says is recomputed and not believed. */
export type Trailer =
  | { exchanges: number; more: true }
  | { exchanges: number; more: false; status: Status; reasons: string[] }

const text = z.string()
export const instantSchema = z.string().check(z.refine(isInstant))
export const digestSchema = z.custom<Digest>(isDigest)
export const refSchema = z.strictObject({
  key: z.string(),
  versionId: z.nullable(z.string()),
  sha256: digestSchema,
  bytes: z.int(),
})
export const slotSchema = z.strictObject({ start: instantSchema, end: instantSchema })
export const statusSchema = z.enum(['complete', 'empty', 'partial', 'failed', 'missed'])
export const subjectSchema = z.strictObject({
  scope: z.enum(['account', 'region', 'cluster', 'repository', 'deployment']),
  id: text,
  name: text,
  region: text,
  bornAt: z.nullable(instantSchema),
})

export const incidentSchema = z.strictObject({
  id: text,
  continues: z.nullable(text),
  slot: z.nullable(slotSchema),
  from: instantSchema,
  to: instantSchema,
  marks: z.strictObject({
    principals: z.array(text),
    keys: z.array(text),
    sessions: z.array(text),
    sourceIPs: z.array(text),
    objects: z.array(text),
  }),
  cut: z.int(),
  hits: z.array(
    z.strictObject({
      detection: text,
      at: instantSchema,
      auditID: z.nullable(text),
      pointers: z.array(text),
      reason: text,
      evidence: refSchema,
    }),
  ),
  count: z.int(),
  windows: z.array(refSchema),
})

const header = z.strictObject({
  schema: z.literal('eks-evidence/observation/v1'),
  source: text,
  subject: subjectSchema,
  slot: slotSchema,
  tick: instantSchema,
  collector: z.strictObject({ version: text, commit: text, caller: text }),
  config: digestSchema,
  part: z.int(),
  incidents: z.optional(z.array(incidentSchema)),
})
const trailer = z.discriminatedUnion('more', [
  z.strictObject({ exchanges: z.int(), more: z.literal(true) }),
  z.strictObject({ exchanges: z.int(), more: z.literal(false), status: statusSchema, reasons: z.array(text) }),
])
const asked = {
  action: z.custom<Action>((value) => typeof value === 'string' && /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(value)),
  input: z.unknown(),
  at: instantSchema,
  host: z.nullable(text),
  date: z.nullable(instantSchema),
  requestId: z.nullable(text),
}
const isSorted = (all: string[]): boolean => all.every((one, at) => at === 0 || (all[at - 1] ?? '') < one)
const names = z.array(text).check(z.minLength(1), z.refine(isSorted))
const body = { ...asked, got: z.literal('body') }
const plain = z.strictObject({ ...body, body: z.unknown() })
const parsed = z.strictObject({ ...body, raw: digestSchema, body: z.unknown() })
const withheld = z.strictObject({ ...body, raw: digestSchema, redacted: names, body: z.unknown() })
const lines = z.strictObject({ ...body, bodyText: text })
const absent = z.strictObject({ ...asked, got: z.literal('absent'), code: text })
const failed = z.strictObject({ ...asked, got: z.literal('failed'), code: text, message: text })

// By the members that only this form has, so that a fault is named as one of that form, and none is tried in vain.
const formOf = (said: unknown): z.ZodMiniType => {
  if (typeof said !== 'object' || said === null) return plain
  if ('got' in said && said.got === 'absent') return absent
  if ('got' in said && said.got === 'failed') return failed
  if ('bodyText' in said) return lines
  if ('redacted' in said) return withheld
  return 'raw' in said ? parsed : plain
}

/**
 * One exchange as a line. An answer's JSON stands in it byte for byte, so that what is hashed is what AWS sent;
 * JSON of more than one line is kept as a string. Where `redact` withheld something, what it left is kept instead, in
 * canonical form, with the digest of what AWS sent.
 */
export const writeExchange = (
  action: Action,
  input: unknown,
  wire: Wire,
  absentWhen: readonly string[],
  left?: ReturnType<typeof redact>,
): string => {
  const { at, host, date, requestId } = wire
  const asked = { action, input, at, host, date, requestId }
  if (!wire.ok) {
    return writeJson(
      absentWhen.includes(wire.code)
        ? { ...asked, got: 'absent', code: wire.code }
        : { ...asked, got: 'failed', code: wire.code, message: wire.message.toWellFormed() },
    )
  }
  if (left && left.names.length > 0) {
    const raw = 'text' in wire ? sha256(wire.text) : wire.raw
    return writeJson({ ...asked, got: 'body', raw, redacted: left.names, body: left.body })
  }
  if (!('text' in wire)) return writeJson({ ...asked, got: 'body', raw: wire.raw, body: wire.body })
  if (/[\r\n]/.test(wire.text)) return writeJson({ ...asked, got: 'body', bodyText: wire.text })
  return `${writeJson({ ...asked, got: 'body' }).slice(0, -1)},"body":${wire.text}}`
}

/** Throws OBSERVATION_INVALID, JSON_INVALID. */
export const readExchange = (line: string): Exchange => {
  const read = parseJson(line)
  const said = checked(formOf(read), read, 'exchange') as Exchange & { bodyText?: string }
  const { bodyText, ...rest } = said
  if (bodyText === undefined) return said
  return { ...rest, body: parseJson(bodyText) } as Exchange
}

export const readHeader = (line: string): Header => check(header, line, 'header') as Header
export const readTrailer = (line: string): Trailer => check(trailer, line, 'trailer')

const check = <T>(schema: z.ZodMiniType<T>, line: string, what: string): T => checked(schema, parseJson(line), what)

const checked = <T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T => {
  const { data, error } = schema.safeParse(value)
  if (error) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`)
    throw new EvidenceError(
      'OBSERVATION_INVALID',
      { what, faults },
      { hint: 'the bytes were altered, or written by another program' },
    )
  }
  return data as T
}
