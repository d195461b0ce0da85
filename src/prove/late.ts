// What no index lists and a worker of ours put all the same: one that slept until every index that could have listed it was there.
// Nothing was kept back by leaving it out, and nothing rests on it. It takes the store's own time to say so: a folder has none.
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant, Ref } from '../model.ts'
import { readHeader } from '../observation/format.ts'
import { linesOf } from '../observation/read.ts'
import { readEvaluation, readPlan } from '../store/documents.ts'
import { parseKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { readStreamed } from '../store/streamed.ts'
import { type Custodian, slack } from './custody.ts'

/** When it was put, where that was so late and it is what its key says; undefined for everything else. `closed`: when the last index that could list it was put. */
export const putLate = async (
  store: Store,
  custodian: Custodian,
  at: Pick<Ref, 'key' | 'versionId'>,
  closed: Instant | null,
): Promise<Instant | undefined> => {
  const written = closed === null ? undefined : await custodian.written(at)
  if (closed === null || written === undefined || seconds(written) < seconds(closed) - slack) return undefined
  const found = await store.get(at)
  return found && isOurs(at.key, found.body) ? written : undefined
}

const isOurs = (key: string, body: Uint8Array): boolean => {
  const parsed = parseKey(key)
  try {
    if (parsed?.kind === 'observation') {
      const { tick, source, subject, slot, part } = readHeader(linesOf({ key, body })[0] ?? '')
      const own = tick === parsed.tick && source === parsed.source && slug(subject) === parsed.subject
      return own && slot.start === parsed.slotStart && part === parsed.part
    }
    if (parsed?.kind === 'evaluation') {
      const { tick, subject } = readEvaluation(body)
      return tick === parsed.tick && slug(subject) === parsed.subject
    }
    if (parsed?.kind === 'streamed') return readStreamed(body).tick === parsed.tick
    return parsed?.kind === 'plan' && readPlan(body).tick === parsed.tick
  } catch (error) {
    if (error instanceof EvidenceError) return false
    throw error
  }
}
