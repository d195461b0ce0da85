// The sandbox in a worker thread, by messages.
import { GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startInWorker, type WorkerSandbox } from '../../sandbox/in-worker.ts'
import { s3ClientOptions } from '../../src/store/s3.ts'

let sandbox: WorkerSandbox
let client: S3Client
beforeEach(async () => {
  sandbox = await startInWorker(
    new URL('./worker-setup.ts', import.meta.url),
    { name: 'evidence' },
    '2026-01-05T00:20:00Z',
  )
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  client = new S3Client({
    region: 'eu-west-1',
    endpoint: sandbox.endpoint,
    credentials,
    maxAttempts: 1,
    ...s3ClientOptions(sandbox.endpoint),
  })
})
afterEach(async () => {
  client.destroy()
  await sandbox.close()
})

describe('a sandbox in a worker', () => {
  it('serves what its setup made of the argument', async () => {
    const { Buckets } = await client.send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['evidence'])
  })

  it('runs scenarios by name at the time that was set', async () => {
    await sandbox.setClock('2026-02-01T00:00:00Z')
    const id = await sandbox.run('plant', 'a')
    const answer = await client.send(new GetObjectCommand({ Bucket: 'evidence', Key: 'a' }))
    expect(answer.VersionId).toBe(id)
    expect(answer.LastModified).toEqual(new Date('2026-02-01T00:00:00Z'))
    await sandbox.run('steal', 'a')
    await expect(client.send(new GetObjectCommand({ Bucket: 'evidence', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
  })

  it('refuses a scenario that it does not know', async () => {
    await expect(sandbox.run('flood')).rejects.toThrow('no scenario flood: there are plant, steal')
  })

  it('adds faults and removes them', async () => {
    const id = await sandbox.addFault({ operation: 'ListBuckets', effect: { kind: 'denial' } })
    await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
    await sandbox.removeFault(id)
    await client.send(new ListBucketsCommand({}))
  })

  it('hands out the record of calls', async () => {
    await client.send(new ListBucketsCommand({}))
    await client.send(new ListBucketsCommand({}))
    expect(await sandbox.calls()).toHaveLength(2)
    expect((await sandbox.calls(1)).map(({ operation, status }) => [operation, status])).toEqual([['ListBuckets', 200]])
  })

  it('says why it could not start', async () => {
    const broken = startInWorker(new URL('./no-such-setup.ts', import.meta.url), {}, '2026-01-05T00:20:00Z')
    await expect(broken).rejects.toThrow('no-such-setup')
  })
})
