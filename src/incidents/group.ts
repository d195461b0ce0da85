// Which hits belong together: those of one cluster that share a principal, a key, a session, an address or an object within half an hour.
import { hasPublic, readRange } from '../answers/cidr.ts'
import { earliest, instant, latest, seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { writeJson } from '../json.ts'
import type { Hit, Incident, KubernetesObject, Ref, Slot } from '../model.ts'
import { byBytes } from '../store/order.ts'
import { type Window, windowsAround } from './windows.ts'

/** The source that looks into them, cluster by cluster. */
export const incidentSource = 'incidents'

/** Seconds before the first hit and behind the last one that are looked into; hits so near to each other can belong together. */
export const around = 1_800

/** Incidents of a cluster that one tick begins; what is beyond is one more, of all the others. */
const most = 10
const mostMarks = 10
const mostHits = 20

/** Of one evaluation, with its reference. */
export type Told = { hit: Hit; evidence: Ref }

/** Whether somebody should look today; not what an allow-list lets pass. */
export const callsForLook = ({ severity, allowed }: Hit): boolean =>
  allowed === null && (severity === 'high' || severity === 'critical')

type Around = {
  /** Incidents of before, which later hits may go on with. */
  known: readonly Incident[]
  /** Stored windows that may hold more of it. */
  windows: readonly Window[]
}

/**
 * `cluster`: whose they are. The order of the hits decides nothing, nor how often one was told.
 * Each incident's slot is null: the plan gives it one.
 */
export const incidentsOf = (cluster: string, told: readonly Told[], on: Around): Incident[] => {
  const once = new Map(told.map((one) => [placeOf(one), one]))
  const inOrder = [...once].map(([place, one]) => ({ ...one, place })).sort(byTime)
  const groups = [...Map.groupBy(inOrder, linked(inOrder)).values()]
  const rest = groups.slice(most).flat().sort(byTime)
  return [...groups.slice(0, most), ...(rest.length > 0 ? [rest] : [])].map((group) => incident(cluster, group, on))
}

type Placed = Told & { place: string }
// By what the log says: where it is stored must not make another incident of it.
const placeOf = ({ hit: { basis: _, ...hit } }: Told): string => writeJson(hit)
const byTime = (a: Placed, b: Placed): number =>
  seconds(a.hit.at) - seconds(b.hit.at) || byBytes(a.hit.detection, b.hit.detection) || byBytes(a.place, b.place)

// Of each hit the first one of its group. In order of time whoever shares a mark shares it with the nearest that bears it.
const linked = (inOrder: Placed[]): ((one: Placed) => Placed) => {
  const first = new Map<Placed, Placed>()
  const firstOf = (one: Placed): Placed => {
    const before = first.get(one)
    if (!before || before === one) return one
    const root = firstOf(before)
    first.set(one, root)
    return root
  }
  const bearers = new Map<string, Placed>()
  for (const one of inOrder) {
    for (const [kind, marks] of Object.entries(marksOf([one.hit]).marks)) {
      for (const mark of marks) {
        const other = bearers.get(`${kind} ${mark}`)
        bearers.set(`${kind} ${mark}`, one)
        if (!other || seconds(one.hit.at) - seconds(other.hit.at) > around) continue
        const [a, b] = [firstOf(other), firstOf(one)].sort(byTime) as [Placed, Placed]
        first.set(b, a)
      }
    }
  }
  return firstOf
}

const incident = (cluster: string, group: Placed[], { known, windows }: Around): Incident => {
  const hits = group.map(({ hit }) => hit)
  const times = hits.map(({ at }) => at)
  const from = instant(Math.floor(seconds(times.reduce(earliest))) - around)
  const to = instant(Math.ceil(seconds(times.reduce(latest))) + around)
  const { marks, cut } = marksOf(hits)
  const before = known.findLast(
    (one) => seconds(one.to) >= seconds(from) && seconds(one.from) <= seconds(to) && meet(one.marks, marks),
  )
  return {
    id: sha256(`${cluster}\n${group.map(({ place }) => place).join('\n')}`).slice(
      'sha256:'.length,
      'sha256:'.length + 20,
    ),
    continues: before?.id ?? null,
    slot: null,
    from,
    to,
    marks,
    cut,
    hits: group.slice(0, mostHits).map(({ hit: { detection, at, auditID, pointers, reason }, evidence }) => ({
      ...{ detection, at, auditID, pointers, reason, evidence },
    })),
    count: hits.reduce((sum, { count }) => sum + count, 0),
    windows: windowsAround({ from, to }, windows),
  }
}

const meet = (a: Incident['marks'], b: Incident['marks']): boolean =>
  (Object.keys(a) as (keyof Incident['marks'])[]).some((kind) => a[kind].some((mark) => b[kind].includes(mark)))

const marksOf = (hits: readonly Hit[]): Pick<Incident, 'marks' | 'cut'> => {
  let cut = 0
  const own = (of: (hit: Hit) => (string | null | undefined)[]): string[] => {
    const all = new Set(hits.flatMap(of).filter((mark) => typeof mark === 'string' && mark !== '') as string[])
    cut += Math.max(0, all.size - mostMarks)
    return [...all].sort(byBytes).slice(0, mostMarks)
  }
  const marks = {
    principals: own(({ user, principal }) => (isNobody(user) ? [] : [user, principal?.arn, principal?.canonicalArn])),
    keys: own(({ principal }) => [principal?.accessKeyId]),
    sessions: own(({ principal }) => [principal?.sessionName]),
    sourceIPs: own(({ sourceIPs }) => sourceIPs.filter(isOfInternet)),
    objects: own(({ object }) => (object === null ? [] : ['arn' in object ? object.arn : objectMark(object)])),
  }
  return { marks, cut }
}

/** `resource/namespace/name`; '' of what has no name. Of members that are visible and bounded as those of a hit are. */
export const objectMark = ({
  resource,
  namespace,
  name,
}: Pick<KubernetesObject, 'resource' | 'namespace' | 'name'>): string =>
  name === '' ? '' : [resource, namespace, name].filter((part) => part !== '').join('/')

// Whom everybody is who is nobody else.
const isNobody = (user: string): boolean => user === '' || user === 'system:anonymous'

// Addresses within a network are shared by whatever runs there.
const isOfInternet = (address: string): boolean => {
  const range = readRange(`${address}/${address.includes(':') ? 128 : 32}`)
  return range !== undefined && hasPublic(range)
}

/** Those that a slot of the source is about. */
export const inSlot = (incidents: readonly Incident[], { start }: Slot): Incident[] =>
  incidents.filter(({ slot }) => slot?.start === start)
