// Load balancers of the demo's clusters, as the AWS Load Balancer Controller and Kubernetes itself make them.
import type { BalancersState } from '../world/balancers.ts'
import type { Placed } from './cluster.ts'
import { account, daysAgo, hex } from './seed.ts'

export type ListenerSpec =
  | { port: number; protocol: 'HTTPS' | 'TLS'; policy: string }
  /** Sends all on to HTTPS, or does not. */
  | { port: number; protocol: 'HTTP'; redirects: boolean }
  | { port: number; protocol: 'TCP' }

export type BalancerSpec =
  | { name: string; kind: 'application' | 'network'; internal?: boolean; age: number; listeners: ListenerSpec[] }
  | { name: string; kind: 'classic'; age: number; policy: string }

type V2 = BalancersState['balancers'][number]
type Classic = BalancersState['classic'][number]

export const balancersOf = (cluster: Placed, specs: BalancerSpec[]): BalancersState => ({
  balancers: specs.flatMap((spec) => (spec.kind === 'classic' ? [] : [secondGeneration(cluster, spec)])),
  classic: specs.flatMap((spec) => (spec.kind === 'classic' ? [firstGeneration(cluster, spec)] : [])),
})

const certificate = ({ region, name }: Placed, label: string): string => {
  const id = hex(`${region}/${name}/${label}/certificate`, 32)
  return `arn:aws:acm:${region}:${account}:certificate/${id.slice(0, 8)}-1a2b-4c3d-8e4f-${id.slice(8, 20)}`
}

const secondGeneration = (cluster: Placed, spec: Exclude<BalancerSpec, { kind: 'classic' }>): V2 => {
  const label = `${cluster.region}/${cluster.name}/balancer/${spec.name}`
  const short = spec.kind === 'application' ? 'app' : 'net'
  const path = `${short}/k8s-${spec.name}/${hex(label, 16)}`
  const arn = (kind: string, rest = '') =>
    `arn:aws:elasticloadbalancing:${cluster.region}:${account}:${kind}/${path}${rest}`
  const LoadBalancerArn = arn('loadbalancer')
  return {
    balancer: {
      LoadBalancerArn,
      DNSName: `k8s-${spec.name}-${hex(label, 10)}.elb.${cluster.region}.amazonaws.com`,
      CreatedTime: daysAgo(label, spec.age),
      LoadBalancerName: `k8s-${spec.name}`,
      Scheme: spec.internal ? 'internal' : 'internet-facing',
      VpcId: `vpc-0${hex(`${cluster.region}/${cluster.name}/vpc`, 16)}`,
      State: { Code: 'active' },
      Type: spec.kind,
      AvailabilityZones: cluster.subnetIds.map((SubnetId, at) => ({
        ZoneName: `${cluster.region}${'abc'[at]}`,
        SubnetId,
        LoadBalancerAddresses: [],
      })),
      IpAddressType: 'ipv4',
    },
    tags: { 'elbv2.k8s.aws/cluster': cluster.name, 'ingress.k8s.aws/stack': spec.name },
    listeners: spec.listeners.map((one) => {
      const at = hex(`${label}/${one.port}`, 16)
      const ListenerArn = arn('listener', `/${at}`)
      const forward = {
        Type: 'forward' as const,
        TargetGroupArn: `arn:aws:elasticloadbalancing:${cluster.region}:${account}:targetgroup/k8s-${spec.name}/${at}`,
      }
      const redirect = {
        Type: 'redirect' as const,
        RedirectConfig: {
          Protocol: 'HTTPS',
          Port: '443',
          Host: '#{host}',
          Path: '/#{path}',
          Query: '#{query}',
          StatusCode: 'HTTP_301' as const,
        },
      }
      const DefaultActions = [one.protocol === 'HTTP' && one.redirects ? redirect : forward]
      return {
        listener: {
          ListenerArn,
          LoadBalancerArn,
          Port: one.port,
          Protocol: one.protocol,
          ...('policy' in one && {
            SslPolicy: one.policy,
            Certificates: [{ CertificateArn: certificate(cluster, spec.name) }],
          }),
          DefaultActions,
        },
        rules: [
          {
            RuleArn: arn('listener-rule', `/${at}/${hex(`${label}/${one.port}/rule`, 16)}`),
            Priority: 'default',
            Conditions: [],
            Actions: DefaultActions,
            IsDefault: true,
          },
        ],
      }
    }),
  }
}

const firstGeneration = (
  cluster: Placed,
  { name, age, policy }: Extract<BalancerSpec, { kind: 'classic' }>,
): Classic => {
  const label = `${cluster.region}/${cluster.name}/classic/${name}`
  const LoadBalancerName = `a${hex(label, 31)}`
  const PolicyName = `k8s-SSLNegotiationPolicy-${policy}`
  return {
    balancer: {
      LoadBalancerName,
      DNSName: `${LoadBalancerName}-1234567890.${cluster.region}.elb.amazonaws.com`,
      ListenerDescriptions: [
        {
          Listener: {
            Protocol: 'SSL',
            LoadBalancerPort: 443,
            InstanceProtocol: 'TCP',
            InstancePort: 31_443,
            SSLCertificateId: certificate(cluster, name),
          },
          PolicyNames: [PolicyName],
        },
      ],
      Subnets: cluster.subnetIds,
      CreatedTime: daysAgo(label, age),
      Scheme: 'internet-facing',
    },
    tags: { [`kubernetes.io/cluster/${cluster.name}`]: 'owned', 'kubernetes.io/service-name': `ingress/${name}` },
    policies: [
      {
        PolicyName,
        PolicyTypeName: 'SSLNegotiationPolicyType',
        PolicyAttributeDescriptions: [
          { AttributeName: 'Reference-Security-Policy', AttributeValue: policy },
          { AttributeName: 'Protocol-TLSv1.2', AttributeValue: 'true' },
          { AttributeName: 'Protocol-TLSv1', AttributeValue: String(!policy.includes('TLS-1-2')) },
        ],
      },
    ],
  }
}
