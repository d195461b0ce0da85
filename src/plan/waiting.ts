// Ticks behind the head that were begun and not sealed.
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant } from '../model.ts'
import { readIndex, readPlan } from '../store/documents.ts'
import { folder, indexKey, parseKey, planKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'

/** `indexed`: all was read and judged, only the statement is missing, as when the signing key could not be used. */
export type Waiting = { tick: Instant; indexed: boolean }

/**
 * Ticks with a plan, after the sealed one and up to this one, oldest first. Where the plan or the index is none, somebody
 * else put it: no tick can go on from it, and none is stopped by it. What lies there becomes strays.
 * Throws STORE_UNREADABLE.
 */
export const waiting = async (store: Store, sealed: Instant | undefined, upTo: Instant): Promise<Waiting[]> => {
  const planned = new Set<Instant>()
  const indexed = new Set<Instant>()
  for await (const { key, deleteMarker } of store.list('ticks/', sealed && `${folder(sealed)}~`)) {
    const parsed = parseKey(key)
    if (!parsed || deleteMarker) continue
    if ('tick' in parsed && seconds(parsed.tick) > seconds(upTo)) break
    if (parsed.kind === 'plan') planned.add(parsed.tick)
    if (parsed.kind === 'index') indexed.add(parsed.tick)
  }
  const found: Waiting[] = []
  for (const tick of planned) {
    const plan = await reads(store, planKey(tick), (body) => readPlan(body).tick === tick)
    const index = !indexed.has(tick) || (await reads(store, indexKey(tick), readIndex))
    if (plan && index) found.push({ tick, indexed: indexed.has(tick) })
  }
  return found
}

const reads = async (store: Store, key: string, read: (body: Uint8Array) => unknown): Promise<boolean> => {
  const found = await store.get({ key })
  try {
    return found !== undefined && read(found.body) !== false
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'JSON_INVALID') return false
    throw error
  }
}
