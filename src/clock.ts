// Time: the only file that touches Date. Everything else gets a Clock or computes with these functions.
import type { Instant, Slot } from './model.ts'

export type Clock = { now(): Instant }

export const systemClock: Clock = { now: () => instant(Math.floor(Date.now() / 1000)) }

/** A clock that stands until it is set: the sandbox's and the tests'. */
export const settableClock = (start: Instant): Clock & { set(to: Instant): void } => {
  let now = start
  return { now: () => now, set: (to) => { now = to } }
}

/** Seconds since 1970, fractions allowed, as an instant. */
export const instant = (seconds: number): Instant => new Date(Math.round(seconds * 1000)).toISOString().replace('.000Z', 'Z')

/** An instant as seconds since 1970; NaN for what `isInstant` refuses. */
export const seconds = (at: Instant): number => (isInstant(at) ? Date.parse(at) / 1000 : Number.NaN)

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/

/** One spelling only: no offsets, no 24:00, no 30 February, no superfluous `.000`. */
export const isInstant = (text: unknown): text is Instant => {
  if (typeof text !== 'string' || !shape.test(text)) return false
  const ms = Date.parse(text)
  return Number.isFinite(ms) && instant(ms / 1000) === text
}

export const plus = (at: Instant, more: number): Instant => instant(seconds(at) + more)
export const earliest = (a: Instant, b: Instant): Instant => (seconds(a) <= seconds(b) ? a : b)
export const latest = (a: Instant, b: Instant): Instant => (seconds(a) >= seconds(b) ? a : b)

/** The slot of a cadence that holds an instant; slots start at multiples of the cadence since 1970. */
export const slotAt = (at: Instant, every: number): Slot => {
  const start = Math.floor(seconds(at) / every) * every
  return { start: instant(start), end: instant(start + every) }
}

/** What AWS writes as a time (RFC 3339 with any offset, an HTTP date, epoch seconds), or undefined. */
export const readTime = (value: unknown): Instant | undefined => {
  const ms = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : value instanceof Date ? value.getTime() : Number.NaN
  return Number.isFinite(ms) ? instant(ms / 1000) : undefined
}

/** As the HTTP header `Date` has it, in whole seconds. */
export const httpDate = (at: Instant): string => new Date(Math.floor(seconds(at)) * 1000).toUTCString()

/** As the SDK takes and gives a time. */
export const asDate = (at: Instant): Date => new Date(seconds(at) * 1000)
