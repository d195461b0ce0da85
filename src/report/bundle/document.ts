// bundle.json and the two tables: what a bundle says of itself. Nothing of it is believed: whoever verifies makes it again.
import * as z from 'zod/mini'
import { EvidenceError } from '../../errors.ts'
import { parseCanonical, utf8, writeJson } from '../../json.ts'
import type { Digest, Instant, Slot, Subject } from '../../model.ts'
import { digestSchema, instantSchema, slotSchema, subjectSchema } from '../../observation/format.ts'
import { partsName } from '../../prove/entered.ts'
import { type IndexLine, isSlotLine } from '../../store/documents.ts'
import { slug } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import type { Choice, Chosen, Method } from './method.ts'
import type { Population } from './population.ts'
import { frequencies } from './sizes.ts'

export type BundleDocument = {
  schema: 'eks-evidence/bundle/v1'
  /** The program's version that wrote it. */
  version: string
  ledger: Digest
  account: string
  /** As its statements call it. */
  store: string
  period: Slot
  /** The newest entry when the bundle was made. */
  head: { sequence: number; tick: Instant; sealedAt: Instant; sha256: Digest }
  /** Of each key that signed, in order; to be compared with the pins, and no pin. */
  keys: { fingerprint: Digest; from: Instant }[]
  method: Method & { draws: string; order: string }
  populations: Chosen[]
  /** Everybody in the populations and who was left out of them by the pattern, sorted by slug: a slug is the digest of the rest. */
  subjects: Subject[]
  /** The report's files, as they were when the bundle was made. */
  report: { name: string; sha256: Digest; bytes: number }[]
}

export const draws =
  "of each population, sorted by name, the items with the lowest sha256 of: the nonce, a line feed, the item's name"
/** What no file of ours can show. */
export const order =
  'the nonce belongs to the auditor, and is told after the head was; that it was, this file cannot show: compare the head with the one that you received first'

const frequency = z.enum(frequencies.map(({ name }) => name))
const text = z.string()
const schema = z.strictObject({
  schema: z.literal('eks-evidence/bundle/v1'),
  version: text,
  ledger: digestSchema,
  account: text,
  store: text,
  period: slotSchema,
  head: z.strictObject({ sequence: z.int(), tick: instantSchema, sealedAt: instantSchema, sha256: digestSchema }),
  keys: z.array(z.strictObject({ fingerprint: digestSchema, from: instantSchema })),
  method: z.strictObject({
    draws: text,
    order: text,
    nonce: z.nullable(text),
    size: z.nullable(z.union([z.int().check(z.positive()), z.literal('all')])),
    sizes: z.record(frequency, z.int().check(z.positive())),
    controls: z.nullable(z.array(text)),
    subjects: text,
  }),
  populations: z.array(
    z.strictObject({
      ...{ source: text, every: z.int(), frequency, tests: z.array(text), items: z.int(), drawn: z.int() },
    }),
  ),
  subjects: z.array(subjectSchema),
  report: z.array(z.strictObject({ name: text, sha256: digestSchema, bytes: z.int() })),
})

export const writeBundle = (document: BundleDocument): Uint8Array => Buffer.from(`${writeJson(document)}\n`)

/** Throws BUNDLE_INVALID. */
export const readBundle = (bytes: Uint8Array): BundleDocument => {
  const { data, error } = schema.safeParse(parsed(bytes))
  if (data) return data as BundleDocument
  const why = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).slice(0, 5)
  return refuse(why.join('; '))
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return parseCanonical(utf8(bytes).replace(/\n$/, ''))
  } catch (error) {
    if (error instanceof EvidenceError) return refuse(error.message)
    throw error
  }
}

const refuse = (why: string): never => {
  throw new EvidenceError(
    'BUNDLE_INVALID',
    { file: 'bundle.json', why },
    { hint: 'ask for the bundle again: this file was altered, or another program wrote it' },
  )
}

/** Every item that was chosen from, with its best status and the entry that has it. No name holds anything to be quoted. */
export function* populationTable(population: Population, choice: Choice): Generator<Uint8Array> {
  const { populations, drawn, isOf } = choice
  let rows = 'item,status,entry,drawn\n'
  for (const { source } of populations)
    for (const { item, subject, status, best } of population.items(source)) {
      if (!isOf(subject)) continue
      rows += `${item},${status},${best},${drawn.has(item) ? 'yes' : 'no'}\n`
      if (rows.length < 65_536) continue
      yield Buffer.from(rows)
      rows = ''
    }
  if (rows !== '') yield Buffer.from(rows)
}

/** What an entry holds of the slots that were drawn: a row for each object, or one without where nothing was put. */
export const sampleRows = (sequence: number, lines: readonly IndexLine[], drawn: Choice['drawn']): string[] =>
  lines.flatMap((line) => {
    if (!isSlotLine(line)) return []
    const item = partsName(line.source, line.subject, line.slot)
    if (!drawn.has(item)) return []
    const row = (key: string, digest: string): string => `${item},${line.status},${sequence},${key},${digest}\n`
    return line.parts.length === 0 ? [row('', '')] : line.parts.map(({ key, sha256 }) => row(key, sha256))
  })

export const sampleTable = (rows: readonly string[]): Uint8Array =>
  Buffer.from(['item,status,entry,key,sha256\n', ...[...rows].sort(byBytes)].join(''))

export const bySlug = (subjects: readonly Subject[]): Subject[] =>
  [...subjects].sort((a, b) => byBytes(slug(a), slug(b)))
