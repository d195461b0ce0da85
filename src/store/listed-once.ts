// A store of which one stretch of keys is listed once, however many look through it.
import { byBytes } from './order.ts'
import type { Listed, Store } from './store.ts'

/**
 * What lies below `prefix` behind `after` is listed no further than somebody looks, and shown from memory to whoever looks
 * next: what is put meanwhile may not show. For one reader at a time.
 */
export const listedOnce = (store: Store, prefix: string, after = ''): Store => {
  const seen: Listed[] = []
  const rest = store.list(prefix, after)[Symbol.asyncIterator]()

  async function* shown(within: string, behind: string): AsyncGenerator<Listed> {
    for (let at = 0; ; at++) {
      if (at === seen.length) {
        const next = await rest.next()
        if (next.done) return
        seen.push(next.value)
      }
      const one = seen[at]
      if (!one || byBytes(one.key, behind) <= 0) continue
      if (one.key.startsWith(within)) yield one
      else if (byBytes(one.key, within) > 0) return
    }
  }

  return {
    ...store,
    list(within, behind = '') {
      const covered = within.startsWith(prefix) && (byBytes(behind, after) >= 0 || byBytes(within, after) > 0)
      return covered ? shown(within, behind) : store.list(within, behind)
    },
  }
}
