// Cluster `staging`: younger, with the faults that staging clusters have.
import type { ClusterState } from '../world.ts'
import { usualAccess } from './access.ts'
import { usualAddons } from './addons.ts'
import { makeCluster } from './cluster.ts'
import { usualInsights } from './insights.ts'
import { usualPodIdentities } from './pod-identities.ts'
import { role } from './seed.ts'
import { usualUpdates } from './updates.ts'

const name = 'staging'

export const staging = (): ClusterState =>
  makeCluster({
    name,
    region: 'eu-west-1',
    born: '2025-05-20T13:41:05.962Z',
    version: '1.33',
    platform: 23,
    authentication: 'API_AND_CONFIG_MAP',
    publicCidrs: ['203.0.113.0/24'],
    logs: ['api', 'audit', 'authenticator'],
    customerKey: false,
    deletionProtection: false,
    zonalShift: false,
    support: 'STANDARD',
    tags: { owner: 'platform', environment: 'staging' },
    zones: 3,
    nodegroups: [
      {
        name: 'general',
        size: [2, 3, 6],
        types: ['m6i.large'],
        amiType: 'AL2023_x86_64_STANDARD',
        release: '1.33.5-20251112',
        age: 220,
      },
      {
        name: 'spot',
        size: [0, 2, 10],
        types: ['m6i.large', 'm5.large'],
        capacityType: 'SPOT',
        amiType: 'AL2023_x86_64_STANDARD',
        release: '1.33.5-20251112',
        age: 220,
        repair: false,
      },
      // Amazon Linux 2 had its last EKS release with Kubernetes 1.32, and so this group stayed behind.
      {
        name: 'legacy',
        size: [1, 1, 1],
        types: ['m5.large'],
        amiType: 'AL2_x86_64',
        version: '1.32',
        release: '1.32.9-20251112',
        age: 220,
        repair: false,
        health: {
          issues: [
            {
              code: 'Ec2LaunchTemplateVersionMismatch',
              message: 'The launch template version of the Auto Scaling group differs from the one of the node group.',
              resourceIds: ['eks-legacy'],
            },
          ],
        },
      },
    ],
    balancers: [
      {
        name: 'web',
        kind: 'application',
        age: 200,
        listeners: [
          { port: 443, protocol: 'HTTPS', policy: 'ELBSecurityPolicy-2016-08' },
          { port: 80, protocol: 'HTTP', redirects: false },
        ],
      },
    ],
    addons: usualAddons({
      'kube-proxy': { version: 'v1.33.3-eksbuild.4' },
      'aws-guardduty-agent': {
        status: 'DEGRADED',
        health: {
          issues: [
            {
              code: 'InsufficientNumberOfReplicas',
              message: "The add-on is unhealthy because it doesn't have the desired number of replicas.",
              resourceIds: [],
            },
          ],
        },
      },
    }),
    access: [
      ...usualAccess(name),
      { principal: role('vendor-loadtest', '444455556666'), policies: { AmazonEKSClusterAdminPolicy: [] }, age: 33 },
      { principal: role('qa-runner'), policies: { AmazonEKSEditPolicy: ['qa'] }, age: 70 },
    ],
    podIdentities: [
      ...usualPodIdentities,
      { namespace: 'qa', account: 'report-uploader', targetRoleArn: role('vendor-reports', '444455556666') },
    ],
    insights: usualInsights({
      kubelet: {
        status: 'WARNING',
        reason: 'The node group legacy runs kubelet 1.32, one minor version behind the control plane.',
        since: 55,
      },
      addons: { status: 'UNKNOWN', reason: 'The health of one add-on could not be determined.', since: 9 },
    }),
    updates: [
      ...usualUpdates('1.33', '1.32'),
      {
        type: 'LoggingUpdate',
        params: { ClusterLogging: '{"clusterLogging":[{"types":["authenticator"],"enabled":true}]}' },
        age: 50,
      },
      {
        type: 'VersionUpdate',
        params: { Version: '1.33', ReleaseVersion: '1.33.5-20251112' },
        age: 49,
        nodegroupName: 'general',
      },
      {
        type: 'VersionUpdate',
        params: { Version: '1.33' },
        age: 48,
        nodegroupName: 'legacy',
        failed: {
          errorCode: 'PodEvictionFailure',
          errorMessage: 'Reached max retries while trying to evict pods from nodes in node group legacy',
          resourceIds: ['ip-10-20-31-7.eu-west-1.compute.internal'],
        },
      },
    ],
  })
