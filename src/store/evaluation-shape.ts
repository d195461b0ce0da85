// The shape of an evaluation as it is stored, and of a hit as whoever stores one writes it.
import * as z from 'zod/mini'
import type { Criterion } from '../model.ts'
import { digestSchema, instantSchema, refSchema, slotSchema, subjectSchema } from '../observation/format.ts'

const text = z.string()
const outcome = z.enum(['pass', 'fail', 'unknown', 'not-applicable'])
const criterion = z.custom<Criterion>((value) => typeof value === 'string')
const places = z.array(z.int().check(z.nonnegative()))
const verdict = z.strictObject({
  control: text,
  criteria: z.array(criterion),
  outcome,
  reason: text,
  slot: slotSchema,
  since: instantSchema,
  standing: z.nullable(z.strictObject({ outcome: z.enum(['pass', 'fail', 'not-applicable']), since: instantSchema })),
  basis: places,
})
export const hitSchema = z.strictObject({
  detection: text,
  criteria: z.array(criterion),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  slot: slotSchema,
  reason: text,
  outcome: z.enum(['allowed', 'denied', 'failed', 'unknown']),
  actorClass: z.enum(['human', 'workload', 'node', 'aws-managed', 'anonymous', 'unknown']),
  actor: text,
  user: text,
  groups: z.array(text),
  principal: z.nullable(
    z.strictObject({
      arn: z.nullable(text),
      canonicalArn: z.nullable(text),
      sessionName: z.nullable(text),
      accessKeyId: z.nullable(text),
    }),
  ),
  impersonated: z.nullable(text),
  sourceIPs: z.array(text),
  userAgent: text,
  object: z.nullable(
    z.union([
      z.strictObject({ apiGroup: text, resource: text, subresource: text, namespace: text, name: text }),
      z.strictObject({ arn: text }),
    ]),
  ),
  allowed: z.nullable(text),
  auditID: z.nullable(text),
  at: instantSchema,
  count: z.int(),
  pointers: z.array(text),
  basis: z.array(refSchema),
})
export const evaluationSchema = z.strictObject({
  schema: z.literal('eks-evidence/evaluation/v1'),
  tick: instantSchema,
  subject: subjectSchema,
  refs: z.array(refSchema),
  verdicts: z.array(verdict),
  hits: z.array(z.extend(hitSchema, { basis: places })),
  carried: z.record(text, z.array(z.strictObject({ slot: slotSchema, value: z.unknown(), basis: places }))),
  tallied: z.record(
    text,
    z.strictObject({
      tried: slotSchema,
      covered: z.array(slotSchema),
      value: z.unknown(),
      basis: places,
    }),
  ),
  by: z.strictObject({ config: digestSchema, version: text, commit: text }),
  read: places,
  turned: z.array(text),
})
