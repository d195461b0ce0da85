// doctor: whether the signing key is one that can sign for the whole period.
import * as z from 'zod/mini'
import { operations } from '../../ledger/kms.ts'
import { type Asker, unanswered } from './ask.ts'
import { fault, type Line, ok } from './line.ts'

const [describeKey, getPublicKey] = operations

const Metadata = z.object({
  KeyMetadata: z.object({
    Arn: z.string(),
    KeySpec: z.string(),
    KeyUsage: z.string(),
    KeyState: z.string(),
    Origin: z.string(),
  }),
})
const PublicKey = z.object({ PublicKey: z.string() })

export const keyLines = async ({ ask }: Asker, key: string): Promise<Line[]> => {
  const about = { what: 'signing key', which: key }
  const said = await ask(describeKey, { KeyId: key }, '', Metadata)
  if (said.got !== 'body') {
    if (said.code !== 'NotFoundException') return [unanswered(about, said)]
    return [
      fault(about, 'there is no such key in the home region', "name it by --key: it is the stack's output SigningKey"),
    ]
  }
  const { Arn, KeySpec, KeyUsage, KeyState, Origin } = said.body.KeyMetadata
  const anew = 'deploy the stack: it makes the right key; one key cannot become another'
  const lines: Line[] = []
  if (KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY')
    lines.push(fault(about, `${KeySpec} for ${KeyUsage}, not ECC_NIST_P256 for SIGN_VERIFY`, anew))
  if (Origin !== 'AWS_KMS')
    lines.push(fault(about, `made outside of KMS (Origin ${Origin}): somebody may hold a copy of it`, anew))
  if (KeyState === 'PendingDeletion')
    lines.push(fault(about, 'about to be deleted', `aws kms cancel-key-deletion --key-id ${Arn}, then enable-key`))
  else if (KeyState !== 'Enabled') lines.push(fault(about, `state ${KeyState}`, `aws kms enable-key --key-id ${Arn}`))
  if (lines.length > 0) return lines
  const got = await ask(getPublicKey, { KeyId: key }, '', PublicKey)
  if (got.got !== 'body') return [unanswered(about, got)]
  return [ok(about, `${KeySpec}, made by KMS, enabled`)]
}
