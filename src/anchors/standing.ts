// The head of a ledger as it stands, believed by pins alone, and its chain followed back to what is known of it.

import { EvidenceError } from '../errors.ts'
import { type Entry, entryBefore, ledgerId } from '../ledger/chain.ts'
import { keyId } from '../ledger/dsse.ts'
import { findHead } from '../ledger/head.ts'
import type { Digest } from '../model.ts'
import type { Store } from '../store/store.ts'
import type { Anchor } from './anchor.ts'
import { contradicted, newestOf } from './witness.ts'

export type Believed = {
  /** PEM, in the order in which they signed. */ keys: [string, ...string[]]
  account: string
  ledger: Digest
}

export type Standing = {
  head: Required<Anchor>
  tick: string
  /** The key that signs behind it; null where it is one of those that were given. */
  foreignKey: string | null
}

/**
 * Throws ANCHOR_CONTRADICTED where an anchor is of another history, or of an entry that is not here; LEDGER_BROKEN where no entry is of
 * these pins, or the chain does not lead back to the newest anchor; STORE_UNREADABLE.
 */
export const standing = async (
  store: Store,
  { keys, account, ledger }: Believed,
  anchors: readonly Anchor[],
): Promise<Standing> => {
  const head = await findHead(store, { own: keys[0] })
  if (!head || ledgerId(head) !== ledger || head.tick.account !== account)
    throw broken(
      store,
      head ? `the head is of ${head.tick.account} and the ledger ${ledgerId(head)}` : 'no entry is signed by this key',
    )
  const newest = newestOf(anchors)
  if (newest && newest.sequence > head.tick.sequence)
    throw contradicted([
      `entry ${newest.sequence}: known as ${newest.sha256}, and not here: the head is entry ${head.tick.sequence}`,
    ])
  if (newest) await leadsTo(store, head, newest)
  const inForce = keyId(head.publicKey)
  return {
    head: { ledger, sequence: head.tick.sequence, sha256: head.sha256 },
    tick: head.tick.tick,
    foreignKey: keys.some((key) => keyId(key) === inForce) ? null : inForce,
  }
}

const leadsTo = async (store: Store, head: Entry, { sequence, sha256 }: Anchor): Promise<void> => {
  let entry = head
  while (entry.tick.sequence > sequence) {
    const { sequence: at, previous } = entry.tick
    if (!previous || previous.sequence < sequence)
      throw contradicted([`entry ${sequence}: known as ${sha256}, and passed over by entry ${at}`])
    // What a signed entry binds need not be read.
    if (previous.sequence === sequence && previous.sha256 === sha256) return
    if (previous.sequence === sequence)
      throw contradicted([`entry ${sequence}: known as ${sha256}, bound by entry ${at} as ${previous.sha256}`])
    const before = await entryBefore(store, entry)
    if (!before) throw broken(store, `entry ${previous.sequence}, which entry ${at} binds, is not here`)
    entry = before
  }
  if (entry.sha256 !== sha256) throw contradicted([`entry ${sequence}: known as ${sha256}, here as ${entry.sha256}`])
}

const broken = ({ where }: Store, why: string): EvidenceError =>
  new EvidenceError(
    'LEDGER_BROKEN',
    { store: where, why },
    { hint: 'run eks-evidence verify with the same pins: it names what is wrong' },
  )
