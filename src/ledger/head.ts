// The head of the ledger: the newest entry that the signing key vouches for, also where it took over from another.
import pMap from 'p-map'
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant } from '../model.ts'
import { ledgerKey, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { type At, type Head, headBehind, type InForce, isBy, readAt, type Stated } from './chain.ts'
import { keyId } from './dsse.ts'
import type { Signer } from './signer.ts'

export type Signers = {
  signer: Signer
  /** Whose signature stands beside it where it takes over; not asked for anything once it has. */
  previousSigner?: Signer
}

/** Public keys in PEM. */
export type Keys = { own: string; previous?: (() => Promise<string>) | undefined }

/** Throws SIGNER_UNAVAILABLE. */
export const keysOf = async ({ signer, previousSigner }: Signers): Promise<Keys> => ({
  own: (await signer.describe()).publicKey,
  previous: previousSigner && (async () => (await previousSigner.describe()).publicKey),
})

/**
 * The newest entry that the own key signed, or, where it signed none, the key that it takes over from; from an entry that hands
 * over to another key on, what that one signed. Undefined for a new ledger. What others put among the entries is passed over here and
 * reported by verify: it must not stop the sealer. Once the own key has signed, nothing that its predecessor signs can be the head.
 * `now` spares listing what is old: after years the head is found by as few calls as after a day. What this process found before
 * stays where it is: only what lies behind it is listed.
 * Throws STORE_UNREADABLE, SIGNER_UNAVAILABLE, and LEDGER_BROKEN where the ledger was begun with another key: beginning anew beside it
 * would lose what is owed, and sign over every number that is taken.
 */
export const findHead = async (store: Store, { own, previous }: Keys, now?: Instant): Promise<Head | undefined> => {
  const before = last.get(store)
  if (before?.own === own) {
    const all = await numbered(store, before.mine.tick.sequence)
    const mine = await firstOf(store, all, (one) => signedBy(store, one, before.ours))
    return found(store, all, { ...before, mine: mine ?? before.mine })
  }
  const first = await readAt(store, { sequence: 1 })
  // One entry an hour since the first, less what outages cost. Whatever number is begun at: if one of ours lies behind
  // it, so does the newest.
  const most = first && now !== undefined ? Math.floor((seconds(now) - seconds(first.tick.tick)) / 3_600) : 0
  const genesis = first && begins(first) ? first : undefined
  const ours = { publicKey: own, retired: [], ledger: genesis?.sha256 }
  let all: At[] = []
  let seen = Number.POSITIVE_INFINITY
  for (let back = 240; seen > 0; back *= 4) {
    const from = Math.max(0, most - back)
    all = await numbered(store, from)
    const fresh = all.filter(({ sequence }) => sequence <= seen)
    const mine = await firstOf(store, fresh, (one) => signedBy(store, one, ours))
    if (mine) return found(store, all, { own, ours, mine })
    seen = from
  }
  const replaced = previous && { ...ours, publicKey: await previous() }
  const theirs = replaced && (await firstOf(store, all, (one) => signedBy(store, one, replaced)))
  if (theirs) return followed(store, all, theirs)
  if (genesis?.tick.key) throw foreign(store, genesis.tick.key.id, own)
  return undefined
}

/** The newest entry that the own key signed. */
type Found = { own: string; ours: InForce; mine: Head }
const last = new WeakMap<Store, Found>()

const found = (store: Store, all: At[], one: Found): Promise<Head> => {
  last.set(store, one)
  return followed(store, all, one.mine)
}

/** Every number behind this one with what was put first under it, newest first: a delete marker or a later put changes nothing. */
const numbered = async (store: Store, from = 0): Promise<At[]> => {
  const first = new Map<number, string | null>()
  const after = from > 0 ? ledgerKey(from) : undefined
  for await (const { key, versionId, deleteMarker } of store.list('ledger/', after)) {
    const parsed = parseKey(key)
    if (parsed?.kind === 'ledger' && !deleteMarker) first.set(parsed.sequence, versionId)
  }
  return [...first].map(([sequence, versionId]) => ({ sequence, versionId })).sort((a, b) => b.sequence - a.sequence)
}

// Nearly always the very first. While a new key has signed nothing yet, all entries are looked at: more and more at once.
const firstOf = async <T>(
  store: Store,
  all: At[],
  take: (one: Stated) => Promise<T | undefined>,
): Promise<T | undefined> => {
  for (let from = 0, size = 1; from < all.length; from += size, size = Math.min(2 * size, 64)) {
    const read = await pMap(all.slice(from, from + size), (at) => readAt(store, at), { concurrency: 16 })
    for (const one of read) {
      const taken = one && (await take(one))
      if (taken !== undefined) return taken
    }
  }
  return undefined
}

// Where the own key says that it took over, so must the one before it, which an earlier entry describes.
const signedBy = async (store: Store, one: Stated, own: InForce): Promise<Head | undefined> => {
  const [first, second] = one.signatures
  if (!first || !second || !isBy(own.publicKey, one.payload, second)) return headBehind(one, own)
  const earlier = (await numbered(store)).filter(({ sequence }) => sequence < one.tick.sequence).reverse()
  const old = await firstOf(store, earlier, async ({ tick: { key } }) => describes(key?.publicKey, first.keyid))
  return old === undefined ? undefined : headBehind(one, { ...own, publicKey: old })
}

const describes = (publicKey: string | undefined, id: string): string | undefined => {
  try {
    return publicKey !== undefined && keyId(publicKey) === id ? publicKey : undefined
  } catch {
    return undefined // the text is no key
  }
}

// Where an entry handed over to another key, the head is that key's newest, or the entry itself.
const followed = async (store: Store, all: At[], from: Head): Promise<Head> => {
  const above = all.filter(({ sequence }) => sequence > from.tick.sequence)
  const next = from.retired.length > 0 ? await firstOf(store, above, async (one) => headBehind(one, from)) : undefined
  return next ? followed(store, all, next) : from
}

/** The first entry, where it is signed by the key that it names. */
export const begins = (first: Stated): boolean => {
  const { previous, key } = first.tick
  return previous === null && key !== null && headBehind(first, { publicKey: key.publicKey, retired: [] }) !== undefined
}

const foreign = (store: Store, key: string, own: string): EvidenceError =>
  new EvidenceError(
    'LEDGER_BROKEN',
    { store: store.where, key, given: keyId(own) },
    {
      hint: 'the ledger here was begun with this key: sign with it, name it as the previous key, or begin in another store',
    },
  )
