// The audit log's lines of a timeline: what the same principals, sessions and addresses did, and what was done to the same objects.

import { entriesOf } from '../audit-log/entries.ts'
import { type AuditEvent, requestOf } from '../audit-log/event.ts'
import { readQueries } from '../audit-log/insights.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { plus, seconds } from '../clock.ts'
import type { Incident, Slot } from '../model.ts'
import { type Held, isWithin, type Line, type Part } from './timeline.ts'

/** Of a request the line that says most; a window that is not at hand is said. */
export const auditLines = (incident: Incident, audit: readonly Held[]): Part => {
  const lines = new Map<string, { rank: number; line: Line }>()
  const detections = Map.groupBy(incident.hits, ({ auditID }) => auditID)
  for (const { first, exchanges } of audit) {
    const onEntry = entriesOf(({ event, at, pointer }) => {
      const when = event.readable ? (event.at ?? at) : at
      if (!event.readable || when === null || !isWithin(incident, when)) return
      const request = requestOf(event)
      const same = inCommon(event, incident.marks)
      const rank = event.stage === 'ResponseComplete' || event.stage === 'Panic' ? 2 : event.outcome === null ? 0 : 1
      if (same.length === 0 || (lines.get(request)?.rank ?? -1) >= rank) return
      const hits = [...new Set((detections.get(visible(event.auditID, 64)) ?? []).map(({ detection }) => detection))]
      const what = sentence(event)
      lines.set(request, {
        rank,
        line: { at: when, where: 'audit-log', what, same, hits, pointer: { object: first, id: pointer } },
      })
    })
    readQueries(exchanges, onEntry)
  }
  return {
    lines: [...lines.values()].map(({ line }) => line),
    looked: [{ where: 'audit-log', found: lines.size, shown: 0, not: missing(incident, audit) }],
  }
}

const sentence = (event: AuditEvent): string => {
  const { verb, resource, subresource, requestURI, impersonated } = event
  const as = impersonated ? ` as ${visible(impersonated.user, 100)}` : ''
  const thing = [resource, subresource].filter((part) => part !== '').join('/')
  const what = thing === '' ? visible(requestURI, 150) : `${visible(thing, 100)} ${target(event)}`
  return `${who(event)} asked${as} to ${visible(verb, 30)} ${what}${ending(event)}`
}

const inCommon = (event: AuditEvent, marks: Incident['marks']): Line['same'] => {
  const { user, principal, sourceIPs, resource, namespace, name } = event
  const object = [resource, namespace, name].filter((part) => part !== '').join('/')
  const own: Record<keyof Incident['marks'], (string | null | undefined)[]> = {
    principals: [user, principal?.arn, principal?.canonicalArn],
    keys: [principal?.accessKeyId],
    sessions: [principal?.sessionName],
    sourceIPs,
    objects: name === '' ? [] : [object],
  }
  return (Object.keys(own) as (keyof typeof own)[]).filter((kind) =>
    own[kind].some((value) => value && marks[kind].includes(visible(value))),
  )
}

// The hours around the hits whose windows are not at hand.
const missing = ({ from, to }: Incident, audit: readonly Held[]): string | null => {
  const hours: Slot[] = []
  for (let at = Math.floor(seconds(from) / 3_600) * 3_600; at < seconds(to); at += 3_600) {
    const start = plus('1970-01-01T00:00:00Z', at)
    if (!audit.some(({ slot }) => seconds(slot.start) <= at && at < seconds(slot.end)))
      hours.push({ start, end: plus(start, 3_600) })
  }
  return hours.length === 0 ? null : `the window from ${hours.map(({ start }) => start).join(', ')} is not at hand`
}
