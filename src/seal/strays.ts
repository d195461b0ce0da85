// Objects that crashed or late workers left in earlier folders, listed by no index: adopted, and flagged as what they are.
import type { KeyObject } from 'node:crypto'
import pMap from 'p-map'
import { type Entry, readEntry } from '../ledger/chain.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Instant } from '../model.ts'
import { isSlotLine, type ObjectLine, readIndex } from '../store/documents.ts'
import { folder, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { refOf } from './account.ts'

/** How many sealed ticks back a worker can still have been writing. */
const reach = 3

/**
 * Looks at the folders of the newest sealed ticks and at every one between them and this tick: two ticks that raced, and the one
 * that lost, are among them. Throws STORE_UNREADABLE, LEDGER_BROKEN.
 */
export const strays = async (
  store: Store,
  tick: Instant,
  head: Entry | undefined,
  key: KeyObject,
): Promise<ObjectLine[]> => {
  const listed = new Set<string>()
  let from = 'ticks/'
  let entry = head
  for (let back = 0; entry && back < reach; back++) {
    from = folder(entry.tick.tick)
    for (const one of [entry.tick.index.key, ...(await keysOf(store, entry))]) listed.add(one)
    entry = entry.tick.previous ? await readEntry(store, { sequence: entry.tick.previous.sequence }, key) : undefined
  }
  const found: string[] = []
  for await (const { key, deleteMarker } of store.list('ticks/', from)) {
    if (key >= folder(tick)) break
    if (parseKey(key) && !deleteMarker && !listed.has(key)) found.push(key)
  }
  return pMap(found, async (key) => ({ role: 'stray' as const, object: await refOf(store, key) }), { concurrency: 16 })
}

const keysOf = async (store: Store, { tick }: Entry): Promise<string[]> =>
  readIndex(await sealed(store, tick.index)).flatMap((line) =>
    (isSlotLine(line) ? line.parts : [line.object]).map(({ key }) => key),
  )
