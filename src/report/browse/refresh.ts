// What makes the pages of the work bucket, and where they go: static objects by which evidence is found in the S3 console.
import type { Catalog } from '../../catalog.ts'
import type { Store } from '../../store/store.ts'

/** Where pages are put, over what was there: they are never evidence. */
export interface Pages {
  /** `key` begins with `pages/`. The same page has the same bytes. */
  put(key: string, body: Uint8Array, contentType: string): Promise<void>
}

export type Refreshing = {
  /** Read only. */
  store: Pick<Store, 'where' | 'get' | 'list' | 'custody'>
  pages: Pages
  catalog: Catalog
  /** UTC days as 2026-01-05, half-open: their pages are made anew, and those that hold lists over all days. */
  days: { from: string; to: string }
  /** The buckets and their region, for links into the console; null for a folder: then nothing is linked. */
  console: { region: string; evidence: string; work: string } | null
  /** The public key in PEM that signs the ledger, as whoever runs this knows it from elsewhere; null: the one that the ledger names. */
  publicKey: string | null
}

export type Refreshed = {
  pages: number
  bytes: number
  /** The newest entry that was seen; null where there was none. */
  head: { sequence: number; tick: string; sha256: string } | null
}

/** `refresh` puts all of these with the same arguments to the same bytes. Throws STORE_UNREADABLE. */
export type Refresh = (on: Refreshing) => Promise<Refreshed>
