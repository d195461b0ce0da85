// Lines of a timeline that other services of AWS tell: CloudTrail's events of the same key or session, GuardDuty's and Security Hub's findings.
import * as z from 'zod/mini'
import { absence, answers, documented } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { visible } from '../audit-log/visible.ts'
import { isIn, readActed } from '../changes/event.ts'
import type { Action, Exchange, Incident, Subject } from '../model.ts'
import type { Held, Line, Looked, Part, Where } from './timeline.ts'

const Events = z.object({ Events: z.array(z.object({ EventId: z.string(), CloudTrailEvent: z.string() })) })
const Duty = z.object({
  findings: z.array(z.object({ arn: z.string(), type: z.string(), severity: z.number(), updatedAt: time })),
})
const Hub = z.object({
  Findings: z.array(
    z.object({
      Id: z.string(),
      Title: z.string(),
      ProductName: z.optional(z.string()),
      UpdatedAt: time,
      Severity: z.nullish(z.object({ Label: z.nullish(z.string()) })),
    }),
  ),
})

type Given = { subject: Subject; incident: Incident; looks: Held | undefined }
type Read = (exchanges: Exchange[], at: { incident: Incident; first: string }) => Line[]

export const toldLines = ({ incident, looks }: Given): Part => {
  const parts = places.map(({ where, action, read }): Part => {
    const none: Looked = { where, found: 0, shown: 0, not: null }
    if (!looks) return { lines: [], looked: [{ ...none, not: 'nothing was put' }] }
    const exchanges = [...looks.exchanges].filter((line) => line.action === action)
    const lines = documented(() => read(exchanges, { incident, first: looks.first }))
    const not = whyNot(action, exchanges, incident) ?? (lines ? null : 'an answer is not as documented')
    return { lines: lines ?? [], looked: [{ ...none, found: lines?.length ?? 0, not }] }
  })
  return { lines: parts.flatMap(({ lines }) => lines), looked: parts.flatMap(({ looked }) => looked) }
}

const whyNot = (action: Action, exchanges: Exchange[], { marks }: Incident): string | null => {
  const failed = exchanges.find(({ got }) => got === 'failed')
  if (failed?.got === 'failed') return visible(`${failed.code}: ${failed.message}`, 200)
  const none = absence(exchanges, action)
  if (none) return none
  if (action === 'cloudtrail:LookupEvents')
    return marks.keys.length + marks.sessions.length === 0 ? 'no key and no session to look up' : null
  return exchanges.length > 0 || action === 'guardduty:GetFindings' ? null : 'never asked'
}

const trail: Read = (exchanges, { incident, first }) => {
  const found = new Map<string, Line>()
  for (const { input, body } of answers(exchanges, 'cloudtrail:LookupEvents', Events)) {
    const kind = isOwn(input, incident)
    if (!kind) continue
    for (const one of body.Events) {
      const read = readActed(one, () => true)
      if (!read || !isIn({ start: incident.from, end: incident.to }, read.acted.at)) continue
      const { at, id, name, who, from, error } = read.acted
      const ended = error ? `, which was refused (${error})` : ''
      const what = visible(`${who.arn} called ${read.source.split('.')[0]}:${name} from ${from.ip}${ended}`, 400)
      found.set(id, { at, where: 'cloudtrail', what, same: [kind], hits: [], pointer: { object: first, id } })
    }
  }
  return [...found.values()]
}

// Of which mark of this incident the question was.
const isOwn = (input: Record<string, unknown>, { marks }: Incident): 'keys' | 'sessions' | undefined => {
  const [one] = Array.isArray(input.LookupAttributes) ? input.LookupAttributes : []
  const { AttributeKey: kind, AttributeValue: value } = (one ?? {}) as Record<string, string>
  if (kind === 'AccessKeyId' && marks.keys.includes(String(value))) return 'keys'
  return kind === 'Username' && marks.sessions.includes(String(value)) ? 'sessions' : undefined
}

const duty: Read = (exchanges, { incident, first }) =>
  [...answers(exchanges, 'guardduty:GetFindings', Duty)]
    .flatMap(({ body }) => body.findings)
    .filter(({ updatedAt }) => isIn({ start: incident.from, end: incident.to }, updatedAt))
    .map(({ arn, type, severity, updatedAt }) => ({
      at: updatedAt,
      where: 'guardduty',
      what: visible(`GuardDuty: ${type}, severity ${severity}, about the cluster`, 400),
      same: [],
      hits: [],
      pointer: { object: first, id: arn },
    }))

const hub: Read = (exchanges, { incident, first }) =>
  [...answers(exchanges, 'securityhub:GetFindings', Hub)]
    .flatMap(({ body }) => body.Findings)
    .filter(({ UpdatedAt }) => isIn({ start: incident.from, end: incident.to }, UpdatedAt))
    .map(({ Id, Title, ProductName = 'Security Hub', Severity, UpdatedAt }) => ({
      at: UpdatedAt,
      where: 'security-hub',
      what: visible(`${ProductName}: ${Title}, ${Severity?.Label ?? 'without severity'}`, 400),
      same: [],
      hits: [],
      pointer: { object: first, id: Id },
    }))

const places: { where: Where; action: Action; read: Read }[] = [
  { where: 'cloudtrail', action: 'cloudtrail:LookupEvents', read: trail },
  { where: 'guardduty', action: 'guardduty:GetFindings', read: duty },
  { where: 'security-hub', action: 'securityhub:GetFindings', read: hub },
]
