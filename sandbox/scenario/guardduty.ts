// GuardDuty in the demo's regions: one with everything on and a finding or two, one that watches nothing of Kubernetes.
import { instant, seconds } from '../../src/clock.ts'
import type { DetectorState } from '../world/guardduty.ts'
import { account, base, daysAgo, hex } from './seed.ts'

const ago = (days: number): string => instant(Math.round(seconds(base) - days * 86_400)).replace('Z', '.000Z')
const clusterArn = (region: string, name: string) => `arn:aws:eks:${region}:${account}:cluster/${name}`

const feature = (name: string, status: 'ENABLED' | 'DISABLED') => ({
  name,
  status,
  updatedAt: daysAgo(`guardduty/${name}`, 200),
})

export const euGuardDuty = (): DetectorState[] => [
  {
    id: hex('detector/eu-west-1', 32),
    status: 'ENABLED',
    createdAt: ago(400),
    features: [
      feature('CLOUD_TRAIL', 'ENABLED'),
      feature('DNS_LOGS', 'ENABLED'),
      feature('FLOW_LOGS', 'ENABLED'),
      feature('EKS_AUDIT_LOGS', 'ENABLED'),
      {
        ...feature('RUNTIME_MONITORING', 'ENABLED'),
        additionalConfiguration: [{ name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' }],
      },
    ],
    coverage: [
      {
        ...{ cluster: 'prod', status: 'HEALTHY', coveredNodes: 9, compatibleNodes: 9 },
        updatedAt: daysAgo('coverage/prod', 1),
      },
      {
        ...{ cluster: 'staging', status: 'UNHEALTHY', issue: 'VPC Endpoint Creation Failed' },
        ...{ coveredNodes: 0, compatibleNodes: 3, updatedAt: daysAgo('coverage/staging', 1) },
      },
    ],
    findings: [
      {
        id: hex('guardduty/prod/exec', 32),
        type: 'Execution:Kubernetes/ExecInKubeSystemPod',
        title: 'A Kubernetes pod in the kube-system namespace was entered.',
        severity: 5,
        cluster: { name: 'prod', arn: clusterArn('eu-west-1', 'prod') },
        username: 'platform:sam',
        ...{ createdAt: ago(20), archivedAt: ago(18) },
      },
      {
        id: hex('guardduty/prod/tor', 32),
        type: 'Discovery:Kubernetes/TorIPCaller',
        title: 'A Kubernetes API was called from a Tor exit node.',
        severity: 5,
        cluster: { name: 'prod', arn: clusterArn('eu-west-1', 'prod') },
        username: 'system:anonymous',
        ...{ createdAt: ago(12), archivedAt: null },
      },
      // Of the story's first afternoon; somebody looked at it in the evening.
      {
        id: hex('guardduty/prod/shell', 32),
        type: 'Execution:Kubernetes/ExecInKubeSystemPod',
        title: 'A Kubernetes pod in the kube-system namespace was entered.',
        severity: 5,
        cluster: { name: 'prod', arn: clusterArn('eu-west-1', 'prod') },
        username: `arn:aws:sts::${account}:assumed-role/ClusterAdmin/alice`,
        ...{ createdAt: ago(-14.45 / 24), archivedAt: ago(-19 / 24) },
      },
    ],
    filters: [{ name: 'eks-only', action: 'NOOP' }],
  },
]

export const usGuardDuty = (): DetectorState[] => [
  {
    id: hex('detector/us-east-1', 32),
    status: 'ENABLED',
    createdAt: ago(300),
    features: [feature('CLOUD_TRAIL', 'ENABLED'), feature('EKS_AUDIT_LOGS', 'DISABLED')],
    coverage: [],
    findings: [],
    filters: [],
  },
]
