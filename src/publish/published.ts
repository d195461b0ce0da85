// What publish did for one tick: written once, into the folder of the tick after it, and sealed with that one.
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { parseCanonical, utf8, writeJson } from '../json.ts'
import type { Action, Instant, Ref, Subject } from '../model.ts'
import { instantSchema, refSchema, subjectSchema } from '../observation/format.ts'
import type { Acceptance } from './accepted.ts'
import type { Tally } from './days-of-hits.ts'
import { type Figures, figuresSchema } from './figures.ts'
import type { Incidents } from './incidents.ts'

/** A finding that did not arrive, and the evaluation that it is made from again. */
export type OwedFinding = { id: string; evaluation: Ref; accepted: Acceptance | null; since: Instant; tries: number }
/** A subject whose findings could not be archived. */
export type OwedEnd = { subject: Subject; since: Instant }

/** What a region still has to be told. `all`: Security Hub is off there, so everything, once it is on. */
export type Owed = { all: boolean; findings: OwedFinding[]; retired: OwedEnd[] }

export type Published = {
  schema: 'eks-evidence/published/v1'
  tick: Instant
  /** By our clock, when everything was sent. */
  at: Instant
  account: string
  counts: { evaluations: number; sent: number; resolved: number; suppressed: number; archived: number; failed: number }
  requests: { region: string; action: Action; requestId: string | null; code: string | null }[]
  failures: { region: string; id: string; code: string; message: string }[]
  owed: Record<string, Owed>
  /** Hits counted so far, of the days that can still grow. */
  tally: Record<string, Tally>
  /** Incidents that are told, as long as others can go on with them. */
  incidents: Incidents
  /** The tick that the heartbeat told of last; null where none arrived yet. */
  heartbeat: Instant | null
  /** Null in what an older version wrote. */
  figures: Figures | null
}

const text = z.string()
const count = z.int().check(z.nonnegative())
const severity = z.enum(['low', 'medium', 'high', 'critical'])
const owed = z.strictObject({
  all: z.boolean(),
  findings: z.array(
    z.strictObject({
      id: text,
      evaluation: refSchema,
      accepted: z.nullable(
        z.strictObject({
          id: text,
          until: instantSchema,
          approver: z.optional(text),
          ticket: z.optional(text),
          state: z.optional(z.enum(['ends', 'ended'])),
        }),
      ),
      since: instantSchema,
      tries: count,
    }),
  ),
  retired: z.array(z.strictObject({ subject: subjectSchema, since: instantSchema })),
})
const published = z.strictObject({
  schema: z.literal('eks-evidence/published/v1'),
  tick: instantSchema,
  at: instantSchema,
  account: text,
  counts: z.strictObject({
    evaluations: count,
    sent: count,
    resolved: count,
    suppressed: count,
    archived: count,
    failed: count,
  }),
  requests: z.array(
    z.strictObject({
      region: text,
      action: z.custom<Action>((value) => typeof value === 'string'),
      requestId: z.nullable(text),
      code: z.nullable(text),
    }),
  ),
  failures: z.array(z.strictObject({ region: text, id: text, code: text, message: text })),
  owed: z.record(text, owed),
  tally: z.record(
    text,
    z.strictObject({
      first: instantSchema,
      last: instantSchema,
      slots: z.record(text, count),
      worst: z.optional(severity),
    }),
  ),
  incidents: z._default(
    z.record(
      text,
      z.strictObject({
        finding: text,
        tick: instantSchema,
        subject: subjectSchema,
        first: instantSchema,
        last: instantSchema,
        count,
        worst: severity,
        hits: z.array(text),
        timeline: refSchema,
      }),
    ),
    {},
  ),
  heartbeat: z._default(z.nullable(instantSchema), null),
  figures: z._default(z.nullable(figuresSchema), null),
})

export const writePublished = (record: Published): Uint8Array => Buffer.from(`${writeJson(record)}\n`)

/** Throws JSON_INVALID. */
export const readPublished = (bytes: Uint8Array): Published => {
  const body = utf8(bytes)
  const { data, error } = published.safeParse(parseCanonical(body.replace(/\n$/, '')))
  if (data) return data as Published
  const why = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  throw new EvidenceError(
    'JSON_INVALID',
    { what: 'published', why },
    { hint: 'the bytes were altered, or written by another program' },
  )
}
