// A hit as it is found, and how many of them are told one by one.
import { seconds } from '../clock.ts'
import { writeJson } from '../json.ts'
import type { Hit } from '../model.ts'
import { worse } from '../severity.ts'
import { nobody } from './hit.ts'
import { visible } from './visible.ts'

/** Whoever knows where the exchanges are stored adds the basis. */
export type Found = Omit<Hit, 'basis'>

/** The actor of a hit that counts those of many. Nobody who goes by this name is of an unknown class. */
const many = 'others'
export const isOfMany = ({ actor, actorClass }: Pick<Hit, 'actor' | 'actorClass'>): boolean =>
  actor === many && actorClass === nobody.actorClass

/**
 * So many hits of one detection in one slot stay, and so many of an actor that ended alike; one hit counts the rest of these.
 * Where that is too much each actor has fewer: nobody's are pushed out by another's until there are more actors than may stay.
 */
const most = 500
const ofActor = [20, 10, 5, 2]

/**
 * Sorted by detection, time, audit id. What is allowed is one hit by actor and reason, that counts; it is bounded apart, so that
 * neither hides the other. The counts of what stays come to those of all.
 */
export const bounded = (hits: Found[]): Found[] => {
  const bySlot = Map.groupBy(hits.map(believed), ({ detection, slot }) => `${detection} ${slot.start}`)
  return [...bySlot.values()]
    .flatMap((own) => {
      const inOrder = own.toSorted(byPlace)
      const told = inOrder.filter(({ allowed }) => allowed === null)
      return [...toldOf(told), ...allowedOf(inOrder.filter(({ allowed }) => allowed !== null))]
    })
    .sort(byPlace)
}

// The time is what the entry says of itself. Where that is days away from the hour in which it was written, somebody made it up:
// each day of its own would be a finding of its own.
const believed = (hit: Found): Found => {
  const { at, slot } = hit
  const isNear = seconds(at) >= seconds(slot.start) - day && seconds(at) < seconds(slot.end) + day
  return isNear ? hit : { ...hit, at: slot.start }
}
const day = 86_400

// A finding is of an actor and a day, and an incident of a thing of AWS: what is counted together is of one of each, and ended
// alike, so that what came through is not hidden among what was denied.
const toldOf = (hits: Found[]): Found[] => {
  const arnOf = ({ object }: Found): string => (object && 'arn' in object ? object.arn : '')
  const apart = Map.groupBy(hits, (hit) =>
    JSON.stringify([hit.actor, hit.at.slice(0, 10), arnOf(hit), hit.severity, hit.outcome]),
  )
  const alike = [...apart.values()].sort(byWeight)
  const sizeAt = (each: number): number => alike.reduce((sum, { length }) => sum + Math.min(length, each + 1), 0)
  const each = ofActor.find((one) => sizeAt(one) <= most) ?? 0
  return [
    ...alike.slice(0, most).flatMap((own) => upTo(each, own)),
    ...ofMany(alike.slice(most).flat(), `more ${hitsOf}`),
  ]
}

// Where there are too many, those that matter more come first; of equal ones whoever was first.
const byWeight = ([a]: Found[], [b]: Found[]): number => {
  if (!a || !b) return 0
  if (a.severity !== b.severity) return worse(a.severity, b.severity) === a.severity ? -1 : 1
  return Number(b.outcome === 'allowed') - Number(a.outcome === 'allowed')
}

const hitsOf = 'hits of this detection'

// The last one is told by itself, so that the last time is known.
const upTo = (each: number, own: Found[]): Found[] => {
  if (own.length <= Math.max(each, 1)) return own
  const from = Math.max(each - 1, 0)
  const to = each > 0 ? own.length - 1 : own.length
  return [
    ...own.slice(0, from),
    ...together(own.slice(from, to), each > 0 ? `more ${hitsOf}` : hitsOf),
    ...own.slice(to),
  ]
}

const allowedOf = (hits: Found[]): Found[] => {
  const apart = [...Map.groupBy(hits, ({ actor, allowed }) => JSON.stringify([actor, allowed])).values()]
  const rest = Map.groupBy(apart.slice(most).flat(), ({ allowed }) => allowed)
  return [
    ...apart.slice(0, most).flatMap((own) => together(own, said(own))),
    ...[...rest.values()].flatMap((own) => ofMany(own, said(own))),
  ]
}

const said = ([first]: Found[]): string => `allowed (${visible(first?.allowed ?? '', 150)})`

const ofMany = (hits: Found[], what: string): Found[] => {
  const actors = new Set(hits.map(({ actor }) => actor)).size
  const counted = together(hits, `${what}, by ${actors} others`)
  return counted.map((hit) => ({ ...hit, ...nobody, outcome: hit.outcome, actor: many }))
}

// Only what they have in common is said of all; the addresses of each.
const together = (hits: Found[], what: string): Found[] => {
  const [first] = hits
  if (!first) return []
  const count = hits.reduce((sum, hit) => sum + hit.count, 0)
  const alike = <T>(of: (hit: Found) => T, none: T): T =>
    hits.every((hit) => writeJson(of(hit)) === writeJson(of(first))) ? of(first) : none
  return [
    {
      ...first,
      reason: visible(`${count} ${what}, the first of them: ${first.reason}`, 600),
      outcome: hits.some(({ outcome }) => outcome === 'allowed') ? 'allowed' : first.outcome,
      severity: hits.map(({ severity }) => severity).reduce(worse),
      user: alike(({ user }) => user, ''),
      groups: alike(({ groups }) => groups, []),
      principal: alike(({ principal }) => principal, null),
      impersonated: alike(({ impersonated }) => impersonated, null),
      sourceIPs: [...new Set(hits.flatMap(({ sourceIPs }) => sourceIPs))].slice(0, 10),
      userAgent: alike(({ userAgent }) => userAgent, ''),
      object: alike(({ object }) => object, null),
      auditID: hits.length === 1 ? first.auditID : null,
      count,
      pointers: hits.flatMap(({ pointers }) => pointers).slice(0, 10),
    },
  ]
}

const byPlace = (a: Found, b: Found): number => {
  const [x, y] = [place(a), place(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
const place = ({ detection, at, auditID, reason, actor, pointers }: Found): string =>
  [detection, at, auditID ?? '', reason, actor, pointers[0] ?? ''].join(' ')
