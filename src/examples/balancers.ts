// Load balancers for examples: what Elastic Load Balancing answers about those of the example cluster.
import type { Exchange } from '../model.ts'
import { account, answered } from './example.ts'

export type ExampleBalancer = {
  kind?: 'application' | 'network' | 'classic'
  tags?: Record<string, string>
  scheme?: string
  listeners: { port: number; protocol: string; policy?: string; rules?: Record<string, unknown>[] }[]
}

export const toHttps = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }
export const forward = {
  Type: 'forward',
  TargetGroupArn: `arn:aws:elasticloadbalancing:eu-central-1:${account}:targetgroup/k8s-web/6d0ecf831eec9f09`,
}

const listed = (tags: Record<string, string> = { 'elbv2.k8s.aws/cluster': 'prod' }) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const nameOf = (at: number): string => `k8s-web-${at}`
const arnOf = (at: number, kind = 'loadbalancer', rest = ''): string =>
  `arn:aws:elasticloadbalancing:eu-central-1:${account}:${kind}/app/${nameOf(at)}/50dc6c495c0c9188${rest}`

export const balancersOf = (...all: ExampleBalancer[]): Exchange[] => {
  const numbered = all.map((one, at) => ({ ...one, at }))
  return [
    ...second(numbered.filter(({ kind }) => kind !== 'classic')),
    ...classic(numbered.filter(({ kind }) => kind === 'classic')),
  ]
}

type Numbered = ExampleBalancer & { at: number }

const second = (all: Numbered[]): Exchange[] => [
  answered(
    'elbv2:DescribeLoadBalancers',
    { PageSize: 400 },
    {
      LoadBalancers: all.map(({ at, kind = 'application', scheme = 'internet-facing' }) => ({
        LoadBalancerArn: arnOf(at),
        LoadBalancerName: nameOf(at),
        Type: kind,
        Scheme: scheme,
        State: { Code: 'active' },
      })),
    },
  ),
  ...(all.length === 0
    ? []
    : [
        answered(
          'elbv2:DescribeTags',
          { ResourceArns: all.map(({ at }) => arnOf(at)) },
          { TagDescriptions: all.map(({ at, tags }) => ({ ResourceArn: arnOf(at), Tags: listed(tags) })) },
        ),
      ]),
  ...all.flatMap(({ at, tags, listeners }) =>
    tags && Object.keys(tags).length === 0 ? [] : listenersOf(at, listeners),
  ),
]

const listenersOf = (at: number, listeners: ExampleBalancer['listeners']): Exchange[] => {
  const arn = (own: number) => arnOf(at, 'listener', `/${own}0dc6c495c0c9188`)
  return [
    answered(
      'elbv2:DescribeListeners',
      { LoadBalancerArn: arnOf(at), PageSize: 400 },
      {
        Listeners: listeners.map(({ port, protocol, policy, rules }, own) => ({
          ListenerArn: arn(own),
          LoadBalancerArn: arnOf(at),
          Port: port,
          Protocol: protocol,
          ...(policy && {
            SslPolicy: policy,
            Certificates: [{ CertificateArn: `arn:aws:acm:eu-central-1:${account}:certificate/0f1e2d3c` }],
          }),
          DefaultActions: rules?.slice(-1) ?? [forward],
        })),
      },
    ),
    ...listeners.flatMap(({ protocol, rules = [forward] }, own) =>
      protocol === 'HTTP'
        ? [
            answered(
              'elbv2:DescribeRules',
              { ListenerArn: arn(own), PageSize: 400 },
              { Rules: rules.map((rule, nth) => ({ Priority: String(nth + 1), IsDefault: false, Actions: [rule] })) },
            ),
          ]
        : [],
    ),
  ]
}

const classic = (all: Numbered[]): Exchange[] => [
  answered(
    'elb:DescribeLoadBalancers',
    { PageSize: 400 },
    {
      LoadBalancerDescriptions: all.map(({ at, listeners, scheme = 'internet-facing' }) => ({
        LoadBalancerName: nameOf(at),
        Scheme: scheme,
        ListenerDescriptions: listeners.map(({ port, protocol, policy }) => ({
          Listener: { Protocol: protocol, LoadBalancerPort: port, InstanceProtocol: 'TCP', InstancePort: 31443 },
          PolicyNames: policy ? [`k8s-${policy}`] : [],
        })),
      })),
    },
  ),
  ...(all.length === 0
    ? []
    : [
        answered(
          'elb:DescribeTags',
          { LoadBalancerNames: all.map(({ at }) => nameOf(at)) },
          {
            TagDescriptions: all.map(({ at, tags = { 'kubernetes.io/cluster/prod': 'owned' } }) => ({
              LoadBalancerName: nameOf(at),
              Tags: listed(tags),
            })),
          },
        ),
      ]),
  ...all.map(({ at, listeners }) =>
    answered(
      'elb:DescribeLoadBalancerPolicies',
      { LoadBalancerName: nameOf(at) },
      {
        PolicyDescriptions: listeners.flatMap(({ policy }) =>
          policy
            ? [
                {
                  PolicyName: `k8s-${policy}`,
                  PolicyTypeName: 'SSLNegotiationPolicyType',
                  PolicyAttributeDescriptions: [
                    { AttributeName: 'Reference-Security-Policy', AttributeValue: policy },
                    { AttributeName: 'Protocol-TLSv1.2', AttributeValue: 'true' },
                  ],
                },
              ]
            : [],
        ),
      },
    ),
  ),
]
