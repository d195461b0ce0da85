// Stored windows and readings, as timelines are made of them.
import { plus, seconds } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Case, Held, Looks, Timeline } from '../../src/incidents/timeline.ts'
import { timelinesOf } from '../../src/incidents/timeline.ts'
import type { Exchange, Incident, Instant, Slot } from '../../src/model.ts'
import source from '../../src/sources/incidents.ts'
import { writeTimeline } from '../../src/store/timelines.ts'
import { alice, hitAt, incident, key, observed, slot, subject, tick } from './world.ts'

const said = { at: tick, host: 'h', date: tick, requestId: 'r' }
const ref = (name: string) => ({ key: name, versionId: null, sha256: sha256(name), bytes: 1 })
const held = (source: string, of: Slot, exchanges: Exchange[]): Held => {
  const key = `ticks/2026/01/05/0120Z/${source}/prod.${of.start}.1.ndjson.gz`
  return { source, slot: of, parts: [ref(key)], sections: [{ key, exchanges }] }
}

type Put = { message: string; at: Instant; pointer?: string }

/** A window of the audit log, with the pages of its rows; `matched` where more matched than are there. */
export const auditWindow = (of: Slot, entries: readonly Put[], matched = entries.length): Held => {
  const [start, end] = [seconds(of.start) * 1_000, seconds(of.end) * 1_000]
  const queryString = `fields @message\n| filter @timestamp >= ${start} and @timestamp < ${end}`
  const input = { logGroupName: '/aws/eks/prod/cluster', queryString }
  const exchanges: Exchange[] = [{ ...said, action: 'logs:StartQuery', input, got: 'body', body: { queryId: 'q' } }]
  for (let at = 0; at === 0 || at < entries.length; at += 1_000) {
    const results = entries.slice(at, at + 1_000).map(({ message, at: when, pointer = sha256(message) }) => [
      { field: '@timestamp', value: when.replace('T', ' ').replace('Z', '') },
      { field: '@message', value: message },
      { field: '@ptr', value: pointer },
    ])
    const token = (page: number) => (page === 0 ? {} : { nextToken: String(page) })
    const next = at + 1_000 < entries.length ? token(at + 1_000) : {}
    const body = { status: 'Complete', results, statistics: { recordsMatched: matched }, ...next }
    const page = { queryId: 'q', maxItems: 1_000, ...token(at) }
    exchanges.push({ ...said, action: 'logs:GetQueryResults', input: page, got: 'body', body })
  }
  return held('audit-log', of, exchanges)
}

/** A window of `change-events`. */
export const trailWindow = (of: Slot, events: readonly object[]): Held =>
  held('change-events', of, [
    { ...said, action: 'cloudtrail:LookupEvents', input: {}, got: 'body', body: { Events: events } },
  ])

export const hours: Slot[] = [
  { start: plus(slot.start, -3_600), end: slot.start },
  { start: slot.start, end: slot.end },
]

/** An entry of the audit log, of alice where nothing else is said. */
export const entry = (at: Instant, more: object = {}): string =>
  JSON.stringify({
    ...{
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: `a-${at}`,
      stage: 'ResponseComplete',
    },
    ...{ requestURI: '/api/v1/x', verb: 'get', sourceIPs: ['10.0.0.1'] },
    user: { username: alice, extra: { arn: [alice], accessKeyId: [key], sessionName: ['alice'] } },
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
    ...{ responseStatus: { code: 200 }, requestReceivedTimestamp: at, stageTimestamp: at },
    ...more,
  })
export const put = (at: Instant, more: object = {}, pointer?: string): Put => ({
  message: entry(at, more),
  at,
  ...(pointer && { pointer }),
})
/** Entries of somebody else about something else. */
export const stranger = (more: object = {}) => ({
  user: { username: 'bob' },
  objectRef: { resource: 'secrets', namespace: 'shop', name: 'other' },
  ...more,
})

/** The entry that the hit of `incident()` is. */
export const hitEntry = put(hitAt, { objectRef: { resource: 'pods', subresource: 'exec', name: 'coredns-1' } }, 'p1')

export const looksOf = async (how: Parameters<typeof observed>[0] = {}): Promise<Looks> => {
  const { incidents = [incident()] } = how
  const { lines } = await observed({ ...how, incidents })
  const lacks = source.lacks(lines, { subject, slot, incidents })
  return { ...held('incidents', slot, lines), incidents, lacks }
}

type Given = { incident?: Incident; windows?: Held[]; looks?: Looks | undefined }

export const timelineOf = (given: Given = {}): Timeline => {
  const { incident: one = incident(), windows = hours.map((of) => auditWindow(of, [])) } = given
  const isTold = windows.some(({ source: name }) => name === 'change-events')
  const told = isTold ? [] : hours.map((of) => trailWindow(of, []))
  const own: Case = { subject, incident: one, windows: [...windows, ...told], looks: given.looks }
  const [timeline] = timelinesOf({ tick, cases: [own], read: [] })
  if (!timeline) throw new Error('no timeline')
  return timeline
}

export const linesAt = ({ lines }: Timeline, where: string) => lines.filter((line) => line.where === where)
export const notAt = ({ looked }: Timeline, where: string) => looked.find((one) => one.where === where)?.not
export const sizeOf = (timeline: Timeline): number => writeTimeline(timeline).length
