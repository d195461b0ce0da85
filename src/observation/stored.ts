// Finds what a tick has put for a slot: part by part, until the part that says it is the last.
import { type Catalog, sourceOf } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant, Ref, Slot, Subject } from '../model.ts'
import { observationKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { isLastPart } from './read.ts'

export type StoredPart = { ref: Ref; body: Uint8Array }

/** Empty where nothing was put; without its last part where a writer died between two. Throws STORE_UNREADABLE. */
export const storedParts = async (
  store: Store,
  catalog: Pick<Catalog, 'sources'>,
  { tick, source, subject, slot }: { tick: Instant; source: string; subject: Subject; slot: Slot },
): Promise<StoredPart[]> => {
  const zipped = sourceOf(catalog, source).zipped === true
  const parts: StoredPart[] = []
  for (;;) {
    const key = observationKey(tick, source, slug(subject), slot.start, parts.length + 1, zipped)
    const found = await store.get({ key })
    if (!found) return parts
    parts.push(found)
    if (isLast(key, found.body)) return parts
  }
}

/** Whether the last part is there: nothing more is to be put. */
export const isWhole = (parts: StoredPart[]): boolean => {
  const last = parts.at(-1)
  return last !== undefined && isLast(last.ref.key, last.body)
}

// What is no part of ours has none behind it. Whoever reads it is told; whoever only lists it must not be stopped by it.
const isLast = (key: string, body: Uint8Array): boolean => {
  try {
    return isLastPart({ key, body })
  } catch (error) {
    if (error instanceof EvidenceError) return true
    throw error
  }
}
