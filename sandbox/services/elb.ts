// Elastic Load Balancing of both generations: they share a signing name and a protocol, and differ by version and answers.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html
import { instant } from '../../src/clock.ts'
import { isRecord } from '../../src/json.ts'
import { page } from '../page.ts'
import type { Xml } from '../protocols/xml.ts'
import { AwsFault, type Call, type Handler, type Service } from '../service.ts'
import type { BalancersState } from '../world/balancers.ts'
import type { World } from '../world.ts'

const common = {
  protocol: 'query',
  signedAs: 'elasticloadbalancing',
  // Both are granted under one name, and none of these knows a resource.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
  actions: ({ operation }: Call) => [`elasticloadbalancing:${operation}`],
} as const

export const elbv2Service = (world: World): Service => {
  const all = (call: Call) => partsOf(world, call).flatMap(({ balancers }) => balancers)
  const listenersOf = (call: Call) => all(call).flatMap(({ listeners }) => listeners)
  return {
    ...common,
    name: 'elbv2',
    version: '2015-12-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    operations: {
      DescribeLoadBalancers: listing('LoadBalancers', ['LoadBalancerArns', 'Names'], (call) => {
        const [arns, names] = [listOf(call, 'LoadBalancerArns'), listOf(call, 'Names')]
        const found = all(call).map(({ balancer }) => balancer)
        must(
          [...arns, ...names],
          found.flatMap((one) => [one.LoadBalancerArn, one.LoadBalancerName ?? '']),
          'LoadBalancer',
        )
        if (arns.length + names.length === 0) return found
        return found.filter((one) => arns.includes(one.LoadBalancerArn) || names.includes(one.LoadBalancerName ?? ''))
      }),
      DescribeListeners: listing('Listeners', ['LoadBalancerArn', 'ListenerArns'], (call) => {
        const arn = String(call.input.LoadBalancerArn ?? '')
        must(
          [arn],
          all(call).map(({ balancer }) => balancer.LoadBalancerArn),
          'LoadBalancer',
        )
        const own = all(call).find(({ balancer }) => balancer.LoadBalancerArn === arn)
        return own?.listeners.map(({ listener }) => listener) ?? []
      }),
      DescribeRules: listing('Rules', ['ListenerArn', 'RuleArns'], (call) => {
        const arn = String(call.input.ListenerArn ?? '')
        must(
          [arn],
          listenersOf(call).map(({ listener }) => listener.ListenerArn),
          'Listener',
        )
        return listenersOf(call).find(({ listener }) => listener.ListenerArn === arn)?.rules ?? []
      }),
      DescribeTags(call) {
        const arns = tagged(call, 'ResourceArns')
        must(
          arns,
          all(call).map(({ balancer }) => balancer.LoadBalancerArn),
          'LoadBalancer',
        )
        return wired({
          TagDescriptions: arns.map((ResourceArn) => ({
            ResourceArn,
            Tags: tagsOf(all(call).find(({ balancer }) => balancer.LoadBalancerArn === ResourceArn)?.tags),
          })),
        })
      },
    },
  }
}

export const elbService = (world: World): Service => {
  const all = (call: Call) => partsOf(world, call).flatMap(({ classic }) => classic)
  const names = (call: Call) => all(call).map(({ balancer }) => balancer.LoadBalancerName)
  return {
    ...common,
    name: 'elb',
    version: '2012-06-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/',
    operations: {
      DescribeLoadBalancers: listing('LoadBalancerDescriptions', ['LoadBalancerNames'], (call) => {
        const asked = listOf(call, 'LoadBalancerNames')
        must(asked, names(call), 'LoadBalancer')
        const found = all(call).map(({ balancer }) => balancer)
        return asked.length === 0 ? found : found.filter(({ LoadBalancerName: name }) => asked.includes(name))
      }),
      DescribeLoadBalancerPolicies(call) {
        only(call, ['LoadBalancerName', 'PolicyNames'])
        const name = String(call.input.LoadBalancerName ?? '')
        must([name], names(call), 'LoadBalancer')
        const own = all(call).find(({ balancer }) => balancer.LoadBalancerName === name)
        return wired({ PolicyDescriptions: own?.policies ?? [] })
      },
      DescribeTags(call) {
        const asked = tagged(call, 'LoadBalancerNames')
        must(asked, names(call), 'LoadBalancer')
        return wired({
          TagDescriptions: asked.map((LoadBalancerName) => ({
            LoadBalancerName,
            Tags: tagsOf(all(call).find(({ balancer }) => balancer.LoadBalancerName === LoadBalancerName)?.tags),
          })),
        })
      },
    },
  }
}

const partsOf = (world: World, { region }: Call): BalancersState[] => {
  const state = world.regions[region]
  if (!state || (state.optStatus !== 'ENABLED' && state.optStatus !== 'ENABLED_BY_DEFAULT'))
    throw new AwsFault('InvalidClientTokenId', 403, 'The security token included in the request is invalid.')
  return state.clusters.map(({ balancers }) => balancers)
}

const invalid = (message: string): AwsFault => new AwsFault('ValidationError', 400, message)

/** A list with pages of at most 400, by a marker. */
const listing =
  (as: string, filters: string[], of: (call: Call) => unknown[]): Handler =>
  (call) => {
    only(call, [...filters, 'Marker', 'PageSize'])
    const { PageSize: size, Marker: token } = call.input
    const { items, nextToken } = page(of(call), call, { size, token, most: 400, refuse: invalid })
    return wired({ [as]: items, NextMarker: nextToken })
  }

const only = ({ input }: Call, known: string[]): void => {
  for (const name of Object.keys(input))
    if (!known.includes(name.split('.')[0] ?? '')) throw invalid(`The parameter ${name} is not known`)
}

const listOf = ({ input }: Call, name: string): string[] =>
  Object.keys(input)
    .filter((key) => key.startsWith(`${name}.member.`))
    .sort((a, b) => Number(a.split('.').at(-1)) - Number(b.split('.').at(-1)))
    .map((key) => String(input[key]))

const tagged = (call: Call, name: string): string[] => {
  only(call, [name])
  const asked = listOf(call, name)
  if (asked.length < 1 || asked.length > 20) throw invalid(`${name} must have length between 1 and 20`)
  return asked
}

const must = (asked: string[], there: string[], what: string): void => {
  const missing = asked.filter((one) => !there.includes(one))
  if (missing.length > 0) throw new AwsFault(`${what}NotFound`, 400, `${what}s '[${missing.join(', ')}]' not found`)
}

const tagsOf = (tags: Record<string, string> = {}) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

// Lists are elements `member`; times are seconds in the state.
const wired = (value: unknown, name = ''): Xml => {
  if (Array.isArray(value)) return { member: value.map((one) => wired(one)) }
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, wired(one, key)]))
  return name === 'CreatedTime' && typeof value === 'number' ? instant(value) : (value as Xml)
}
