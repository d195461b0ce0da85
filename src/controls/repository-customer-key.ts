// ENC-05: whoever holds the key over the images can take them away from everybody.
import { defineControl, latest } from '../control.ts'
import { keyArn, keysOf } from '../examples/keys.ts'
import { describedRepository } from '../examples/repositories.ts'
import { keyOf, kmsKeys } from '../facts/kms-keys.ts'
import { repositoryEncryption } from '../facts/repository-encryption.ts'
import { fail, pass, unknown } from '../model.ts'

const encrypted = (encryptionType: string, kmsKey?: string) => [
  describedRepository({ encryptionConfiguration: { encryptionType, ...(kmsKey && { kmsKey }) } }),
]

export default defineControl({
  id: 'ENC-05',
  of: 'repository',
  title: 'Images are encrypted with a key of the customer that is enabled',
  criteria: ['CC6.1'],
  severity: 'low',
  needs: { encryption: latest(repositoryEncryption), keys: latest(kmsKeys) },
  settings: {},
  assess: ({ encryption: { type, key: arn, since }, keys }) => {
    if (arn === null) return fail(`encryptionType is ${type}: with keys of S3's own`)
    const key = keyOf(keys, arn, since)
    if (key.state === 'unread') return unknown(`${arn}: ${key.why}`)
    if (key.state === 'gone') return fail(`${arn} does not exist`)
    if (key.manager !== 'CUSTOMER') return fail(`${arn} is managed by AWS`)
    if (key.keyState === 'Creating' || key.keyState === 'Updating')
      return unknown(`${arn} is ${key.keyState} at the moment`)
    return key.keyState === 'Enabled'
      ? pass(`${type} with ${arn}, customer-managed and enabled`)
      : fail(`${arn} is ${key.keyState}: nothing can be pulled`)
  },
  limits: 'A key of another account or region is not read, and makes the control unknown.',
  remedy:
    'The key of a repository is chosen when it is created: `aws ecr create-repository --repository-name R --encryption-configuration encryptionType=KMS,kmsKey=ARN`, copy the images, and delete the old one; in CloudFormation EncryptionConfiguration of AWS::ECR::Repository (replaces it).',
  sameAs: ['Security Hub ECR.5', 'AWS Config ecr-repository-cmk-encryption-enabled'],
  examples: {
    pass: [
      { encryption: encrypted('KMS', keyArn), keys: keysOf({}) },
      { encryption: encrypted('KMS_DSSE', keyArn), keys: keysOf({ over: { Origin: 'EXTERNAL' }, rotation: null }) },
    ],
    fail: [
      { encryption: encrypted('AES256'), keys: keysOf() },
      { encryption: encrypted('KMS', keyArn), keys: keysOf({ over: { KeyManager: 'AWS' }, rotation: null }) },
      { encryption: encrypted('KMS', keyArn), keys: keysOf({ over: { KeyState: 'Disabled' } }) },
      { encryption: encrypted('KMS', keyArn), keys: keysOf({ over: { KeyState: 'PendingDeletion' }, rotation: null }) },
      { encryption: encrypted('KMS', keyArn), keys: keysOf() },
    ],
  },
})
