// The network controls over the demo's account, asked over the wire: what is good there, and what is not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ec2 } from '../../gen/commands/ec2.ts'
import { eks } from '../../gen/commands/eks.ts'
import { makeWorld } from '../../sandbox/scenario.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { ec2Service } from '../../sandbox/services/ec2.ts'
import { eksService } from '../../sandbox/services/eks.ts'
import { makeAws } from '../../src/aws.ts'
import { instant, settableClock, slotAt } from '../../src/clock.ts'
import type { AnyControl } from '../../src/control.ts'
import byVpcEndpoint from '../../src/controls/aws-by-vpc-endpoint.ts'
import flowLogsOn from '../../src/controls/flow-logs-on.ts'
import noWorldIngress from '../../src/controls/no-world-ingress.ts'
import notInDefaultVpc from '../../src/controls/not-in-default-vpc.ts'
import overTwoZones from '../../src/controls/over-two-zones.ts'
import remoteApproved from '../../src/controls/remote-access-approved.ts'
import subnetsPrivate from '../../src/controls/subnets-private.ts'
import { outcomeOf } from '../../src/evaluate/outcome.ts'
import { type Exchange, isUnknown, type Subject } from '../../src/model.ts'
import { aboutSubject, readFact } from '../../src/observation/fact.ts'
import { observe } from '../../src/observation/observe.ts'
import type { Source } from '../../src/source.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'
import network from '../../src/sources/network.ts'
import nodes from '../../src/sources/nodes.ts'
import { memoryStore } from '../prove/memory-store.ts'

const account = '111122223333'
const tick = '2026-01-05T00:20:00Z'
const caller = `arn:aws:sts::${account}:assumed-role/collect/run`
const sources: Record<string, Source> = { 'eks-cluster': eksCluster, network, nodes }
const slotOf = (source: Source) => slotAt(tick, source.every)

const world = makeWorld()
const subjectOf = (region: string, name: string): Subject => {
  const found = world.regions[region]?.clusters.find(({ cluster }) => cluster.name === name)
  if (!found) throw new Error(`no cluster ${name}`)
  const { arn = '', createdAt = 0 } = found.cluster
  return { scope: 'cluster', id: arn, name, region, bornAt: instant(createdAt) }
}
const regionOf = (region: string): Subject => ({
  scope: 'region',
  id: `aws://${account}/${region}`,
  name: region,
  region,
  bornAt: null,
})

let sandbox: Sandbox
let aws: ReturnType<typeof makeAws>
const clock = settableClock(tick)
beforeAll(async () => {
  sandbox = await startSandbox({
    ...{ account, clock, seed: 'network', principals: { AKIASANDBOX: caller } },
    services: [eksService(world), ec2Service(world)],
  })
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  const place = { home: 'eu-west-1', endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 1 }
  aws = makeAws(place, [ec2, eks], clock)
})
afterAll(async () => {
  aws.close()
  await sandbox.close()
})

const read = async (source: Source, subject: Subject): Promise<Exchange[]> => {
  const collector = { version: '1', commit: '0'.repeat(40), caller }
  const config = `sha256:${'0'.repeat(64)}` as const
  const on = { store: memoryStore('/evidence'), send: aws.send, clock, collector, config, tick }
  const made = await observe(on, source, subject, slotOf(source))
  if ('again' in made) throw new Error('put down')
  return [...made.exchanges]
}

/** What a control says of a cluster by what was read of it and of its region. */
const judged = async (of: { needs: object; id: string }, subject: Subject) => {
  const control = of as unknown as AnyControl
  const given: Record<string, unknown> = {}
  for (const [need, { fact }] of Object.entries(control.needs)) {
    const source = sources[fact.source]
    if (!source) throw new Error(`no source ${fact.source}`)
    const place = fact.of === 'cluster' ? subject : regionOf(subject.region)
    const value = readFact(fact, source, await read(source, place), { subject: place, slot: slotOf(source) })
    given[need] = aboutSubject(fact, value, fact.of, subject)
  }
  const unread = Object.values(given).find(isUnknown)
  return unread ?? outcomeOf(control, given, { tick, task: { subject }, config: { controls: {} } })
}

const [prod, staging, analytics] = [
  subjectOf('eu-west-1', 'prod'),
  subjectOf('eu-west-1', 'staging'),
  subjectOf('us-east-1', 'analytics'),
]
const all = [subnetsPrivate, notInDefaultVpc, noWorldIngress, flowLogsOn, byVpcEndpoint, overTwoZones, remoteApproved]

describe('the network of the demo', () => {
  it.each([
    ['prod', prod, 'pass pass pass pass pass pass fail'],
    ['staging', staging, 'pass pass fail fail fail pass not-applicable'],
    ['analytics', analytics, 'fail fail fail fail not-applicable pass not-applicable'],
  ] as const)('%s is judged control by control', async (_, subject, expected) => {
    const said = await Promise.all(all.map((control) => judged(control, subject)))
    expect(said.map(({ outcome }) => outcome).join(' '), said.map(({ reason }) => reason).join('\n')).toBe(expected)
  })

  it('says which port of which group is open, and to whom', async () => {
    expect((await judged(noWorldIngress, staging)).reason).toMatch(
      /^sg-\w+ opens tcp\/30000-32767 to 0\.0\.0\.0\/1, 128\.0\.0\.0\/1$/,
    )
    expect((await judged(noWorldIngress, analytics)).reason).toMatch(/^sg-\w+ opens tcp\/22 to 0\.0\.0\.0\/0$/)
  })
})

describe('one denial', () => {
  const denying = async (operation: string, of: { needs: object; id: string }, subject: Subject) => {
    const id = sandbox.faults.add({ effect: { kind: 'denial' }, service: 'ec2', operation })
    try {
      return await judged(of, subject)
    } finally {
      sandbox.faults.remove(id)
    }
  }

  it.each([
    ['DescribeSubnets', subnetsPrivate],
    ['DescribeRouteTables', subnetsPrivate],
    ['DescribeVpcs', notInDefaultVpc],
    ['DescribeSecurityGroups', noWorldIngress],
    ['GetManagedPrefixListEntries', noWorldIngress],
    ['DescribeFlowLogs', flowLogsOn],
    ['DescribeVpcEndpoints', byVpcEndpoint],
    ['DescribeSubnets', overTwoZones],
  ] as const)('of %s makes what rests on it unknown, by its code', async (operation, control) => {
    expect(await denying(operation, control, prod)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('UnauthorizedOperation'),
    })
  })

  it('of flow logs leaves private subnets known', async () => {
    expect((await denying('DescribeFlowLogs', subnetsPrivate, prod)).outcome).toBe('pass')
  })

  it('of a prefix list leaves those known whose groups do not name it', async () => {
    expect((await denying('GetManagedPrefixListEntries', noWorldIngress, analytics)).outcome).toBe('fail')
  })
})
