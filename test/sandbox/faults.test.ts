// Injected faults, as the unmodified SDK meets them.
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr'
import { DescribeAddonCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Effect, Fault } from '../../sandbox/faults.ts'
import { ecr, eks } from './little-services.ts'
import { type Bench, bench, bucketName, caller, region } from './start.ts'

let at: Bench
const once = { maxAttempts: 1 }
beforeEach(async () => {
  at = await bench({ services: [eks, ecr] })
})
afterEach(() => at.sandbox.close())

const calls = {
  ecr: () => new ECRClient({ ...at.config, ...once }).send(new DescribeRepositoriesCommand({})),
  eks: () => new EKSClient({ ...at.config, ...once }).send(new ListClustersCommand({})),
  s3: () => new S3Client({ ...at.config, ...once }).send(new GetObjectCommand({ Bucket: bucketName, Key: 'a' })),
  sts: () => new STSClient({ ...at.config, ...once }).send(new GetCallerIdentityCommand({})),
}
const addon = (addonName: string, attempts = 1) =>
  new EKSClient({ ...at.config, maxAttempts: attempts }).send(
    new DescribeAddonCommand({ clusterName: 'prod', addonName }),
  )
const fails = async (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    () => true,
  )

describe('a fault', () => {
  it.each<[keyof typeof calls, Effect, string, number]>([
    ['eks', { kind: 'throttle' }, 'ThrottlingException', 429],
    ['ecr', { kind: 'throttle' }, 'ThrottlingException', 400],
    ['s3', { kind: 'throttle' }, 'SlowDown', 503],
    ['sts', { kind: 'throttle' }, 'Throttling', 400],
    ['eks', { kind: 'server-error' }, 'ServerException', 500],
    ['s3', { kind: 'server-error' }, 'InternalError', 500],
    ['eks', { kind: 'expired-token' }, 'ExpiredTokenException', 403],
    ['ecr', { kind: 'expired-token' }, 'ExpiredTokenException', 400],
    ['s3', { kind: 'expired-token' }, 'ExpiredToken', 400],
    ['eks', { kind: 'denial' }, 'AccessDeniedException', 403],
    ['ecr', { kind: 'denial' }, 'AccessDeniedException', 400],
    ['s3', { kind: 'denial' }, 'AccessDenied', 403],
    ['sts', { kind: 'denial' }, 'AccessDenied', 403],
  ])('makes %s answer to %o with %s', async (service, effect, name, httpStatusCode) => {
    at.sandbox.faults.add({ service, effect })
    await expect(calls[service]()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } })
  })

  it('words a denial as IAM does', async () => {
    at.sandbox.faults.add({ operation: 'DescribeAddon', effect: { kind: 'denial' } })
    const resource = `arn:aws:eks:${region}:111122223333:cluster/prod`
    const message = `User: ${caller} is not authorized to perform: eks:DescribeAddon on resource: ${resource}`
    await expect(addon('cni')).rejects.toMatchObject({ message: expect.stringContaining(message) })
  })

  it('breaks the connection before anything happened', async () => {
    at.sandbox.faults.add({ effect: { kind: 'reset', when: 'before' } })
    await expect(addon('cni')).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(at.sandbox.calls()).toMatchObject([{ operation: 'DescribeAddon', status: 0, faults: ['reset'] }])
  })

  it('loses the reply of what took effect', async () => {
    at.sandbox.faults.add({ effect: { kind: 'reset', when: 'after' } })
    await expect(addon('cni')).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(at.sandbox.calls()).toMatchObject([{ status: 200, faults: ['reset'] }])
  })

  it('cuts a body short, so that it is no JSON', async () => {
    at.sandbox.faults.add({ effect: { kind: 'truncate', how: 'short' } })
    await expect(calls.eks()).rejects.toThrow(SyntaxError)
  })

  it('breaks the connection under a body', async () => {
    at.sandbox.faults.add({ effect: { kind: 'truncate', how: 'broken-off' } })
    await expect(calls.eks()).rejects.toThrow(/aborted|ECONNRESET|terminated/)
  })

  it('delays an answer beyond what the client waits for', async () => {
    at.sandbox.faults.add({ effect: { kind: 'latency', milliseconds: 2_000 }, times: 1 })
    const client = new EKSClient({
      ...at.config,
      ...once,
      requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
    })
    await expect(client.send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' })
    await client.send(new ListClustersCommand({}))
  })

  it('is overcome by the retries of the SDK', async () => {
    at.sandbox.faults.add({ effect: { kind: 'throttle' }, times: 2 })
    expect((await addon('cni', 3)).addon?.addonName).toBe('cni')
    expect(at.sandbox.calls().map(({ status }) => status)).toEqual([429, 429, 200])
  })
})

describe('a fault hits', () => {
  const hits = async (fault: Omit<Fault, 'effect'>, names: string[]): Promise<boolean[]> => {
    at.sandbox.faults.add({ ...fault, effect: { kind: 'denial' } })
    const found: boolean[] = []
    for (const name of names) found.push(await fails(addon(name)))
    return found
  }

  it('every second call', async () => {
    expect(await hits({ every: 2 }, ['a', 'b', 'c', 'd', 'e'])).toEqual([false, true, false, true, false])
  })

  it('every second attempt at each question', async () => {
    expect(await hits({ every: 2, count: 'per-question' }, ['a', 'b', 'a', 'b', 'a'])).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
  })

  it('so many times and no more', async () => {
    expect(await hits({ times: 2 }, ['a', 'b', 'c'])).toEqual([true, true, false])
  })

  it('only the input that it names', async () => {
    expect(await hits({ input: { addonName: 'b' } }, ['a', 'b'])).toEqual([false, true])
  })

  it('only its operation, service and region', async () => {
    expect(await hits({ operation: 'ListClusters' }, ['a'])).toEqual([false])
    expect(await hits({ service: 'ecr' }, ['a'])).toEqual([false])
    expect(await hits({ region: 'us-east-1' }, ['a'])).toEqual([false])
    expect(await hits({ operation: 'DescribeAddon', service: 'eks', region }, ['a'])).toEqual([true])
  })

  it('from one moment until another', async () => {
    at.sandbox.faults.add({ from: '2026-01-05T01:00:00Z', until: '2026-01-05T02:00:00Z', effect: { kind: 'denial' } })
    const found: boolean[] = []
    for (const time of ['00:59:59', '01:00:00', '01:59:59', '02:00:00']) {
      at.clock.set(`2026-01-05T${time}Z`)
      found.push(await fails(addon('a')))
    }
    expect(found).toEqual([false, true, true, false])
  })

  it('until it is removed', async () => {
    const id = at.sandbox.faults.add({ effect: { kind: 'denial' } })
    expect(await fails(addon('a'))).toBe(true)
    at.sandbox.faults.remove(id)
    expect(await fails(addon('a'))).toBe(false)
  })
})
