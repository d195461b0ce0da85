// How hits and the sum of them are told: a JSON line each, and a few lines for people.
import type { Found } from '../../audit-log/found.ts'
import { visible } from '../../audit-log/visible.ts'
import type { Detection } from '../../detection.ts'
import { count, table } from '../terminal.ts'
import { timeless } from './judge.ts'
import type { PassedOver } from './records.ts'

/** Where an entry stands: its line, and which of it where a line or a document holds several. In order as text, too. */
export const pointerOf = (line: number, nth: number | undefined): string =>
  [String(line).padStart(10, '0'), ...(nth === undefined ? [] : [String(nth).padStart(8, '0')])].join(':')

export const placeOf = (pointer: string): { line: number; item: number } => {
  const [line = 0, item = 0] = pointer.split(':').map(Number)
  return { line, item }
}

/** As the entries stand in the input; what has none comes last. */
export const inOrder = (hits: readonly Found[]): Found[] =>
  hits
    .map((hit) => ({ hit, key: `${hit.pointers[0] ?? 'none'} ${hit.detection} ${hit.at} ${hit.reason}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ hit }) => hit)

/** `lacking`: what the entry behind a pointer lacked. */
export const hitLine = (hit: Found, lacking: ReadonlyMap<string, string[]>): string => {
  const { detection, outcome, actorClass, auditID, reason, severity, criteria, slot, pointers, count: times } = hit
  const { actor, user, principal, impersonated, groups, sourceIPs, userAgent, object, allowed } = hit
  const isTimeless = slot.start === timeless.start
  const [pointer] = pointers
  const lacks = pointer === undefined ? undefined : lacking.get(pointer)
  const place = pointer === undefined ? { line: null, item: null } : placeOf(pointer)
  return JSON.stringify({
    detection,
    outcome,
    actorClass,
    auditID: lacks?.includes('auditID') ? null : auditID,
    reason,
    severity,
    criteria,
    at: isTimeless && hit.at === slot.start ? null : hit.at,
    line: place.line,
    ...(place.item ? { item: place.item } : {}),
    count: times,
    ...(times > 1 && pointers.length > 0 && { lines: [...new Set(pointers.map((one) => placeOf(one).line))] }),
    ...{ actor, user, principal, impersonated, groups, sourceIPs, userAgent, object, allowed },
    ...(lacks && { lacks }),
  })
}

export type Sum = {
  entries: number
  unreadable: number
  repeated: number
  lacking: number
  /** Records of CloudTrail. */
  trail: number
  passedOver: ReadonlyMap<PassedOver, number>
  hits: readonly Found[]
  /** Of those that were asked for. */
  notJudged: readonly Detection[]
  /** Of the same, with the configuration's reason. */
  off: readonly { id: string; why: string }[]
}

export const sumText = ({
  entries,
  unreadable,
  repeated,
  lacking,
  trail,
  passedOver,
  hits,
  notJudged,
  off,
}: Sum): string => {
  const allowed = hits.filter((hit) => hit.allowed !== null).length
  const parts = [
    `${count(entries, 'entry', 'entries')} read`,
    `${unreadable.toLocaleString('en-US')} unreadable`,
    ...(repeated > 0 ? [`${repeated.toLocaleString('en-US')} repeated, and judged once`] : []),
    ...(lacking > 0 ? [`${lacking.toLocaleString('en-US')} without a member that the API server writes (lacks)`] : []),
    ...(trail > 0 ? [count(trail, 'record of CloudTrail', 'records of CloudTrail')] : []),
    ...[...passedOver].map(([what, times]) => `${times.toLocaleString('en-US')} passed over: ${what}`),
  ]
  const byDetection = [...Map.groupBy(hits, ({ detection }) => detection)].sort(([a], [b]) => (a < b ? -1 : 1))
  const rows = byDetection.map(([id, own]) => [`  ${id}`, String(own.length), countsBy(own)])
  return [
    parts.join('; '),
    `${count(hits.length, 'hit')}${allowed > 0 ? `, ${allowed.toLocaleString('en-US')} of them allowed by the configuration` : ''}`,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...notJudgedText(notJudged),
    ...off.map(({ id, why }) => `off by the configuration: ${id}: ${visible(why, 200)}`),
    ...(entries > 0 && unreadable === entries && trail === 0
      ? ['none of it is an entry of an audit log that can be read: eks-evidence classify --help says what it takes']
      : []),
  ].join('\n')
}

const countsBy = (hits: readonly Found[]): string =>
  [...Map.groupBy(hits, ({ outcome }) => outcome)].map(([outcome, own]) => `${own.length} ${outcome}`).join(', ')

const notJudgedText = (detections: readonly Detection[]): string[] =>
  detections.length === 0
    ? []
    : [`not judged: ${detections.map(({ id }) => id).join(', ')}: what was seen in the weeks before is not in one file`]
