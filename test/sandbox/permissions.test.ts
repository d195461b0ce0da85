// IAM statements in the sandbox: what none allows is denied.
import { DescribeAddonCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plant } from '../../sandbox/services/s3/back-door.ts'
import { eks } from './little-services.ts'
import { type Bench, bench, bucketName, caller } from './start.ts'

const prod = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'
const object = `arn:aws:s3:::${bucketName}/*`
let at: Bench
beforeEach(async () => {
  at = await bench({ services: [eks] })
})
afterEach(() => at.sandbox.close())
const addon = (clusterName: string) =>
  new EKSClient(at.config).send(new DescribeAddonCommand({ clusterName, addonName: 'cni' }))

describe('permissions', () => {
  it('allow what a statement names', async () => {
    at.sandbox.permit(caller, [{ actions: ['eks:Describe*'], resources: [prod] }])
    expect((await addon('prod')).addon?.addonName).toBe('cni')
  })

  it('deny another action', async () => {
    at.sandbox.permit(caller, [{ actions: ['eks:DescribeAddon'] }])
    const asked = new EKSClient(at.config).send(new ListClustersCommand({}))
    await expect(asked).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('eks:ListClusters'),
    })
  })

  it('deny another resource', async () => {
    at.sandbox.permit(caller, [{ actions: ['eks:DescribeAddon'], resources: [prod] }])
    await expect(addon('staging')).rejects.toMatchObject({ message: expect.stringContaining('cluster/staging') })
  })

  it('are lifted again', async () => {
    at.sandbox.permit(caller, [])
    await expect(addon('prod')).rejects.toMatchObject({ name: 'AccessDeniedException' })
    at.sandbox.permit(caller, undefined)
    await addon('prod')
  })

  it('never hide who one is', async () => {
    at.sandbox.permit(caller, [])
    expect((await new STSClient(at.config).send(new GetCallerIdentityCommand({}))).Arn).toBe(caller)
  })

  it('need s3:PutObjectRetention beside s3:PutObject for a locked put', async () => {
    at.sandbox.permit(caller, [{ actions: ['s3:PutObject'], resources: [object] }])
    const put = { Bucket: bucketName, Key: 'a', Body: 'x' }
    const client = new S3Client({ ...at.config, forcePathStyle: true })
    await client.send(new PutObjectCommand(put))
    const lock = { ObjectLockMode: 'COMPLIANCE' as const, ObjectLockRetainUntilDate: new Date('2030-01-01T00:00:00Z') }
    const locked = client.send(new PutObjectCommand({ ...put, Key: 'b', ...lock }))
    await expect(locked).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:PutObjectRetention'),
    })
  })

  it('hide a lock from who may not read it', async () => {
    plant(at.bucket, 'a', Buffer.from('x'), '2026-01-01T00:00:00Z', {
      lock: { mode: 'COMPLIANCE', until: '2030-01-01T00:00:00Z' },
    })
    at.sandbox.permit(caller, [{ actions: ['s3:GetObject'], resources: [object] }])
    const client = new S3Client({ ...at.config, forcePathStyle: true })
    const head = await client.send(new HeadObjectCommand({ Bucket: bucketName, Key: 'a' }))
    expect(head.ObjectLockMode).toBeUndefined()
  })

  it('answer 403 for a missing object to who may not list', async () => {
    at.sandbox.permit(caller, [{ actions: ['s3:GetObject'], resources: [object] }])
    const client = new S3Client({ ...at.config, forcePathStyle: true })
    const head = client.send(new HeadObjectCommand({ Bucket: bucketName, Key: 'nothing' }))
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  })
})
