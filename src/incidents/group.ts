// Which hits belong together: those of one cluster that share a principal, a session, an address or an object within half an hour.
import { hasPublic, readRange } from '../answers/cidr.ts'
import { earliest, latest, plus, seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { writeJson } from '../json.ts'
import type { Hit, Incident, Ref, Slot } from '../model.ts'
import { byBytes } from '../store/order.ts'

/** The source that looks into them, cluster by cluster. */
export const incidentSource = 'incidents'

/** Seconds before the first hit and behind the last one that are looked into; hits so near to each other can belong together. */
export const around = 1_800

/** Incidents of a cluster that one tick begins; what is beyond is one more, of all the others. */
const most = 10
const mostMarks = 10
const mostHits = 20
const mostRows = 8

/** Of one evaluation, with its reference. */
export type Told = { hit: Hit; evidence: Ref }

/** Whether somebody should look today; not what an allow-list lets pass. */
export const callsForLook = ({ severity, allowed }: Hit): boolean =>
  allowed === null && (severity === 'high' || severity === 'critical')

/**
 * `cluster`: its id. `known`: incidents of before, which later hits may go on with. The order of the hits decides nothing.
 * Each incident's slot is null: the plan gives it one.
 */
export const incidentsOf = (cluster: string, told: readonly Told[], known: readonly Incident[]): Incident[] => {
  const inOrder = told.toSorted((a, b) => byBytes(place(a), place(b)))
  const groups: Told[][] = []
  for (const one of inOrder) {
    const meeting = groups.filter((group) => group.some((other) => belong(one.hit, other.hit)))
    const joined = [...meeting.flat(), one].sort((a, b) => byBytes(place(a), place(b)))
    for (const group of meeting) groups.splice(groups.indexOf(group), 1)
    groups.push(joined)
  }
  const sorted = groups.sort((a, b) => byBytes(place(a[0] as Told), place(b[0] as Told)))
  const rest = sorted.slice(most).flat()
  return [...sorted.slice(0, most), ...(rest.length > 0 ? [rest] : [])].map((group) => incident(cluster, group, known))
}

// By what the log says: where it is stored must not make another incident of it.
const place = ({ hit: { basis: _, ...hit } }: Told): string =>
  `${hit.at} ${hit.detection} ${hit.auditID ?? ''} ${writeJson(hit)}`

const belong = (a: Hit, b: Hit): boolean =>
  Math.abs(seconds(a.at) - seconds(b.at)) <= around && meet(marksOf([a]), marksOf([b]))

const meet = (a: Incident['marks'], b: Incident['marks']): boolean =>
  (Object.keys(a) as (keyof Incident['marks'])[]).some((kind) => a[kind].some((mark) => b[kind].includes(mark)))

const incident = (cluster: string, group: Told[], known: readonly Incident[]): Incident => {
  const hits = group.map(({ hit }) => hit)
  const [first] = group as [Told, ...Told[]]
  const times = hits.map(({ at }) => at)
  const from = plus(times.reduce(earliest), -around)
  const to = plus(times.reduce(latest), around)
  const marks = marksOf(hits)
  const before = known.find((one) => seconds(one.to) >= seconds(from) && meet(one.marks, marks))
  return {
    id: sha256(`${cluster}\n${place(first)}`).slice('sha256:'.length, 'sha256:'.length + 20),
    continues: before?.id ?? null,
    slot: null,
    from,
    to,
    marks,
    hits: group.slice(0, mostHits).map(({ hit: { detection, at, auditID, reason }, evidence }) => ({
      detection,
      at,
      auditID,
      reason,
      evidence,
    })),
    count: hits.reduce((sum, { count }) => sum + count, 0),
    rows: distinct(hits.flatMap(({ basis }) => basis)).slice(0, mostRows),
  }
}

const marksOf = (hits: readonly Hit[]): Incident['marks'] => {
  const own = (of: (hit: Hit) => (string | null | undefined)[]): string[] =>
    [...new Set(hits.flatMap(of).filter((mark) => typeof mark === 'string' && mark !== ''))]
      .sort((a, b) => byBytes(a as string, b as string))
      .slice(0, mostMarks) as string[]
  return {
    principals: own(({ user, principal }) => (isNobody(user) ? [] : [user, principal?.arn, principal?.canonicalArn])),
    keys: own(({ principal }) => [principal?.accessKeyId]),
    sessions: own(({ principal }) => [principal?.sessionName]),
    sourceIPs: own(({ sourceIPs }) => sourceIPs.filter(isOfInternet)),
    objects: own(({ object }) =>
      object && 'name' in object && object.name !== ''
        ? [[object.resource, object.namespace, object.name].filter((part) => part !== '').join('/')]
        : [],
    ),
  }
}

// Whom everybody is who is nobody else.
const isNobody = (user: string): boolean => user === '' || user === 'system:anonymous'

// Addresses within a network are shared by whatever runs there.
const isOfInternet = (address: string): boolean => {
  const range = readRange(`${address}/${address.includes(':') ? 128 : 32}`)
  return range !== undefined && hasPublic(range)
}

const distinct = (refs: Ref[]): Ref[] =>
  [...new Map(refs.map((ref) => [ref.key, ref])).values()].sort((a, b) => byBytes(a.key, b.key))

/** Those that a slot of the source is about. */
export const inSlot = (incidents: readonly Incident[], { start }: Slot): Incident[] =>
  incidents.filter(({ slot }) => slot?.start === start)
