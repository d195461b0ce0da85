// Amazon EKS, the operations that read. https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html
import type { Service } from '../service.ts'
import type { World } from '../world.ts'
import { accessOperations } from './eks-access.ts'
import { clusterOperations } from './eks-clusters.ts'
import { historyOperations } from './eks-history.ts'
import { offerOperations } from './eks-offers.ts'
import { partOperations } from './eks-parts.ts'
import { eksResource } from './eks-resource.ts'
import { tagOperations } from './eks-tags.ts'

const routes = {
  'GET /clusters': 'ListClusters',
  'GET /clusters/{name}': 'DescribeCluster',
  'GET /cluster-versions': 'DescribeClusterVersions',
  'GET /addons/supported-versions': 'DescribeAddonVersions',
  'GET /eks-anywhere-subscriptions': 'ListEksAnywhereSubscriptions',
  'GET /clusters/{clusterName}/node-groups': 'ListNodegroups',
  'GET /clusters/{clusterName}/node-groups/{nodegroupName}': 'DescribeNodegroup',
  'GET /clusters/{clusterName}/addons': 'ListAddons',
  'GET /clusters/{clusterName}/addons/{addonName}': 'DescribeAddon',
  'GET /clusters/{clusterName}/fargate-profiles': 'ListFargateProfiles',
  'GET /clusters/{clusterName}/fargate-profiles/{fargateProfileName}': 'DescribeFargateProfile',
  'GET /clusters/{clusterName}/access-entries': 'ListAccessEntries',
  'GET /clusters/{clusterName}/access-entries/{principalArn}': 'DescribeAccessEntry',
  'GET /clusters/{clusterName}/access-entries/{principalArn}/access-policies': 'ListAssociatedAccessPolicies',
  'GET /clusters/{clusterName}/pod-identity-associations': 'ListPodIdentityAssociations',
  'GET /clusters/{clusterName}/pod-identity-associations/{associationId}': 'DescribePodIdentityAssociation',
  'GET /clusters/{clusterName}/identity-provider-configs': 'ListIdentityProviderConfigs',
  'POST /clusters/{clusterName}/identity-provider-configs/describe': 'DescribeIdentityProviderConfig',
  'POST /clusters/{clusterName}/insights': 'ListInsights',
  'GET /clusters/{clusterName}/certificate-authorities': 'ListCertificateAuthorities',
  'GET /clusters/{clusterName}/certificate-authorities/{certificateAuthorityId}': 'DescribeCertificateAuthority',
  'GET /clusters/{clusterName}/insights/{id}': 'DescribeInsight',
  'GET /clusters/{name}/updates': 'ListUpdates',
  'GET /clusters/{name}/updates/{updateId}': 'DescribeUpdate',
  'GET /clusters/{clusterName}/capabilities': 'ListCapabilities',
  'GET /clusters/{clusterName}/capabilities/{capabilityName}': 'DescribeCapability',
  'GET /tags/{resourceArn}': 'ListTagsForResource',
}

export const eksService = (world: World): Service => ({
  name: 'eks',
  protocol: 'rest-json',
  routes,
  resource: eksResource(world),
  operations: {
    ...clusterOperations(world),
    ...partOperations(world),
    ...accessOperations(world),
    ...historyOperations(world),
    ...offerOperations(world),
    ...tagOperations(world),
  },
})
