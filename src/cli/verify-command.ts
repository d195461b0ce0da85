// The command that verifies a store, with its pins, for whoever made it to hand on.
import type { Digest, Slot } from '../model.ts'
import { quoted } from './terminal.ts'

export type Verifiable = {
  store: string
  /** The file that holds the public key. */
  key: string
  account: string
  ledger: Digest
  /** Undefined where none is configured: the auditor's to name. */
  period: Slot | undefined
  sandbox: boolean
}

export const verifyCommand = ({ store, key, account, ledger, period, sandbox }: Verifiable): string =>
  [
    `npx eks-evidence verify ${quoted(store)} --key ${quoted(key)} --account ${account}`,
    `--ledger ${ledger}`,
    `--period ${period ? `${period.start}..${period.end}` : 'START..END'}${sandbox ? ' --sandbox' : ''}`,
  ].join(' \\\n    ')
