// Local times beside UTC: for whoever reads, and in nothing that is stored.
import { EvidenceError } from '../../errors.ts'

/** The name of a time zone: given, or this machine's. Throws USAGE. */
export const zoneOf = (given: string | undefined): string => {
  try {
    return new Intl.DateTimeFormat('sv-SE', given === undefined ? {} : { timeZone: given }).resolvedOptions().timeZone
  } catch (cause) {
    throw new EvidenceError('USAGE', { '--zone': given }, { hint: 'name a time zone, as Europe/Berlin', cause })
  }
}

export const isUtc = (zone: string): boolean =>
  /^(UTC|Etc\/UTC|Etc\/UCT|GMT|Etc\/GMT|Etc\/Universal|Etc\/Zulu)$/.test(zone)
