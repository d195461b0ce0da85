// The chain of statements: reading one entry, finding the head.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest, Instant } from '../model.ts'
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
 * `now` spares listing what is old: after years the head is found by as few calls as after a day.
 * Throws STORE_UNREADABLE, and LEDGER_BROKEN where the ledger was begun with another key: beginning anew beside it would lose
 * what is owed, and sign over every number that is taken.
 */
export const findHead = async (store: Store, publicKey: string, now?: Instant): Promise<Entry | undefined> => {
  const key = createPublicKey(publicKey)
  const first = now === undefined ? undefined : await readEntry(store, 1, key)
  // One entry an hour since the first, less what outages cost. Whatever number is begun at: if one of ours lies behind
  // it, so does the newest.
  const most = first && now !== undefined ? Math.floor((seconds(now) - seconds(first.tick.tick)) / 3_600) : 0
  for (let back = 240; ; back *= 4) {
    const from = Math.max(0, most - back)
    const head = await newestBehind(store, from, key)
    if (head) return head
    if (from === 0) break
  }
  await refuseForeign(store)
  return undefined
}

const newestBehind = async (store: Store, from: number, key: KeyObject): Promise<Entry | undefined> => {
  const first = new Map<number, string | null>() // the oldest version: a delete marker or a later put changes nothing
  for await (const { key, versionId, deleteMarker } of store.list('ledger/', from > 0 ? ledgerKey(from) : undefined)) {
    const parsed = parseKey(key)
    if (parsed?.kind === 'ledger' && !deleteMarker) first.set(parsed.sequence, versionId)
  }
  for (const [sequence, versionId] of [...first].sort(([a], [b]) => b - a)) {
    const entry = await readVersion(store, { sequence, versionId }, key)
    if (entry) return entry
  }
  return undefined
}

/**
 * What was put first under this number: a delete marker or a later put changes nothing. Undefined where nothing lies, or
 * nothing that this key signed as this entry. Throws STORE_UNREADABLE.
 */
export const readEntry = async (store: Store, sequence: number, key: KeyObject): Promise<Entry | undefined> => {
  const first = await firstVersion(store, sequence)
  return first && readVersion(store, first, key)
}

const firstVersion = async (store: Store, sequence: number): Promise<At | undefined> => {
  let first: At | undefined
  for await (const one of store.list(ledgerKey(sequence)))
    if (one.key === ledgerKey(sequence) && !one.deleteMarker) first = { sequence, versionId: one.versionId }
  return first
}

type At = { sequence: number; versionId: string | null }

const readVersion = async (store: Store, { sequence, versionId }: At, key: KeyObject): Promise<Entry | undefined> => {
  const found = await store.get({ key: ledgerKey(sequence), versionId })
  if (!found) return undefined
  const { tick, payload, signatures } = told(found.body) ?? {}
  const [only, ...more] = signatures ?? []
  if (!tick || !payload || !only || more.length > 0 || !isSignedBy(key, payload, only.sig)) return undefined
  return tick.sequence === sequence ? { tick, sha256: payloadDigest(payload) } : undefined
}

// Undefined for what is no statement in its envelope, whoever signed it.
const told = (body: Uint8Array) => {
  try {
    const { payload, signatures } = open(body)
    return { payload, signatures, tick: readStatement(payload) }
  } catch (error) {
    if (error instanceof EvidenceError && (error.code === 'ENVELOPE_INVALID' || error.code === 'JSON_INVALID'))
      return undefined
    throw error
  }
}

const refuseForeign = async (store: Store): Promise<void> => {
  const first = await firstVersion(store, 1)
  const found = first && (await store.get({ key: ledgerKey(1), versionId: first.versionId }))
  const own = found && told(found.body)?.tick.key
  const begun = own && (await readEntry(store, 1, createPublicKey(own.publicKey)))
  if (!begun) return
  throw new EvidenceError(
    'LEDGER_BROKEN',
    { store: store.where, key: own.id },
    { hint: 'the ledger here was begun with this key: sign with it, or begin in another store' },
  )
}
