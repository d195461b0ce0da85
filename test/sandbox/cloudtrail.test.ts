// CloudTrail of the sandbox, through the unmodified SDK: which trails a region sees, and how its event history is asked.
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jonas, recordEvent, trails } from '../../sandbox/scenario/trail.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { cloudtrailService } from '../../sandbox/services/cloudtrail.ts'
import { emptyWorld, type World } from '../../sandbox/world.ts'
import { asDate, instant, seconds, settableClock } from '../../src/clock.ts'

const account = '111122223333'
const home = 'eu-west-1'
const noon = seconds('2026-01-05T12:00:00Z')

let world: World
let sandbox: Sandbox
let clock: ReturnType<typeof settableClock>
let client: CloudTrailClient
const clients: CloudTrailClient[] = []

const clientIn = (region: string): CloudTrailClient => {
  const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'x' }
  const one = new CloudTrailClient({ region, endpoint: sandbox.endpoint, credentials, maxAttempts: 1 })
  clients.push(one)
  return one
}

beforeEach(async () => {
  clock = settableClock('2026-01-05T13:00:00Z')
  world = emptyWorld(account, { [home]: 'ENABLED', 'us-east-1': 'ENABLED' })
  world.trails = trails()
  const principals = { AKIA1: `arn:aws:iam::${account}:root` }
  sandbox = await startSandbox({ account, clock, seed: 't', principals, services: [cloudtrailService(world)] })
  client = clientIn(home)
})
afterEach(async () => {
  for (const one of clients.splice(0)) one.destroy()
  await sandbox.close()
})

const happened = (at: number, name = 'UpdateClusterConfig') =>
  recordEvent(world, {
    ...{ region: home, at, name, by: jonas, asked: { name: 'prod' }, answered: null },
    resource: { type: 'AWS::EKS::Cluster', name: 'prod' },
  })
const named = (AttributeValue: string): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }],
})
const looked = async (input: LookupEventsCommandInput) =>
  (await client.send(new LookupEventsCommand(input))).Events?.map(({ EventTime }) => EventTime?.toISOString()) ?? []

describe('trails', () => {
  it('of all regions show in each of them, others at home alone', async () => {
    const here = await client.send(new DescribeTrailsCommand({}))
    expect(here.trailList?.map(({ Name }) => Name)).toEqual(['organization'])
    const there = await clientIn('us-east-1').send(new DescribeTrailsCommand({ includeShadowTrails: false }))
    expect(there.trailList?.map(({ Name }) => Name)).toEqual(['debugging'])
  })

  it('are found from another region by ARN, and not by name', async () => {
    const [{ trail } = { trail: undefined }] = trails()
    const elsewhere = clientIn('us-east-1')
    expect(await elsewhere.send(new GetTrailStatusCommand({ Name: trail?.TrailARN }))).toMatchObject({
      IsLogging: true,
    })
    await expect(elsewhere.send(new GetEventSelectorsCommand({ TrailName: 'organization' }))).rejects.toMatchObject({
      name: 'TrailNotFoundException',
    })
  })
})

describe('the event history', () => {
  it('tells events by name, newest first, both ends of the time included', async () => {
    for (const after of [-1, 0, 60, 3_600, 3_601]) happened(noon - 7_200 + after)
    happened(noon, 'DeleteCluster')
    const found = await looked({
      ...named('UpdateClusterConfig'),
      StartTime: asDate(instant(noon - 7_200)),
      EndTime: asDate(instant(noon - 3_600)),
    })
    expect(found).toEqual(['2026-01-05T11:00:00.000Z', '2026-01-05T10:01:00.000Z', '2026-01-05T10:00:00.000Z'])
  })

  it('comes in pages of fifty at most', async () => {
    for (let at = 0; at < 60; at++) happened(noon + at)
    const first = await client.send(new LookupEventsCommand(named('UpdateClusterConfig')))
    expect(first.Events).toHaveLength(50)
    const rest = await client.send(
      new LookupEventsCommand({ ...named('UpdateClusterConfig'), NextToken: first.NextToken }),
    )
    expect(rest.Events).toHaveLength(10)
    expect(rest.NextToken).toBeUndefined()
  })

  it('holds an event some minutes after it happened, and for ninety days', async () => {
    happened(noon)
    clock.set('2026-01-05T12:04:00Z')
    expect(await looked(named('UpdateClusterConfig'))).toEqual([])
    clock.set('2026-01-05T12:05:00Z')
    expect(await looked(named('UpdateClusterConfig'))).toHaveLength(1)
    clock.set('2026-04-05T12:00:00Z')
    expect(await looked(named('UpdateClusterConfig'))).toEqual([])
  })

  it.each<[string, LookupEventsCommandInput]>([
    [
      'InvalidLookupAttributesException',
      { LookupAttributes: [...(named('A').LookupAttributes ?? []), ...(named('B').LookupAttributes ?? [])] },
    ],
    [
      'InvalidTimeRangeException',
      { StartTime: asDate('2026-01-02T00:00:00Z'), EndTime: asDate('2026-01-01T00:00:00Z') },
    ],
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidNextTokenException', { NextToken: 'bm90IG91cnM' }],
  ])('refuses with %s', async (name, input) => {
    await expect(client.send(new LookupEventsCommand(input))).rejects.toMatchObject({ name })
  })

  it('is throttled as AWS throttles', async () => {
    sandbox.faults.add({ effect: { kind: 'throttle' }, service: 'cloudtrail', operation: 'LookupEvents' })
    await expect(looked({})).rejects.toMatchObject({ name: 'ThrottlingException' })
  })
})
