// Reads a sealed observation during the walk: all its parts, each held against its digest.
import { EvidenceError } from '../../errors.ts'
import type { Ref } from '../../model.ts'
import { type Observation, readObservation } from '../../observation/read.ts'
import type { EntrySeen } from './gather.ts'

/** Or why it cannot be read. Throws STORE_UNREADABLE. */
export const observationSeen = async (
  read: EntrySeen['read'],
  refs: readonly Ref[],
): Promise<Observation | { not: string }> => {
  const parts: { key: string; body: Uint8Array }[] = []
  for (const ref of refs) {
    const body = await read(ref, (bytes) => bytes)
    if (!body) return { not: `${ref.key} is not what was sealed` }
    parts.push({ key: ref.key, body })
  }
  try {
    return readObservation(parts)
  } catch (error) {
    if (error instanceof EvidenceError) return { not: error.message }
    throw error
  }
}
