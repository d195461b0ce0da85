// The load balancers that carry a cluster's tag, with what each of their listeners takes.
import * as z from 'zod/mini'
import { answers, by, goneOf, notDocumented } from '../answers/answers.ts'
import { balancerTags, clustersOf } from '../answers/cluster-tags.ts'
import { defineFact } from '../fact.ts'
import type { Exchange } from '../model.ts'
import { classicBalancers } from './classic-balancers.ts'
import { ofOneCluster } from './cluster-nodes.ts'

export type Listener = {
  port: number
  protocol: string
  /** Null without TLS; of a classic load balancer the policies that its own refers to. */
  policies: string[] | null
  /** Plain HTTP that is sent on to HTTPS, all of it. */
  redirects: boolean
}
export type Balancer = { name: string; cluster: string; kind: string; internal: boolean; listeners: Listener[] }

const text = z.string()
const tags = z.array(z.object({ Key: text, Value: z.nullish(text) }))
const Balancers = z.object({
  LoadBalancers: z.array(
    z.object({ LoadBalancerArn: text, LoadBalancerName: text, Type: text, Scheme: z.nullish(text) }),
  ),
})
const Tags = z.object({ TagDescriptions: z.array(z.object({ ResourceArn: text, Tags: tags })) })
const Listeners = z.object({
  Listeners: z.array(
    z.object({
      ListenerArn: text,
      LoadBalancerArn: text,
      // A listener of a gateway load balancer has neither.
      Port: z.nullish(z.int()),
      Protocol: z.nullish(text),
      SslPolicy: z.nullish(text),
    }),
  ),
})
const Rules = z.object({
  Rules: z.array(
    z.object({
      Actions: z.array(z.object({ Type: text, RedirectConfig: z.nullish(z.object({ Protocol: z.nullish(text) })) })),
    }),
  ),
})

export const loadBalancers = defineFact<Balancer[]>({
  id: 'load-balancers',
  source: 'load-balancers',
  of: 'region',
  actions: [
    'elbv2:DescribeLoadBalancers',
    'elbv2:DescribeTags',
    'elbv2:DescribeListeners',
    'elbv2:DescribeRules',
    'elb:DescribeLoadBalancers',
    'elb:DescribeTags',
    'elb:DescribeLoadBalancerPolicies',
  ],
  read: (exchanges) =>
    [...secondGeneration(exchanges), ...classicBalancers(exchanges)].sort(
      by(({ cluster, kind, name }) => `${cluster} ${kind} ${name}`),
    ),
  about: ofOneCluster,
})

const secondGeneration = (exchanges: Iterable<Exchange>): Balancer[] => {
  const told = [...answers(exchanges, 'elbv2:DescribeTags', Tags)].flatMap(({ body }) => body.TagDescriptions)
  const owners = new Map(told.map((one) => [one.ResourceArn, clustersOf(one.Tags, balancerTags)]))
  const redirecting = redirectsIn(exchanges)
  // Deleted while they were read: what is gone takes no connections.
  const gone = goneOf(exchanges, 'elbv2:DescribeListeners', 'LoadBalancerArn')
  const deaf = goneOf(exchanges, 'elbv2:DescribeRules', 'ListenerArn')
  const listeners = Map.groupBy(
    [...answers(exchanges, 'elbv2:DescribeListeners', Listeners)].flatMap(({ body }) => body.Listeners),
    ({ LoadBalancerArn }) => LoadBalancerArn,
  )
  return [...answers(exchanges, 'elbv2:DescribeLoadBalancers', Balancers)]
    .flatMap(({ body }) => body.LoadBalancers)
    .filter(({ LoadBalancerArn }) => !gone.has(LoadBalancerArn))
    .flatMap((one) => {
      const clusters = owners.get(one.LoadBalancerArn)
      if (!clusters) throw notDocumented('elbv2:DescribeTags', `nothing of ${one.LoadBalancerArn}`)
      return clusters.map((cluster) => ({
        name: one.LoadBalancerName,
        cluster,
        kind: one.Type,
        internal: one.Scheme === 'internal',
        listeners: (listeners.get(one.LoadBalancerArn) ?? [])
          .filter(({ ListenerArn }) => !deaf.has(ListenerArn))
          .map(({ ListenerArn, Port, Protocol, SslPolicy }) => ({
            port: Port ?? 0,
            protocol: Protocol ?? one.Type,
            policies: SslPolicy ? [SslPolicy] : null,
            redirects: redirecting.has(ListenerArn),
          }))
          .sort(byPort),
      }))
    })
}

/** Listeners all of whose rules send on to HTTPS, or answer by themselves. */
const redirectsIn = (exchanges: Iterable<Exchange>): Set<string> => {
  const rules = Map.groupBy([...answers(exchanges, 'elbv2:DescribeRules', Rules)], ({ input }) =>
    String(input.ListenerArn),
  )
  return new Set(
    [...rules].flatMap(([listener, pages]) => {
      const all = pages.flatMap(({ body }) => body.Rules)
      return all.length > 0 && all.every(({ Actions }) => Actions.length > 0 && Actions.every(isSafe)) ? [listener] : []
    }),
  )
}
// `#{protocol}` is that of the request: plain HTTP again.
const isSafe = ({
  Type,
  RedirectConfig,
}: {
  Type: string
  RedirectConfig?: { Protocol?: string | null | undefined } | null | undefined
}) => Type === 'fixed-response' || (Type === 'redirect' && RedirectConfig?.Protocol === 'HTTPS')

const byPort = (a: Listener, b: Listener): number => a.port - b.port || (a.protocol < b.protocol ? -1 : 1)
