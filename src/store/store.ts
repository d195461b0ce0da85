// Where evidence lies. Three implementations: a folder, S3, and what an auditor downloaded.
import type { Digest, Instant, Ref } from '../model.ts'

export type Listed = {
  key: string
  versionId: string | null
  bytes: number
  /** When the store says it was written; null in a folder, where a file's time proves nothing. */
  at: Instant | null
  /** A delete marker lies here: not a version of the object, and no protection hinders one. */
  deleteMarker: boolean
}

/** What the store itself vouches for about one version, as HEAD gives it. */
export type Custody = {
  mode: 'COMPLIANCE' | 'GOVERNANCE' | 'none'
  until: Instant | null
  at: Instant
  etag: string
  /** S3's own full-object SHA-256, or null where it has none. */
  sha256: Digest | null
  checksumType: string | null
  replication: string | null
  storageClass: string | null
  encryption: string | null
}

export type Got = { ref: Ref; body: Uint8Array; custody?: Custody }

export interface Store {
  /** What to call it in messages: `s3://bucket` or the folder's path. */
  readonly where: string
  /**
   * Writes a key for the first and only time. `won` false: the key was taken; `ref` is the winner's, adopt it.
   * A lost reply is safe to repeat. Throws STORE_REFUSED.
   */
  putOnce(key: string, body: Uint8Array): Promise<{ won: boolean; ref: Ref }>
  /**
   * The bytes of one version, or of the current one where `versionId` is left out; undefined where there is none.
   * `custody`: what the store vouches for, where it says so with the bytes. Throws STORE_UNREADABLE.
   */
  get(at: { key: string; versionId?: string | null }): Promise<Got | undefined>
  /** All versions and delete markers below a prefix, by key, newest first; `after` is a key to start behind. Throws STORE_UNREADABLE. */
  list(prefix: string, after?: string): AsyncIterable<Listed>
  /** Throws STORE_UNREADABLE. A folder cannot tell. */
  custody(ref: Pick<Ref, 'key' | 'versionId'>): Promise<Custody | 'cannot-tell'>
}
