// The sandbox's KMS, as the unmodified SDK sees it; its signatures are judged by node:crypto.
import { createHash, createPublicKey, verify } from 'node:crypto'
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListKeysCommand,
  SignCommand,
  type SignCommandInput,
} from '@aws-sdk/client-kms'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kms } from '../../sandbox/services/kms.ts'
import { arnOf, describe as described, encryptionKey, type KmsKey } from '../../sandbox/services/kms-key.ts'
import { publicKeyOf, scalarOf, signDigest } from '../../sandbox/services/kms-p256.ts'
import { misfits, outputOf } from './scenario-sdk-schema.ts'
import { account, type Bench, bench } from './start.ts'

let at: Bench
let client: KMSClient
beforeEach(async () => {
  at = await bench()
  client = new KMSClient(at.config)
})
afterEach(() => at.sandbox.close())

const message = new TextEncoder().encode('statement')
const digest = createHash('sha256').update(message).digest()
const sign = (input: Partial<SignCommandInput> = {}) =>
  client.send(
    new SignCommand({
      KeyId: at.key.id,
      Message: digest,
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
      ...input,
    }),
  )
const publicKey = async () => {
  const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: at.key.id }))
  return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
}

describe('KMS', () => {
  it('signs a digest so that node:crypto verifies it', async () => {
    const { Signature = new Uint8Array(), KeyId } = await sign()
    expect(KeyId).toBe(arnOf(at.key, account))
    expect(verify('sha256', message, await publicKey(), Signature)).toBe(true)
    expect(verify('sha256', new TextEncoder().encode('another'), await publicKey(), Signature)).toBe(false)
  })

  it('signs a raw message as it signs its digest', async () => {
    const raw = await sign({ Message: message, MessageType: 'RAW' })
    expect(raw.Signature).toEqual((await sign()).Signature)
  })

  it('describes its key', async () => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/eks-evidence' }))
    expect(KeyMetadata).toMatchObject({
      Arn: arnOf(at.key, account),
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      CreationDate: new Date('2026-01-01T00:00:00Z'),
    })
  })

  it('gives the policy of its key', async () => {
    at.key.policy = '{"Statement":[{"Sid":"only-seal"}]}'
    const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId: at.key.id }))
    expect(Policy).toBe(at.key.policy)
  })

  it.each([4096, 1])('signs %d bytes of raw message', async (length) => {
    expect((await sign({ Message: new Uint8Array(length), MessageType: 'RAW' })).Signature).toBeDefined()
  })

  it('refuses more than 4096 bytes', async () => {
    const long = sign({ Message: new Uint8Array(4097), MessageType: 'RAW' })
    await expect(long).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('refuses a digest that is not 32 bytes long', async () => {
    await expect(sign({ Message: new Uint8Array(20) })).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('refuses an algorithm that is not of its key', async () => {
    const other = sign({ SigningAlgorithm: 'ECDSA_SHA_384' })
    await expect(other).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  })

  it('refuses to sign with a disabled key, and says which', async () => {
    at.key.state = 'Disabled'
    await expect(sign()).rejects.toMatchObject({
      name: 'DisabledException',
      message: `${arnOf(at.key, account)} is disabled.`,
    })
  })

  it('refuses to sign with a key about to be deleted', async () => {
    at.key.state = 'PendingDeletion'
    await expect(sign()).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
  })

  it('knows no key of another region', async () => {
    const elsewhere = new KMSClient({ ...at.config, region: 'us-east-1' })
    const asked = elsewhere.send(new DescribeKeyCommand({ KeyId: at.key.id }))
    await expect(asked).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})

describe('a key from a seed', () => {
  it('is the same for the same seed alone', () => {
    expect(publicKeyOf(scalarOf('a'))).toEqual(publicKeyOf(scalarOf('a')))
    expect(publicKeyOf(scalarOf('a'))).not.toEqual(publicKeyOf(scalarOf('b')))
  })

  // RFC 6979, appendix A.2.5: P-256, SHA-256, message "sample".
  it('signs as RFC 6979 has it', () => {
    const scalar = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n
    const der = signDigest(scalar, createHash('sha256').update('sample').digest()).toString('hex')
    expect(der).toContain('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716')
    expect(der).toContain('f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8')
  })

  it('signs anything so that node:crypto verifies it', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (seed, body) => {
        const key = createPublicKey({ key: publicKeyOf(scalarOf(seed)), format: 'der', type: 'spki' })
        const signature = signDigest(scalarOf(seed), createHash('sha256').update(body).digest())
        return verify('sha256', body, key, signature)
      }),
      { numRuns: 50, seed: 1 },
    )
  })
})

describe('the keys of a region', () => {
  const createdAt = '2026-01-01T00:00:00Z'
  const make = (seed: string, more: Partial<KmsKey> = {}) =>
    encryptionKey({ seed, region: 'eu-west-1', createdAt, ...more })
  const keys = [
    make('rotating'),
    make('resting', { rotates: null }),
    make('imported', { origin: 'EXTERNAL' }),
    make('closed', { closed: true }),
    make('elsewhere', { region: 'us-east-1' }),
  ]
  const [rotating = '', resting = '', imported = '', closed = ''] = keys.map((key) => arnOf(key, account))
  const rotation = (KeyId: string) => client.send(new GetKeyRotationStatusCommand({ KeyId }))

  beforeEach(async () => {
    await at.sandbox.close()
    at = await bench({ services: [kms(keys)] })
    client = new KMSClient({ ...at.config, maxAttempts: 1 })
  })

  it("are listed page by page, and no other region's", async () => {
    const first = await client.send(new ListKeysCommand({ Limit: 3 }))
    expect(first).toMatchObject({ Truncated: true, NextMarker: expect.any(String) })
    const second = await client.send(new ListKeysCommand({ Limit: 3, Marker: first.NextMarker }))
    expect([second.Truncated, second.NextMarker]).toEqual([false, undefined])
    expect([...(first.Keys ?? []), ...(second.Keys ?? [])].map(({ KeyArn }) => KeyArn)).toEqual([
      ...[rotating, resting, imported, closed],
    ])
  })

  it('are described with members and types of the SDK', () => {
    for (const key of keys) {
      const answer = JSON.parse(JSON.stringify({ KeyMetadata: described(key, account) }))
      expect(misfits(outputOf('kms', 'DescribeKey'), answer)).toEqual([])
    }
  })

  it('say whether they rotate, and how often', async () => {
    expect(await rotation(rotating)).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
      NextRotationDate: new Date('2027-01-01T00:00:00Z'),
    })
    expect(await rotation(resting)).toMatchObject({ KeyRotationEnabled: false })
  })

  it('say nothing of rotation where the material was imported', async () => {
    await expect(rotation(imported)).rejects.toMatchObject({ name: 'UnsupportedOperationException' })
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: imported }))
    expect(KeyMetadata).toMatchObject({ Origin: 'EXTERNAL', KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT' })
  })

  it('deny whomever their own policy shuts out', async () => {
    const denied = client.send(new DescribeKeyCommand({ KeyId: closed }))
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})
