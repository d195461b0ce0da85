// On which resource AWS authorises an action. An action that is not here cannot be granted: look it up and add it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

/** A resource of our own stack, for `Fn::Sub`. */
export const arnOf = (resource: string): string => `\${${resource}.Arn}`

const arn = (service: string, resource: string, region = '*'): string =>
  `arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${resource}`
const eks = (...types: string[]): string[] => types.map((type) => arn('eks', `${type}/*`))

const cluster = eks('cluster')
const repository = [arn('ecr', 'repository/*')]
const key = [arnOf('SigningKey')]
const hub = [arn('securityhub', 'hub/default')]

const resources: Record<string, string[]> = {
  'account:ListRegions': [arn('account', 'account', '')],
  'ecr:BatchGetRepositoryScanningConfiguration': repository,
  'ecr:DescribeImageScanFindings': repository,
  'ecr:DescribeImageSigningStatus': repository,
  'ecr:DescribeImages': repository,
  'ecr:DescribeRepositories': repository,
  'ecr:GetLifecyclePolicy': repository,
  'ecr:GetRepositoryPolicy': repository,
  'ecr:ListTagsForResource': repository,
  'eks:DescribeAccessEntry': eks('access-entry'),
  'eks:DescribeAddon': eks('addon'),
  'eks:DescribeCapability': eks('capability'),
  'eks:DescribeCertificateAuthority': cluster,
  'eks:DescribeCluster': cluster,
  'eks:DescribeFargateProfile': eks('fargateprofile'),
  'eks:DescribeIdentityProviderConfig': eks('identityproviderconfig'),
  'eks:DescribeInsight': cluster,
  'eks:DescribeNodegroup': eks('nodegroup'),
  'eks:DescribePodIdentityAssociation': eks('podidentityassociation'),
  'eks:DescribeUpdate': eks('cluster', 'nodegroup', 'addon', 'capability'),
  'eks:ListAccessEntries': cluster,
  'eks:ListAddons': cluster,
  'eks:ListAssociatedAccessPolicies': eks('access-entry'),
  'eks:ListCapabilities': cluster,
  'eks:ListCertificateAuthorities': cluster,
  'eks:ListFargateProfiles': cluster,
  'eks:ListIdentityProviderConfigs': cluster,
  'eks:ListInsights': cluster,
  'eks:ListNodegroups': cluster,
  'eks:ListPodIdentityAssociations': cluster,
  'eks:ListUpdates': eks('cluster', 'nodegroup', 'addon', 'capability'),
  'kms:DescribeKey': key,
  'kms:GetPublicKey': key,
  'kms:Sign': key,
  // A query is named by its id and not by its log group, so that AWS cannot tell the group: any of this account.
  'logs:GetQueryResults': [arn('logs', 'log-group:*')],
  'logs:StartQuery': [arn('logs', 'log-group:/aws/eks/*/cluster'), arn('logs', 'log-group:/aws/eks/*/cluster:*')],
  'securityhub:BatchImportFindings': [arn('securityhub', `product/\${AWS::AccountId}/default`)],
  'securityhub:BatchUpdateFindings': hub,
  'securityhub:GetFindings': hub,
}

/** Actions for which the reference lists no resource type, with what they are about. */
export const onAnything: Record<string, string> = {
  'ecr:DescribePullThroughCacheRules': 'the registry',
  'ecr:DescribeRegistry': 'the registry',
  'ecr:DescribeRepositoryCreationTemplates': 'the registry',
  'ecr:GetAccountSetting': 'the registry',
  'ecr:GetRegistryPolicy': 'the registry',
  'ecr:GetRegistryScanningConfiguration': 'the registry',
  'ecr:GetSigningConfiguration': 'the registry',
  'eks:DescribeClusterVersions': 'versions that EKS offers, no resource of the account',
  'eks:ListClusters': 'every cluster of the region',
  'inspector2:ListCoverage': 'what Inspector scans, as ECR asks it in our name',
  'inspector2:ListFindings': 'what Inspector found, as ECR asks it in our name',
  'logs:DescribeLogGroups': 'every log group of the region',
}

/**
 * What a service asks of another in the caller's name: without it, ECR denies what enhanced scanning found.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html
 */
export const inOurName: Record<string, string[]> = {
  'ecr:DescribeImageScanFindings': ['inspector2:ListCoverage', 'inspector2:ListFindings'],
}

/** Throws for an action that nobody has looked up. */
export const resourcesOf = (action: string): string[] => {
  const found = resources[action] ?? (action in onAnything ? ['*'] : undefined)
  if (found) return found
  throw new Error(`${action}: say in scripts/gen/iam-resources.ts on which resource AWS authorises it`)
}
