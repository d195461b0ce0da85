// How entries were read before it was made quick: every key looked at, every member by the schema. What the tests hold the quick way against.
import * as z from 'zod/mini'
import { classify } from '../../src/audit-log/classify.ts'
import type { AuditEvent, Unreadable } from '../../src/audit-log/event.ts'
import { readTime } from '../../src/clock.ts'
import { isRecord } from '../../src/json.ts'

export type Refused = { refused: string }
const refusal = (why: string): Refused => ({ refused: why })

/** The value of a JSON text, or why it is refused. */
export const slowJson = (text: string): { value: unknown } | Refused => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refusal('not JSON')
  }
  const why = faultOfKeys(text)
  return why === undefined ? { value } : refusal(why)
}

const faultOfKeys = (text: string): string | undefined => {
  const open: (Set<string> | null)[] = []
  let keyNext = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      let end = at + 1
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
      const keys = open.at(-1)
      if (keyNext && keys) {
        const key = JSON.parse(text.slice(at, end + 1)) as string
        if (keys.has(key)) return `duplicate key ${JSON.stringify(key)}`
        if (key === '__proto__') return 'key "__proto__"'
        keys.add(key)
        keyNext = false
      }
      at = end
    } else if (char === '{' || char === '[') {
      if (open.length >= 500) return 'nested deeper than 500'
      open.push(char === '{' ? new Set() : null)
      keyNext = char === '{'
    } else if (char === '}' || char === ']') {
      open.pop()
      keyNext = false
    } else if (char === ',') keyNext = open.at(-1) !== null
  }
  return undefined
}

const text = z.optional(z.string())
const texts = z.optional(z.nullable(z.array(z.string())))
const code = z.optional(z.union([z.int(), z.pipe(z.string().check(z.regex(/^[1-5]\d\d$/)), z.transform(Number))]))
const entry = z.object({
  auditID: z.string().check(z.minLength(1)),
  stage: z.enum(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']),
  level: z.string(),
  verb: z.string(),
  requestURI: text,
  user: z.object({ username: text, groups: texts, extra: z.optional(z.nullable(z.record(z.string(), z.unknown()))) }),
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
type Entry = z.infer<typeof entry>

/** `head` of what cannot be read is left out: nothing of it was made quicker. */
export const slowEvent = (message: string): AuditEvent | Omit<Unreadable, 'head'> => {
  const unreadable = (why: Unreadable['why'], faults: string[]) => ({
    ...{ readable: false as const, why, faults, bytes: Buffer.byteLength(message) },
    auditID: /"auditID":"([\w-]{1,64})"/.exec(message.slice(0, 1_000))?.[1] ?? null,
  })
  const read = slowJson(message)
  if ('refused' in read) {
    const isTwice = read.refused !== 'not JSON'
    return unreadable(
      isTwice ? 'JSON that parsers read in two ways' : 'not JSON: the entry was cut or is something else',
      [],
    )
  }
  const { data, error } = entry.safeParse(read.value)
  if (data) return event(data)
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'entry'}: ${message}`)
  return unreadable('not an audit event', [...new Set(faults)])
}

const event = (said: Entry): AuditEvent => {
  const { stage, objectRef, annotations } = said
  const name = said.user.username ?? ''
  const groups = said.user.groups ?? []
  const principal = principalOf(said.user.extra)
  const status = said.responseStatus?.code ?? null
  const decision = annotations?.['authorization.k8s.io/decision'] ?? ''
  return {
    readable: true,
    auditID: said.auditID,
    received: said.requestReceivedTimestamp ?? '',
    stage,
    level: said.level,
    verb: said.verb,
    resource: objectRef?.resource ?? '',
    subresource: objectRef?.subresource ?? '',
    apiGroup: objectRef?.apiGroup ?? '',
    namespace: objectRef?.namespace ?? '',
    name: objectRef?.name ?? '',
    requestURI: said.requestURI ?? '',
    user: name,
    groups,
    principal,
    impersonated: said.impersonatedUser
      ? { user: said.impersonatedUser.username, groups: said.impersonatedUser.groups ?? [] }
      : null,
    sourceIPs: said.sourceIPs ?? [],
    userAgent: said.userAgent ?? '',
    code: status,
    decision,
    decisionReason: annotations?.['authorization.k8s.io/reason'] ?? '',
    at: timeOf(said.stageTimestamp) ?? timeOf(said.requestReceivedTimestamp) ?? null,
    requestObject: said.requestObject,
    responseObject: said.responseObject,
    body: bodyOf(said.responseObject, said.requestObject),
    outcome: stage === 'RequestReceived' ? null : outcomeOf(stage, status, decision),
    actorClass: classify(name, groups),
    actor: principal?.arn ?? (name || 'an unauthenticated client'),
  }
}

const outcomeOf = (stage: string, status: number | null, decision: string): AuditEvent['outcome'] => {
  if (status === 401 || status === 403 || decision === 'forbid') return 'denied'
  return stage === 'Panic' || (status !== null && status >= 400) ? 'failed' : 'allowed'
}

const bodyOf = (response: unknown, request: unknown): AuditEvent['body'] => {
  const kind = isRecord(response) ? response.kind : undefined
  const isOther = kind === 'Status' || kind === 'PartialObjectMetadata' || kind === 'Table'
  const became = isRecord(response) && !isOther ? response : request
  return isRecord(became) ? became : null
}

const principalOf = (extra: Record<string, unknown> | null | undefined): AuditEvent['principal'] => {
  const said = (name: string): string | null => {
    const value = extra?.[name]
    const first = Array.isArray(value) ? value[0] : value
    return typeof first === 'string' && first !== '' ? first : null
  }
  const found = {
    ...{ arn: said('arn'), canonicalArn: said('canonicalArn') },
    ...{ sessionName: said('sessionName'), accessKeyId: said('accessKeyId') },
  }
  return Object.values(found).some((value) => value !== null) ? found : null
}

const timeOf = (value: string | undefined): string | undefined =>
  value !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? readTime(value) : undefined
