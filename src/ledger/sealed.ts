// Reading what was sealed: evidence is never built on bytes that differ.
import { EvidenceError } from '../errors.ts'
import type { Ref } from '../model.ts'
import type { Store } from '../store/store.ts'

/** A sealed object's bytes, held against what was sealed. Throws LEDGER_BROKEN, STORE_UNREADABLE. */
export const sealed = async (store: Store, ref: Ref): Promise<Uint8Array> => {
  const found = await store.get(ref)
  if (found?.ref.sha256 === ref.sha256) return found.body
  const what = found ? 'it was altered' : 'it is gone'
  throw new EvidenceError(
    'LEDGER_BROKEN',
    { key: ref.key, what },
    { hint: 'run eks-evidence verify; it names what was altered' },
  )
}
