// Cluster `prod`: kept well, and for one day of the story not.
import type { ClusterState } from '../world.ts'
import { sso, usualAccess } from './access.ts'
import { ownRole, usualAddons } from './addons.ts'
import { makeCluster } from './cluster.ts'
import { endpointId } from './endpoints.ts'
import { usualInsights } from './insights.ts'
import { usualPodIdentities } from './pod-identities.ts'
import { daysAgo, eksArn, role, uuid } from './seed.ts'
import { usualUpdates } from './updates.ts'

const name = 'prod'
const region = 'eu-west-1'
const tags = { owner: 'platform', environment: 'production', 'data-class': 'confidential' }

export const prod = (): ClusterState => {
  const state = makeCluster({
    name,
    region,
    born: '2025-03-11T09:14:27.418Z',
    version: '1.34',
    platform: 9,
    authentication: 'API',
    publicCidrs: ['203.0.113.0/24', '198.51.100.16/28'],
    logs: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
    customerKey: true,
    deletionProtection: true,
    zonalShift: true,
    support: 'STANDARD',
    tags,
    zones: 3,
    nodegroups: [
      {
        name: 'system',
        size: [3, 3, 6],
        types: ['m7g.large'],
        amiType: 'BOTTLEROCKET_ARM_64',
        release: '1.50.0-9b4f6d3e',
        age: 300,
      },
      {
        name: 'apps',
        size: [3, 6, 12],
        types: ['m7g.xlarge'],
        amiType: 'AL2023_ARM_64_STANDARD',
        release: '1.34.2-20251209',
        age: 300,
      },
      {
        name: 'apps-spot',
        size: [0, 4, 20],
        types: ['m7g.xlarge', 'm6g.xlarge'],
        capacityType: 'SPOT',
        amiType: 'AL2023_ARM_64_STANDARD',
        release: '1.34.2-20251209',
        age: 190,
      },
      {
        name: 'ledger',
        size: [3, 3, 3],
        types: ['r7g.large'],
        amiType: 'AL2023_ARM_64_STANDARD',
        release: '1.34.2-20251209',
        age: 150,
        taints: [{ key: 'dedicated', value: 'ledger', effect: 'NO_SCHEDULE' }],
      },
    ],
    balancers: [
      {
        name: 'web',
        kind: 'application',
        age: 210,
        listeners: [
          { port: 443, protocol: 'HTTPS', policy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06' },
          { port: 80, protocol: 'HTTP', redirects: true },
        ],
      },
      {
        name: 'payments',
        kind: 'network',
        internal: true,
        age: 150,
        listeners: [{ port: 443, protocol: 'TLS', policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }],
      },
    ],
    addons: usualAddons({
      'vpc-cni': { configurationValues: '{"enableNetworkPolicy":"true"}', ...ownRole(name, 'vpc-cni') },
      'aws-ebs-csi-driver': ownRole(name, 'ebs-csi'),
      'amazon-cloudwatch-observability': ownRole(name, 'cloudwatch'),
    }),
    access: [
      ...usualAccess(name),
      {
        principal: role('prod-argocd'),
        policies: { AmazonEKSEditPolicy: ['payments', 'orders', 'web', 'ledger'] },
        age: 95,
      },
      { principal: sso('OnCall'), policies: { AmazonEKSAdminPolicy: ['payments', 'orders'] }, age: 40 },
    ],
    podIdentities: [
      ...usualPodIdentities,
      { namespace: 'payments', account: 'payments-api' },
      {
        namespace: 'ledger',
        account: 'ledger-worker',
        targetRoleArn: role('ledger-archive', '222233334444'),
      },
    ],
    successor: { age: 12, by: 'CUSTOMER' },
    insights: usualInsights({}),
    updates: [
      ...usualUpdates('1.34', '1.33'),
      { type: 'AccessConfigUpdate', params: { AuthenticationMode: '"API"' }, age: 95 },
      { type: 'DeletionProtectionUpdate', params: { DeletionProtection: 'true' }, age: 80 },
      { type: 'ZonalShiftConfigUpdate', params: { ZonalShiftConfig: '{"enabled":true}' }, age: 44 },
      ...['system', 'apps', 'apps-spot', 'ledger'].map((nodegroupName) => ({
        type: 'VersionUpdate' as const,
        params: { Version: '1.34', ReleaseVersion: '1.34.2-20251209' },
        age: 21,
        nodegroupName,
      })),
    ],
  })
  state.capabilities.push({
    capabilityName: 'argocd',
    arn: eksArn(region, 'capability', `${name}/argocd/argocd/${uuid('capability/prod/argocd')}`),
    clusterName: name,
    type: 'ARGOCD',
    roleArn: role('prod-argocd'),
    status: 'ACTIVE',
    version: '3.1.8-eks-1',
    configuration: {
      argoCd: {
        namespace: 'argocd',
        awsIdc: { idcInstanceArn: 'arn:aws:sso:::instance/ssoins-68043f2a9c1d7e5b', idcRegion: 'eu-west-1' },
        rbacRoleMappings: [{ role: 'ADMIN', identities: [{ id: uuid('sso/platform'), type: 'SSO_GROUP' }] }],
        networkAccess: { vpceIds: [endpointId(`${region}/${name}`, 'eks-capabilities')] },
      },
    },
    tags,
    health: { issues: [] },
    createdAt: daysAgo('capability/prod', 30),
    modifiedAt: daysAgo('capability/prod', 30),
    deletePropagationPolicy: 'RETAIN',
  })
  return state
}
