// The head that stands in a store now, believed by the pins of the command line.
import type { Anchor } from '../../anchors/anchor.ts'
import { type Believed, standing } from '../../anchors/standing.ts'
import { newestOf } from '../../anchors/witness.ts'
import { isDigest } from '../../digest.ts'
import { checkPins } from '../../prove/pins.ts'
import { read } from '../given-anchors.ts'
import { homeRegion, isBucket, openStore } from '../place.ts'
import type { WitnessOptions } from '../witness.ts'

/** Throws USAGE, PINS_MISSING, STORE_UNREADABLE, LEDGER_BROKEN, ANCHOR_CONTRADICTED. */
export const headOf = async (
  where: string,
  given: WitnessOptions,
  before: readonly Anchor[],
): Promise<{ head: Anchor; notes: string[] }> => {
  const believed = believedOf(given)
  const home = isBucket(where) ? homeRegion(given.region) : ''
  const { store } = openStore(where, { home }, believed.account, () => '')
  const { head, tick, foreignKey } = await standing(store, believed, before)
  const newest = newestOf(before)
  const back = newest
    ? `its chain leads back to entry ${newest.sequence}`
    : 'there was no anchor to follow its chain to'
  return {
    head,
    notes: [
      `${where}: the head is entry ${head.sequence}, tick ${tick}; ${back}`,
      ...(foreignKey === null ? [] : [`the key ${foreignKey} took over, and was not given by --key`]),
    ],
  }
}

// Of all pins the period alone has no say here.
const believedOf = ({ key = [], account, ledger }: WitnessOptions): Believed => {
  const pins = checkPins({
    ...(key[0] !== undefined && { publicKey: read(key[0]), laterKeys: key.slice(1).map(read) }),
    ...(account !== undefined && { account }),
    ...(isDigest(ledger) && { ledger }),
    period: { start: '1970-01-01T00:00:00Z', end: '2970-01-01T00:00:00Z' },
  })
  return { keys: [pins.publicKey, ...pins.laterKeys], account: pins.account, ledger: pins.ledger }
}
