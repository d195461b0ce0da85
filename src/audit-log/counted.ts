// Detections that count over a slot: requests by the counts query, and different things by the rows.
import type { BurstRow, Detection, Rules } from '../detection.ts'
import type { Instant, Slot } from '../model.ts'
import { allowing, namesOf } from './allow.ts'
import { classify } from './classify.ts'
import type { AuditEntry } from './entries.ts'
import type { AuditEvent } from './event.ts'
import type { Found } from './found.ts'
import { by, common, nobody, withoutBodies } from './hit.ts'
import { settingsOf } from './rules.ts'
import { selects } from './select.ts'
import { visible } from './visible.ts'

type Of<K extends Detection['kind']> = Extract<Detection, { kind: K }>
type Row = BurstRow & { first: Instant | null }

// Whoever assumes a role names the session as they like, and every one anew: all of a role are counted together. Not those of
// IAM Identity Center, which names them after people.
const sessions = /^(arn:[\w-]+:sts::\d{12}:assumed-role\/(?!AWSReservedSSO_)[^/]+\/)./
const countedAs = (actor: string): string => sessions.exec(actor)?.[1] ?? actor

/** The only one, or all sessions of the role. */
const named = (actors: ReadonlySet<string>): string => {
  const [actor = ''] = actors
  return actors.size === 1 ? actor : `${countedAs(actor)}*`
}
const inSessions = ({ size }: ReadonlySet<string>): string => (size > 1 ? `, in ${size} sessions` : '')

/** Nobody is let pass by what holds for some of them. */
const ofAll = (reasons: readonly (string | undefined)[]): string | null =>
  reasons.every((one) => one !== undefined) ? (reasons[0] ?? null) : null

/** One hit per actor that made as many of these requests as the detection says, or more. */
export const burstsIn = (detections: readonly Detection[], rules: Rules, rows: readonly Row[], slot: Slot): Found[] =>
  detections.flatMap((one) => (one.kind === 'burst' ? ofBurst(one, rules, rows, slot) : []))

const ofBurst = (detection: Of<'burst'>, rules: Rules, rows: readonly Row[], slot: Slot): Found[] => {
  const set = settingsOf(detection, rules)
  if (!set) return []
  const allowed = allowing(set.allow)
  const own = rows.filter((row) => detection.counts(row))
  return [...Map.groupBy(own, ({ actor }) => countedAs(actor)).values()].flatMap((made): Found[] => {
    const actors = new Set(made.map(({ actor }) => actor))
    const actor = named(actors)
    const requests = sumOf(made)
    const byThing = Map.groupBy(made, (row) => detection.each?.(row))
    const uncounted = byThing.get(undefined) ?? []
    const count = byThing.size - (uncounted.length > 0 ? 1 : 0) + sumOf(uncounted)
    if (count < Number(set.settings.atLeast)) return []
    const codes = [...new Set(made.map(({ code }) => code))].sort()
    const who = visible(actor) || 'unauthenticated clients'
    return [
      {
        ...common(
          detection,
          slot,
          `${who}: ${count} ${detection.things} within the slot (${codes.join(', ')})${inSessions(actors)}`,
        ),
        ...nobody,
        outcome: codes.some((code) => /^[123]/.test(code))
          ? 'allowed'
          : codes.every((code) => code === '401' || code === '403')
            ? 'denied'
            : 'failed',
        actorClass: classify(actor, []),
        actor: who,
        user: visible(actor),
        allowed: ofAll([...actors].map((one) => allowed({ names: [one], namespace: '', images: [], sourceIPs: [] }))),
        at: made.map(({ first }) => first ?? slot.start).sort()[0] ?? slot.start,
        count: requests,
        pointers: [],
      },
    ]
  })
}

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { count }) => sum + count, 0)

type Things = Map<string, { event: AuditEvent; at: Instant; pointer: string; alone: boolean }>

/** What of the rows `distinct` detections count, by actor; of each thing the first entry is remembered. */
export const countDistinct = (detections: readonly Detection[], rules: Rules, slot: Slot) => {
  const counting = detections.flatMap((one) => {
    const set = one.kind === 'distinct' ? settingsOf(one, rules) : undefined
    return one.kind === 'distinct' && set ? [{ one, set, actors: new Map<string, Things>() }] : []
  })
  return {
    take({ event, at, pointer, isRepeated }: AuditEntry): void {
      if (!event.readable) return
      for (const { one, set, actors } of counting) {
        const thing = selects(one.select, event) ? one.each(event, set.settings as never) : undefined
        if (thing === undefined || isRepeated()) continue
        // Of nodes the session is the instance.
        const who = event.actorClass === 'human' ? countedAs(event.actor) : event.actor
        const things = actors.get(who) ?? new Map()
        actors.set(who, things)
        const when = event.at ?? at ?? slot.start
        const known = things.get(thing)
        const alone = known?.alone || one.alone?.(event, set.settings as never) === true
        if (!known || `${when} ${pointer}` < `${known.at} ${known.pointer}`)
          things.set(thing, { event: withoutBodies(event), at: when, pointer, alone })
        else known.alone = alone
      }
    },
    found: (): Found[] =>
      counting.flatMap(({ one, set, actors }) =>
        [...actors.values()].flatMap((things) => ofThings(one, set, things, slot)),
      ),
  }
}

const ofThings = (
  detection: Of<'distinct'>,
  set: NonNullable<ReturnType<typeof settingsOf>>,
  things: Things,
  slot: Slot,
): Found[] => {
  const sorted = [...things].sort(([, a], [, b]) => (`${a.at} ${a.pointer}` < `${b.at} ${b.pointer}` ? -1 : 1))
  const first = sorted[0]?.[1]
  const isEnough = sorted.length >= Number(set.settings.atLeast) || sorted.some(([, { alone }]) => alone)
  if (!first || !isEnough) return []
  const { event } = first
  const sample = sorted.slice(0, 3).map(([name]) => visible(name, 80))
  const all = sorted.map(([, one]) => one.event)
  const actors = new Set(all.map(({ actor }) => actor))
  const actor = visible(named(actors), 150)
  const reason = `${actor}: ${sorted.length} ${detection.things} within the slot${inSessions(actors)}, the first of them ${sample.join(', ')}`
  const sourceIPs = [...new Set(all.flatMap((one) => one.sourceIPs))]
  const allowed = allowing(set.allow)
  return [
    {
      ...common(detection, slot, reason),
      ...by({ ...event, sourceIPs }),
      ...(actors.size > 1 ? ofSessions(event, actor) : {}),
      object: null,
      outcome: all.find(({ outcome }) => outcome === 'allowed')?.outcome ?? event.outcome ?? 'unknown',
      allowed: ofAll(all.map((one) => allowed({ names: namesOf(one), namespace: '', images: [], sourceIPs }))),
      auditID: null,
      at: first.at,
      count: sorted.length,
      pointers: sorted.slice(0, 10).map(([, { pointer }]) => pointer),
    },
  ]
}

const ofSessions = ({ principal }: AuditEvent, actor: string) => ({
  actor,
  user: '',
  principal: { arn: null, canonicalArn: principal?.canonicalArn ?? null, sessionName: null, accessKeyId: null },
})
