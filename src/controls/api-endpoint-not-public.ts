// NET-01: who on the internet can reach the Kubernetes API.
import { readRange, tooWide } from '../answers/cidr.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { endpointAccess } from '../facts/endpoint-access.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const endpoint = (endpointPublicAccess: boolean, publicAccessCidrs: string[]) => ({
  endpoint: [
    describedCluster({ resourcesVpcConfig: { endpointPublicAccess, endpointPrivateAccess: true, publicAccessCidrs } }),
  ],
})

export default defineControl({
  id: 'NET-01',
  of: 'cluster',
  title: 'The Kubernetes API is not reachable from the whole internet',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: { endpoint: latest(endpointAccess) },
  // Prefix lengths: no single range wider than the first, and all of a family together no wider than the second.
  settings: { widest: 16, widestTogether: 12, widest6: 32, widestTogether6: 28 },
  assess: ({ endpoint }, { settings }) => {
    if (endpoint === 'connected') return ofConnected
    if (!endpoint.public) return pass('the public endpoint is off')
    const ranges = endpoint.cidrs.map(readRange).filter((range) => range !== undefined)
    const listed = endpoint.cidrs.join(', ')
    if (ranges.length < endpoint.cidrs.length) return unknown(`a range that cannot be read among ${listed}`)
    const wide = [
      ...tooWide(ranges, 4, settings.widest, settings.widestTogether),
      ...tooWide(ranges, 6, settings.widest6, settings.widestTogether6),
    ]
    return wide.length > 0
      ? fail(`the public endpoint is too open, ${wide.join(', ')}: ${listed}`)
      : pass(`the public endpoint is open to ${listed} only`)
  },
  remedy:
    'Turn the public endpoint off, or list your own ranges in publicAccessCidrs: aws eks update-cluster-config --name NAME --resources-vpc-config endpointPrivateAccess=true,endpointPublicAccess=false; in a template ResourcesVpcConfig.EndpointPublicAccess and PublicAccessCidrs.',
  sameAs: [
    'Security Hub EKS.1',
    'CIS EKS 5.4.1',
    'Prowler eks_cluster_not_publicly_accessible',
    'AWS Config eks-endpoint-no-public-access',
  ],
  examples: {
    pass: [
      endpoint(false, ['0.0.0.0/0']),
      endpoint(true, ['198.51.100.7/32', '203.0.113.0/24']),
      endpoint(true, ['2001:db8::/48']),
    ],
    fail: [
      endpoint(true, ['0.0.0.0/0']),
      endpoint(true, ['::/0']),
      endpoint(true, ['203.0.113.0/24', '::/0']),
      // Split, so that no range is the whole internet.
      endpoint(true, ['0.0.0.0/1', '128.0.0.0/1']),
      endpoint(true, ['::/1', '8000::/1']),
      // Each as wide as is allowed, together far too much.
      endpoint(
        true,
        Array.from({ length: 40 }, (_, at) => `${at + 11}.0.0.0/16`),
      ),
    ],
    notApplicable: [{ endpoint: [connectedCluster()] }],
  },
})
