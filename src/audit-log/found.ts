// A hit as it is found, and how many of them are told one by one.
import type { Detection } from '../detection.ts'
import type { Hit, Slot } from '../model.ts'
import { visible } from './visible.ts'

/** Whoever knows where the exchanges are stored adds the basis. */
export type Found = Omit<Hit, 'basis'>

export const common = ({ id, criteria, severity }: Detection, slot: Slot, reason: string) => ({
  detection: id,
  criteria,
  severity,
  slot,
  reason: visible(reason, 600),
  allowed: null as string | null,
})

/** Of what has no one event behind it. */
export const nobody = {
  outcome: 'unknown',
  actorClass: 'unknown',
  actor: 'unknown',
  user: '',
  groups: [] as string[],
  principal: null,
  impersonated: null,
  sourceIPs: [] as string[],
  userAgent: '',
  object: null,
  auditID: null,
} as const

/** Hits of one detection in one slot that are told one by one, of each actor and in all; the rest become one hit that counts them. */
const mostOfActor = 20
const most = 500

/** Sorted by detection, time, audit id. What is allowed is one hit by actor and reason, that counts. */
export const bounded = (hits: Found[]): Found[] => {
  const sorted = hits.toSorted(byPlace)
  const byActor = Map.groupBy(sorted, ({ detection, actor, allowed }) => JSON.stringify([detection, actor, allowed]))
  const told = [...byActor.values()].flatMap((own) => {
    const [first] = own
    return first && first.allowed !== null ? allowedAs(own, first.allowed) : upTo(mostOfActor, own)
  })
  const byDetection = Map.groupBy(told.sort(byPlace), ({ detection }) => detection)
  return [...byDetection.values()].flatMap((own) => upTo(most, own))
}

const byPlace = (a: Found, b: Found): number => {
  const [x, y] = [a, b].map((hit) => [hit.detection, hit.at, hit.auditID ?? '', hit.reason, hit.actor].join(' ')) as [
    string,
    string,
  ]
  return x < y ? -1 : x > y ? 1 : 0
}

const upTo = (most: number, own: Found[]): Found[] => {
  const [first, ...more] = own.slice(most)
  if (!first || more.length === 0) return own
  const rest = [first, ...more]
  const reason = `${countOf(rest)} more hits of this detection, the first of them: ${first.reason}`
  return [...own.slice(0, most), folded(rest, first, reason)]
}

const allowedAs = (own: Found[], why: string): Found[] => {
  const [first] = own
  if (!first) return []
  const count = countOf(own)
  return [folded(own, first, `${count} allowed (${visible(why, 150)}), the first of them: ${first.reason}`)]
}

const countOf = (hits: Found[]): number => hits.reduce((sum, { count }) => sum + count, 0)

const folded = (hits: Found[], first: Found, reason: string): Found => ({
  ...first,
  reason: visible(reason, 600),
  outcome: hits.some(({ outcome }) => outcome === 'allowed') ? 'allowed' : first.outcome,
  auditID: null,
  count: countOf(hits),
  pointers: hits.flatMap(({ pointers }) => pointers).slice(0, 10),
})
