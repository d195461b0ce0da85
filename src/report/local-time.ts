// Local times beside UTC: for whoever reads, and in nothing that is stored.
import { seconds } from '../clock.ts'
import type { Instant } from '../model.ts'

/** `2026-01-05 01:00`, as clocks there show it. */
export const localTime = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    seconds(at) * 1_000,
  )
