// What the pages are made of: a store that is only read, what its reader brought along, and what was read of it already.
import { LRUCache } from 'lru-cache'
import type { Catalog } from '../../catalog.ts'
import { EvidenceError } from '../../errors.ts'
import type { Stated } from '../../ledger/chain.ts'
import type { Instant, Ref } from '../../model.ts'
import type { Pins } from '../../prove/pins.ts'
import type { Store } from '../../store/store.ts'

export type Given = {
  store: Omit<Store, 'putOnce'>
  catalog: Catalog
  /** What the reader brought along: each where it is there, none of it needed. */
  pins: Partial<Pins>
  /** The host that an S3 store is asked at; null for a folder. */
  endpoint: string | null
  /** Spares listing what is old. Nothing that is shown rests on it. */
  now?: Instant
}

export type Site = Omit<Given, 'store'> & {
  store: Store
  /** Entries by their number: to find the way alone. What is shown of one is read there and then. */
  entries: LRUCache<number, Stated>
  /** What was read and is what was sealed, by key and version. */
  bodies: LRUCache<string, Uint8Array>
}

export const makeSite = ({ store, ...given }: Given): Site => ({
  ...given,
  store: { ...store, putOnce: (key) => Promise.reject(readOnly(store.where, key)) },
  entries: new LRUCache({ max: 4_000 }),
  bodies: new LRUCache({ maxSize: 64 * 1024 * 1024, sizeCalculation: (body) => body.length + 1 }),
})

const readOnly = (where: string, key: string): EvidenceError =>
  new EvidenceError('STORE_REFUSED', { store: where, key }, { hint: 'pages only read' })

/** The bytes of a sealed object, or why they cannot be shown as that. Throws STORE_UNREADABLE. */
export const bytesOf = async ({ store, bodies }: Site, ref: Ref): Promise<Uint8Array | { not: string }> => {
  const name = `${ref.key} ${ref.versionId ?? ''} ${ref.sha256}`
  const known = bodies.get(name)
  if (known) return known
  const found = await store.get(ref)
  if (!found) return { not: 'it is not in this store' }
  if (found.ref.sha256 !== ref.sha256) return { not: `it was sealed as ${ref.sha256} and is ${found.ref.sha256}` }
  bodies.set(name, found.body)
  return found.body
}
