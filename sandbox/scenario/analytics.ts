// Cluster `analytics`: in another region and past the end of standard support.
import type { ClusterState } from '../world.ts'
import { usualAccess } from './access.ts'
import { usualAddons } from './addons.ts'
import { makeCluster } from './cluster.ts'
import { usualInsights } from './insights.ts'
import { usualPodIdentities } from './pod-identities.ts'
import { account, daysAgo, eksArn, role, uuid } from './seed.ts'
import { usualUpdates } from './updates.ts'

const name = 'analytics'
const region = 'us-east-1'
const tags = { owner: 'data', environment: 'production', 'data-class': 'internal' }

export const analytics = (): ClusterState => {
  const state = makeCluster({
    name,
    region,
    born: '2024-11-04T16:02:51.307Z',
    version: '1.31',
    platform: 46,
    authentication: 'API_AND_CONFIG_MAP',
    publicCidrs: null,
    logs: ['api', 'audit'],
    customerKey: true,
    deletionProtection: false,
    zonalShift: false,
    support: 'EXTENDED',
    tags,
    zones: 2,
    nodegroups: [
      {
        name: 'spark',
        size: [2, 8, 40],
        types: ['r6i.2xlarge'],
        amiType: 'AL2023_x86_64_STANDARD',
        release: '1.31.13-20251112',
        age: 400,
      },
      {
        name: 'notebooks',
        size: [2, 2, 2],
        types: ['m6i.xlarge'],
        amiType: 'AL2_x86_64',
        release: '1.31.13-20250920',
        age: 400,
        remoteAccess: { ec2SshKey: 'data-team' },
        repair: false,
      },
    ],
    balancers: [
      { name: 'jobs', kind: 'network', age: 380, listeners: [{ port: 443, protocol: 'TCP' }] },
      { name: 'notebooks', kind: 'classic', age: 395, policy: 'ELBSecurityPolicy-TLS-1-2-2017-01' },
    ],
    addons: [
      ...usualAddons({
        'kube-proxy': { version: 'v1.31.10-eksbuild.12' },
        coredns: { version: 'v1.11.4-eksbuild.24' },
        'vpc-cni': { configurationValues: '{"enableNetworkPolicy":"true"}' },
      }),
      { name: 'kubecost_kubecost', version: 'v2.8.2-eksbuild.1', owner: 'aws-marketplace', publisher: 'kubecost' },
    ],
    access: [
      ...usualAccess(name),
      {
        principal: role('analytics-fargate'),
        type: 'FARGATE_LINUX',
        groups: ['system:bootstrappers', 'system:nodes', 'system:node-proxier'],
      },
      { principal: `arn:aws:iam::${account}:user/data-admin`, policies: { AmazonEKSClusterAdminPolicy: [] }, age: 390 },
    ],
    podIdentities: [...usualPodIdentities, { namespace: 'spark', account: 'spark-driver' }],
    insights: usualInsights(
      {
        addons: {
          status: 'WARNING',
          reason: 'coredns v1.11.4-eksbuild.24 is older than recommended for Kubernetes 1.32.',
          since: 40,
        },
      },
      {
        name: 'Deprecated APIs removed in Kubernetes v1.32',
        description: 'Checks for usage of deprecated APIs that are scheduled for removal in Kubernetes v1.32.',
        status: 'ERROR',
        reason: 'Deprecated API usage detected within last 30 days and your cluster is on Kubernetes v1.31.',
        recommendation: 'Update manifests and API clients to use newer Kubernetes APIs before you upgrade to v1.32.',
        since: 75,
        categorySpecificSummary: {
          deprecationDetails: [
            {
              usage: '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
              replacedWith: '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas',
              stopServingVersion: '1.32',
              startServingReplacementVersion: '1.29',
              clientStats: [
                {
                  userAgent: 'airflow-operator',
                  numberOfRequestsLast30Days: 4318,
                  lastRequestTime: Math.floor(daysAgo('airflow', 1)),
                },
              ],
            },
          ],
        },
      },
    ),
    updates: [
      ...usualUpdates('1.31', '1.30'),
      { type: 'UpgradePolicyUpdate', params: { UpgradePolicy: '{"supportType":"EXTENDED"}' }, age: 45 },
      { type: 'ConfigUpdate', params: { MaxSize: '40' }, age: 28, nodegroupName: 'spark' },
    ],
  })
  state.fargateProfiles.push({
    fargateProfileName: 'airflow',
    fargateProfileArn: eksArn(region, 'fargateprofile', `${name}/airflow/${uuid('fargate/airflow')}`),
    clusterName: name,
    createdAt: daysAgo('fargate/airflow', 280),
    podExecutionRoleArn: role('analytics-fargate'),
    subnets: state.cluster.resourcesVpcConfig?.subnetIds ?? [],
    selectors: [{ namespace: 'airflow', labels: {} }],
    status: 'ACTIVE',
    tags,
    health: { issues: [] },
  })
  state.identityProviders.push({
    identityProviderConfigName: 'company-sso',
    identityProviderConfigArn: eksArn(
      region,
      'identityproviderconfig',
      `${name}/oidc/company-sso/${uuid('oidc/company')}`,
    ),
    clusterName: name,
    issuerUrl: 'https://login.demo.example/oauth2/default',
    clientId: 'kubernetes',
    usernameClaim: 'email',
    usernamePrefix: 'sso:',
    groupsClaim: 'groups',
    groupsPrefix: 'sso:',
    requiredClaims: {},
    tags,
    status: 'ACTIVE',
  })
  return state
}
