// NET-04: a cluster has a VPC of its own making, and not the one that AWS puts into every region.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { vpcsOf } from '../examples/network.ts'
import { clusterNetwork } from '../facts/cluster-network.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { vpcs } from '../facts/vpcs.ts'
import { fail, pass, unknown } from '../model.ts'

const network = [describedCluster()]

export default defineControl({
  id: 'NET-04',
  of: 'cluster',
  title: 'The cluster is not in the default VPC',
  criteria: ['CC6.6'],
  severity: 'medium',
  needs: { network: latest(clusterNetwork), vpcs: latest(vpcs) },
  settings: {},
  assess({ network: said, vpcs: shown }) {
    if (said === 'connected') return ofConnected
    const found = shown[said.vpc]
    // Another account's VPC is shown where one of its subnets is shared, and only then.
    if (!found) return unknown(`${said.vpc} is not shown to this account`)
    return found.isDefault
      ? fail(`${said.vpc} is the default VPC of its region`)
      : pass(`${said.vpc}, owned by ${found.owner}, is no default VPC`)
  },
  remedy:
    'Create the cluster anew in a VPC with private subnets (a cluster cannot change its VPC), and delete the default VPC: aws ec2 delete-vpc --vpc-id VPC.',
  sameAs: [],
  examples: {
    pass: [
      { network, vpcs: [vpcsOf()] },
      { network, vpcs: [vpcsOf({ OwnerId: '444455556666' })] },
    ],
    fail: [{ network, vpcs: [vpcsOf({ IsDefault: true })] }],
    notApplicable: [{ network: [connectedCluster()], vpcs: [vpcsOf()] }],
  },
})
