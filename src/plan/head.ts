// The head of the ledger, also while the signing key is out of reach: what it signed can still be told.
import type { Clock } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { type Head, readAt } from '../ledger/chain.ts'
import { begins, findHead, keysOf, type Signers } from '../ledger/head.ts'
import type { Store } from '../store/store.ts'

/**
 * Undefined for a new ledger, and where nobody can tell. Reading must go on without the signer, or hours of states would be lost
 * with it: what is planned so is sealed by the signer later, behind its own head, or not at all. Throws STORE_UNREADABLE, LEDGER_BROKEN.
 */
export const knownHead = async (on: Signers & { store: Store; clock: Clock }): Promise<Head | undefined> => {
  try {
    return await findHead(on.store, await keysOf(on), on.clock.now())
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code !== 'SIGNER_UNAVAILABLE') throw error
    const own = await firstKey(on.store)
    return own === undefined ? undefined : findHead(on.store, { own }, on.clock.now())
  }
}

// Something else may lie there: without the signer nobody can say what follows it.
const firstKey = async (store: Store): Promise<string | undefined> => {
  const first = await readAt(store, { sequence: 1 })
  return first && begins(first) ? first.tick.key?.publicKey : undefined
}
