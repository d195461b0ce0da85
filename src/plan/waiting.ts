// Ticks behind the head that were begun and not sealed.
import { seconds } from '../clock.ts'
import type { Instant } from '../model.ts'
import { folder, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'

/** `indexed`: all was read and judged, only the statement is missing, as when the signing key could not be used. */
export type Waiting = { tick: Instant; indexed: boolean }

/** Ticks with a plan, after the sealed one and up to this one, oldest first. Throws STORE_UNREADABLE. */
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
  return [...planned].map((tick) => ({ tick, indexed: indexed.has(tick) }))
}
