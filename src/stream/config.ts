// By which configuration a batch is judged: that of the newest tick that can be read.
import { instant, seconds } from '../clock.ts'
import { type Config, configOf, defaults } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant, Ref } from '../model.ts'
import { tickEvery } from '../plan/slots.ts'
import { configKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { configReach } from '../store/streamed.ts'

/** `ref` null: none could be read; then everybody is observed, and nothing is set. */
export type Ruling = { config: Config; ref: Ref | null }

/** Throws STORE_UNREADABLE. What was read of a store once is not read again: a configuration is put once. */
export const configBefore = async (store: Store, next: Instant): Promise<Ruling> => {
  const known = read.get(store) ?? new Map<string, Ruling>()
  read.set(store, known)
  for (let back = 1; back <= configReach; back++) {
    const key = configKey(instant(seconds(next) - back * tickEvery))
    const ruling = known.get(key) ?? (await stored(store, key))
    if (!ruling) continue
    for (const older of known.keys()) if (older < key) known.delete(older)
    known.set(key, ruling)
    return ruling
  }
  return { config: defaults, ref: null }
}
const read = new WeakMap<Store, Map<string, Ruling>>()

// One that another version wrote, or nobody, is passed over: a batch is evidence whatever else is not.
const stored = async (store: Store, key: string): Promise<Ruling | undefined> => {
  const found = await store.get({ key })
  try {
    return found && { config: configOf(found.body), ref: found.ref }
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'JSON_INVALID') return undefined
    throw error
  }
}
