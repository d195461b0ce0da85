// CloudTrail's lines of a timeline: what the same keys or sessions called, and what was done to the cluster through AWS.
import * as z from 'zod/mini'
import { answers, documented } from '../answers/answers.ts'
import { visible } from '../audit-log/visible.ts'
import { type Acted, readActed } from '../changes/event.ts'
import { lookup } from '../changes/lookup.ts'
import { historyIn } from '../changes/window.ts'
import { identity } from '../complete.ts'
import type { Exchange, Incident } from '../model.ts'
import { nextPage } from '../wire.ts'
import { hitsBy } from './hit-lines.ts'
import { lookupPages, lookupsOf, unput } from './telling.ts'
import { type Case, isWithin, type Line, type Looks, linesOf, missing, type Part } from './timeline.ts'

const Page = z.object({ Events: z.array(z.object({ EventId: z.string(), CloudTrailEvent: z.string() })) })

export const trailLines = (one: Case): Part => {
  const found = new Map<string, Line>()
  for (const line of [...changesOf(one), ...calledBy(one)]) {
    const before = found.get(line.pointer.id)
    const same = [...new Set([...(before?.same ?? []), ...line.same])].sort()
    found.set(line.pointer.id, { ...(before ?? line), same })
  }
  const untold = missing(one.incident, one.windows, 'change-events')
  const not = [...new Set(whyNot(one)), ...untold.map((span) => `${span} it is not known what was done to the cluster`)]
  return {
    lines: [...found.values()],
    looked: [{ where: 'cloudtrail', found: found.size, not: not.length === 0 ? null : not.join('; ') }],
  }
}

const lineOf = (
  incident: Incident,
  { id, at, name, who, from, error }: Acted,
  service: string,
  object: string,
): Line => {
  const ended = error === null ? '' : `, which was refused (${error})`
  const what = visible(`${who.arn} called ${service}:${name} from ${from.ip || 'an unknown address'}${ended}`, 400)
  return { at, where: 'cloudtrail', what, same: [], hits: hitsBy(incident)(visible(id, 64)), pointer: { object, id } }
}

// What `change-events` read of the cluster, and the hits among it.
const changesOf = ({ subject, incident, windows }: Case): Line[] =>
  windows.flatMap((window) => {
    if (window.source !== 'change-events') return []
    return window.sections.flatMap(({ key, exchanges }) =>
      historyIn(exchanges).flatMap((one): Line[] => {
        if ('fault' in one || !isWithin(incident, one.event.at)) return []
        const line = lineOf(incident, one.event, one.event.service, key)
        const isOurs = one.event.cluster === subject.name
        return isOurs || line.hits.length > 0 ? [{ ...line, same: isOurs ? ['objects'] : [] }] : []
      }),
    )
  })

// What was looked up by a name. Every event that can be read is shown, whatever stands beside it.
const calledBy = ({ incident, looks }: Case): Line[] => {
  if (!looks) return []
  const { kind } = lookupsOf(incident)
  return lookedUp(incident, looks).flatMap(({ line, key }) =>
    (documented(() => [...answers([line], lookup.action, Page)]) ?? [])
      .flatMap(({ body }) => body.Events)
      .flatMap((told): Line[] => {
        const read = documented(() => readActed(told, () => true))
        if (!read || !isWithin(incident, read.acted.at)) return []
        const service = read.source.replace(/\.amazonaws\.com$/, '')
        return [{ ...lineOf(incident, read.acted, service, key), same: [kind] }]
      }),
  )
}

type Asked = { name: string; line: Exchange; key: string }

// The answers to this incident's own questions, each of all its pages.
const lookedUp = (incident: Incident, looks: Looks): Asked[] => {
  const names = new Set(lookupsOf(incident).inputs.map(identity))
  return [...linesOf(looks)].flatMap(({ line, key }) => {
    if (line.action !== lookup.action) return []
    const { NextToken: _, ...first } = line.input as Record<string, unknown>
    const name = identity(first)
    return names.has(name) ? [{ name, line, key }] : []
  })
}

const whyNot = ({ incident, looks }: Case): string[] => {
  const { kind, inputs, cut } = lookupsOf(incident)
  if (inputs.length === 0) return ['no key and no session is known to look up']
  if (!looks) return [unput]
  const asked = Map.groupBy(lookedUp(incident, looks), ({ name }) => name)
  return [
    ...(cut > 0 ? [`${cut} more ${kind} are not looked up`] : []),
    ...inputs.flatMap((input) => unread((asked.get(identity(input)) ?? []).map(({ line }) => line))),
  ]
}

const unread = (pages: Exchange[]): string[] => {
  const last = pages.at(-1)
  const isMore = last?.got === 'body' && nextPage(lookup, Object(last.body)) !== undefined
  if (isMore && pages.length === lookupPages) return [`the newest ${lookupPages} pages of events are read`]
  if (!last || isMore) return ['not all was asked']
  return pages.flatMap((page) => {
    if (page.got === 'failed') return [visible(`${page.code}: ${page.message}`)]
    if (page.got === 'absent') return [page.code]
    return documented(() => readAll(page)) ? [] : ['an answer is not as documented']
  })
}

const readAll = (page: Exchange): boolean =>
  [...answers([page], lookup.action, Page)].every(({ body }) =>
    body.Events.every((told) => readActed(told, () => true) !== undefined),
  )
