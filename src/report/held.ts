// Makes a report again from the store, up to the head that it names, and holds what was handed over against it.
import type { Catalog } from '../catalog.ts'
import type { Anchor, Pins } from '../prove/pins.ts'
import type { Verified } from '../prove/verify.ts'
import type { Store } from '../store/store.ts'
import type { MadeOf } from './made-of.ts'
import { type Handed, matches } from './matches.ts'
import { filesOf, reportOf } from './report.ts'
import { pageName } from './reported.ts'

/** A report as it was handed over: its page, and where `all` is said the files beside it. */
export type GivenReport = { made: MadeOf; handed: Handed; names: readonly string[]; all: boolean }

type Holding = {
  store: Store
  pins: Pins
  catalog: Catalog
  version: string
  given: GivenReport
  /** What verify says now, up to the report's head. */
  verified: Verified
}

/** The same result with the check `report-matches`. Throws STORE_UNREADABLE. */
export const heldAgainst = async (on: Holding): Promise<Verified> => {
  const { store, pins, catalog, version, given, verified } = on
  const { made, handed, names, all } = given
  const { by, zone } = made
  const again = await reportOf({ store, pins, catalog, verified: made.verified, by, zone, upTo: made.head as Anchor })
  const every = filesOf(again)
  const files = all ? every : every.filter(({ name }) => name === pageName)
  const strange = all ? names.filter((one) => !every.some(({ name }) => name === one)) : []
  const result = matches({ made, again: files, handed, strange, now: verified, version })
  const checks = verified.checks.map((one) => (one.name === result.name ? result : one))
  if (result.state === 'fail') return { ...verified, result: 'broken', checks }
  const worse = result.state === 'deviation' && verified.result === 'intact'
  return { ...verified, ...(worse && { result: 'deviations' }), checks }
}
