// Classic load balancers of clusters: each of their TLS listeners refers to policies of their own, which refer to AWS's.
import * as z from 'zod/mini'
import { answers, goneOf, notDocumented } from '../answers/answers.ts'
import { balancerTags, clustersOf } from '../answers/cluster-tags.ts'
import type { Exchange } from '../model.ts'
import type { Balancer, Listener } from './load-balancers.ts'

const text = z.string()
const tags = z.array(z.object({ Key: text, Value: z.nullish(text) }))
const Balancers = z.object({
  LoadBalancerDescriptions: z.array(
    z.object({
      LoadBalancerName: text,
      Scheme: z.nullish(text),
      ListenerDescriptions: z.array(
        z.object({ Listener: z.object({ Protocol: text, LoadBalancerPort: z.int() }), PolicyNames: z.array(text) }),
      ),
    }),
  ),
})
const Tags = z.object({ TagDescriptions: z.array(z.object({ LoadBalancerName: text, Tags: tags })) })
const Policies = z.object({
  PolicyDescriptions: z.array(
    z.object({
      PolicyName: text,
      PolicyTypeName: text,
      PolicyAttributeDescriptions: z.array(z.object({ AttributeName: text, AttributeValue: z.nullish(text) })),
    }),
  ),
})

/** Throws OBSERVATION_INVALID. */
export const classicBalancers = (exchanges: Iterable<Exchange>): Balancer[] => {
  const told = [...answers(exchanges, 'elb:DescribeTags', Tags)].flatMap(({ body }) => body.TagDescriptions)
  const owners = new Map(told.map((one) => [one.LoadBalancerName, clustersOf(one.Tags, balancerTags)]))
  const policies = policiesIn(exchanges)
  const gone = goneOf(exchanges, 'elb:DescribeLoadBalancerPolicies', 'LoadBalancerName')
  return [...answers(exchanges, 'elb:DescribeLoadBalancers', Balancers)]
    .flatMap(({ body }) => body.LoadBalancerDescriptions)
    .filter(({ LoadBalancerName }) => !gone.has(LoadBalancerName))
    .flatMap(({ LoadBalancerName: name, Scheme, ListenerDescriptions }) => {
      const clusters = owners.get(name)
      if (!clusters) throw notDocumented('elb:DescribeTags', `nothing of ${name}`)
      return clusters.map((cluster) => ({
        name,
        cluster,
        kind: 'classic',
        internal: Scheme === 'internal',
        listeners: ListenerDescriptions.map((one) => listener(one, policies.get(name))),
      }))
    })
}

type Said = z.infer<typeof Balancers>['LoadBalancerDescriptions'][number]['ListenerDescriptions'][number]
const listener = (
  { Listener: { Protocol, LoadBalancerPort }, PolicyNames }: Said,
  policies?: Map<string, string[]>,
): Listener => ({
  port: LoadBalancerPort,
  protocol: Protocol.toUpperCase(),
  policies: /^(https|ssl)$/i.test(Protocol) ? PolicyNames.flatMap((name) => policies?.get(name) ?? []) : null,
  redirects: false, // a classic load balancer cannot
})

// A policy that somebody put together cipher by cipher refers to none of AWS's: it is called by its own name.
const policiesIn = (exchanges: Iterable<Exchange>): Map<string, Map<string, string[]>> =>
  new Map(
    [...answers(exchanges, 'elb:DescribeLoadBalancerPolicies', Policies)].map(({ input, body }) => [
      String(input.LoadBalancerName),
      new Map(
        body.PolicyDescriptions.filter(({ PolicyTypeName }) => PolicyTypeName === 'SSLNegotiationPolicyType').map(
          (one) => [one.PolicyName, referred(one)],
        ),
      ),
    ]),
  )

type Policy = z.infer<typeof Policies>['PolicyDescriptions'][number]
const referred = ({ PolicyName, PolicyAttributeDescriptions }: Policy): string[] => {
  const found = PolicyAttributeDescriptions.find(({ AttributeName }) => AttributeName === 'Reference-Security-Policy')
  if (found?.AttributeValue) return [found.AttributeValue]
  // Anybody may give it the name of one of AWS's.
  return [PolicyName.startsWith('ELBSecurityPolicy') ? `own policy ${PolicyName}` : PolicyName]
}
