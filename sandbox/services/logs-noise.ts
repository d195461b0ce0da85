// The kinds of requests that an EKS cluster's API server logs all day, and how often each comes.
import type { Example } from '../../src/audit-log/example.ts'
import { hex } from '../scenario/seed.ts'

/** A number from 0 up to but without `below`, the next one at each call. */
export type Dice = (below: number) => number
export type Kind = { perHour: number; make(dice: Dice): Example }

const machines = [
  { name: 'ip-10-0-1-21.eu-west-1.compute.internal', ip: '10.0.1.21', instance: 'i-0a3f9c1d7e5b20486' },
  { name: 'ip-10-0-2-22.eu-west-1.compute.internal', ip: '10.0.2.22', instance: 'i-04d8e2b6a19c7f305' },
  { name: 'ip-10-0-3-23.eu-west-1.compute.internal', ip: '10.0.3.23', instance: 'i-0c71f5a8e3d94b620' },
] as const
export const nodes = machines.length

const node = (dice: Dice) => {
  const { name, ip, instance } = machines[dice(nodes)] ?? machines[0]
  return {
    name,
    user: `system:node:${name}`,
    groups: ['system:bootstrappers', 'system:nodes', 'system:authenticated'],
    extra: {
      arn: [`arn:aws:sts::111122223333:assumed-role/nodes/${instance}`],
      canonicalArn: ['arn:aws:iam::111122223333:role/nodes'],
      sessionName: [instance],
    },
    sourceIPs: [ip],
    userAgent: 'kubelet/v1.34.1 (linux/amd64) kubernetes/113f7e0',
  }
}

const serviceAccount = (name: string, agent: string, namespace = 'kube-system') => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  userAgent: agent,
  sourceIPs: ['10.0.2.114'],
})
const controlPlane = (user: string, agent: string) => ({
  user,
  groups: ['system:authenticated'],
  userAgent: agent,
  sourceIPs: ['172.16.118.4'],
})
const controller = (name: string) =>
  serviceAccount(
    name,
    `kube-controller-manager/v1.34.1 (linux/amd64) kubernetes/113f7e0/system:serviceaccount:kube-system:${name}`,
  )
const eks = (name: string) => ({ ...controlPlane(`eks:${name}`, `${name}/v0.0.0`), groups: ['system:masters'] })
const lease = { resource: 'leases', apiGroup: 'coordination.k8s.io', level: 'Metadata' }
const rbac = (name: string) => `RBAC: allowed by ClusterRoleBinding "${name}" of ClusterRole "${name}"`

/** Nearly all of it; none of it is worth a row. */
const machinery: Kind[] = [
  { perHour: 60, make: (dice) => ({ ...node(dice), verb: 'update', ...lease, namespace: 'kube-node-lease' }) },
  { perHour: 18, make: (dice) => ({ ...node(dice), verb: 'patch', resource: 'nodes', subresource: 'status' }) },
  {
    perHour: 14,
    make: (dice) => ({
      ...node(dice),
      verb: 'watch',
      resource: 'configmaps',
      namespace: 'kube-system',
      name: 'kube-root-ca.crt',
    }),
  },
  {
    perHour: 6,
    make: (dice) => ({
      ...node(dice),
      verb: 'create',
      resource: 'serviceaccounts',
      subresource: 'token',
      namespace: 'kube-system',
      name: 'coredns',
      code: 201,
      requestObject: {
        kind: 'TokenRequest',
        spec: { expirationSeconds: 3_607, boundObjectRef: { kind: 'Pod', name: 'coredns-0' } },
      },
    }),
  },
  ...['kube-scheduler', 'kube-controller-manager', 'cloud-controller-manager'].map((name) => ({
    perHour: 14,
    make: () => ({
      ...controlPlane(`system:${name}`, `${name}/v1.34.1 (linux/amd64) kubernetes/113f7e0/leader-election`),
      verb: 'update',
      ...lease,
      namespace: 'kube-system',
      name,
    }),
  })),
  {
    perHour: 16,
    make: () => ({
      ...serviceAccount('coredns', 'coredns/1.11'),
      verb: 'watch',
      resource: 'endpointslices',
      apiGroup: 'discovery.k8s.io',
      reason: rbac('system:coredns'),
    }),
  },
  {
    perHour: 12,
    make: () => ({
      ...serviceAccount('metrics-server', 'metrics-server/v0.7.2'),
      verb: 'list',
      resource: 'nodes',
      reason: rbac('system:metrics-server'),
    }),
  },
  {
    perHour: 8,
    make: () => ({
      ...controlPlane('system:apiserver', 'kube-apiserver/v1.34.1'),
      verb: 'list',
      resource: 'namespaces',
    }),
  },
  {
    perHour: 10,
    make: () => ({
      ...eks('addon-manager'),
      verb: 'get',
      resource: 'daemonsets',
      apiGroup: 'apps',
      namespace: 'kube-system',
      name: 'kube-proxy',
    }),
  },
  { perHour: 6, make: () => ({ ...eks('vpc-resource-controller'), verb: 'list', resource: 'nodes' }) },
  {
    perHour: 8,
    make: () => ({
      ...controller('endpointslice-controller'),
      verb: 'update',
      resource: 'endpointslices',
      apiGroup: 'discovery.k8s.io',
      namespace: 'shop',
      name: 'cart',
    }),
  },
  {
    perHour: 8,
    make: () => ({
      ...controller('deployment-controller'),
      verb: 'update',
      resource: 'deployments',
      subresource: 'status',
      apiGroup: 'apps',
      namespace: 'shop',
      name: 'cart',
    }),
  },
  {
    perHour: 8,
    make: () => ({
      ...serviceAccount('aws-load-balancer-controller', 'elbv2.k8s.aws/v2.11'),
      verb: 'watch',
      resource: 'ingresses',
      apiGroup: 'networking.k8s.io',
    }),
  },
  {
    perHour: 6,
    make: () => ({
      ...serviceAccount('kyverno-admission-controller', 'kyverno/v1.15', 'kyverno'),
      verb: 'update',
      ...lease,
      namespace: 'kyverno',
    }),
  },
  {
    perHour: 8,
    make: () => ({
      ...serviceAccount('metrics-server', 'metrics-server/v0.7.2'),
      verb: 'create',
      resource: 'subjectaccessreviews',
      apiGroup: 'authorization.k8s.io',
      code: 201,
    }),
  },
]

const orders = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/prod/orders-api@sha256:${hex('orders-api', 64)}`
const image = { containers: [{ name: 'report', image: orders }] }

const admin = 'AWSReservedSSO_PlatformAdmin_5f2c8e01a7d94b36'
const anna = {
  user: `arn:aws:sts::111122223333:assumed-role/${admin}/anna`,
  extra: {
    arn: [`arn:aws:sts::111122223333:assumed-role/${admin}/anna`],
    canonicalArn: [`arn:aws:iam::111122223333:role/${admin}`],
    sessionName: ['anna'],
  },
}

/** What is kept: other identities, and what the machinery makes. */
const kept: Kind[] = [
  {
    perHour: 4,
    make: () => ({
      verb: 'get',
      requestURI: '/readyz',
      user: 'system:anonymous',
      groups: ['system:unauthenticated'],
      userAgent: 'ELB-HealthChecker/2.0',
      sourceIPs: ['10.0.1.5'],
    }),
  },
  {
    perHour: 6,
    make: () => ({
      ...serviceAccount('external-secrets', 'external-secrets/0.14', 'platform'),
      verb: 'get',
      resource: 'secrets',
      namespace: 'shop',
      name: 'cart-db',
      level: 'Metadata',
    }),
  },
  {
    perHour: 2,
    make: () => ({
      ...controller('cronjob-controller'),
      verb: 'create',
      resource: 'jobs',
      apiGroup: 'batch',
      namespace: 'shop',
      name: 'nightly-report',
      code: 201,
      responseObject: { kind: 'Job', spec: { template: { spec: image } } },
    }),
  },
  {
    perHour: 2,
    make: () => ({
      ...controller('job-controller'),
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      name: 'nightly-report-x',
      code: 201,
      responseObject: { kind: 'Pod', spec: image },
    }),
  },
  {
    perHour: 2,
    make: () => ({
      ...controller('generic-garbage-collector'),
      verb: 'delete',
      resource: 'pods',
      namespace: 'shop',
      name: 'nightly-report-w',
    }),
  },
  { perHour: 3, make: () => ({ ...anna, verb: 'list', resource: 'pods', namespace: 'shop' }) },
  {
    perHour: 1,
    make: () => ({
      ...serviceAccount('prometheus', 'Prometheus/3.1.0', 'monitoring'),
      verb: 'list',
      resource: 'configmaps',
      code: 403,
      decision: 'forbid',
      level: 'Metadata',
    }),
  },
]

export const kinds: readonly Kind[] = [...machinery, ...kept]
