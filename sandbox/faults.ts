// Faults on demand: which calls they hit is data, so that a scenario can be read, and sent to a worker. Nothing is random.

import { seconds } from '../src/clock.ts'
import type { Instant } from '../src/model.ts'
import { canonical } from './canonical.ts'
import type { Call } from './service.ts'

export type Effect =
  | { kind: 'throttle' }
  | { kind: 'server-error' }
  /** As IAM denies: in the service's own form. */
  | { kind: 'denial' }
  | { kind: 'expired-token' }
  /** Any other answer of the service, such as S3's 409 ConditionalRequestConflict. */
  | { kind: 'error'; code: string; status: number; message: string }
  /** The connection breaks; `after`: once the operation has taken effect, so that only its reply is lost. */
  | { kind: 'reset'; when: 'before' | 'after' }
  | { kind: 'latency'; milliseconds: number }
  /** The body stops half-way: a short answer, or a connection that breaks under it. */
  | { kind: 'truncate'; how: 'short' | 'broken-off' }
  | { kind: 'page-limit'; size: number }

/** A call is hit when everything given here matches it. */
export type Fault = {
  effect: Effect
  service?: string
  operation?: string
  region?: string
  /** Members that the input must have with these values; inner objects are subsets too. */
  input?: Record<string, unknown>
  /** By the sandbox's clock: from <= now < until. */
  from?: Instant
  until?: Instant
  /** Only every n-th match: 2 is half of them, beginning with the second. */
  every?: number
  /**
   * What `every` and `times` count: all matches in order of arrival (the default), or the attempts at each question
   * by itself, which is the same whatever the concurrency.
   */
  count?: 'together' | 'per-question'
  /** At most so often. */
  times?: number
}

export type Faults = {
  /** Returns the id to remove it by. */
  add(fault: Fault): number
  remove(id: number): void
  clear(): void
  /** Every fault that hits this call, oldest first. Counts the call. */
  hit(call: Call): Effect[]
}

export const makeFaults = (): Faults => {
  const active = new Map<number, { fault: Fault; matched: Map<string, number>; done: Map<string, number> }>()
  let next = 1
  return {
    add: (fault) => {
      active.set(next, { fault, matched: new Map(), done: new Map() })
      return next++
    },
    remove: (id) => {
      active.delete(id)
    },
    clear: () => active.clear(),
    hit: (call) =>
      [...active.values()].flatMap(({ fault, matched, done }) => {
        if (!matches(fault, call)) return []
        const counter =
          fault.count === 'per-question' ? `${call.region} ${call.operation} ${canonical(call.input)}` : ''
        const nth = (matched.get(counter) ?? 0) + 1
        matched.set(counter, nth)
        const before = done.get(counter) ?? 0
        if (nth % (fault.every ?? 1) !== 0 || before >= (fault.times ?? Number.POSITIVE_INFINITY)) return []
        done.set(counter, before + 1)
        return [fault.effect]
      }),
  }
}

const matches = (fault: Fault, call: Call): boolean =>
  (fault.service ?? call.service) === call.service &&
  (fault.operation ?? call.operation) === call.operation &&
  (fault.region ?? call.region) === call.region &&
  (fault.from === undefined || seconds(fault.from) <= seconds(call.now)) &&
  (fault.until === undefined || seconds(call.now) < seconds(fault.until)) &&
  within(fault.input ?? {}, call.input)

const within = (subset: unknown, value: unknown): boolean => {
  if (typeof subset !== 'object' || subset === null || Array.isArray(subset))
    return canonical(subset) === canonical(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(subset).every(([key, item]) => within(item, (value as Record<string, unknown>)[key]))
}
