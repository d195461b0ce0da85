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

/** The newest sealed ticks, the newest first, and the key behind which their folders and all later ones lie. */
export type Reached = { entries: Entry[]; from: string }

/** In a young ledger from the beginning on. Throws STORE_UNREADABLE. */
export const reached = async (store: Store, head: Entry | undefined): Promise<Reached> => {
  const entries: Entry[] = []
  let from = 'ticks/'
  for (let entry = head; entry && entries.length < reach; entry = await entryBefore(store, entry)) {
    entries.push(entry)
    from = entry.tick.previous ? folder(entry.tick.tick) : 'ticks/'
  }
  return { entries, from }
}

/**
 * Looks at the folders of the newest sealed ticks and at every one between them and this tick: two ticks that raced, and the one
 * that lost, are among them. What waits for its statement is listed by its own index.
 * Throws STORE_UNREADABLE, LEDGER_BROKEN.
 */
export const strays = async (
  store: Store,
  tick: Instant,
  { back, behind }: { back: Reached; behind: Waiting[] },
): Promise<ObjectLine[]> => {
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
  for (const { tick: one } of back.entries) note(one.index.key, await sealed(store, one.index))
  const found: string[] = []
  for await (const { key, deleteMarker } of store.list('ticks/', back.from)) {
    if (key >= folder(tick)) break
    if (parseKey(key) && !deleteMarker && !listed.has(key)) found.push(key)
  }
  return pMap(found, async (key) => ({ role: 'stray' as const, object: (await objectAt(store, key)).ref }), {
    concurrency: 16,
  })
}
