// Who is there and where: the readings that the population is made from.

import { accountRegions, isUsable } from '../facts/account-regions.ts'
import { found } from '../facts/inventory.ts'
import { type Exchange, isUnknown, type Ref, type Slot, type Subject } from '../model.ts'
import { readFact } from '../observation/fact.ts'
import type { Source } from '../source.ts'
import type { Inventory } from './population.ts'

export const inventoryOf = (
  region: Subject,
  { exchanges, parts }: { exchanges: Iterable<Exchange>; parts: Ref[] },
): Inventory => ({
  region: region.region,
  ...found([...exchanges], region),
  parts,
})

/** The regions that the account can use; undefined where the list was not read to its end. */
export const enabledRegions = (
  source: Source,
  owner: Subject,
  slot: Slot,
  exchanges: Iterable<Exchange>,
): string[] | undefined => {
  const regions = readFact(accountRegions, source, exchanges, { subject: owner, slot })
  return isUnknown(regions) ? undefined : regions.filter(isUsable).map(({ name }) => name)
}
