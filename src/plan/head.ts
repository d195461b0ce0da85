// The head of the ledger, also while the signing key is out of reach: what it signed can still be told.
import { createPublicKey } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { type Entry, findHead, readEntry } from '../ledger/chain.ts'
import { open } from '../ledger/dsse.ts'
import type { Signer } from '../ledger/signer.ts'
import { readStatement } from '../ledger/statement.ts'
import { ledgerKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'

export type Known = {
  head: Entry | undefined /** undefined where nobody can tell it: then there is no head */
  publicKey: string | undefined
}

/** Throws STORE_UNREADABLE. */
export const knownHead = async (on: { store: Store; signer: Signer; clock: Clock }): Promise<Known> => {
  const publicKey = await keyOf(on)
  return { publicKey, head: publicKey === undefined ? undefined : await findHead(on.store, publicKey, on.clock.now()) }
}

// Reading must go on without the signer, or hours of states would be lost with it. What is planned so is sealed by the
// signer later, behind its own head, or not at all.
const keyOf = async ({ store, signer }: { store: Store; signer: Signer }): Promise<string | undefined> => {
  try {
    return (await signer.describe()).publicKey
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'SIGNER_UNAVAILABLE') return firstKey(store)
    throw error
  }
}

const firstKey = async (store: Store): Promise<string | undefined> => {
  const first = await store.get({ key: ledgerKey(1) })
  try {
    const publicKey = first && readStatement(open(first.body).payload).key?.publicKey
    return publicKey && (await readEntry(store, 1, createPublicKey(publicKey))) ? publicKey : undefined
  } catch {
    return undefined // something else lies there; without the signer nobody can say what follows it
  }
}
