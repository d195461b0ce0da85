// The keys that --signing-key and --previous-key name: in KMS for a bucket, in a file for a folder.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EvidenceError } from '../errors.ts'
import type { Signers } from '../ledger/head.ts'
import { kmsSigner } from '../ledger/kms.ts'
import { localKeySigner } from '../ledger/local-key.ts'
import type { Signer } from '../ledger/signer.ts'
import type { Send } from '../wire.ts'

/** As the stack names its key, in its default stage. */
export const stackKey = 'alias/eks-evidence-prod'

type Asked = {
  store: string
  isFolder: boolean
  signingKey?: string
  previousKey?: string
  dryRun?: boolean
  send: Send
}

/** Throws SIGNER_UNAVAILABLE. */
export const signersOf = async (asked: Asked): Promise<Signers> => {
  const signer = await signerOf(asked)
  const { previousKey, isFolder, send } = asked
  if (previousKey === undefined) return { signer }
  if (!isFolder) return { signer, previousSigner: kmsSigner({ send, keyId: previousKey }) }
  if (existsSync(previousKey)) return { signer, previousSigner: await localKeySigner(previousKey) }
  const hint = 'name the file of the key that signed the ledger so far'
  throw new EvidenceError(
    'SIGNER_UNAVAILABLE',
    { '--previous-key': previousKey, why: 'there is no such file' },
    { hint },
  )
}

/** Throws SIGNER_UNAVAILABLE. A dry run makes no key: where there is none, a passing one says that nothing is sealed yet. */
const signerOf = async ({ store, isFolder, signingKey, dryRun, send }: Asked): Promise<Signer> => {
  if (!isFolder) return kmsSigner({ send, keyId: signingKey ?? stackKey })
  const path = signingKey ?? `${store.replace(/\/+$/, '')}.pem`
  if (!dryRun || existsSync(path)) return localKeySigner(path)
  const passing = mkdtempSync(join(tmpdir(), 'eks-evidence-'))
  try {
    return await localKeySigner(join(passing, 'key.pem'))
  } finally {
    rmSync(passing, { recursive: true })
  }
}
