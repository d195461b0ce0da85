// Who can act in the demo's account: the roles that its clusters name, the users, and the issuers that IAM takes the word of.
import type { IdentityState } from '../world/identities.ts'
import type { RoleState } from '../world/stack.ts'
import type { ClusterState } from '../world.ts'
import { arnOfAws, documentOf, exporter, managedPolicies, ofServiceAccount } from './policies.ts'
import { account, daysAgo, hex, role } from './seed.ts'
import { byCluster, byEverybodyHere, byFederation, byService, issuerOf } from './trusts.ts'

type RoleSpec = { arn: string; trust: string; attached?: string[]; policies?: Record<string, string> }

const nameIn = (arn: string): string => arn.split('/').at(-1) ?? ''

const roleOf = ({ arn, trust, attached = [], policies = {} }: RoleSpec): RoleState => ({
  role: {
    Path: `/${arn.split('/').slice(1, -1).join('/')}/`.replace('//', '/'),
    RoleName: nameIn(arn),
    RoleId: `AROA${hex(`role/${arn}`, 17).toUpperCase()}`,
    Arn: arn,
    CreateDate: Math.floor(daysAgo(`role/${arn}`, 450)),
    trust,
    MaxSessionDuration: 3_600,
  },
  policies,
  attached: attached.map((PolicyArn) => ({ PolicyName: nameIn(PolicyArn), PolicyArn })),
})

const node = (arn: string): RoleSpec => ({
  arn,
  trust: byService('ec2.amazonaws.com'),
  attached: [
    ...['AmazonEKSWorkerNodePolicy', 'AmazonSSMManagedInstanceCore', 'AmazonEKS_CNI_Policy'],
    // Somebody wanted to push from a notebook.
    arn.endsWith('/analytics-node') ? 'AmazonEC2ContainerRegistryPowerUser' : 'AmazonEC2ContainerRegistryPullOnly',
  ].map(arnOfAws),
})

const addonPolicies: Record<string, string> = {
  'vpc-cni': 'AmazonEKS_CNI_Policy',
  'aws-ebs-csi-driver': 'AmazonEBSCSIDriverPolicy',
  'amazon-cloudwatch-observability': 'CloudWatchAgentServerPolicy',
}
const serviceAccounts: Record<string, string> = {
  'vpc-cni': 'kube-system:aws-node',
  'aws-ebs-csi-driver': 'kube-system:ebs-csi-controller-sa',
  'amazon-cloudwatch-observability': 'amazon-cloudwatch:cloudwatch-agent',
}

/** The roles that a cluster and what hangs on it name. */
const ofCluster = (state: ClusterState): RoleSpec[] => {
  const { cluster, nodegroups, addons, access, podIdentities, capabilities, fargateProfiles } = state
  const nodes = access.filter(({ entry }) => entry.type === 'EC2_LINUX').map(({ entry }) => entry.principalArn)
  return [
    {
      arn: cluster.roleArn ?? '',
      trust: byService('eks.amazonaws.com'),
      attached: [arnOfAws('AmazonEKSClusterPolicy')],
    },
    ...[...nodegroups.map(({ nodeRole }) => nodeRole), ...nodes].map((arn) => node(arn ?? '')),
    ...addons.flatMap(({ addonName = '', serviceAccountRoleArn: arn }) =>
      arn
        ? [
            {
              arn,
              trust: byCluster(cluster, `system:serviceaccount:${serviceAccounts[addonName]}`),
              attached: [arnOfAws(addonPolicies[addonName] ?? '')],
            },
          ]
        : [],
    ),
    ...podIdentities.map(({ roleArn = '', serviceAccount = '' }) => ({
      arn: roleArn,
      trust: byService('pods.eks.amazonaws.com', 'sts:TagSession'),
      policies: { [serviceAccount]: ofServiceAccount[serviceAccount] ?? documentOf() },
    })),
    ...capabilities.map(({ roleArn = '' }) => ({
      arn: roleArn,
      trust: byService('capabilities.eks.amazonaws.com', 'sts:TagSession'),
      policies: { repositories: documentOf({ actions: ['codeconnections:UseConnection'] }) },
    })),
    ...fargateProfiles.map(({ podExecutionRoleArn = '' }) => ({
      arn: podExecutionRoleArn,
      trust: byService('eks-fargate-pods.amazonaws.com'),
      attached: [arnOfAws('AmazonEKSFargatePodExecutionRolePolicy')],
    })),
  ]
}

// People and pipelines. What an access entry grants lies in the cluster: of AWS they may hardly do anything.
const person = (arn: string): RoleSpec => {
  if (arn.includes('/aws-service-role/'))
    return { arn, trust: byService('eks.amazonaws.com'), attached: [arnOfAws('AmazonEKSServiceRolePolicy')] }
  if (arn.includes('/sso.amazonaws.com/'))
    return { arn, trust: byFederation('saml-provider/AWSSSO_9f31_DO_NOT_DELETE') }
  if (arn.endsWith('/ci-deployer'))
    return {
      arn,
      trust: byFederation('oidc-provider/token.actions.githubusercontent.com', 'repo:demo/deploy:ref:refs/heads/main'),
    }
  const attached = arn.endsWith('/break-glass') ? [arnOfAws('AdministratorAccess')] : []
  return { arn, trust: byEverybodyHere(), attached }
}

/** Deleted when its owner left; the access entry of staging still names it. */
const deleted = [role('qa-runner')]

// Roles for service accounts that no add-on names, beside those of the clusters above.
const beside = (clusters: ClusterState[]): RoleSpec[] =>
  clusters.flatMap(({ cluster }) => {
    const arn = role(`${cluster.name}-metrics-exporter`)
    const policies = [exporter]
    if (cluster.name === 'prod')
      return [{ arn, trust: byCluster(cluster, 'system:serviceaccount:monitoring:exporter'), attached: policies }]
    // Whatever runs in the cluster can take it on.
    if (cluster.name === 'staging')
      return [{ arn, trust: byCluster(cluster, 'system:serviceaccount:*:*', 'StringLike'), attached: policies }]
    return []
  })

export const identitiesOf = (clusters: ClusterState[]): IdentityState => {
  const entries = clusters.flatMap(({ access }) => access.map(({ entry }) => entry.principalArn ?? ''))
  const inThisAccount = ({ arn }: { arn: string }) => arn.startsWith(role(''))
  const specs = [...clusters.flatMap(ofCluster), ...beside(clusters), ...entries.map(person)].filter(inThisAccount)
  const roles = new Map<string, RoleSpec>()
  for (const spec of specs) if (!roles.has(spec.arn) && !deleted.includes(spec.arn)) roles.set(spec.arn, spec)
  return {
    roles: [...roles.values()].map(roleOf).sort((a, b) => (a.role.RoleName < b.role.RoleName ? -1 : 1)),
    users: ['data-admin', 'legacy-mailer'].map((name) => ({
      name,
      arn: `arn:aws:iam::${account}:user/${name}`,
      at: Math.floor(daysAgo(`user/${name}`, 800)),
      attached: [],
    })),
    policies: managedPolicies(),
    providers: [...clusters.map(({ cluster }) => issuerOf(cluster)), 'token.actions.githubusercontent.com'].map(
      (url) => ({
        url,
        clientIds: ['sts.amazonaws.com'],
        at: Math.floor(daysAgo(`provider/${url}`, 250)),
      }),
    ),
  }
}
