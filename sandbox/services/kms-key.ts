// A key in the sandbox's KMS: plain data that scenarios may change.
import type { GrantListEntry } from '@aws-sdk/client-kms'
import { seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import { hex, uuid } from '../protocols/protocol.ts'
import type { OnWire } from '../world.ts'

export type KmsKey = {
  id: string
  region: string
  /** With its prefix: `alias/eks-evidence`. */
  alias: string | null
  /** The private key derives from it. */
  seed: string
  spec: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'RSA_2048' | 'SYMMETRIC_DEFAULT'
  usage: 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT'
  state: 'Enabled' | 'Disabled' | 'PendingDeletion'
  /** EXTERNAL: imported material. */
  origin: 'AWS_KMS' | 'EXTERNAL' | 'AWS_CLOUDHSM'
  manager: 'CUSTOMER' | 'AWS'
  /** Days between automatic rotations; null: it does not rotate. */
  rotates: number | null
  /** Its policy leaves the account's own policies nothing to grant. */
  closed?: true
  createdAt: Instant
  deletedAt: Instant | null
  /** JSON text. */
  policy: string
  grants: Omit<OnWire<GrantListEntry>, 'KeyId'>[]
}

type From = { seed: string; region: string; createdAt: Instant } & Partial<KmsKey>

/** A P-256 signing key of KMS's own making; its id and private key derive from the seed. */
export const signingKey = (from: From): KmsKey => ({
  id: uuid(hex(`kms/${from.region}/${from.seed}`)),
  alias: null,
  spec: 'ECC_NIST_P256',
  usage: 'SIGN_VERIFY',
  state: 'Enabled',
  origin: 'AWS_KMS',
  manager: 'CUSTOMER',
  rotates: null,
  deletedAt: null,
  policy: '{"Version":"2012-10-17","Statement":[]}',
  grants: [],
  ...from,
})

/** A symmetric key for encryption, which rotates every year. */
export const encryptionKey = (from: From): KmsKey => ({
  ...signingKey(from),
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  rotates: 365,
  ...from,
})

export const arnOf = (key: KmsKey, account: string): string => `arn:aws:kms:${key.region}:${account}:key/${key.id}`

/** KeyMetadata as DescribeKey answers it. */
export const describe = (key: KmsKey, account: string): Record<string, unknown> => ({
  AWSAccountId: account,
  KeyId: key.id,
  Arn: arnOf(key, account),
  CreationDate: seconds(key.createdAt),
  Enabled: key.state === 'Enabled',
  Description: '',
  KeyUsage: key.usage,
  KeyState: key.state,
  DeletionDate: key.deletedAt === null ? undefined : seconds(key.deletedAt),
  Origin: key.origin,
  KeyManager: key.manager,
  CustomerMasterKeySpec: key.spec,
  KeySpec: key.spec,
  SigningAlgorithms: key.usage === 'SIGN_VERIFY' ? ['ECDSA_SHA_256'] : undefined,
  EncryptionAlgorithms: key.spec === 'SYMMETRIC_DEFAULT' ? ['SYMMETRIC_DEFAULT'] : undefined,
  MultiRegion: false,
})
