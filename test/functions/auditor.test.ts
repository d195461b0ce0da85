// The auditor's role, as the stack makes it: enough to verify the bucket itself and to read the pages; and for nothing else.
import * as sdk from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { kms } from '../../gen/commands/kms.ts'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { glob } from '../../sandbox/permissions.ts'
import { arnOf } from '../../sandbox/services/kms-key.ts'
import { makeAws, makeS3 } from '../../src/aws.ts'
import { seconds } from '../../src/clock.ts'
import { open } from '../../src/ledger/dsse.ts'
import { kmsSigner } from '../../src/ledger/kms.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import { verify } from '../../src/prove/verify.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { s3Store } from '../../src/store/s3.ts'
import { machineOf } from './run.ts'
import { startStack } from './stack.ts'

const tick = '2026-01-05T00:20:00Z'
let stack: Awaited<ReturnType<typeof startStack>>
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: seconds(tick) * 1_000 })
  stack = await startStack()
  stack.clock.set(tick)
  expect(await machineOf(stack).tick(tick)).toBe('succeeded')
}, 120_000)
afterAll(async () => {
  await stack.sandbox.close()
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const auditor = () => ({
  home: stack.home,
  endpoint: stack.sandbox.endpoint,
  credentials: { accessKeyId: 'auditor', secretAccessKey: 'any' },
  maxAttempts: 1,
})
const client = () => makeS3(auditor())
const signer = () => {
  const { send } = makeAws(auditor(), [kms], stack.clock)
  return kmsSigner({ send, keyId: arnOf(stack.key, stack.account) })
}
const calls = () => stack.sandbox.calls().filter(({ caller }) => caller.endsWith('/auditor'))

it('verifies the bucket itself, with its times and locks, by the key that KMS has', async () => {
  const { account } = stack
  const store = s3Store({ client: client(), bucket: 'evidence', owner: account, retainUntil: () => tick })
  const first = open((await store.get({ key: ledgerKey(1) }))?.body ?? new Uint8Array())
  const { checks, assurance } = await verify({
    store,
    pins: {
      publicKey: (await signer().describe()).publicKey,
      laterKeys: [],
      account,
      ledger: payloadDigest(first.payload),
      period: { start: tick, end: '2026-01-05T01:00:00Z' },
      anchors: [],
      configs: [],
      sandbox: true,
    },
    catalog: registry,
    version,
    endpoint: new URL(stack.sandbox.endpoint).hostname,
  })
  const broken = checks.flatMap(({ name, findings }) =>
    findings.flatMap(({ state }) => (state === 'deviation' ? [] : [name])),
  )
  expect([assurance, broken]).toEqual(['content+s3-time', []])
})

it('looks at how the bucket is kept, and reads the pages', async () => {
  const s3 = client()
  const Bucket = 'evidence'
  await s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))
  expect(await s3.send(new sdk.GetBucketVersioningCommand({ Bucket }))).toMatchObject({ Status: 'Enabled' })
  await s3.send(new sdk.GetObjectLockConfigurationCommand({ Bucket }))
  await s3.send(new sdk.ListObjectsV2Command({ Bucket }))
  await s3.send(new sdk.ListObjectsV2Command({ Bucket: 'work' }))
  await s3.send(new sdk.ListObjectsV2Command({ Bucket: 'documents', Prefix: 'records/timestamps/' }))
  const token = { Bucket: 'documents', Key: 'records/timestamps/000000000001.tsr' }
  await expect(s3.send(new sdk.GetObjectCommand(token))).rejects.toMatchObject({ name: 'NoSuchKey' })
  await expect(s3.send(new sdk.GetObjectCommand({ Bucket: 'work', Key: 'report.html' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  })
})

it('is granted nothing that these did not need', () => {
  const used = calls().flatMap(({ allowed }) => allowed)
  const unused = stack.auditing.flatMap(({ actions, resources }) =>
    actions.flatMap((action) =>
      resources
        .filter((one) => !used.some((need) => need.action === action && glob(one, need.resource)))
        .map((one) => `${action} on ${one}`),
    ),
  )
  expect(unused).toEqual([])
  expect(calls().filter(({ code }) => code?.startsWith('AccessDenied'))).toEqual([])
})

describe('is denied', () => {
  const put = { Body: 'x', IfNoneMatch: '*', Key: 'a' }
  it.each([
    ['a put into the evidence', () => client().send(new sdk.PutObjectCommand({ ...put, Bucket: 'evidence' }))],
    ['a put among the pages', () => client().send(new sdk.PutObjectCommand({ ...put, Bucket: 'work' }))],
    [
      'the configuration',
      () => client().send(new sdk.GetObjectCommand({ Bucket: 'documents', Key: 'config/eks-evidence.yml' })),
    ],
    ['a delete', () => client().send(new sdk.DeleteObjectCommand({ Bucket: 'evidence', Key: ledgerKey(1) }))],
  ])('%s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('a signature', async () => {
    await expect(signer().sign(Buffer.from('x'))).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
  })
})
