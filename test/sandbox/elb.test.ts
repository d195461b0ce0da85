// Load balancers of the sandbox, asked by the SDK's two clients: what they are told, and how they are refused.
import {
  DescribeLoadBalancersCommand as DescribeClassicCommand,
  DescribeTagsCommand as DescribeClassicTagsCommand,
  DescribeLoadBalancerPoliciesCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing'
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { elbService, elbv2Service } from '../../sandbox/services/elb.ts'
import { type Bench, bench, caller } from './start.ts'

const world = makeWorld()
const of = (region: string) => world.regions[region]?.clusters.map(({ balancers }) => balancers) ?? []
const here = of('eu-west-1').flatMap(({ balancers }) => balancers)
const there = of('us-east-1').flatMap(({ classic }) => classic)

let on: Bench
let v2: ElasticLoadBalancingV2Client
let classic: ElasticLoadBalancingClient
beforeAll(async () => {
  on = await bench({
    services: [elbService(world), elbv2Service(world)],
    permissions: { [caller]: [{ actions: ['elasticloadbalancing:DescribeL*', 'elasticloadbalancing:DescribeTags'] }] },
  })
  v2 = new ElasticLoadBalancingV2Client({ ...on.config, maxAttempts: 1 })
  classic = new ElasticLoadBalancingClient({ ...on.config, region: 'us-east-1', maxAttempts: 1 })
})
afterAll(async () => {
  v2.destroy()
  classic.destroy()
  await on.sandbox.close()
})

const refused = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked
  } catch (error) {
    return (error as Error).name
  }
  throw new Error('answered')
}
const arns = here.map(({ balancer }) => balancer.LoadBalancerArn)

describe('the second generation', () => {
  it('is told with its listeners and tags', async () => {
    const { LoadBalancers = [] } = await v2.send(new DescribeLoadBalancersCommand({ PageSize: 400 }))
    expect(LoadBalancers.map(({ LoadBalancerArn }) => LoadBalancerArn)).toEqual(arns)
    const { Listeners } = await v2.send(new DescribeListenersCommand({ LoadBalancerArn: arns[0] }))
    expect(Listeners).toEqual(here[0]?.listeners.map(({ listener }) => listener))
    const { TagDescriptions = [] } = await v2.send(new DescribeTagsCommand({ ResourceArns: arns }))
    expect(
      TagDescriptions.map(({ Tags = [] }) => Tags.find(({ Key }) => Key === 'elbv2.k8s.aws/cluster')?.Value),
    ).toEqual(here.map(({ tags }) => tags['elbv2.k8s.aws/cluster']))
  })

  it('comes on pages, the last without a marker', async () => {
    const first = await v2.send(new DescribeLoadBalancersCommand({ PageSize: 2 }))
    const rest = await v2.send(new DescribeLoadBalancersCommand({ PageSize: 2, Marker: first.NextMarker }))
    const all = [...(first.LoadBalancers ?? []), ...(rest.LoadBalancers ?? [])]
    expect(all.map(({ LoadBalancerArn }) => LoadBalancerArn)).toEqual(arns)
    expect(rest.NextMarker).toBeUndefined()
  })

  it('refuses what is not there, and more than twenty at once', async () => {
    const ARN = `${arns[0]}0`
    const name = 'LoadBalancerNotFoundException'
    expect(await refused(v2.send(new DescribeListenersCommand({ LoadBalancerArn: ARN })))).toBe(name)
    expect(await refused(v2.send(new DescribeTagsCommand({ ResourceArns: [ARN] })))).toBe(name)
    const many = new DescribeTagsCommand({ ResourceArns: Array.from({ length: 21 }, () => arns[0] ?? '') })
    expect(await refused(v2.send(many))).toBe('ValidationError')
  })

  it('is granted as elasticloadbalancing, action by action', async () => {
    const ListenerArn = here[0]?.listeners[0]?.listener.ListenerArn
    expect(await refused(v2.send(new DescribeRulesCommand({ ListenerArn })))).toBe('AccessDenied')
    expect(on.sandbox.calls().at(-1)).toMatchObject({ service: 'elbv2', operation: 'DescribeRules', status: 403 })
  })
})

describe('the first generation', () => {
  const names = there.map(({ balancer }) => balancer.LoadBalancerName)

  it('is told by the same signing name and another version', async () => {
    const { LoadBalancerDescriptions = [] } = await classic.send(new DescribeClassicCommand({}))
    expect(LoadBalancerDescriptions.map(({ LoadBalancerName }) => LoadBalancerName)).toEqual(names)
    expect(LoadBalancerDescriptions[0]?.ListenerDescriptions).toEqual(there[0]?.balancer.ListenerDescriptions)
    const { TagDescriptions } = await classic.send(new DescribeClassicTagsCommand({ LoadBalancerNames: names }))
    expect(TagDescriptions).toMatchObject([{ Tags: [{ Key: 'kubernetes.io/cluster/analytics', Value: 'owned' }, {}] }])
  })

  it('tells the policy that its listener negotiates by', async () => {
    const { PolicyDescriptions } = await classic.send(
      new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName: names[0] }),
    )
    expect(PolicyDescriptions).toEqual(there[0]?.policies)
  })

  it('refuses what is not there', async () => {
    const asked = new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName: 'nobody' })
    expect(await refused(classic.send(asked))).toBe('AccessPointNotFoundException')
  })
})
