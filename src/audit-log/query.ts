// Renders the two queries of a window for Logs Insights: one for the rows, one for the counts. Each byte is scanned twice at most.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
import type { Detection, Select } from '../detection.ts'
import { EvidenceError } from '../errors.ts'
import type { Stage } from './event.ts'
import { amongNoise } from './merge.ts'
import { type Noise, noise } from './noise.ts'

export type Queries = { rows: string; counts: string }

// `endTime` in whole seconds is inclusive, so the half-open window stands in the query itself, in milliseconds. The log
// group holds five kinds of logs. `{start}` and `{end}` are filled in by `between`.
const window = '@logStream like /^kube-apiserver-audit-/ and @timestamp >= {start} and @timestamp < {end}'

/** The longest silence that can hide within a window. */
export const binMinutes = 15

/** Throws CONFIG_INVALID above 10,000 characters, which StartQuery refuses. */
export const renderQueries = (detections: readonly Detection[]): Queries => {
  const selected = detections.flatMap((one) => ('select' in one ? [one.select] : []))
  const rows = [
    'fields @timestamp, @ingestionTime, @logStream, @message',
    `filter ${window}`,
    `filter ${rowsFilter(selected)}`,
  ].join('\n| ')
  const counts = [
    `filter ${window}`,
    // How long the entry took that took longest: one that was put there afterwards shows by it. As a field of its own, for of an
    // aggregate over such a difference the documentation has no example, and one refusal would end every window.
    'fields toMillis(@ingestionTime) - toMillis(@timestamp) as took',
    'stats count(*) as entries, count(auditID) as parsed, min(@timestamp) as first, max(@timestamp) as last' +
      ', max(took) as lag' +
      // In pieces of an hour, so that a silence within it shows too.
      ` by bin(${binMinutes}m), @logStream, stage, user.username, verb, objectRef.resource, responseStatus.code`,
  ].join('\n| ')
  for (const query of [rows, counts]) {
    if (query.length > 10_000) {
      throw new EvidenceError(
        'CONFIG_INVALID',
        { characters: query.length },
        { hint: 'StartQuery takes 10,000 characters: narrow selects, so that no noise meets them' },
      )
    }
  }
  return { rows, counts }
}

/** The query for one half-open window in milliseconds since 1970. */
export const between = (query: string, start: number, end: number): string =>
  query.replace('{start}', String(start)).replace('{end}', String(end))

// Insights finds at most 200 fields of an event, in order, and none where the entry was cut or the group's class has no
// discovery. So an entry is noise only where every field that decides was found; `responseStatus.code` comes after them
// all, and where there is no response yet, the time of the request. Each comparison then has a value on both sides, and the
// missing ones never meet one: `true or missing` is true. Without a level or a known stage it is no event, and told as such.
const stages: readonly Stage[] = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']
const unseen = (): string[] => [
  ...['level', 'auditID', 'stage', 'verb', 'user.username', 'objectRef.resource'].map(
    (field) => `not ispresent(${field})`,
  ),
  `stage not in ${list(stages)}`,
  `(not ispresent(responseStatus.code) and (stage not in ["RequestReceived"] or not ispresent(requestReceivedTimestamp)))`,
]

// Whatever is selected stands before the noise, once, and not within each: the query grows by what is new alone.
const rowsFilter = (selected: readonly Select[]): string => {
  const byUser = [...Map.groupBy(noise, ({ user }) => user)].map(([user, own]) => {
    const any = own.map((one) => `(${isNoise(one)})`).join('\n  or ')
    return `(user.username like /${user}/ and (${any}))`
  })
  return [
    ...unseen(),
    'ispresent(impersonatedUser.username)',
    ...amongNoise(selected, noise).map((select) => `(${isSelected(select)})`),
    `not (${byUser.join('\n or ')})`,
  ].join('\n or ')
}

const isNoise = ({ verb, resource, subresource }: Noise): string =>
  [
    `verb in ${list(verb)}`,
    'in' in resource
      ? `objectRef.resource in ${list(resource.in)}`
      : `objectRef.resource not in ${list(resource.notIn)}`,
    optional('objectRef.subresource', subresource),
  ].join(' and ')

// Asked of events alone that have user, verb and resource: those without pass before.
const isSelected = ({ verb, resource, subresource, namespace, user, userAgent }: Select): string => {
  const terms = [
    ...(verb ? [`verb in ${list(verb)}`] : []),
    ...(resource ? [`objectRef.resource in ${list(resource)}`] : []),
    ...(subresource ? [optional('objectRef.subresource', subresource)] : []),
    ...(namespace ? [optional('objectRef.namespace', namespace)] : []),
    ...(user ? [`user.username in ${list(user)}`] : []),
    ...(userAgent ? [`ispresent(userAgent) and userAgent like /(?i)(${userAgent.map(inRegex).join('|')})/`] : []),
  ]
  return terms.length > 0 ? terms.join(' and ') : 'ispresent(auditID)'
}

// A field that an event may lack: its absence is asked for by name, as it compares with nothing.
const optional = (field: string, values: readonly string[]): string => {
  const named = values.filter((value) => value !== '')
  const terms = [
    ...(values.includes('') ? [`not ispresent(${field})`] : []),
    ...(named.length > 0 ? [`(ispresent(${field}) and ${field} in ${list(named)})`] : []),
  ]
  return terms.length > 1 ? `(${terms.join(' or ')})` : (terms[0] ?? `not ispresent(${field})`)
}

const list = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`

/** A part of a client's name within a regular expression of Insights, where `/` ends it. */
const inRegex = (part: string): string => part.replace(/[./]/g, '\\$&')
