// Request ids: the same for the same calls, in whatever order they arrive.
import { DescribeAddonCommand, EKSClient } from '@aws-sdk/client-eks'
import { describe, expect, it } from 'vitest'
import { requestDigests } from '../../sandbox/request-id.ts'
import type { Call } from '../../sandbox/service.ts'
import { eks } from './little-services.ts'
import { bench } from './start.ts'

/** Asks 40 questions, each twice, and gives the ids by question. */
const ids = async (inFlight: number, order: (names: string[]) => string[]): Promise<Record<string, string[]>> => {
  const { sandbox, config } = await bench({ services: [eks] })
  const client = new EKSClient(config)
  const names = order(Array.from({ length: 80 }, (_, at) => `addon-${at % 40}`))
  const found: Record<string, string[]> = {}
  for (let at = 0; at < names.length; at += inFlight) {
    await Promise.all(
      names.slice(at, at + inFlight).map(async (addonName) => {
        const { $metadata } = await client.send(new DescribeAddonCommand({ clusterName: 'prod', addonName }))
        found[addonName] = [...(found[addonName] ?? []), $metadata.requestId ?? ''].sort()
      }),
    )
  }
  client.destroy()
  await sandbox.close()
  return found
}

describe('request ids', () => {
  it('are the same for all attempts of one call, and for no other call', () => {
    const digest = requestDigests('seed')
    const call = {
      service: 'eks',
      operation: 'ListClusters',
      region: 'eu-west-1',
      input: {},
      now: '2026-01-05T00:20:00Z',
    }
    const ids = ['a', 'a', 'b', undefined, 'a', undefined].map((invocation) => digest(call as Call, invocation))
    expect([ids[1], ids[4]]).toEqual([ids[0], ids[0]])
    expect(new Set(ids).size).toBe(4)
  })

  it('do not depend on concurrency or order', async () => {
    const oneByOne = await ids(1, (names) => names)
    expect(await ids(16, (names) => names.toReversed())).toEqual(oneByOne)
  })

  it('differ between any two calls', async () => {
    const all = Object.values(await ids(8, (names) => names)).flat()
    expect(new Set(all).size).toBe(80)
  })

  it('differ from one moment to the next', async () => {
    const { sandbox, config, clock } = await bench({ services: [eks] })
    const client = new EKSClient(config)
    const ask = async () =>
      (await client.send(new DescribeAddonCommand({ clusterName: 'a', addonName: 'b' }))).$metadata.requestId
    const first = await ask()
    clock.set('2026-01-06T00:20:00Z')
    expect(await ask()).not.toBe(first)
    client.destroy()
    await sandbox.close()
  })
})
