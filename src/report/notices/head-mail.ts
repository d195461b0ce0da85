// The head of the ledger as a mail to whoever audits: kept, it fixes the ledger up to this entry. Pure.
import { writeAnchor } from '../../anchors/anchor.ts'
import type { Digest, Instant } from '../../model.ts'
import { type Notice, subjectOf } from './notice.ts'

export type HeadTold = {
  account: string
  ledger: Digest
  /** Where the evidence lies, as the statements say it. */
  store: string
  sequence: number
  tick: Instant
  sealedAt: Instant
  sha256: Digest
  /** SHA-256 of the public key (DER) that signs, in hex. */
  keyId: string
}

/** By this name the record of it is known. */
export const headItem = 'ledger-head'

export const headMail = ({ account, ledger, store, sequence, tick, sealedAt, sha256, keyId }: HeadTold): Notice => ({
  item: headItem,
  subject: subjectOf(`eks-evidence ${account}: entry ${sequence}, tick ${tick}`),
  text: [
    `The newest entry of the evidence ledger of account ${account}.`,
    '',
    `ledger   ${ledger}`,
    `entry    ${sequence}`,
    `tick     ${tick}, sealed at ${sealedAt}`,
    `digest   ${sha256} (SHA-256 of the entry's payload)`,
    `key      ${keyId} (SHA-256 of the public key, DER)`,
    `store    ${store}`,
    '',
    'Keep this mail where nobody of that account can change it. Or append this line to a file of your own:',
    '',
    writeAnchor({ ledger, sequence, sha256 }),
    '',
    'npx eks-evidence witness --anchors FILE THIS-MAIL   appends it, and tells if it contradicts an earlier one',
    'npx eks-evidence verify ... --anchors FILE          holds the evidence against all of them',
    '',
    'It binds every entry before it: a ledger that was written again later has another digest here. By itself it says',
    'nothing of what the evidence shows. A day on which no such mail arrives is worth a question.',
    '',
  ].join('\n'),
})
