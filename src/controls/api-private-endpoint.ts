// NET-02: nodes reach the Kubernetes API without leaving the VPC.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { endpointAccess } from '../facts/endpoint-access.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const endpoint = (endpointPrivateAccess: boolean) => ({
  endpoint: [
    describedCluster({
      resourcesVpcConfig: {
        endpointPublicAccess: true,
        endpointPrivateAccess,
        publicAccessCidrs: ['198.51.100.7/32'],
      },
    }),
  ],
})

export default defineControl({
  id: 'NET-02',
  of: 'cluster',
  title: 'The Kubernetes API has a private endpoint',
  criteria: ['CC6.6'],
  severity: 'medium',
  needs: { endpoint: latest(endpointAccess) },
  settings: {},
  assess: ({ endpoint }) => {
    if (endpoint === 'connected') return ofConnected
    return endpoint.private ? pass('endpointPrivateAccess is true') : fail('endpointPrivateAccess is false')
  },
  remedy:
    'Set endpointPrivateAccess to true: aws eks update-cluster-config --name NAME --resources-vpc-config endpointPrivateAccess=true; in a template ResourcesVpcConfig.EndpointPrivateAccess.',
  sameAs: ['CIS EKS 5.4.2', 'Prowler eks_cluster_private_nodes_enabled'],
  examples: { pass: [endpoint(true)], fail: [endpoint(false)], notApplicable: [{ endpoint: [connectedCluster()] }] },
})
