// Keys for examples: what KMS answers about the keys of a region.

import type { Exchange } from '../model.ts'
import { account, answered } from './example.ts'

export type ExampleKey = {
  /** Laid over the key's metadata. */
  over?: Record<string, unknown>
  /** Laid over the answer about its rotation; null: the source does not ask for it. */
  rotation?: Record<string, unknown> | null
}

const id = '1234abcd-12ab-34cd-56ef-1234567890ab'
export const keyArn = `arn:aws:kms:eu-central-1:${account}:key/${id}`

/** The one key of the region; none where nothing is given. */
export const keysOf = (key?: ExampleKey): Exchange[] => {
  const listed = answered(
    'kms:ListKeys',
    { Limit: 1_000 },
    { Keys: key ? [{ KeyId: id, KeyArn: keyArn }] : [], Truncated: false },
  )
  if (!key) return [listed]
  const rotation = key.rotation === undefined ? {} : key.rotation
  return [
    listed,
    answered(
      'kms:DescribeKey',
      { KeyId: keyArn },
      {
        KeyMetadata: {
          AWSAccountId: account,
          KeyId: id,
          Arn: keyArn,
          CreationDate: 1710430304.348,
          Enabled: true,
          Description: '',
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeyState: 'Enabled',
          Origin: 'AWS_KMS',
          KeyManager: 'CUSTOMER',
          CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
          KeySpec: 'SYMMETRIC_DEFAULT',
          EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
          MultiRegion: false,
          ...key.over,
        },
      },
    ),
    ...(rotation === null
      ? []
      : [
          answered(
            'kms:GetKeyRotationStatus',
            { KeyId: keyArn },
            {
              KeyRotationEnabled: true,
              KeyId: keyArn,
              RotationPeriodInDays: 365,
              NextRotationDate: 1773502304.348,
              ...rotation,
            },
          ),
        ]),
  ]
}
