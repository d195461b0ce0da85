// A bundle as a store: read only, and what a downloaded bucket looks like, but for the files that lie beside the evidence.
import { open } from 'node:fs/promises'
import { sha256 } from '../../digest.ts'
import { EvidenceError } from '../../errors.ts'
import type { Store } from '../../store/store.ts'
import { isBundleName } from './names.ts'
import { readZip, type Zip } from './zip-read.ts'

export type OpenedZip = { store: Store; close(): Promise<void> }

/** Throws BUNDLE_INVALID for what is no zip of ours, STORE_UNREADABLE. `fault` hears of each entry that is not what it says. */
export const openZip = async (path: string, fault: (name: string, why: string) => void): Promise<OpenedZip> => {
  const file = await open(path, 'r').catch((cause: unknown) => unreadable(path, cause))
  try {
    const { size } = await file.stat()
    const read = async (at: number, length: number): Promise<Uint8Array> => {
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await file.read(bytes, 0, length, at).catch((cause: unknown) => unreadable(path, cause))
      return bytes.subarray(0, bytesRead)
    }
    return { store: zipStore(path, await readZip({ size, read }, isBundleName), fault), close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** An entry that is not what it says is not there. */
export const zipStore = (where: string, zip: Zip, fault: (name: string, why: string) => void): Store => ({
  where,
  async putOnce(key) {
    throw new EvidenceError(
      'STORE_REFUSED',
      { key, why: 'a bundle is only read' },
      { hint: 'name a bucket or a folder' },
    )
  },
  async get({ key }) {
    try {
      const body = await zip.read(key)
      return body && { ref: { key, versionId: null, sha256: sha256(body), bytes: body.length }, body }
    } catch (error) {
      if (!(error instanceof EvidenceError) || error.code !== 'BUNDLE_INVALID') throw error
      fault(key, String(error.detail.why))
      return undefined
    }
  },
  async *list(prefix, after = '') {
    for (const key of zip.names)
      if (key.startsWith(prefix) && key > after)
        yield { key, versionId: null, bytes: zip.bytesOf(key), at: null, deleteMarker: false }
  },
  custody: async () => 'cannot-tell',
})

const unreadable = (path: string, cause: unknown): never => {
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new EvidenceError('STORE_UNREADABLE', { file: path, why }, { hint: 'name a file that can be read', cause })
}
