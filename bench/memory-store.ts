// A store in memory whose lists begin where they are asked to, as a bucket's do: a year of ticks lists it fifty thousand times.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sha256 } from '../src/digest.ts'
import type { Ref } from '../src/model.ts'
import type { Store } from '../src/store/store.ts'

type Held = { ref: Ref; body: Uint8Array }
export type Memory = Store & { keys: readonly string[]; bytes(): number; writeTo(folder: string): void }

/** Keys are ASCII, so that the order of strings is the order of bytes. */
export const memoryStore = (): Memory => {
  const held = new Map<string, Held>()
  const keys: string[] = []
  let total = 0
  // The first place whose key is not below: nearly every put goes to the end or close to it.
  const placeOf = (key: string): number => {
    let [low, high] = [0, keys.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((keys[middle] ?? '') < key) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    where: 'memory',
    keys,
    bytes: () => total,
    async putOnce(key, body) {
      const before = held.get(key)
      if (before) return { won: false, ref: before.ref }
      const ref = { key, versionId: null, sha256: sha256(body), bytes: body.length }
      held.set(key, { ref, body: Uint8Array.from(body) })
      keys.splice(placeOf(key), 0, key)
      total += body.length
      return { won: true, ref }
    },
    get: async ({ key }) => held.get(key),
    async *list(prefix, after = '') {
      let at = placeOf(prefix > after ? prefix : after)
      for (let key = keys[at]; key !== undefined; key = keys[++at]) {
        if (!key.startsWith(prefix)) return
        if (key > after)
          yield { key, versionId: null, bytes: held.get(key)?.ref.bytes ?? 0, at: null, deleteMarker: false }
      }
    },
    custody: async () => 'cannot-tell',
    /** As the folder store lays it out, without its waiting for the disk after every object. */
    writeTo(folder) {
      const made = new Set<string>()
      for (const [key, { body }] of held) {
        const path = join(folder, key)
        if (!made.has(dirname(path)))
          made.add(mkdirSync(dirname(path), { recursive: true }) ?? dirname(path)).add(dirname(path))
        writeFileSync(path, body)
      }
    },
  }
}
