// bundle.json from what a walk found and how was chosen: by whoever makes a bundle, and again by whoever verifies it.
import type { Subject } from '../../model.ts'
import type { Pins } from '../../prove/pins.ts'
import { type BundleDocument, bySlug, draws, order } from './document.ts'
import type { Choice, Method } from './method.ts'
import type { WalkedLedger } from './walked.ts'

type From = {
  walked: Pick<WalkedLedger, 'entries' | 'keys'>
  pins: Pick<Pins, 'ledger' | 'account' | 'period'>
  version: string
  method: Method
  choice: Choice
  subjects: readonly Subject[]
  report: BundleDocument['report']
}

/** Throws RangeError where the ledger has no entry. */
export const bundleDocument = (from: From): BundleDocument => {
  const { walked, pins, version, choice, subjects, report } = from
  const head = walked.entries.at(-1)
  if (!head) throw new RangeError('a ledger without an entry')
  const { nonce, size, sizes, controls, subjects: pattern } = from.method
  const { ledger, account, period } = pins
  return {
    schema: 'eks-evidence/bundle/v1',
    ...{ version, ledger, account, store: head.store, period },
    head: { sequence: head.sequence, tick: head.tick, sealedAt: head.sealedAt, sha256: head.sha256 },
    keys: walked.keys,
    method: { draws, order, nonce, size, sizes, controls, subjects: pattern },
    populations: choice.populations,
    subjects: bySlug(subjects),
    report: [...report],
  }
}
