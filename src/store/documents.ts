// The tick's documents: plan, index and evaluations. Canonical JSON, read strictly, after their digest was asserted.
import { LRUCache } from 'lru-cache'
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { parseCanonical, utf8, writeJson } from '../json.ts'
import type { Schedule } from '../ledger/statement.ts'
import type { Evaluation, Instant, Ref, Slot, Status, Subject, Task } from '../model.ts'
import {
  incidentSchema,
  instantSchema,
  refSchema,
  slotSchema,
  statusSchema,
  subjectSchema,
} from '../observation/format.ts'
import { evaluationSchema } from './evaluation-shape.ts'
import { byBytes } from './order.ts'
import { type Tabled, tabled, untabled } from './refs-table.ts'

/** plan.json: what a tick intends, written before it reads. */
export type Plan = {
  schema: 'eks-evidence/plan/v1'
  tick: Instant
  account: string
  home: string
  /** The ARN of the stack that the collector runs in; null where it runs in none. */
  deployment: string | null
  /** The head that this plan continues from. */
  after: { sequence: number; sha256: string } | null
  config: Ref
  /** Why the documents at hand were no configuration; then `config` is what the tick before ran with. */
  refused: string[]
  schedule: Schedule
  collector: { version: string; commit: string; caller: string }
  /** Sorted by slug. Every subject, whether it is due or not. */
  tasks: Task[]
  /** Left out, by which rule: found, or found before and not known to be gone. */
  excluded: (Subject & { rule: string })[]
  /** Found and not identified: who they are could not be read. */
  owed: { id: string; name: string; reason: string }[]
  /** Gone, with what shows it: the complete inventory without it, and the answer that it is not there. */
  retired: { subject: Subject; firstSeen: Instant; inventory: Ref[]; notFound: Ref[] }[]
}

/** A line of index.ndjson: a slot with its objects, or another object of the folder. */
export type SlotLine = {
  source: string
  subject: string
  slot: Slot
  status: Status
  lateBy: number
  reasons: string[]
  parts: Ref[]
}
export type ObjectLine = {
  role: 'plan' | 'config' | 'evaluation' | 'timeline' | 'published' | 'streamed' | 'stray'
  object: Ref
  /** Of an evaluation: that it has hits which somebody should look into, so that the next plan reads it. */
  calls?: true
  /** Of an evaluation: that a control turned in it, or that it has hits. What has none says only that all went on as it was. */
  news?: true
}
export type IndexLine = SlotLine | ObjectLine

const text = z.string()
const due = z.strictObject({ source: text, slot: slotSchema })
const seen = z.strictObject({ slot: slotSchema, status: statusSchema, parts: z.array(refSchema) })
const seenOf = z.strictObject({ source: text, slot: slotSchema, status: statusSchema, parts: z.array(refSchema) })
const task = z.strictObject({
  subject: subjectSchema,
  firstSeen: instantSchema,
  included: z.nullable(instantSchema),
  vanished: z.nullable(instantSchema),
  due: z.array(due),
  lost: z.array(due),
  progress: z.record(
    text,
    z.strictObject({ upTo: instantSchema, open: z.array(z.strictObject({ slot: slotSchema, best: statusSchema })) }),
  ),
  latest: z.record(text, z.array(seen)),
  standing: z.nullable(refSchema),
  judge: z.boolean(),
  unjudged: z.array(seenOf),
  changed: z.nullable(instantSchema),
  told: z.array(seenOf),
  evaluated: z.array(refSchema),
  incidents: z.array(incidentSchema),
})
const schedule = z.record(
  text,
  z.strictObject({ kind: z.enum(['state', 'window']), every: z.int(), delay: z.int(), keeps: z.int() }),
)
const named = { id: text, name: text }
const plan = z.strictObject({
  schema: z.literal('eks-evidence/plan/v1'),
  tick: instantSchema,
  account: text,
  home: text,
  deployment: z.nullable(text),
  after: z.nullable(z.strictObject({ sequence: z.int(), sha256: text })),
  config: refSchema,
  refused: z.array(text),
  schedule,
  collector: z.strictObject({ version: text, commit: text, caller: text }),
  tasks: z.array(task),
  excluded: z.array(z.extend(subjectSchema, { rule: text })),
  owed: z.array(z.strictObject({ ...named, reason: text })),
  retired: z.array(
    z.strictObject({
      subject: subjectSchema,
      firstSeen: instantSchema,
      inventory: z.array(refSchema),
      notFound: z.array(refSchema),
    }),
  ),
})

const indexLine = z.union([
  z.strictObject({
    source: text,
    subject: text,
    slot: slotSchema,
    status: statusSchema,
    lateBy: z.int(),
    reasons: z.array(text),
    parts: z.array(refSchema),
  }),
  z.strictObject({
    role: z.enum(['plan', 'config', 'evaluation', 'timeline', 'published', 'streamed', 'stray']),
    object: refSchema,
    calls: z.optional(z.literal(true)),
    news: z.optional(z.literal(true)),
  }),
])

export const writeDocument = (document: Plan | Evaluation): Uint8Array =>
  'tasks' in document
    ? written(Buffer.from(`${writeJson(document)}\n`), 'plan', document)
    : written(Buffer.from(`${writeJson(tabled(document))}\n`), 'evaluation', document)

/** Throws JSON_INVALID. */
export const readPlan = (bytes: Uint8Array): Plan => read(plan, bytes, 'plan')
/** Throws JSON_INVALID. */
export const readEvaluation = (bytes: Uint8Array): Evaluation =>
  read(evaluationSchema, bytes, 'evaluation', (stored) => untabled(stored as Tabled))

/** Sorted, unique, one line each; slots first, then objects. */
export const writeIndex = (lines: IndexLine[]): Uint8Array => {
  const sorted = [...lines].sort((a, b) => byBytes(sortKey(a), sortKey(b)))
  return written(Buffer.from(sorted.map((line) => `${writeJson(line)}\n`).join('')), 'index', sorted)
}

/** Throws JSON_INVALID for lines out of order, twice, or of another shape. */
export const readIndex = (bytes: Uint8Array): IndexLine[] =>
  once(bytes, 'index', () => {
    const lines = utf8(bytes).split('\n')
    if (lines.pop() !== '') refuse('index', 'does not end with a line end')
    let last = ''
    return lines.map((line) => {
      const parsed = parse(indexLine, line, 'index') as IndexLine
      const key = sortKey(parsed)
      if (byBytes(last, key) >= 0) refuse('index', 'lines out of order, or twice')
      last = key
      return parsed
    })
  })

/** How many slots an index names, by status. */
export const countsOf = (lines: IndexLine[]): Record<Status, number> => {
  const counts = { complete: 0, empty: 0, partial: 0, failed: 0, missed: 0 }
  for (const line of lines) if (isSlotLine(line)) counts[line.status] += 1
  return counts
}

/** How many strays it adopts. */
export const straysOf = (lines: IndexLine[]): number =>
  lines.filter((line) => !isSlotLine(line) && line.role === 'stray').length

export const isSlotLine = (line: IndexLine): line is SlotLine => 'slot' in line

const sortKey = (line: IndexLine): string =>
  isSlotLine(line)
    ? `0 ${line.source} ${line.subject} ${line.slot.start}`
    : `1 ${line.object.key} ${line.object.versionId ?? ''}`

const read = <T extends object>(
  schema: z.ZodMiniType,
  bytes: Uint8Array,
  what: What,
  from: (stored: unknown) => T | undefined = (stored) => stored as T,
): T =>
  once(bytes, what, () => {
    const body = utf8(bytes)
    if (!body.endsWith('\n')) refuse(what, 'does not end with a line end')
    return from(parse(schema, body.slice(0, -1), what)) ?? refuse(what, 'its table of objects is not as it is written')
  })

type What = 'plan' | 'evaluation' | 'index'

// The same bytes are read by the judge, the sealer, the publisher and the next tick: the newest documents, read or written,
// are kept, up to so many bytes of them. Nobody changes a document.
const recent = new LRUCache<Uint8Array, { what: What; document: object }>({ maxSize: 16 * 1024 * 1024 })

const written = (bytes: Uint8Array, what: What, document: object): Uint8Array => {
  recent.set(bytes, { what, document }, { size: bytes.length + 1 })
  return bytes
}

const once = <T extends object>(bytes: Uint8Array, what: What, make: () => T): T => {
  const known = recent.get(bytes)
  if (known?.what === what) return known.document as T
  const document = make()
  written(bytes, what, document)
  return document
}

const parse = (schema: z.ZodMiniType, line: string, what: string): unknown => {
  const { data, error } = schema.safeParse(parseCanonical(line))
  if (error)
    refuse(
      what,
      error.issues
        .slice(0, 5)
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; '),
    )
  return data
}

const refuse = (what: string, why: string): never => {
  throw new EvidenceError(
    'JSON_INVALID',
    { what, why },
    { hint: 'the bytes were altered, or written by another program' },
  )
}
