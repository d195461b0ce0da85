// What is searched in logs around an incident: the authenticator's, and those of containers and nodes, as far as a budget of bytes goes.
import type { StartQueryRequest } from '@aws-sdk/client-cloudwatch-logs'
import { type Fields, fieldsOf, getResults, startQuery } from '../audit-log/insights.ts'
import { containerKinds, ownerOf } from '../audit-log/log-groups.ts'
import { describeLogGroups, logGroupOf } from '../audit-log/subscription.ts'
import { seconds } from '../clock.ts'
import { isRecord } from '../json.ts'
import type { Exchange, Incident } from '../model.ts'
import type { Place } from '../source.ts'

/**
 * Bytes that the searches of one cluster may scan in a slot: once they are scanned no other search begins, and the timeline says
 * so. One that is under way is not stopped: that takes a right over everybody's queries.
 */
export const budget = 20 * 1024 ** 3
/** Rows of one search: the newest. How many there were is said by the query itself. */
export const mostRows = 200

/** The smallest logs first, so that the budget is used up by the largest. */
export const searched = ['authenticator', 'host', 'dataplane', 'application'] as const
export type Searched = (typeof searched)[number]
/** `input` is null where there is nothing to search for, or nowhere; then `why` says that. */
export type Search = { incident: string; log: Searched; left: number } & (
  | { input: StartQueryRequest; why?: never }
  | { input: null; why: string }
)

/** In order, for every incident in every log. `groups`: the names of the cluster's log groups of Container Insights. */
export const searchesOf = ({ subject: { name }, incidents = [] }: Place, groups: readonly string[]): Search[] =>
  searched.flatMap((log) =>
    incidents.map((incident): Search => {
      const terms = log === 'authenticator' ? ofAuthenticator(incident) : ofContainers(incident)
      const plain = terms.filter(({ text }) => isPlain(text))
      const left = terms.length - plain.length
      const group = log === 'authenticator' ? logGroupOf(name) : groups.find((one) => isOf(one, { name, log }))
      const none = (why: string): Search => ({ incident: incident.id, log, left, input: null, why })
      if (group === undefined) return none('there is no such log group of Container Insights')
      if (plain.length === 0) return none(`nothing to search for: ${wanted[log === 'authenticator' ? 'who' : 'what']}`)
      return { incident: incident.id, log, left, input: inputOf(incident, log, group, plain) }
    }),
  )

const isOf = (group: string, { name, log }: { name: string; log: Searched }): boolean => {
  const owner = ownerOf(group)
  return owner?.cluster === name && containerKinds.some((kind) => kind === log && kind === owner.kind)
}

const wanted = {
  who: 'no principal of IAM and no key is known',
  what: 'no pod, node or address of the internet is known',
}

type Term = { field: '@message' | '@logStream'; text: string }

// The authenticator knows no user of Kubernetes before it has answered: it names ARNs and key ids.
const ofAuthenticator = ({ marks: { principals, keys } }: Incident): Term[] =>
  [...principals.filter((name) => name.startsWith('arn:')), ...keys].map((text) => ({ field: '@message', text }))

// Fluent Bit names a stream NODE-application.var.log.containers.POD_NAMESPACE_CONTAINER-ID.log, and those of a host by the node.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-setup-logs-FluentBit.html
const ofContainers = ({ marks: { objects, sourceIPs } }: Incident): Term[] => [
  ...objects.flatMap((object): Term[] => {
    const [resource, place = '', name = ''] = object.split('/')
    if (resource === 'nodes') return [{ field: '@logStream', text: place }]
    if (resource !== 'pods' || name === '') return []
    return [
      { field: '@logStream', text: `.${name}_${place}_` },
      { field: '@message', text: `${place}/${name}` },
    ]
  }),
  ...sourceIPs.map((text): Term => ({ field: '@message', text })),
]

// Names are the client's: what could be read as anything but itself is not searched for.
const isPlain = (text: string): boolean => /^[\w.:/@+=,-]{3,200}$/.test(text)

const inputOf = ({ from, to }: Incident, log: Searched, logGroupName: string, terms: Term[]): StartQueryRequest => ({
  logGroupName,
  queryString: [
    // Of containers and nodes where and when, not what: their logs may hold anything, and evidence cannot be taken back.
    ...(log === 'authenticator' ? ['fields @timestamp, @logStream, @message'] : []),
    `filter @timestamp >= ${seconds(from) * 1_000} and @timestamp < ${seconds(to) * 1_000}`,
    ...(log === 'authenticator' ? ['filter @logStream like /^authenticator-/'] : []),
    `filter ${terms.map(({ field, text }) => `${field} like ${JSON.stringify(text)}`).join(' or ')}`,
    ...(log === 'authenticator'
      ? []
      : ['stats count(*) as entries, min(@timestamp) as first, max(@timestamp) as last by @logStream']),
  ].join('\n| '),
  startTime: seconds(from),
  endTime: seconds(to),
  limit: mostRows,
})

export type Outcome = {
  search: Search
  /** none: there was nothing to ask, or the log group went. cut: the budget was used up before. */
  state: 'read' | 'none' | 'cut' | 'unread'
  why: string
  /** Log records. */
  matched: number
  rows: Fields[]
  /** Whether there can be more rows than are here. */
  more: boolean
  /** The line that holds them. */
  line: Exchange | null
}

/** What the exchanges say of each search, in order: the same for whoever asks and for whoever proves. */
export const searchedIn = (searches: readonly Search[], exchanges: Iterable<Exchange>): Outcome[] => {
  const { begun, queries } = heardIn(exchanges)
  const counted = new Set<string>()
  let scanned = 0
  return searches.map((search): Outcome => {
    const none = { search, matched: 0, rows: [], more: false, line: null }
    if (search.input === null) return { ...none, state: 'none', why: search.why }
    const one = begun.get(nameOf(search.input))
    if (!one && scanned >= budget) return { ...none, state: 'cut', why: `${scanned} bytes were scanned before it` }
    if (!one) return { ...none, state: 'unread', why: 'never asked' }
    if (one.none) return { ...none, state: 'none', why: 'there is no such log group' }
    const own = one.ids.flatMap((id) => queries.get(id) ?? [])
    for (const [nth, id] of one.ids.entries()) {
      if (!counted.has(id)) scanned += own[nth]?.scanned ?? 0
      counted.add(id)
    }
    const answer = own.find(({ whole }) => whole)?.whole
    if (!answer) return { ...none, state: 'unread', why: one.refused ?? own.at(-1)?.why ?? 'it was never asked for' }
    const { results, statistics, nextToken } = answer.body
    const rows = results.map(fieldsOf)
    const more = rows.length >= mostRows || Boolean(nextToken)
    return { search, state: 'read', why: '', matched: statistics.recordsMatched, rows, more, line: answer.line }
  })
}

type Whole = { results: unknown[]; statistics: { recordsMatched: number }; nextToken?: unknown }
/** Of a query, also of one that came to nothing. */
type Query = { scanned: number; why: string; whole: { body: Whole; line: Exchange } | undefined }
type Begun = { ids: string[]; refused: string | undefined; none: boolean }

const heardIn = (exchanges: Iterable<Exchange>): { begun: Map<string, Begun>; queries: Map<string, Query> } => {
  const begun = new Map<string, Begun>()
  const queries = new Map<string, Query>()
  for (const line of exchanges) {
    if (line.action === startQuery) {
      const name = nameOf(line.input)
      const id = line.got === 'body' && isRecord(line.body) ? line.body.queryId : undefined
      begun.set(name, {
        ids: [...(begun.get(name)?.ids ?? []), ...(typeof id === 'string' ? [id] : [])],
        refused: line.got === 'failed' ? `${line.code}: ${line.message}` : undefined,
        none: line.got === 'absent',
      })
    } else if (line.action === getResults && isRecord(line.input)) {
      const id = String(line.input.queryId)
      queries.set(id, answered(queries.get(id), line, line.input.maxItems))
    }
  }
  return { begun, queries }
}

const answered = (before: Query | undefined, line: Exchange, maxItems: unknown): Query => {
  const { scanned = 0, whole } = before ?? {}
  if (line.got === 'failed') return { scanned, whole, why: `${line.code}: ${line.message}` }
  if (line.got !== 'body' || !isRecord(line.body)) return { scanned, whole, why: 'it was answered with nothing' }
  const why = `its last answer was ${String(line.body.status)}`
  const now = isWhole(line.body) && maxItems === mostRows ? { body: line.body, line } : whole
  return { scanned: Math.max(scanned, bytesScanned(line.body)), whole: now, why }
}

/** What an answer says that was scanned; 0 where it does not. */
export const bytesScanned = ({ statistics }: { statistics?: unknown }): number =>
  isRecord(statistics) && typeof statistics.bytesScanned === 'number' ? statistics.bytesScanned : 0

// An answer without its rows, or that does not say how many there were, proves nothing.
const isWhole = (body: Record<string, unknown>): body is Record<string, unknown> & Whole =>
  body.status === 'Complete' &&
  Array.isArray(body.results) &&
  isRecord(body.statistics) &&
  typeof body.statistics.recordsMatched === 'number'

const nameOf = (input: unknown): string =>
  isRecord(input)
    ? JSON.stringify([input.logGroupName, input.queryString, input.startTime, input.endTime, input.limit])
    : ''

/** Those that there is something to ask for; of two that are the same one. */
export const distinct = (searches: readonly Search[]): { log: Searched; input: StartQueryRequest }[] => [
  ...new Map(searches.flatMap(({ log, input }) => (input ? [[nameOf(input), { log, input }] as const] : []))).values(),
]

/** Whether a question is one of the searches. */
export const isAmong = (searches: readonly Search[]): ((input: unknown) => boolean) => {
  const names = new Set(searches.flatMap(({ input }) => (input ? [nameOf(input)] : [])))
  return (input) => names.has(nameOf(input))
}

/** The names of the log groups that were listed. */
export const groupsIn = (exchanges: Iterable<Exchange>): string[] =>
  [...exchanges].flatMap((line) =>
    line.action === describeLogGroups.action && line.got === 'body' ? groupsOf(line.body) : [],
  )

/** The same of one answer, whatever its shape. */
export const groupsOf = (answer: unknown): string[] => {
  const groups = isRecord(answer) && Array.isArray(answer.logGroups) ? answer.logGroups : []
  return groups.flatMap((one) => (isRecord(one) && typeof one.logGroupName === 'string' ? [one.logGroupName] : []))
}
