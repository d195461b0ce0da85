// The command that verifies a store, with its pins, for whoever made it to hand on.
import type { Digest, Slot } from '../model.ts'
import { quoted } from './terminal.ts'

export type Verifiable = {
  store: string
  /** The files that hold the public keys, in the order in which they signed. */
  keys: string[]
  account: string
  ledger: Digest
  /** Undefined where none is configured: the auditor's to name. */
  period: Slot | undefined
  sandbox: boolean
}

export const verifyCommand = ({ store, keys, account, ledger, period, sandbox }: Verifiable): string =>
  [
    `npx eks-evidence verify ${quoted(store)} ${keys.map((key) => `--key ${quoted(key)}`).join(' ')} --account ${account}`,
    `--ledger ${ledger}`,
    `--period ${period ? `${period.start}..${period.end}` : 'START..END'}${sandbox ? ' --sandbox' : ''}`,
  ].join(' \\\n    ')
