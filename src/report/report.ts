// Makes a period report: walks the ledger once and hands over its files, each to be written piece by piece.
import type { Catalog } from '../catalog.ts'
import { keyId } from '../ledger/dsse.ts'
import { type Anchor, checkPins, type Pins } from '../prove/pins.ts'
import type { Verified } from '../prove/verify.ts'
import type { Store } from '../store/store.ts'
import { madeOf, writeMadeOf } from './made-of.ts'
import { oscalOf } from './oscal/oscal.ts'
import { paper } from './paper/paper.ts'
import { gather } from './period/gather.ts'
import { watching } from './period/watched.ts'
import { oscalName, pageName, pinnedOf, type Reported } from './reported.ts'
import { csvFiles, jsonFile, type Piecewise, tables, toldOf } from './tables/tables.ts'

type Reporting = {
  store: Store
  pins: Partial<Pins>
  catalog: Catalog
  /** What verify said; its head is the report's. Null where it was left out. */
  verified: Verified | null
  by: Reported['by']
  zone: string | null
  /** The report's head where nothing was verified; the newest where it is left out. */
  upTo?: Anchor | undefined
  progress?(entry: { sequence: number; tick: string }): void
}

/** Throws PINS_MISSING, STORE_UNREADABLE. What is wrong with the evidence is told in the report. */
export const reportOf = async (on: Reporting): Promise<Reported> => {
  const { store, catalog, verified, by, zone, progress } = on
  const pins = checkPins(on.pins)
  const { watchers, watched } = watching(pins.period, catalog)
  const upTo = on.upTo ?? (verified?.head as Anchor | null | undefined) ?? undefined
  const period = await gather({ store, pins, catalog, watchers, upTo, ...(progress && { progress }) })
  return { period, catalog, ...(await watched(period)), verified, pinned: pinnedOf(pins, keyId), by, zone }
}

/** The page first, then the tables by name, the same as one document, and OSCAL's. */
export const filesOf = (reported: Reported): Piecewise[] => {
  const { period, catalog, by } = reported
  const told = toldOf(period, catalog)
  return [
    { name: pageName, pieces: () => page(reported) },
    ...csvFiles(tables, told),
    jsonFile(tables, told, by.version),
    { name: oscalName, pieces: () => oscalOf(reported) },
  ]
}

function* page(reported: Reported): Generator<string> {
  yield* paper(reported)
  yield writeMadeOf(madeOf(reported))
}
