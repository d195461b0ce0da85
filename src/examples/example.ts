// Makes the exchanges of examples: what AWS answers, about one made-up account.
import type { Action, Exchange, Scope, Subject } from '../model.ts'

export const account = '111122223333'
const region = 'eu-central-1'
export const readAt = '2026-01-05T00:20:00Z'

/** The subject that examples are about, one per scope. */
export const subjects: Record<Scope, Subject> = {
  account: { scope: 'account', id: `aws://${account}`, name: account, region: '', bornAt: null },
  region: { scope: 'region', id: `aws://${account}/${region}`, name: region, region, bornAt: null },
  cluster: {
    scope: 'cluster',
    id: `arn:aws:eks:${region}:${account}:cluster/prod`,
    name: 'prod',
    region,
    bornAt: '2024-03-14T15:31:44.348Z',
  },
  repository: {
    scope: 'repository',
    id: `arn:aws:ecr:${region}:${account}:repository/app`,
    name: 'app',
    region,
    bornAt: '2024-04-01T08:00:00Z',
  },
  deployment: {
    scope: 'deployment',
    id: `arn:aws:cloudformation:${region}:${account}:stack/eks-evidence-prod/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`,
    name: 'eks-evidence-prod',
    region,
    bornAt: null,
  },
}

const line = (action: Action, input: unknown, at: string) => ({
  action,
  input,
  at,
  host: `${action.split(':')[0]}.${region}.amazonaws.com`,
  date: at,
  requestId: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
})

export const answered = (action: Action, input: unknown, body: unknown, at = readAt): Exchange => ({
  ...line(action, input, at),
  got: 'body',
  body,
})

export const none = (action: Action, input: unknown, code: string, at = readAt): Exchange => ({
  ...line(action, input, at),
  got: 'absent',
  code,
})

/** DescribeCluster as EKS sends it, with what the example is about laid over. */
export const describedCluster = (over: Record<string, unknown> = {}, at = readAt): Exchange =>
  answered('eks:DescribeCluster', { name: 'prod' }, { cluster: { ...cluster, ...over } }, at)

/** A cluster that the EKS Connector shows. */
export const connectedCluster = (): Exchange =>
  answered(
    'eks:DescribeCluster',
    { name: 'prod' },
    {
      cluster: {
        name: 'prod',
        arn: subjects.cluster.id,
        createdAt: 1710430304.348,
        status: 'ACTIVE',
        tags: {},
        connectorConfig: { activationId: '1b0d7b1e', activationExpiry: 1710689504.348, provider: 'EKS_ANYWHERE' },
      },
    },
  )

const cluster = {
  name: 'prod',
  arn: subjects.cluster.id,
  createdAt: 1710430304.348,
  version: '1.33',
  endpoint: 'https://JSA79429HJDASKJDJ8223829MNDNASW.yl4.eu-central-1.eks.amazonaws.com',
  roleArn: `arn:aws:iam::${account}:role/eks-prod`,
  resourcesVpcConfig: {
    subnetIds: ['subnet-0fb75d2d8401716e7', 'subnet-02184492f67a3d0f9'],
    securityGroupIds: ['sg-0c1327f6270afbb36'],
    clusterSecurityGroupId: 'sg-01c84d09d70f39a7f',
    vpcId: 'vpc-0012b8e1cc0abb17d',
    endpointPublicAccess: false,
    endpointPrivateAccess: true,
    publicAccessCidrs: [],
  },
  kubernetesNetworkConfig: {
    serviceIpv4Cidr: '10.100.0.0/16',
    ipFamily: 'ipv4',
    elasticLoadBalancing: { enabled: false },
  },
  logging: {
    clusterLogging: [{ types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'], enabled: true }],
  },
  identity: { oidc: { issuer: 'https://oidc.eks.eu-central-1.amazonaws.com/id/JSA79429HJDASKJDJ8223829MNDNASW' } },
  status: 'ACTIVE',
  certificateAuthority: { data: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t' },
  platformVersion: 'eks.14',
  tags: { owner: 'platform' },
  health: { issues: [] },
  accessConfig: { bootstrapClusterCreatorAdminPermissions: false, authenticationMode: 'API' },
  upgradePolicy: { supportType: 'STANDARD' },
  deletionProtection: true,
}
