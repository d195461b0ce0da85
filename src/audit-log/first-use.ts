// Principals that a window shows and the log before it does not, or not for so long: by what the windows before were summed up to.
import { isLater, latest, plus, seconds } from '../clock.ts'
import type { Detection, Rules } from '../detection.ts'
import type { Instant, Slot } from '../model.ts'
import { useKey, usesLast } from './activity/uses.ts'
import { allowing, namesOf } from './allow.ts'
import { isByAws } from './by-aws.ts'
import type { AuditEntry } from './entries.ts'
import { type AuditEvent, requestOf } from './event.ts'
import type { Found } from './found.ts'
import { by, common, withoutBodies } from './hit.ts'
import { settingsOf } from './rules.ts'
import type { Seen } from './seen.ts'
import { ending, what } from './sentence.ts'
import { visible } from './visible.ts'

/** What is known of the log beside the window: `covered` sorted, and `from` the first window that anybody tried to read. */
export type History = { seen: Seen<object>; from: Instant; covered: readonly Slot[]; unread: readonly Slot[] }

/** `of`: up to a window, with what newer ones are known to hold; undefined where none was read. */
export type Past = { cluster: string; of(detection: OfFirstUse): History | undefined }
export type OfFirstUse = Extract<Detection, { kind: 'first-use' }>

type First = { event: AuditEvent; at: Instant; pointer: string; requests: Set<string>; outcome: AuditEvent['outcome'] }

/** One hit per principal, by its first request in the window. */
export const firstUses = (detections: readonly Detection[], rules: Rules, slot: Slot, past: Past | undefined) => {
  const judging = detections.flatMap((one) => {
    const set = one.kind === 'first-use' ? settingsOf(one, rules) : undefined
    const history = one.kind === 'first-use' && set ? past?.of(one) : undefined
    return set && history
      ? [{ one, set, ...judgeOf(set.settings, history, slot), fresh: new Map<string, First>() }]
      : []
  })
  return {
    take({ event, at, pointer, isRepeated }: AuditEntry): void {
      if (!event.readable) return
      const key = judging.length === 0 ? '' : useKey(event)
      for (const { isFresh, fresh } of judging) {
        // AWS brings its own components into clusters under new roles as it likes.
        if (key === '' || !isFresh(key) || isAws(event, past) || isRepeated()) continue
        const when = event.at ?? at ?? slot.start
        const known = fresh.get(key)
        const first = known && `${known.at} ${known.pointer}` <= `${when} ${pointer}` ? known : undefined
        const requests = (known?.requests ?? new Set()).add(requestOf(event))
        // One that was allowed is enough; what was only received says nothing yet.
        const outcome = event.outcome === 'allowed' ? event.outcome : (known?.outcome ?? event.outcome)
        fresh.set(key, { ...(first ?? { event: withoutBodies(event), at: when, pointer }), requests, outcome })
      }
    },
    found: (): Found[] =>
      judging.flatMap(({ one, set, fresh, say }) => {
        const allowed = allowing(set.allow)
        return [...fresh].map(([key, { event, at, pointer, requests, outcome }]): Found => {
          const names = namesOf(event)
          return {
            ...common(one, slot, say(key, event)),
            ...by(event),
            outcome: outcome ?? 'unknown',
            allowed: allowed({ names, namespace: '', images: [], sourceIPs: event.sourceIPs }) ?? null,
            auditID: visible(event.auditID, 64),
            at,
            count: requests.size,
            pointers: [pointer],
          }
        })
      }),
  }
}

const isAws = ({ actorClass, principal }: AuditEvent, past: Past | undefined): boolean =>
  isByAws({ actorClass, principal: principal?.canonicalArn ?? principal?.arn ?? '' }, past?.cluster ?? '')

const day = 86_400

const judgeOf = (settings: object, history: History, slot: Slot) => {
  const { silentDays, learnDays } = settings as OfFirstUse['settings']
  const { seen, from, covered, unread } = history
  const back = Math.min(silentDays * day, usesLast)
  const since = plus(slot.start, -back)
  const learned = covered.reduce((sum, { start, end }) => {
    const until = Math.min(seconds(end), seconds(slot.start))
    return sum + Math.max(0, until - seconds(start))
  }, 0)
  const hasLearned = learned >= learnDays * day
  // Of more principals than are remembered any may be one that was forgotten.
  const isFull = seen.cut !== null && isLater(seen.cut, since)
  const horizon = [plus(slot.start, -usesLast), seen.cut ?? from].reduce(latest, from)
  return {
    // Whom this window or a newer one has shown before was judged there, or is judged in its own turn.
    isFresh: (key: string): boolean => {
      const last = seen.items[key]?.at
      return hasLearned && (last === undefined ? !isFull : isLater(since, last))
    },
    say: (key: string, event: AuditEvent): string => {
      const last = seen.items[key]?.at
      const is = last === undefined ? `is not in the log since ${horizon}` : `was last seen at ${last}`
      const principal = visible(event.principal?.canonicalArn ?? event.principal?.arn ?? key, 150)
      const first = `${event.verb} ${what(event)}${ending(event)}`
      return `${principal} ${is}; first request: ${first}${holesOf(unread, [since, horizon].reduce(latest), slot.start)}`
    },
  }
}

const holesOf = (unread: readonly Slot[], from: Instant, to: Instant): string => {
  const holes = unread.filter(({ start, end }) => seconds(end) > seconds(from) && seconds(start) < seconds(to))
  const length = holes.reduce((sum, { start, end }) => {
    return sum + Math.min(seconds(end), seconds(to)) - Math.max(seconds(start), seconds(from))
  }, 0)
  const [first] = holes
  return first
    ? `; of the time before ${Math.ceil(length / 3_600)} hours were not read, the first at ${first.start}`
    : ''
}
