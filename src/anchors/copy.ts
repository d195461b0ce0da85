// The entries of a ledger's copy with somebody else, as anchors: their digests, and nothing that they say of the rest.
import pMap from 'p-map'
import { ledgerId, readAt } from '../ledger/chain.ts'
import { parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Anchor } from './anchor.ts'

/** In order. What is no entry is passed over: it anchors nothing. Throws STORE_UNREADABLE. */
export const anchorsOfCopy = async (store: Store): Promise<Anchor[]> => {
  const numbers = new Set<number>()
  for await (const { key, deleteMarker } of store.list('ledger/')) {
    const parsed = parseKey(key)
    if (parsed?.kind === 'ledger' && !deleteMarker) numbers.add(parsed.sequence)
  }
  const entries = await pMap([...numbers], (sequence) => readAt(store, { sequence }), { concurrency: 16 })
  return entries
    .flatMap((one) => (one ? [{ sequence: one.tick.sequence, sha256: one.sha256, ledger: ledgerId(one) }] : []))
    .sort((a, b) => a.sequence - b.sequence)
}
