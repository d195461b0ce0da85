// What a region's inventory says of who is there.
import { found } from '../facts/inventory.ts'
import type { Exchange, Ref, Subject } from '../model.ts'
import type { Found } from './population.ts'

export const inventoryOf = (region: Subject, { exchanges, parts }: { exchanges: Iterable<Exchange>; parts: Ref[] }): Found => ({
  region: region.region,
  ...found(exchanges, region),
  parts,
})
