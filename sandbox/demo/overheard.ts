// Hears what verify reads: the summary counts the same bytes, and asks the bucket for nothing twice.
import type { Evaluation, Instant } from '../../src/model.ts'
import { isSlotLine, readEvaluation, readIndex, type SlotLine } from '../../src/store/documents.ts'
import { parseKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'

/** All in the order of ticks. */
export type Heard = {
  store: Store
  ticks(): Instant[]
  /** A line for each attempt at a slot. */
  lines(): SlotLine[]
  evaluations(): Evaluation[]
}

export const overheard = (store: Store): Heard => {
  const heard = { index: new Map<Instant, Uint8Array>(), evaluation: new Map<string, Uint8Array>() }
  const inOrder = <T>(of: Map<string, T>): [string, T][] => [...of].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    store: {
      ...store,
      async get(at) {
        const found = await store.get(at)
        const parsed = parseKey(at.key)
        if (found && parsed?.kind === 'index') heard.index.set(parsed.tick, found.body)
        if (found && parsed?.kind === 'evaluation') heard.evaluation.set(at.key, found.body)
        return found
      },
    },
    ticks: () => inOrder(heard.index).map(([tick]) => tick),
    lines: () => inOrder(heard.index).flatMap(([, body]) => readIndex(body).filter(isSlotLine)),
    evaluations: () => inOrder(heard.evaluation).map(([, body]) => readEvaluation(body)),
  }
}
