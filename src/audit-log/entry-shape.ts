// The shape of an audit entry: what is relied on, what is wrong with one that differs, and a quick look that spares most the rest.
// https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
import * as z from 'zod/mini'
import { isRecord } from '../json.ts'

const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const
export type Stage = (typeof stages)[number]

const text = z.optional(z.string())
const texts = z.optional(z.nullable(z.array(z.string())))
const extra = z.optional(z.nullable(z.record(z.string(), z.unknown())))
const user = z.object({ username: text, groups: texts, extra })
// Some pipelines turn the number into a string; what it means is beyond doubt.
const code = z.optional(z.union([z.int(), z.pipe(z.string().check(z.regex(/^[1-5]\d\d$/)), z.transform(Number))]))

const entry = z.object({
  auditID: z.string().check(z.minLength(1)),
  stage: z.enum(stages),
  level: z.string(),
  verb: z.string(),
  requestURI: text,
  user,
  impersonatedUser: z.optional(z.nullable(z.object({ username: z.string().check(z.minLength(1)), groups: texts }))),
  sourceIPs: texts,
  userAgent: text,
  objectRef: z.optional(
    z.nullable(z.object({ resource: text, subresource: text, apiGroup: text, namespace: text, name: text })),
  ),
  responseStatus: z.optional(z.nullable(z.object({ code }))),
  requestObject: z.optional(z.unknown()),
  responseObject: z.optional(z.unknown()),
  stageTimestamp: text,
  requestReceivedTimestamp: text,
  annotations: z.optional(z.nullable(z.record(z.string(), z.string()))),
})
export type Entry = z.infer<typeof entry>

/** The entry, with other members or without, or which of its members are not as documented. */
export const shapedEntry = (value: unknown): { entry: Entry } | { faults: string[] } => {
  if (isPlainly(value)) return { entry: value }
  const { data, error } = entry.safeParse(value)
  if (data) return { entry: data }
  return {
    faults: [...new Set(error.issues.map(({ path, message }) => `${path.join('.') || 'entry'}: ${message}`))],
  }
}

// The schema decides. What this lets through the schema lets through as it is (a test holds the one against the other); it takes
// a fiftieth of the time, and is asked of everything that a cluster logs.
const isPlainly = (value: unknown): value is Entry => {
  if (!isRecord(value)) return false
  const { auditID, stage, level, verb, user, impersonatedUser, responseStatus, annotations } = value
  return (
    typeof auditID === 'string' &&
    auditID !== '' &&
    (stage === 'ResponseComplete' || stage === 'ResponseStarted' || stage === 'RequestReceived' || stage === 'Panic') &&
    typeof level === 'string' &&
    typeof verb === 'string' &&
    isText(value.requestURI) &&
    isRecord(user) &&
    isText(user.username) &&
    isTexts(user.groups) &&
    isNone(user.extra, isPlain) &&
    isNone(impersonatedUser, isImpersonated) &&
    isTexts(value.sourceIPs) &&
    isText(value.userAgent) &&
    isNone(value.objectRef, isReference) &&
    isNone(responseStatus, hasCode) &&
    isText(value.stageTimestamp) &&
    isText(value.requestReceivedTimestamp) &&
    isNone(annotations, isTextual)
  )
}

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'

const isNone = (value: unknown, or: (value: Record<string, unknown>) => boolean): boolean =>
  value === undefined || value === null || (isRecord(value) && or(value))

const isTexts = (value: unknown): boolean => {
  if (value === undefined || value === null) return true
  if (!Array.isArray(value)) return false
  for (const item of value) if (typeof item !== 'string') return false
  return true
}

const isImpersonated = ({ username, groups }: Record<string, unknown>): boolean =>
  typeof username === 'string' && username !== '' && isTexts(groups)

const isReference = ({ resource, subresource, apiGroup, namespace, name }: Record<string, unknown>): boolean =>
  isText(resource) && isText(subresource) && isText(apiGroup) && isText(namespace) && isText(name)

const hasCode = ({ code }: Record<string, unknown>): boolean => code === undefined || Number.isSafeInteger(code)

// The schema takes an object for something else by its member `constructor`.
const isPlain = (value: Record<string, unknown>): boolean => value.constructor === Object

const isTextual = (value: Record<string, unknown>): boolean => {
  for (const key in value) if (typeof value[key] !== 'string') return false
  return isPlain(value)
}
