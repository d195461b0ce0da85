// A timeline as it is stored: one object for each incident, in canonical JSON.
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { places, type Timeline } from '../incidents/timeline.ts'
import { parseCanonical, utf8, writeJson } from '../json.ts'
import { incidentSchema, instantSchema, refSchema, subjectSchema } from '../observation/format.ts'

const text = z.string()
const where = z.enum(places)
const schema = z.strictObject({
  schema: z.literal('eks-evidence/timeline/v1'),
  tick: instantSchema,
  subject: subjectSchema,
  incident: incidentSchema,
  lines: z.array(
    z.strictObject({
      at: instantSchema,
      where,
      what: text,
      same: z.array(z.enum(['principals', 'keys', 'sessions', 'sourceIPs', 'objects'])),
      hits: z.array(text),
      pointer: z.strictObject({ object: text, id: text }),
    }),
  ),
  looked: z.array(z.strictObject({ where, found: z.int(), shown: z.int(), not: z.nullable(text) })),
  basis: z.array(refSchema),
  read: z.array(refSchema),
})

export const writeTimeline = (timeline: Timeline): Uint8Array => Buffer.from(`${writeJson(timeline)}\n`)

/** Throws JSON_INVALID. */
export const readTimeline = (bytes: Uint8Array): Timeline => {
  const body = utf8(bytes)
  const { data, error } = schema.safeParse(body.endsWith('\n') ? parseCanonical(body.slice(0, -1)) : undefined)
  if (data) return data as Timeline
  const why = error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new EvidenceError(
    'JSON_INVALID',
    { what: 'timeline', why: why.join('; ') },
    { hint: 'the bytes were altered, or written by another program' },
  )
}
