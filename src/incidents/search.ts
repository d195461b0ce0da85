// What is searched in logs around an incident: the authenticator's, and those of containers and nodes, as far as a budget of bytes goes.
import type { GetQueryResultsResponse, StartQueryRequest } from '@aws-sdk/client-cloudwatch-logs'
import { type Fields, fieldsOf, getResults, startQuery } from '../audit-log/insights.ts'
import { containerKinds, ownerOf } from '../audit-log/log-groups.ts'
import { describeLogGroups } from '../audit-log/subscription.ts'
import { seconds } from '../clock.ts'
import { isRecord } from '../json.ts'
import type { Exchange, Incident } from '../model.ts'
import type { Place } from '../source.ts'

/** Bytes that the searches of one cluster may scan in a slot: what comes after them is not searched, and the timeline says so. */
export const budget = 20 * 1024 ** 3
/** Rows of one search: the newest. How many there were is said by the query itself. */
export const mostRows = 200

export type Searched = (typeof containerKinds)[number] | 'authenticator'
export type Search = { incident: string; log: Searched; input: StartQueryRequest }

/** In order. `groups`: the names of the cluster's log groups of Container Insights. */
export const searchesOf = ({ subject, incidents = [] }: Place, groups: readonly string[]): Search[] =>
  incidents.flatMap((incident) => {
    const { principals, keys, sourceIPs, objects } = incident.marks
    const logged = containerKinds.flatMap((kind) =>
      groups.filter((name) => ownerOf(name)?.kind === kind && ownerOf(name)?.cluster === subject.name).slice(0, 1),
    )
    const search = (log: Searched, name: string, fields: string, terms: readonly string[]): Search[] => {
      const own = terms.filter(isPlain)
      return own.length === 0
        ? []
        : [{ incident: incident.id, log, input: inputOf(incident, { log, name, fields, own }) }]
    }
    return [
      // ARNs and key ids: the authenticator knows no user of Kubernetes before it has answered.
      ...search('authenticator', `/aws/eks/${subject.name}/cluster`, '@timestamp, @logStream, @message', [
        ...principals.filter((name) => name.startsWith('arn:')),
        ...keys,
      ]),
      // Where and when, not what: an application's log may hold anything, and evidence cannot be taken back.
      ...logged.flatMap((name) =>
        search(ownerOf(name)?.kind as Searched, name, '@timestamp, @logStream', [
          ...objects.flatMap(runsAs),
          ...sourceIPs,
        ]),
      ),
    ]
  })

// A pod is in its own log by its name, a node in the host's.
const runsAs = (object: string): string[] => {
  const [resource = '', ...name] = object.split('/')
  return resource === 'pods' || resource === 'nodes' ? name.slice(-1) : []
}

// Names are the client's: what could be read as anything but itself is not searched for.
const isPlain = (term: string): boolean => /^[\w.:/@+=,-]{3,200}$/.test(term)

type Asked = { log: Searched; name: string; fields: string; own: readonly string[] }
const inputOf = ({ from, to }: Incident, { log, name, fields, own }: Asked): StartQueryRequest => ({
  logGroupName: name,
  queryString: [
    `fields ${fields}`,
    `filter @timestamp >= ${seconds(from) * 1_000} and @timestamp < ${seconds(to) * 1_000}`,
    ...(log === 'authenticator' ? ['filter @logStream like /^authenticator-/'] : []),
    `filter ${own.map((term) => `@message like ${JSON.stringify(term)}`).join(' or ')}`,
  ].join('\n| '),
  startTime: Math.floor(seconds(from)),
  endTime: Math.ceil(seconds(to)),
  limit: mostRows,
})

export type Outcome = {
  search: Search
  /** cut: the budget was used up before. none: the log group went. */
  state: 'read' | 'none' | 'cut' | 'unread'
  why: string
  matched: number
  rows: Fields[]
}

/** What the exchanges say of each search, in order: the same for whoever asks and for whoever proves. */
export const searchedIn = (searches: readonly Search[], exchanges: Iterable<Exchange>): Outcome[] => {
  const begun = new Map<string, { ids: string[]; why: string; none: boolean }>()
  const ended = new Map<string, GetQueryResultsResponse>()
  for (const { action, input, ...line } of exchanges) {
    if (action === startQuery) {
      const id = line.got === 'body' && isRecord(line.body) ? line.body.queryId : undefined
      const before = begun.get(nameOf(input))
      const why = line.got === 'failed' ? `${line.code}: ${line.message}` : 'it ended without an answer'
      begun.set(nameOf(input), {
        ids: [...(before?.ids ?? []), ...(typeof id === 'string' ? [id] : [])],
        why,
        none: line.got === 'absent',
      })
    } else if (action === getResults && line.got === 'body' && isRecord(line.body) && isRecord(input)) {
      const isWhole = line.body.status === 'Complete' && input.maxItems === mostRows
      if (isWhole) ended.set(String(input.queryId), line.body as GetQueryResultsResponse)
    }
  }
  let scanned = 0
  return searches.map((search): Outcome => {
    const none = { search, matched: 0, rows: [] }
    if (scanned >= budget) return { ...none, state: 'cut', why: `${scanned} bytes were scanned before it` }
    const one = begun.get(nameOf(search.input))
    if (!one) return { ...none, state: 'unread', why: 'never asked' }
    if (one.none) return { ...none, state: 'none', why: 'there is no such log group' }
    const answer = one.ids.map((id) => ended.get(id)).find((found) => found !== undefined)
    if (!answer) return { ...none, state: 'unread', why: one.why }
    const { results = [], statistics = {} } = answer
    scanned += statistics.bytesScanned ?? 0
    return { search, state: 'read', why: '', matched: statistics.recordsMatched ?? 0, rows: results.map(fieldsOf) }
  })
}

const nameOf = (input: unknown): string =>
  isRecord(input) ? JSON.stringify([input.logGroupName, input.queryString, input.limit]) : ''

/** The names of the log groups that were listed. */
export const groupsIn = (exchanges: Iterable<Exchange>): string[] => {
  const names: string[] = []
  for (const { action, ...line } of exchanges) {
    if (action !== describeLogGroups.action || line.got !== 'body' || !isRecord(line.body)) continue
    const { logGroups } = line.body
    for (const one of Array.isArray(logGroups) ? logGroups : [])
      if (isRecord(one) && typeof one.logGroupName === 'string') names.push(one.logGroupName)
  }
  return names
}
