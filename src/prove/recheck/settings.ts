// Settings to judge by instead of those that were sealed.
import { acceptanceId, acceptedSince } from '../../config/acceptances.ts'
import type { Config } from '../../config.ts'
import type { Instant } from '../../model.ts'

/** The configuration that a tick would have run with, had it been this one. */
export type Settings = (sealed: Config, tick: Instant) => Config

/** An acceptance counts from when it was sealed, as ever; one that never was counts from the tick that is judged. */
export const settingsOf =
  (given: Config): Settings =>
  (sealed, tick) => {
    const since = acceptedSince(given.acceptances, sealed.acceptances, tick)
    const acceptances = given.acceptances.map((one) => ({ ...one, since: since[acceptanceId(one)] ?? null }))
    return { ...given, acceptances }
  }
