// A store whose objects are fetched once: what is put once cannot change, so what was read need not be read again.
import { LRUCache } from 'lru-cache'
import type { Ref } from '../model.ts'
import type { Store } from './store.ts'

/**
 * Remembers what was read, up to so many bytes; what was not there, and what this program put itself, is still asked of the store:
 * the sealer must see what the store holds. Not for verify.
 */
export const remembered = (store: Store, bytes = 64 * 1024 * 1024): Store => {
  const known = new LRUCache<string, { ref: Ref; body: Uint8Array }>({
    maxSize: bytes,
    sizeCalculation: ({ body }) => body.length + 256,
  })
  return {
    ...store,
    async get(at) {
      const name = `${at.key} ${at.versionId ?? ''}`
      const before = known.get(name)
      if (before) return before
      const found = await store.get(at)
      if (found) {
        known.set(name, found)
        known.set(`${at.key} ${found.ref.versionId ?? ''}`, found)
      }
      return found
    },
  }
}
