// One management event of CloudTrail, as far as a change is told by it: who did what to which thing, when and from where.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
import * as z from 'zod/mini'
import { notDocumented, shapedText } from '../answers/answers.ts'
import { readTime, seconds } from '../clock.ts'
import { isRecord } from '../json.ts'
import type { Instant, Slot } from '../model.ts'
import { type EventService, eventSources } from './event-names.ts'
import { type Target, targetOf } from './target.ts'

export type Acted = {
  id: string
  at: Instant
  name: string
  who: {
    /** The ARN, or where an event has none the service, account or id that it names. */
    arn: string
    /** The role behind a session. */
    issuer: string | null
    /** With whom a chain of roles began, where roles ask for it: unlike a session's name it goes along unchanged. */
    source: string | null
    type: string
    /** The AWS service that made the call in the identity's name. */
    invokedBy: string | null
  }
  from: { ip: string; agent: string }
  /** Why it was refused; null where it took effect. */
  error: string | null
}

export type ChangeEvent = Acted &
  Target & {
    service: EventService
    /** The EKS update that it began. */
    updateId: string | null
    /** The members of what was asked for, without values. */
    fields: string[]
    /** The log types of the control plane that it switches off. */
    logsOff: string[]
  }

/** With what was asked for and answered, as the event holds it: any member may be of any type. */
export type Changed = ChangeEvent & {
  asked: Record<string, unknown>
  answered: Record<string, unknown>
  accessKeyId: string | null
}

const text = z.nullish(z.string())
const Acting = z.object({
  eventID: z.string(),
  eventTime: z.string(),
  eventName: z.string(),
  eventSource: z.string(),
  userIdentity: z.object({
    type: text,
    arn: text,
    invokedBy: text,
    principalId: text,
    accountId: text,
    accessKeyId: text,
    sessionContext: z.nullish(z.object({ sourceIdentity: text, sessionIssuer: z.nullish(z.object({ arn: text })) })),
  }),
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  requestParameters: z.nullish(z.looseObject({})),
  responseElements: z.nullish(z.looseObject({})),
})

const services = new Map<string, EventService>(
  Object.entries(eventSources).map(([service, source]) => [source, service as EventService]),
)

/** As LookupEvents tells it: the event is JSON inside. */
export type Told = { EventId: string; CloudTrailEvent: string }
type Members = Record<string, unknown>

type Read = { acted: Acted; source: string; asked: Members; answered: Members; accessKeyId: string | null }

/**
 * Who did what by an event's own record, and what was asked for and answered. Undefined for one of a service that does not
 * count: names are shared. Throws OBSERVATION_INVALID.
 */
export const readActed = (event: Told, counts: (source: string) => boolean): Read | undefined => {
  const what = `event ${event.EventId}`
  const record = shapedText(Acting, event.CloudTrailEvent, what)
  if (!counts(record.eventSource)) return undefined
  const at = readTime(record.eventTime)
  if (!at) throw notDocumented(what, `eventTime ${record.eventTime}`)
  if (record.eventID !== event.EventId) throw notDocumented(what, 'it holds another eventID')
  return {
    acted: {
      id: record.eventID,
      at,
      name: record.eventName,
      who: whoOf(record.userIdentity, what),
      from: { ip: record.sourceIPAddress ?? '', agent: (record.userAgent ?? '').slice(0, 120) },
      error: record.errorCode || null,
    },
    source: record.eventSource,
    asked: record.requestParameters ?? {},
    answered: record.responseElements ?? {},
    accessKeyId: record.userIdentity.accessKeyId || null,
  }
}

/** One that changes what is observed; undefined where another service shares the name. Throws OBSERVATION_INVALID. */
export const readChanged = (event: Told): Changed | undefined => {
  const read = readActed(event, (source) => services.has(source))
  const service = services.get(read?.source ?? '')
  if (!read || !service) return undefined
  const { acted, asked, answered, accessKeyId } = read
  const update = answered.update
  return {
    ...acted,
    ...targetOf(service, acted.name, asked, answered),
    service,
    updateId: isRecord(update) && typeof update.id === 'string' ? update.id : null,
    fields: Object.keys(asked)
      .filter((member) => asked[member] !== null)
      .sort(),
    logsOff: switchedOff(asked),
    ...{ asked, answered, accessKeyId },
  }
}

/** What is carried from window to window, which holds no values. */
export const withoutValues = ({ asked: _, answered: __, accessKeyId: ___, ...event }: Changed): ChangeEvent => event

/** Half-open, as every slot is. */
export const isIn = ({ start, end }: Slot, at: Instant): boolean =>
  seconds(at) >= seconds(start) && seconds(at) < seconds(end)

const whoOf = (of: z.infer<typeof Acting>['userIdentity'], what: string): Acted['who'] => {
  const arn = of.arn ?? of.invokedBy ?? of.principalId ?? of.accountId
  if (!arn) throw notDocumented(what, 'userIdentity names nobody')
  return {
    arn,
    issuer: of.sessionContext?.sessionIssuer?.arn ?? null,
    source: of.sessionContext?.sourceIdentity ?? null,
    type: of.type ?? 'Unknown',
    invokedBy: of.invokedBy ?? null,
  }
}

// Setup by setup, so that one which says less than documented hides no other.
const switchedOff = ({ logging }: Members): string[] => {
  const setups = isRecord(logging) && Array.isArray(logging.clusterLogging) ? logging.clusterLogging : []
  const types = setups.flatMap((setup) =>
    isRecord(setup) && String(setup.enabled) === 'false' && Array.isArray(setup.types) ? setup.types : [],
  )
  return [...new Set(types.filter((type) => typeof type === 'string'))].sort()
}
