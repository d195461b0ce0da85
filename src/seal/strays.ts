// Objects that crashed or late workers left in earlier folders, listed by no index: adopted, and flagged as what they are.
import pMap from 'p-map'
import type { Entry } from '../ledger/chain.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Instant } from '../model.ts'
import { isSlotLine, type ObjectLine, readIndex } from '../store/documents.ts'
import { folder, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { refOf } from './account.ts'

/** Looks at the head's folder and at every one between it and this tick. Throws STORE_UNREADABLE, LEDGER_BROKEN. */
export const strays = async (store: Store, tick: Instant, head: Entry | undefined): Promise<ObjectLine[]> => {
  const listed = new Set(head ? [head.tick.index.key, ...(await keysOf(store, head))] : [])
  const found: string[] = []
  const from = head ? folder(head.tick.tick) : 'ticks/'
  for await (const { key, deleteMarker } of store.list('ticks/', from)) {
    const parsed = parseKey(key)
    if (key.startsWith(folder(tick)) || key > folder(tick)) break
    if (parsed && !deleteMarker && !listed.has(key)) found.push(key)
  }
  return pMap(found, async (key) => ({ role: 'stray' as const, object: await refOf(store, key) }), { concurrency: 16 })
}

const keysOf = async (store: Store, { tick }: Entry): Promise<string[]> =>
  readIndex(await sealed(store, tick.index)).flatMap((line) => (isSlotLine(line) ? line.parts : [line.object]).map(({ key }) => key))
