// KMS, as far as one signing key goes, and what it says of every key of a region.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
import { createHash } from 'node:crypto'
import { seconds } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { arnOf, describe, type KmsKey } from './kms-key.ts'
import { publicKeyOf, scalarOf, signDigest } from './kms-p256.ts'

/** Keys live in `keys`; scenarios change them there. */
export const kms = (keys: KmsKey[]): Service => ({
  name: 'kms',
  protocol: 'json-1.1',
  target: 'TrentService',
  resource: (call) => {
    const key = find(keys, call)
    return key ? arnOf(key, call.account) : '*'
  },
  operations: {
    DescribeKey: (call) => ({ KeyMetadata: describe(open(keys, call), call.account) }),
    GetKeyRotationStatus: (call) => rotation(open(keys, call), call),
    GetKeyPolicy: (call) => ({ Policy: known(keys, call).policy, PolicyName: 'default' }),
    GetPublicKey: (call) => {
      const key = usable(keys, call)
      return {
        KeyId: arnOf(key, call.account),
        PublicKey: publicKeyOf(scalarOf(key.seed)).toString('base64'),
        CustomerMasterKeySpec: key.spec,
        KeySpec: key.spec,
        KeyUsage: key.usage,
        SigningAlgorithms: key.usage === 'SIGN_VERIFY' ? ['ECDSA_SHA_256'] : undefined,
      }
    },
    ListKeys: (call) => {
      const { Limit: size, Marker: token } = call.input
      const own = keys.filter(({ region }) => region === call.region)
      const { items, nextToken } = page(own, call, { size, token, most: 1_000, usual: 100, refuse })
      const Keys = items.map((key) => ({ KeyId: key.id, KeyArn: arnOf(key, call.account) }))
      return { Keys, NextMarker: nextToken, Truncated: nextToken !== undefined }
    },
    ListGrants: (call) => {
      const key = known(keys, call)
      const { Limit: size, Marker: token } = call.input
      const { items, nextToken } = page(key.grants, call, { size, token, most: 1_000, usual: 50, refuse })
      const Grants = items.map((grant) => ({ ...grant, KeyId: arnOf(key, call.account) }))
      return { Grants, NextMarker: nextToken, Truncated: nextToken !== undefined }
    },
    Sign: (call) => {
      const { Message, MessageType = 'RAW', SigningAlgorithm } = call.input
      const message = bytesOf(Message)
      if (message.length < 1 || message.length > 4096) throw invalid('message', '1 and 4096 bytes')
      const key = usable(keys, call)
      if (key.usage !== 'SIGN_VERIFY' || key.spec !== 'ECC_NIST_P256' || SigningAlgorithm !== 'ECDSA_SHA_256') {
        const what = `Algorithm ${SigningAlgorithm} and key spec ${key.spec} with usage ${key.usage}`
        throw new AwsFault('InvalidKeyUsageException', 400, `${what} are incompatible`)
      }
      const Signature = signDigest(scalarOf(key.seed), digestOf(message, MessageType)).toString('base64')
      return { KeyId: arnOf(key, call.account), Signature, SigningAlgorithm }
    },
  },
})

const find = (keys: KmsKey[], { region, account, input }: Call): KmsKey | undefined =>
  keys.find((key) => {
    const names = [key.id, arnOf(key, account)]
    if (key.alias) names.push(key.alias, `arn:aws:kms:${key.region}:${account}:${key.alias}`)
    return key.region === region && names.includes(String(input.KeyId))
  })

const known = (keys: KmsKey[], call: Call): KmsKey => {
  const key = find(keys, call)
  if (key) return key
  const asked = String(call.input.KeyId)
  const prefix = `arn:aws:kms:${call.region}:${call.account}:`
  const message = asked.includes('alias/')
    ? `Alias ${asked.startsWith('arn:') ? asked : prefix + asked} is not found.`
    : `Key '${asked.startsWith('arn:') ? asked : `${prefix}key/${asked}`}' does not exist`
  throw new AwsFault('NotFoundException', 400, message)
}

/** A key whose own policy lets the account's policies grant something. */
const open = (keys: KmsKey[], call: Call): KmsKey => {
  const key = known(keys, call)
  if (!key.closed) return key
  const who = `User: ${call.caller} is not authorized to perform: kms:${call.operation} on resource: ${arnOf(key, call.account)}`
  throw new AwsFault('AccessDeniedException', 400, `${who} because no resource-based policy allows the action`)
}

// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
const rotation = (key: KmsKey, { account }: Call) => {
  const arn = arnOf(key, account)
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.origin !== 'AWS_KMS')
    throw new AwsFault(
      'UnsupportedOperationException',
      400,
      `${arn} is not supported: origin ${key.origin}, ${key.spec}`,
    )
  const days = key.state === 'PendingDeletion' ? null : key.manager === 'AWS' ? 365 : key.rotates
  if (days === null) return { KeyRotationEnabled: false, KeyId: arn }
  const NextRotationDate = seconds(key.createdAt) + days * 86_400
  return { KeyRotationEnabled: true, KeyId: arn, RotationPeriodInDays: days, NextRotationDate }
}

// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html, notes 1 and 3
const usable = (keys: KmsKey[], call: Call): KmsKey => {
  const key = known(keys, call)
  const arn = arnOf(key, call.account)
  if (key.state === 'Disabled') throw new AwsFault('DisabledException', 400, `${arn} is disabled.`)
  if (key.state === 'PendingDeletion')
    throw new AwsFault('KMSInvalidStateException', 400, `${arn} is pending deletion.`)
  return key
}

const bytesOf = (member: unknown): Buffer => Buffer.from(typeof member === 'string' ? member : '', 'base64')

const digestOf = (message: Buffer, type: unknown): Buffer => {
  if (type === 'RAW') return createHash('sha256').update(message).digest()
  if (type !== 'DIGEST') throw new AwsFault('ValidationException', 400, `MessageType ${type}: expected RAW or DIGEST`)
  if (message.length === 32) return message
  throw new AwsFault('ValidationException', 400, 'Digest is invalid length for algorithm ECDSA_SHA_256.')
}

const refuse = (message: string): AwsFault => new AwsFault('InvalidMarkerException', 400, message)

const invalid = (member: string, range: string): AwsFault =>
  new AwsFault(
    'ValidationException',
    400,
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length between ${range}`,
  )
