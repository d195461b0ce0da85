// Hears what verify reads: the summary counts the same bytes, and asks the bucket for nothing twice.
import { open } from '../../src/ledger/dsse.ts'
import { readStatement, type Tick } from '../../src/ledger/statement.ts'
import type { Evaluation } from '../../src/model.ts'
import { isSlotLine, readEvaluation, readIndex, type SlotLine } from '../../src/store/documents.ts'
import { parseKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'

/** All in the order of ticks. */
export type Heard = {
  store: Store
  statements(): Tick[]
  /** A line for each attempt at a slot. */
  lines(): SlotLine[]
  evaluations(): Evaluation[]
}

export const overheard = (store: Store): Heard => {
  const bodies = new Map<string, Uint8Array>()
  const of = (kind: 'ledger' | 'index' | 'evaluation'): Uint8Array[] =>
    [...bodies]
      .filter(([key]) => parseKey(key)?.kind === kind)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, body]) => body)
  return {
    store: {
      ...store,
      async get(at) {
        const found = await store.get(at)
        if (found && ['ledger', 'index', 'evaluation'].includes(parseKey(at.key)?.kind ?? ''))
          bodies.set(at.key, found.body)
        return found
      },
    },
    statements: () => of('ledger').map((body) => readStatement(open(body).payload)),
    lines: () => of('index').flatMap((body) => readIndex(body).filter(isSlotLine)),
    evaluations: () => of('evaluation').map(readEvaluation),
  }
}
