// A store whose objects are fetched once: what is put once cannot change, so what was read or put need not be read again.
import { LRUCache } from 'lru-cache'
import type { Ref } from '../model.ts'
import type { Store } from './store.ts'

/**
 * Remembers what was read and what the store confirmed to have put, up to so many bytes; what was not there is asked for again:
 * somebody else may have put it meanwhile. Not for verify.
 */
export const remembered = (store: Store, bytes = 64 * 1024 * 1024): Store => {
  const known = new LRUCache<string, { ref: Ref; body: Uint8Array }>({
    maxSize: bytes,
    sizeCalculation: ({ body }) => body.length + 256,
  })
  const keep = (found: { ref: Ref; body: Uint8Array }): void => {
    known.set(`${found.ref.key} `, found)
    known.set(`${found.ref.key} ${found.ref.versionId ?? ''}`, found)
  }
  return {
    ...store,
    async putOnce(key, body) {
      const { won, ref } = await store.putOnce(key, body)
      if (won) keep({ ref, body })
      return { won, ref }
    },
    async get(at) {
      const name = `${at.key} ${at.versionId ?? ''}`
      const before = known.get(name)
      if (before) return before
      const found = await store.get(at)
      if (found && !at.versionId) keep(found)
      else if (found) known.set(name, found)
      return found
    },
  }
}
