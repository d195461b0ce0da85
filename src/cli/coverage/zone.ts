// Local times beside UTC: for whoever reads, and in nothing that is stored.
import { seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import type { Instant } from '../../model.ts'

/** The name of a time zone: given, or this machine's. Throws USAGE. */
export const zoneOf = (given: string | undefined): string => {
  try {
    return new Intl.DateTimeFormat('sv-SE', given === undefined ? {} : { timeZone: given }).resolvedOptions().timeZone
  } catch (cause) {
    throw new EvidenceError('USAGE', { '--zone': given }, { hint: 'name a time zone, as Europe/Berlin', cause })
  }
}

/** `2026-01-05 01:00`, as clocks there show it. */
export const localTime = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    seconds(at) * 1_000,
  )

export const isUtc = (zone: string): boolean =>
  /^(UTC|Etc\/UTC|Etc\/UCT|GMT|Etc\/GMT|Etc\/Universal|Etc\/Zulu)$/.test(zone)
