// What is known when a tick begins: the plan of the newest sealed tick, moved on by what was sealed since it was made.
import { EvidenceError } from '../errors.ts'
import { type Entry, entryBefore } from '../ledger/chain.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Ref, Task } from '../model.ts'
import { type IndexLine, type Plan, readIndex, readPlan } from '../store/documents.ts'
import { indexKey, planKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { advance } from './state.ts'
import type { Waiting } from './waiting.ts'

/** `ranWith`: the configuration under which everybody was judged last; undefined before the first tick. */
export type State = { tasks: Task[]; leftOut: Plan['excluded']; ranWith: Ref | undefined }

/**
 * Usually one index. More when two ticks raced: then the plan of the newest knew nothing of the other, and both indexes count.
 * Of ticks that only wait for their statement the last one's plan knows of the others.
 * Throws LEDGER_BROKEN when a sealed object is not what was sealed: evidence must not be built on it.
 */
export const stateAfter = async (
  store: Store,
  given: { head: Entry | undefined; behind: Waiting[] },
): Promise<State> => {
  const { head, behind } = given
  const last = behind.filter(({ indexed }) => indexed).at(-1)
  if (last) {
    const plan = readPlan(await read(store, planKey(last.tick)))
    const tasks = advance(plan, readIndex(await read(store, indexKey(last.tick))))
    return { tasks, leftOut: plan.excluded, ranWith: plan.config }
  }
  if (!head) return { tasks: [], leftOut: [], ranWith: undefined }
  const plan = readPlan(await sealed(store, head.tick.plan))
  const entries = await entriesAfter(store, head, plan.after?.sequence ?? -1)
  const lines: IndexLine[] = []
  for (const { tick } of entries) lines.push(...readIndex(await sealed(store, tick.index)))
  return { tasks: advance(plan, lines), leftOut: plan.excluded, ranWith: head.tick.config }
}

const read = async (store: Store, key: string): Promise<Uint8Array> => {
  const found = await store.get({ key })
  if (found) return found.body
  throw new EvidenceError(
    'STORE_UNREADABLE',
    { key, why: 'listed, but not there' },
    { hint: 'run eks-evidence verify; it names what was altered' },
  )
}

// From the head back to the entry that its plan continued from, oldest first.
const entriesAfter = async (store: Store, head: Entry, base: number): Promise<Entry[]> => {
  const entries = [head]
  for (let at = head; at.tick.previous && at.tick.previous.sequence > base; ) {
    const before = await entryBefore(store, at)
    if (!before) {
      throw new EvidenceError(
        'LEDGER_BROKEN',
        { sequence: at.tick.previous.sequence },
        { hint: 'run eks-evidence verify; it names what was altered' },
      )
    }
    entries.unshift(before)
    at = before
  }
  return entries
}
