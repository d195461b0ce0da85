// A store that keeps its writes in memory: for looking at what a tick would do.
import { sha256 } from '../digest.ts'
import type { Ref } from '../model.ts'
import type { Store } from '../store/store.ts'

/** Reads through to the real store; what is put here is gone when the program ends. */
export const inMemory = (store: Store): Store => {
  const put = new Map<string, { ref: Ref; body: Uint8Array }>()
  return {
    ...store,
    async putOnce(key, body) {
      const there = put.get(key) ?? (await store.get({ key }))
      if (there) return { won: false, ref: there.ref }
      const ref = { key, versionId: null, sha256: sha256(body), bytes: body.length }
      put.set(key, { ref, body })
      return { won: true, ref }
    },
    get: async (at) => put.get(at.key) ?? store.get(at),
  }
}
