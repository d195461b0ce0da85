// Request ids: the same for the same calls, in whatever order they arrive.
import { DescribeAddonCommand, EKSClient } from '@aws-sdk/client-eks'
import { describe, expect, it } from 'vitest'
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
