// Runs the detections of single management events over a window of CloudTrail's history: pure, bounded in what it returns.
import { allowing } from '../audit-log/allow.ts'
import { bounded, type Found } from '../audit-log/found.ts'
import { common, nobody, saidOf } from '../audit-log/hit.ts'
import { settingsOf } from '../audit-log/rules.ts'
import { visible } from '../audit-log/visible.ts'
import type { Detection, Rules } from '../detection.ts'
import type { ActorClass, Exchange, Principal, Slot, Subject } from '../model.ts'
import { type Changed, isIn } from './event.ts'
import { eventSources } from './event-names.ts'
import { outcomeOf } from './sentence.ts'
import { arnOf } from './target.ts'
import { historyIn, type InHistory } from './window.ts'

type On = { subject: Pick<Subject, 'id' | 'region'>; slot: Slot; rules: Rules }
type OfChange = Extract<Detection, { kind: 'change' }>

/** One hit per detection and event; sorted and bounded as those of the audit log are. Whoever acts, nobody is left out. */
export const changesFound = (
  detections: readonly Detection[],
  exchanges: Iterable<Exchange>,
  { subject, slot, rules }: On,
): Found[] => {
  const judges = detections.flatMap((one) =>
    one.kind === 'change' ? (judgeOf(one, { subject, slot, rules }) ?? []) : [],
  )
  if (judges.length === 0) return []
  // The history is asked with both ends; a slot is half-open.
  const within = historyIn(exchanges).filter((one) => 'fault' in one || isIn(slot, one.event.at))
  return bounded(within.flatMap((one) => judges.flatMap((judge) => judge(one) ?? [])))
}

const judgeOf = (
  detection: OfChange,
  { subject, slot, rules }: On,
): ((one: InHistory) => Found | undefined) | undefined => {
  const set = settingsOf(detection, rules)
  if (!set) return undefined
  const allowed = allowing(set.allow)
  const counts = new Set(detection.names.map(sourced))
  return (one) => {
    if ('fault' in one) {
      if (!counts.has(`${one.source} ${one.name}`)) return undefined
      const reason = `could not be judged: ${one.name}: ${one.fault.message}`
      return { ...common(detection, slot, reason), ...unread(one.id), at: slot.start }
    }
    const { event } = one
    if (!counts.has(sourced(`${event.service}:${event.name}`))) return undefined
    const said = saidOf(detection, () => detection.hit(event, set.settings as never), `${event.name}: `)
    if (said === undefined) return undefined
    const arn = arnOf(event, subject)
    const by = actorOf(event)
    return {
      ...common(detection, slot, said.reason),
      severity: said.severity,
      ...by,
      outcome: outcomeOf(event),
      impersonated: null,
      object: arn === null ? null : { arn: visible(arn, 400) },
      allowed: allowed({ names: namesOf(event), namespace: '', images: [], sourceIPs: by.sourceIPs }) ?? null,
      auditID: visible(event.id, 64),
      at: event.at,
      count: 1,
      pointers: [visible(event.id, 64)],
    }
  }
}

// As the history names it: source and event.
const sourced = (name: string): string => {
  const [service = '', event = ''] = name.split(':')
  return `${eventSources[service as keyof typeof eventSources] ?? service} ${event}`
}

const unread = (id: string) => ({ ...nobody, auditID: visible(id, 64), count: 1, pointers: [visible(id, 64)] })

const namesOf = ({ who: { arn, issuer } }: Changed): string[] => [arn, ...(issuer === null ? [] : [issuer])]

const actorOf = ({ who, from, accessKeyId }: Changed) => {
  const shown = (value: string | null | undefined): string | null => (value ? visible(value) : null)
  const arn = who.arn.startsWith('arn:') ? who.arn : null
  const principal: Principal = {
    arn: shown(arn),
    canonicalArn: shown(who.issuer ?? arn),
    sessionName: shown(/:assumed-role\/[^/]+\/(.+)$/.exec(who.arn)?.[1]),
    accessKeyId: shown(accessKeyId),
  }
  return {
    actorClass: classOf(who),
    actor: visible(who.arn),
    // What the API server of a cluster calls the same session.
    user: visible(who.arn),
    groups: [] as string[],
    principal: Object.values(principal).some((value) => value !== null) ? principal : null,
    sourceIPs: from.ip === '' ? [] : [visible(from.ip, 50)],
    userAgent: visible(from.agent, 120),
  }
}

// A service that calls in somebody's name (`invokedBy` beside an identity of its own) was asked to by that somebody.
const classOf = ({ type, arn, issuer, invokedBy }: Changed['who']): ActorClass =>
  type === 'AWSService' || arn === invokedBy || /:role\/aws-service-role\//.test(issuer ?? '') ? 'aws-managed' : 'human'
