// IAM-12: the SSH port of nodes is not open to the internet.
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster, describedCluster } from '../examples/example.ts'
import { nodeRemoteAccess } from '../facts/node-remote-access.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const nodes = (...groups: Record<string, unknown>[]) => ({
  nodes: [
    describedCluster(),
    answered(
      'eks:ListNodegroups',
      { clusterName: 'prod' },
      { nodegroups: groups.map((_, at) => `nodes-${at}`), nextToken: null },
    ),
    ...groups.map((over, at) =>
      answered(
        'eks:DescribeNodegroup',
        { clusterName: 'prod', nodegroupName: `nodes-${at}` },
        {
          nodegroup: { nodegroupName: `nodes-${at}`, clusterName: 'prod', version: '1.33', status: 'ACTIVE', ...over },
        },
      ),
    ),
  ],
})
const groups = { autoScalingGroups: [{ name: 'eks-nodes-a8c75f2f' }] }
const withSsh = (sourceSecurityGroups: string[] | null) => ({
  remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups },
  resources: { ...groups, remoteAccessSecurityGroup: 'sg-0aa11bb22cc33dd44' },
})

export default defineControl({
  id: 'IAM-12',
  of: 'cluster',
  title: 'No managed node group opens SSH to the internet',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: { nodes: latest(nodeRemoteAccess) },
  settings: {},
  assess: ({ nodes }) => {
    if (nodes === 'connected') return ofConnected
    // With a key and no source groups EKS opens the port to 0.0.0.0/0 (RemoteAccessConfig in the EKS API reference).
    const open = nodes.filter(({ key, from }) => key !== null && from.length === 0)
    if (open.length > 0)
      return fail(open.map(({ name, key }) => `${name} is open to everybody with key ${key}`).join('; '))
    // With a launch template EKS takes no remoteAccess: key and security groups stand in the template, which nobody reads.
    const templates = nodes.filter(({ byTemplate }) => byTemplate).map(({ name }) => name)
    if (templates.length > 0)
      return unknown(`launch templates, which are not read, decide on SSH to ${templates.join(', ')}`)
    return pass(`none of ${nodes.length} managed node groups opens SSH to everybody`)
  },
  remedy:
    'Create the node group again without ec2SshKey, or with sourceSecurityGroups; use Session Manager instead of SSH.',
  sameAs: [],
  examples: {
    pass: [nodes(), nodes({ remoteAccess: null, resources: groups }), nodes(withSsh(['sg-0123456789abcdef0']))],
    fail: [nodes(withSsh([])), nodes(withSsh(null)), nodes(withSsh(['sg-0123456789abcdef0']), withSsh([]))],
    notApplicable: [{ nodes: [connectedCluster()] }],
  },
})
