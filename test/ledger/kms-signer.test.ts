// The KMS signer over the sandbox's KMS, through the unmodified SDK.
import { createPublicKey, verify } from 'node:crypto'
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { arnOf, type KmsKey } from '../../sandbox/services/kms-key.ts'
import { makeAws } from '../../src/aws.ts'
import { sha256 } from '../../src/digest.ts'
import { kmsSigner, operations } from '../../src/ledger/kms.ts'
import { account, type Bench, bench } from '../sandbox/start.ts'

let at: Bench
let aws: ReturnType<typeof makeAws>
beforeEach(async () => {
  at = await bench()
  const { region: home, ...rest } = at.config
  const commands = { DescribeKey: DescribeKeyCommand, GetPublicKey: GetPublicKeyCommand, Sign: SignCommand }
  aws = makeAws({ home, maxAttempts: 1, ...rest }, [{ name: 'kms', client: KMSClient, commands }], at.clock)
})
afterEach(async () => {
  aws.close()
  await at.sandbox.close()
})

const message = new TextEncoder().encode('DSSEv1 ...')
const signer = () => kmsSigner({ send: aws.send, keyId: at.key.id })

describe('the KMS signer', () => {
  it('signs what its own public key verifies', async () => {
    const { publicKey } = await signer().describe()
    expect(publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    expect(verify('sha256', message, createPublicKey(publicKey), await signer().sign(message))).toBe(true)
  })

  it('sends the digest and never the message', async () => {
    await signer().sign(message)
    const [call] = at.sandbox.calls()
    const digest = Buffer.from(sha256(message).slice('sha256:'.length), 'hex').toString('base64')
    expect(call?.input).toEqual({
      KeyId: at.key.id,
      Message: digest,
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    })
  })

  it("describes the key by its ARN, with KMS's own answer", async () => {
    const { id, describeKey } = await signer().describe()
    expect(id).toBe(arnOf(at.key, account))
    expect(describeKey).toMatchObject({ KeyMetadata: { Origin: 'AWS_KMS', KeyManager: 'CUSTOMER' } })
  })

  it('asks for the description once', async () => {
    const one = signer()
    await Promise.all([one.describe(), one.describe()])
    await one.describe()
    expect(at.sandbox.calls().map(({ operation }) => operation)).toEqual(['DescribeKey', 'GetPublicKey'])
  })

  it('asks again after a failure', async () => {
    const one = signer()
    at.sandbox.faults.add({ operation: 'DescribeKey', effect: { kind: 'denial' }, times: 1 })
    await expect(one.describe()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
    expect((await one.describe()).id).toBe(arnOf(at.key, account))
  })

  it.each<Partial<KmsKey>>([{ spec: 'RSA_2048' }, { spec: 'ECC_NIST_P384' }, { usage: 'ENCRYPT_DECRYPT' }])(
    'refuses a key of %o',
    async (change) => {
      Object.assign(at.key, change)
      const hint = 'create a key with KeySpec ECC_NIST_P256 and KeyUsage SIGN_VERIFY'
      await expect(signer().describe()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE', hint })
    },
  )

  it('is unavailable while answers are cut', async () => {
    at.sandbox.faults.add({ effect: { kind: 'truncate', how: 'short' } })
    await expect(signer().describe()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
    await expect(signer().sign(message)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
  })

  it.each([
    ['Disabled', 'DisabledException'],
    ['PendingDeletion', 'KMSInvalidStateException'],
  ] as const)('is unavailable while the key is %s', async (state, code) => {
    at.key.state = state
    await expect(signer().sign(message)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE', detail: { code } })
  })

  it('needs no action but those that it declares', async () => {
    await signer().describe()
    await signer().sign(message)
    const asked = new Set(at.sandbox.calls().map(({ service, operation }) => `${service}:${operation}`))
    expect([...asked].sort()).toEqual(operations.map(({ action }) => action).sort())
  })
})
