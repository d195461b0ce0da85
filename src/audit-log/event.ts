// Reads one audit-log entry, whatever its bytes: an event with trusted types, or what is wrong with it. Never throws.
import { readTime } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { isRecord, parseJson } from '../json.ts'
import type { ActorClass, Hit, Instant, Principal } from '../model.ts'
import { classify } from './classify.ts'
import { type Entry, type Stage, shapedEntry } from './entry-shape.ts'

export type { Stage } from './entry-shape.ts'

/** All text is as the client sent it: hostile, unbounded, and made visible only where it is written out. '' is "none". */
export type AuditEvent = {
  readable: true
  /** A client may choose it, with the header Audit-ID: two requests of one id are two requests. */
  auditID: string
  /** When the request came, as the API server wrote it. */
  received: string
  stage: Stage
  level: string
  verb: string
  resource: string
  subresource: string
  apiGroup: string
  namespace: string
  name: string
  requestURI: string
  user: string
  groups: string[]
  /** As the authenticator of EKS adds it; null where it did not. */
  principal: Principal | null
  /** Who the user acted as, or null. */
  impersonated: { user: string; groups: string[] } | null
  sourceIPs: string[]
  userAgent: string
  code: number | null
  decision: string
  decisionReason: string
  /** When this stage was reached, in milliseconds; null where the entry does not say. */
  at: Instant | null
  requestObject: unknown
  responseObject: unknown
  /** The object as it became: the response where it is that object, else the request. */
  body: Record<string, unknown> | null
  /** Null before there is a response. */
  outcome: Exclude<Hit['outcome'], 'unknown'> | null
  actorClass: ActorClass
  actor: string
}

export type Unreadable = {
  readable: false
  /** Few and fixed sentences, so that entries can be counted by them. */
  why: 'not JSON: the entry was cut or is something else' | 'JSON that parsers read in two ways' | 'not an audit event'
  /** Which members are not as documented. */
  faults: string[]
  /** Found in the text where it could be found: for the eye, not for a decision. */
  auditID: string | null
  /** What was asked for: the API server writes it ahead of all that a client can make long. null where it is not there. */
  head: { verb: string; uri: string } | null
  bytes: number
}

export const readEvent = (message: string): AuditEvent | Unreadable => {
  let value: unknown
  try {
    value = parseJson(message)
  } catch (error) {
    // Nothing else is thrown for any text: parseJson refuses, or the stack is too deep for what was nested in it.
    if (!(error instanceof EvidenceError) && !(error instanceof RangeError)) throw error
    const twice = error instanceof EvidenceError && error.detail.why !== 'not JSON'
    return unreadable(
      message,
      twice ? 'JSON that parsers read in two ways' : 'not JSON: the entry was cut or is something else',
      [],
    )
  }
  const shaped = shapedEntry(value)
  return 'faults' in shaped ? unreadable(message, 'not an audit event', shaped.faults) : event(shaped.entry)
}

const unreadable = (message: string, why: Unreadable['why'], faults: string[]): Unreadable => ({
  readable: false,
  why,
  faults,
  auditID: /"auditID":"([\w-]{1,64})"/.exec(message.slice(0, 1_000))?.[1] ?? null,
  head: headOf(message),
  bytes: Buffer.byteLength(message),
})

/** The same for every stage of a request, and for no other request of the client. */
export const requestOf = ({ auditID, received, user, verb, requestURI }: AuditEvent): string =>
  JSON.stringify([auditID, received, user, verb, requestURI])

// The members in the order of the API server's own type, from the first character on: what a client sends stands behind them.
const heading =
  /^\{"kind":"Event","apiVersion":"audit\.k8s\.io\/v1","level":"\w+","auditID":"[^"\\]*","stage":"\w+","requestURI":("(?:[^"\\]|\\.)*"),"verb":"(\w+)",/

const headOf = (message: string): Unreadable['head'] => {
  const [, uri, verb] = heading.exec(message.slice(0, 20_000)) ?? []
  if (uri === undefined || verb === undefined) return null
  try {
    return { verb, uri: JSON.parse(uri) as string }
  } catch {
    return null // an escape that JSON does not have
  }
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

// A 403 with decision "allow" is a refusal by admission or by RBAC's escalation check: the code is what the client got.
const outcomeOf = (stage: Stage, status: number | null, decision: string): AuditEvent['outcome'] => {
  if (status === 401 || status === 403 || decision === 'forbid') return 'denied'
  if (stage === 'Panic' || (status !== null && status >= 400)) return 'failed'
  return 'allowed'
}

// A refusal's response is a Status and not the object that was asked for; and who asks for a table or for the metadata alone
// (`Accept: ...;as=PartialObjectMetadata`) is answered with these, and they are what is logged.
const others = ['Status', 'PartialObjectMetadata', 'Table']
const bodyOf = (response: unknown, request: unknown): AuditEvent['body'] => {
  const became =
    isRecord(response) && !(typeof response.kind === 'string' && others.includes(response.kind)) ? response : request
  return isRecord(became) ? became : null
}

const principalOf = (extra: Record<string, unknown> | null | undefined): Principal | null => {
  if (!extra) return null
  const arn = said(extra.arn)
  const canonicalArn = said(extra.canonicalArn)
  const sessionName = said(extra.sessionName)
  const accessKeyId = said(extra.accessKeyId)
  return arn === null && canonicalArn === null && sessionName === null && accessKeyId === null
    ? null
    : { arn, canonicalArn, sessionName, accessKeyId }
}

const said = (value: unknown): string | null => {
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' && first !== '' ? first : null
}

// As the API server writes it, of a day that every month has; the three digits behind a millisecond are cut off, as
// `readTime` does it.
const written = /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/

// Without a zone a time means another moment on another machine.
const timeOf = (value: string | undefined): Instant | undefined => {
  if (value === undefined) return undefined
  if (written.test(value)) return `${value.slice(0, value.startsWith('000', 20) ? 19 : 23)}Z`
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? readTime(value) : undefined
}
