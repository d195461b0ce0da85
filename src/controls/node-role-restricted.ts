// IAM-10: what every pod of a node can come by, where nothing keeps it from the node's credentials.

import { leastPrivilege, registryWrites } from '../answers/least-privilege.ts'
import type { Statement } from '../answers/policy.ts'
import { rightsOf } from '../answers/role-rights.ts'
import { some } from '../answers/some.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { accessOf } from '../examples/access.ts'
import { nodeRolesOf } from '../examples/cluster-identities.ts'
import { connectedCluster } from '../examples/example.ts'
import { allow, grantsOf, roleArn } from '../examples/identities.ts'
import { accessEntries, nodeEntries } from '../facts/access-entries.ts'
import { iamGrants } from '../facts/iam-grants.ts'
import { nodeRoles } from '../facts/node-roles.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const pull = allow([
  ...['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer'],
  ...['ecr:BatchGetImage', 'ecr:BatchImportUpstreamImage', 'ecr:List*'],
])
const describe = allow(['ec2:DescribeInstances', 'eks:DescribeCluster', 'eks-auth:AssumeRoleForPodIdentity'])
const usual = { AmazonEKSWorkerNodePolicy: describe, AmazonEC2ContainerRegistryPullOnly: pull }
const nodes = (aws: Record<string, unknown>) => ({
  nodes: nodeRolesOf([roleArn('prod-node')]),
  access: accessOf('API'),
  grants: grantsOf([{ name: 'prod-node', attached: Object.keys(aws) }], { aws }),
})
const karpenter = (own: unknown) => ({
  nodes: nodeRolesOf([]),
  access: accessOf('API', { principal: roleArn('karpenter'), type: 'EC2_LINUX' }),
  grants: grantsOf([{ name: 'karpenter', policies: { own } }]),
})

export default defineControl({
  id: 'IAM-10',
  of: 'cluster',
  title: 'The role of the nodes keeps to least privilege, and reads from ECR only',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  needs: { nodes: latest(nodeRoles), access: latest(accessEntries), grants: latest(iamGrants) },
  settings: {},
  assess: ({ nodes, access, grants }, { subject }) => {
    if (nodes === 'connected' || access === 'connected') return ofConnected
    const roles = [...nodes, ...nodeEntries(access)]
    const hidden = access === 'none' || access.mode === 'API_AND_CONFIG_MAP'
    const beside = hidden ? '; roles that the aws-auth ConfigMap lets in as nodes are not seen here' : ''
    if (roles.length === 0) return notApplicable(`the cluster has no role of nodes that EKS knows${beside}`)
    const { faults, unread, foreign } = rightsOf(roles, grants, accountOf(subject.id), writing)
    if (faults.length > 0) return fail(some(faults))
    if (unread.length + foreign.length > 0)
      return unknown(some([...unread, ...foreign.map((arn) => `${arn} is another account's, which is not read`)]))
    const many = new Set(roles.map(({ role }) => role)).size
    return pass(`${many} node roles, none with more than least privilege, none writes to ECR${beside}`)
  },
  limits: 'Roles that the aws-auth ConfigMap lets in as nodes are not seen.',
  remedy: `Leave the node's role AmazonEKSWorkerNodePolicy (or AmazonEKSWorkerNodeMinimalPolicy) and AmazonEC2ContainerRegistryPullOnly, and give what pods need to roles of their own (IAM-07, IAM-09). ${leastPrivilege}.`,
  sameAs: ['CIS EKS 5.1.3', 'Kubescape C-0223'],
  examples: {
    pass: [
      nodes(usual),
      karpenter({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' } }),
    ],
    fail: [
      nodes({ AdministratorAccess: allow('*') }),
      nodes({ PowerUserAccess: { Statement: { Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' } } }),
      nodes({ Push: allow(['ecr:PutImage'], 'arn:aws:ecr:eu-central-1:111122223333:repository/app') }),
      nodes({ Push: allow('ECR:*', 'arn:aws:ecr:*:*:repository/*') }),
      nodes({
        Push: {
          Statement: { Effect: 'Allow', NotAction: 's3:*', Resource: 'arn:aws:ecr:eu-central-1:1:repository/app' },
        },
      }),
      karpenter(allow('iam:PassRole')),
    ],
    notApplicable: [
      { nodes: nodeRolesOf([]), access: accessOf('API'), grants: grantsOf([]) },
      { nodes: [connectedCluster()], access: [connectedCluster()], grants: grantsOf([]) },
    ],
  },
})

const writing = (statements: Statement[]): string[] => {
  const patterns = registryWrites(statements)
  return patterns.length > 0 ? [`writes to ECR (${some(patterns, 2)})`] : []
}
