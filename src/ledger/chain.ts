// The chain of statements: reading one entry, the one that it binds, and which key signs behind it.
import { createPublicKey } from 'node:crypto'
import { EvidenceError } from '../errors.ts'
import type { Digest } from '../model.ts'
import { ledgerKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { type Envelope, isSignedBy, keyId, open } from './dsse.ts'
import { payloadDigest, readStatement, type Tick } from './statement.ts'

/** A statement in its place, with the digest that the next one binds. */
export type Entry = { tick: Tick; sha256: Digest }

/** The key that signs next, in PEM, and the ids of those that it replaced; the ledger, where its first entry is known. */
export type InForce = { publicKey: string; retired: string[]; ledger?: Digest | undefined }

/** An entry that may be followed, with the key that signs behind it. */
export type Head = Entry & InForce

/** The ledger's id: the digest of its first payload. */
export const ledgerId = ({ tick, sha256 }: Entry): Digest => tick.ledger ?? sha256

/** One version of what lies under a number; the one that was put first where `versionId` is left out. */
export type At = { sequence: number; versionId?: string | null | undefined }

/** A statement in its envelope, whoever signed it. */
export type Stated = Entry & Envelope

/** Undefined where nothing lies, or nothing that may follow this head under this number. Throws STORE_UNREADABLE. */
export const readEntry = async (store: Store, sequence: number, head: Head): Promise<Head | undefined> => {
  const found = await readAt(store, { sequence })
  return found && headBehind(found, { ...head, ledger: ledgerId(head) })
}

/** The entry that this one binds, by its digest, whoever signed it. Undefined where it is not there. Throws STORE_UNREADABLE. */
export const entryBefore = async (store: Store, { tick: { previous } }: Entry): Promise<Entry | undefined> => {
  if (!previous) return undefined
  const found = known.get(store)?.get(previous.sha256) ?? (await readAt(store, { sequence: previous.sequence }))
  return found?.sha256 === previous.sha256 ? found : undefined
}

// A tick goes back over the last few entries again and again: what has this digest is this entry.
const known = new WeakMap<Store, Map<Digest, Entry>>()
const kept = 8

const know = (store: Store, entry: Entry): void => {
  const all = known.get(store) ?? new Map<Digest, Entry>()
  known.set(store, all.set(entry.sha256, entry))
  for (const oldest of all.keys()) if (all.size > kept) all.delete(oldest)
}

/** Undefined where nothing lies, or what is no statement of this number. Throws STORE_UNREADABLE. */
export const readAt = async (store: Store, { sequence, versionId }: At): Promise<Stated | undefined> => {
  const key = ledgerKey(sequence)
  const first = versionId === undefined ? await firstVersion(store, key) : versionId
  const found = first === undefined ? undefined : await store.get({ key, versionId: first })
  const told = found && stated(found.body)
  if (told?.tick.sequence !== sequence) return undefined
  know(store, told)
  return told
}

// A delete marker or a later put changes nothing.
const firstVersion = async (store: Store, key: string): Promise<string | null | undefined> => {
  let first: string | null | undefined
  for await (const one of store.list(key)) if (one.key === key && !one.deleteMarker) first = one.versionId
  return first
}

const stated = (body: Uint8Array): Stated | undefined => {
  try {
    const { payload, signatures } = open(body)
    return { payload, signatures, tick: readStatement(payload), sha256: payloadDigest(payload) }
  } catch (error) {
    if (error instanceof EvidenceError && (error.code === 'ENVELOPE_INVALID' || error.code === 'JSON_INVALID'))
      return undefined
    throw error
  }
}

/**
 * An entry that the key in force signed: alone, or with the key that takes over from it, which then is in force. Undefined for
 * every other: what one of the two signed alone changes nothing, nor does a key that was replaced before, nor what the same key
 * signed for another ledger.
 */
export const headBehind = (one: Stated, { publicKey, retired, ledger }: InForce): Head | undefined => {
  const { tick, sha256, payload, signatures } = one
  const [first, second, ...more] = signatures
  const isSigned = first !== undefined && isBy(publicKey, payload, first)
  if (!isSigned || more.length > 0 || ledgerId(one) !== (ledger ?? ledgerId(one))) return undefined
  const next = changeTo(tick)
  if (next === undefined) return second ? undefined : { tick, sha256, publicKey, retired, ledger }
  const replaced = [...retired, keyId(publicKey)]
  if (!second || !isBy(next, payload, second) || replaced.includes(second.keyid)) return undefined
  return { tick, sha256, publicKey: next, retired: replaced, ledger }
}

/** The key to which an entry changes; undefined where it changes none. The first entry names the key that it is signed by. */
export const changeTo = ({ previous, key }: Tick): string | undefined => (previous && key ? key.publicKey : undefined)

/** Whether this key signed, and says so. What is no P-256 key signed nothing. */
export const isBy = (
  publicKey: string,
  payload: Uint8Array,
  { keyid, sig }: Envelope['signatures'][number],
): boolean => {
  try {
    const key = createPublicKey(publicKey)
    const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    return isP256 && keyid === keyId(publicKey) && isSignedBy(key, payload, sig)
  } catch {
    return false // the text is no key
  }
}
