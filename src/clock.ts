// Time: the only file that touches Date. Everything else gets a Clock or computes with these functions.
import type { Instant, Slot } from './model.ts'

export type Clock = { now(): Instant }

export const systemClock: Clock = { now: () => instant(Math.floor(Date.now() / 1000)) }

/** A clock that stands until it is set: the sandbox's and the tests'. */
export const settableClock = (start: Instant): Clock & { set(to: Instant): void } => {
  let now = start
  return {
    now: () => now,
    set: (to) => {
      now = to
    },
  }
}

/** Seconds since 1970, fractions allowed, as an instant. */
export const instant = (seconds: number): Instant =>
  new Date(Math.round(seconds * 1000)).toISOString().replace('.000Z', 'Z')

/** An instant as seconds since 1970; NaN for what `isInstant` refuses. */
export const seconds = (at: Instant): number => {
  const before = known.get(at)
  if (before !== undefined) return before
  const found = isSpelled(at) ? Date.parse(at) / 1000 : Number.NaN
  if (known.size >= 10_000) known.clear()
  known.set(at, found)
  return found
}
// The same few are compared again and again.
const known = new Map<Instant, number>()

const shape = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?!\.000)(\.\d{3})?Z$/

/** One spelling only: no offsets, no 24:00, no 30 February, no superfluous `.000`. */
export const isInstant = (text: unknown): text is Instant => typeof text === 'string' && !Number.isNaN(seconds(text))

const isSpelled = (text: string): boolean => {
  const parts = shape.exec(text)
  if (!parts) return false
  const [, year, month, day] = parts.map(Number)
  return (day ?? 0) <= 28 || (day ?? 0) <= daysOf(year ?? 0, month ?? 0)
}

const daysOf = (year: number, month: number): number => {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

export const plus = (at: Instant, more: number): Instant => instant(seconds(at) + more)
/** As text `00:00.5Z` comes before `00:00Z`, so what has fractions is not compared as such. */
export const isLater = (a: Instant, b: Instant): boolean => a.slice(0, -1) > b.slice(0, -1)
export const earliest = (a: Instant, b: Instant): Instant => (seconds(a) <= seconds(b) ? a : b)
export const latest = (a: Instant, b: Instant): Instant => (seconds(a) >= seconds(b) ? a : b)

/** The slot of a cadence that holds an instant; slots start at multiples of the cadence since 1970. */
export const slotAt = (at: Instant, every: number): Slot => {
  const start = Math.floor(seconds(at) / every) * every
  return { start: instant(start), end: instant(start + every) }
}

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** What AWS writes as a time (RFC 3339 with any offset, an HTTP date, epoch seconds), or undefined: then nothing is guessed. */
export const readTime = (value: unknown): Instant | undefined => {
  const ms = millisecondsOf(value)
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined
  const at = new Date(Math.round(ms)).toISOString().replace('.000Z', 'Z')
  return isInstant(at) ? at : undefined // no years of five digits
}

// Date.parse alone takes almost anything, and what names no zone in the zone of this machine.
const millisecondsOf = (value: unknown): number => {
  if (typeof value === 'number') return value * 1000
  if (value instanceof Date) return value.getTime()
  if (typeof value !== 'string') return Number.NaN
  const [, year, month, day] = rfc3339.exec(value) ?? []
  if (year === undefined) return new Date(value).toUTCString() === value ? Date.parse(value) : Number.NaN
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  return isDay ? Date.parse(value) : Number.NaN
}

/** As the HTTP header `Date` has it, in whole seconds. */
export const httpDate = (at: Instant): string => new Date(Math.floor(seconds(at)) * 1000).toUTCString()

/** As the SDK takes and gives a time. */
export const asDate = (at: Instant): Date => new Date(seconds(at) * 1000)
