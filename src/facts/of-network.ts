// Facts about the network of a region, each of which rests on what it needs alone: one denial leaves the others known.
import { defineFact, type Fact } from '../fact.ts'
import type { Action, Exchange, Unknown } from '../model.ts'

export const networkFact = <T>(
  id: string,
  actions: Action[],
  read: (exchanges: Iterable<Exchange>) => T | Unknown,
): Fact<T> => defineFact({ id, source: 'network', of: 'region', actions, read })
