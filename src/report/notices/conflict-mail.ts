// That a copy of the ledger with another owner holds another history than the account does. Pure.
import type { Conflict } from '../../anchors/ledger-copy.ts'
import type { Digest } from '../../model.ts'
import { type Notice, subjectOf } from './notice.ts'

type Told = { account: string; ledger: Digest; store: string; copy: string; conflict: Conflict }

export const conflictMail = ({ account, ledger, store, copy, conflict: { sequence, here, there } }: Told): Notice => ({
  item: 'ledger-conflict',
  subject: subjectOf(`eks-evidence ${account}: TWO HISTORIES at entry ${sequence}`),
  text: [
    `Entry ${sequence} of the ledger of account ${account} is not what the copy of it with another owner holds.`,
    '',
    `ledger    ${ledger}`,
    `here      ${here ?? 'no entry of this ledger'}   ${store}`,
    `there     ${there ?? 'no entry'}   ${copy}`,
    '',
    'One of them was made up afterwards, or another ledger was copied into the same bucket. Nothing was copied, and nothing',
    'was replaced. Keep both; hold each against the heads that were received by mail:',
    '',
    'npx eks-evidence verify ... --anchors FILE',
    '',
  ].join('\n'),
})
