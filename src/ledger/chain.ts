// The chain of statements: reading one entry, finding the head.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { EvidenceError } from '../errors.ts'
import type { Digest } from '../model.ts'
import { ledgerKey, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { isSignedBy, open } from './dsse.ts'
import { payloadDigest, readStatement, type Tick } from './statement.ts'

/** A statement in its place, with the digest that the next one binds. */
export type Entry = { tick: Tick; sha256: Digest }

/** The ledger's id: the digest of its first payload. */
export const ledgerId = ({ tick, sha256 }: Entry): Digest => tick.ledger ?? sha256

/**
 * The newest entry that this key signed and that stands under its own number; undefined for a new ledger.
 * What others put among the entries is passed over here and reported by verify: it must not stop the sealer.
 * Throws STORE_UNREADABLE.
 */
export const findHead = async (store: Store, publicKey: string): Promise<Entry | undefined> => {
  const first = new Map<number, string | null>() // the oldest version: a delete marker or a later put changes nothing
  for await (const { key, versionId, deleteMarker } of store.list('ledger/')) {
    const parsed = parseKey(key)
    if (parsed?.kind === 'ledger' && !deleteMarker) first.set(parsed.sequence, versionId)
  }
  const key = createPublicKey(publicKey)
  for (const [sequence, versionId] of [...first].sort(([a], [b]) => b - a)) {
    const entry = await readEntry(store, { sequence, versionId }, key)
    if (entry) return entry
  }
  return undefined
}

/** Undefined where nothing lies, or nothing that this key signed as this entry. */
export const readEntry = async (
  store: Store,
  at: { sequence: number; versionId?: string | null },
  key: KeyObject,
): Promise<Entry | undefined> => {
  const { sequence, versionId } = at
  const found = await store.get({ key: ledgerKey(sequence), ...(versionId !== undefined && { versionId }) })
  if (!found) return undefined
  try {
    const { payload, signatures } = open(found.body)
    const [only, ...more] = signatures
    if (!only || more.length > 0 || !isSignedBy(key, payload, only.sig)) return undefined
    const tick = readStatement(payload)
    return tick.sequence === sequence ? { tick, sha256: payloadDigest(payload) } : undefined
  } catch (error) {
    if (error instanceof EvidenceError && (error.code === 'ENVELOPE_INVALID' || error.code === 'JSON_INVALID'))
      return undefined
    throw error
  }
}
