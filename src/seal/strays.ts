// Objects that crashed or late workers left in earlier folders, listed by no index: adopted, and flagged as what they are.
import pMap from 'p-map'
import { seconds } from '../clock.ts'
import { type Entry, entryBefore } from '../ledger/chain.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Instant } from '../model.ts'
import type { Waiting } from '../plan/waiting.ts'
import { isSlotLine, type ObjectLine, readIndex } from '../store/documents.ts'
import { folder, indexKey, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { objectAt } from './objects.ts'

/** How many sealed ticks back a worker can still have been writing. */
const reach = 3

/**
 * Looks at the folders of the newest sealed ticks and at every one between them and this tick: two ticks that raced, and the one
 * that lost, are among them; in a young ledger at all before it. What waits for its statement is listed by its own index.
 * Throws STORE_UNREADABLE, LEDGER_BROKEN.
 */
export const strays = async (
  store: Store,
  tick: Instant,
  known: { head: Entry | undefined; behind: Waiting[] },
): Promise<ObjectLine[]> => {
  const { head, behind } = known
  const listed = new Set<string>()
  const note = (index: string, body: Uint8Array): void => {
    listed.add(index)
    for (const line of readIndex(body))
      for (const { key } of isSlotLine(line) ? line.parts : [line.object]) listed.add(key)
  }
  for (const one of behind) {
    const key = indexKey(one.tick)
    const found = one.indexed && seconds(one.tick) < seconds(tick) ? await store.get({ key }) : undefined
    if (found) note(key, found.body)
  }
  let from = 'ticks/'
  let entry = head
  for (let back = 0; entry && back < reach; back++) {
    const { index, previous } = entry.tick
    note(index.key, await sealed(store, index))
    from = previous ? folder(entry.tick.tick) : 'ticks/'
    entry = await entryBefore(store, entry)
  }
  const found: string[] = []
  for await (const { key, deleteMarker } of store.list('ticks/', from)) {
    if (key >= folder(tick)) break
    if (parseKey(key) && !deleteMarker && !listed.has(key)) found.push(key)
  }
  return pMap(found, async (key) => ({ role: 'stray' as const, object: (await objectAt(store, key)).ref }), {
    concurrency: 16,
  })
}
