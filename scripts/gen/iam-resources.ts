// On which resource AWS authorises an action. An action that is not here cannot be granted: look it up and add it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

/** A resource of our own stack, for `Fn::Sub`. */
export const arnOf = (resource: string): string => `\${${resource}.Arn}`

const arn = (service: string, resource: string, region = '*'): string =>
  `arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${resource}`
const eks = (...types: string[]): string[] => types.map((type) => arn('eks', `${type}/*`))

// Of the stack itself by names: whoever reads them all depends on none of them.
const own = (service: string, resource: string): string => arn(service, resource, `\${AWS::Region}`)
const functions = ['collect', 'evaluate', 'plan', 'publish', 'report', 'seal']
const roles = [...functions, 'auditor', 'machine', 'report-schedule', 'schedule']
export const functionArn = (name: string): string => own('lambda', `function:\${self:custom.name}-${name}`)
const roleArn = (name: string): string => arn('iam', `role/\${self:custom.role}-${name}`, '')
/** One of the stack's own functions or roles as any of them. */
export const byPrefix = (resource: string): string =>
  functions.map(functionArn).includes(resource)
    ? functionArn('*')
    : roles.map(roleArn).includes(resource)
      ? roleArn('*')
      : resource

const cluster = eks('cluster')
const repository = [arn('ecr', 'repository/*')]
const auditLog = [arn('logs', 'log-group:/aws/eks/*/cluster'), arn('logs', 'log-group:/aws/eks/*/cluster:*')]
const containerLogs = ['', ':*'].map((end) => arn('logs', `log-group:/aws/containerinsights/*${end}`))
const logAnomalies = [arn('logs', '*')]
const key = [arnOf('SigningKey')]
const anyKey = [arn('kms', 'key/*')]
const bucket = [arnOf('EvidenceBucket')]
const documents = arnOf('DocumentsBucket')
const attested = ['records', 'documents'].map((prefix) => `${documents}/${prefix}/*`)
const stack = [`\${AWS::StackId}`]
/** The stack's own or the one that it was given; SNS's topics are called by their ARNs. */
export const alarmTopic = `\${Alarms}`
const topic = [alarmTopic]
const rules = [own('events', `rule/\${self:custom.name}-*`)]
// A trail of the organization lies in the account that manages it.
const trails = [`arn:\${AWS::Partition}:cloudtrail:*:*:trail/*`]
const hub = [arn('securityhub', 'hub/default')]
const detector = [arn('guardduty', 'detector/*')]

const resources: Record<string, string[]> = {
  'account:ListRegions': [arn('account', 'account', '')],
  'cloudformation:DescribeStacks': stack,
  'cloudformation:ListStackResources': stack,
  'cloudtrail:GetEventSelectors': trails,
  'cloudtrail:GetTrailStatus': trails,
  // Both list, were they asked about one alarm alone.
  'cloudwatch:DescribeAlarms': [own('cloudwatch', 'alarm:*')],
  'cloudwatch:ListAlarmMuteRules': [own('cloudwatch', 'alarm-mute-rule:*')],
  'config:DescribeConfigurationRecorderStatus': [arn('config', 'configuration-recorder/*')],
  'config:DescribeConfigurationRecorders': [arn('config', 'configuration-recorder/*')],
  // AWS's own lists, and those that other accounts share, are theirs.
  'ec2:GetManagedPrefixListEntries': [`arn:\${AWS::Partition}:ec2:*:*:prefix-list/*`],
  'ecr:BatchGetRepositoryScanningConfiguration': repository,
  'ecr:DescribeImageReplicationStatus': repository,
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
  'events:DescribeRule': rules,
  'events:ListTargetsByRule': rules,
  'iam:GetOpenIDConnectProvider': [arn('iam', 'oidc-provider/*', '')],
  'iam:GetPolicyVersion': [`arn:\${AWS::Partition}:iam::aws:policy/*`],
  'guardduty:GetDetector': detector,
  'guardduty:GetFilter': [arn('guardduty', 'detector/*/filter/*')],
  'guardduty:ListCoverage': detector,
  'iam:GetRole': roles.map(roleArn),
  'iam:GetRolePolicy': roles.map(roleArn),
  'iam:ListAttachedRolePolicies': roles.map(roleArn),
  'iam:ListRolePolicies': roles.map(roleArn),
  'kms:DescribeKey': anyKey,
  'kms:GetKeyPolicy': key,
  'kms:GetKeyRotationStatus': anyKey,
  'kms:GetPublicKey': key,
  'kms:ListGrants': key,
  'kms:Sign': key,
  'lambda:GetFunctionConfiguration': functions.map(functionArn),
  'logs:DescribeLogStreams': [...auditLog, ...containerLogs],
  'logs:DescribeSubscriptionFilters': auditLog,
  // A query is named by its id and not by its log group, so that AWS cannot tell the group: any of this account.
  'logs:GetQueryResults': [arn('logs', 'log-group:*')],
  // Lists over detectors and log groups: of any of this account.
  'logs:ListAnomalies': logAnomalies,
  'logs:ListLogAnomalyDetectors': logAnomalies,
  'logs:PutSubscriptionFilter': auditLog,
  // And around an incident what containers and nodes logged.
  'logs:StartQuery': [
    arn('logs', `log-group:\${LogGroupNames}`),
    arn('logs', `log-group:\${LogGroupNames}:*`),
    ...containerLogs,
  ],
  's3:GetBucketObjectLockConfiguration': bucket,
  's3:GetBucketOwnershipControls': bucket,
  's3:GetBucketPolicy': [...bucket, documents],
  's3:GetBucketPublicAccessBlock': [...bucket, documents],
  's3:GetBucketVersioning': [...bucket, documents],
  's3:GetEncryptionConfiguration': bucket,
  's3:GetLifecycleConfiguration': bucket,
  's3:GetObject': attested,
  's3:GetObjectVersion': [`${documents}/records/*`],
  's3:GetReplicationConfiguration': bucket,
  's3:ListBucket': [documents],
  's3:ListBucketVersions': [documents],
  'scheduler:GetSchedule': ['', '-report'].map((end) =>
    own('scheduler', `schedule/default/\${self:custom.name}${end}`),
  ),
  'securityhub:BatchImportFindings': [arn('securityhub', `product/\${AWS::AccountId}/default`)],
  'securityhub:BatchUpdateFindings': hub,
  'securityhub:GetFindings': hub,
  'sns:GetSubscriptionAttributes': topic,
  'sns:GetTopicAttributes': topic,
  'sns:ListSubscriptionsByTopic': topic,
  'states:DescribeStateMachine': [own('states', `stateMachine:\${self:custom.name}`)],
}

/** Operations that AWS authorises by another name. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const authorisedAs: Record<string, string> = {
  'elb:DescribeLoadBalancerPolicies': 'elasticloadbalancing:DescribeLoadBalancerPolicies',
  'elb:DescribeLoadBalancers': 'elasticloadbalancing:DescribeLoadBalancers',
  'elb:DescribeTags': 'elasticloadbalancing:DescribeTags',
  'elbv2:DescribeListeners': 'elasticloadbalancing:DescribeListeners',
  'elbv2:DescribeLoadBalancers': 'elasticloadbalancing:DescribeLoadBalancers',
  'elbv2:DescribeRules': 'elasticloadbalancing:DescribeRules',
  'elbv2:DescribeTags': 'elasticloadbalancing:DescribeTags',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetObject': 's3:GetObjectVersion', // asked by version alone
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:HeadObject': 's3:GetObject',
  's3:ListObjectVersions': 's3:ListBucketVersions',
}

/** What an operation needs to be granted, under IAM's names. */
export const actionsOf = (operation: string): string[] => [
  authorisedAs[operation] ?? operation,
  ...(inOurName[operation] ?? []),
  ...(needsToo[operation] ?? []),
]

/** Actions for which the reference lists no resource type, with what they are about. */
export const onAnything: Record<string, string> = {
  'ec2:DescribeFlowLogs': 'flow logs of the region',
  'ec2:DescribeRouteTables': 'route tables of the region',
  'ec2:DescribeSecurityGroups': 'security groups of the region',
  'ec2:DescribeSubnets': 'subnets of the region',
  'ec2:DescribeVpcEndpoints': 'VPC endpoints of the region',
  'ec2:DescribeVpcs': 'VPCs of the region',
  'cloudtrail:DescribeTrails': 'every trail that records the region',
  'cloudtrail:LookupEvents': 'the event history of the region',
  'backup:ListProtectedResources': 'all that AWS Backup protects in the region',
  'backup:ListRecoveryPointsByResource': 'recovery points, by what they were made of',
  'backup:ListRestoreJobsByProtectedResource': 'restore jobs, by what was restored',
  'config:DescribeDeliveryChannelStatus': 'the delivery channel of the region',
  'config:ListConfigurationRecorders': 'every recorder of the region',
  'ec2:DescribeImages': 'every image that the account can see',
  'ec2:DescribeInstances': 'every instance of the region',
  'ec2:DescribeLaunchTemplateVersions': 'every launch template of the region',
  'ec2:DescribeVolumes': 'every volume of the region',
  'ec2:GetEbsEncryptionByDefault': 'a setting of the region',
  'ec2:GetInstanceMetadataDefaults': 'a setting of the region',
  'ecr:DescribePullThroughCacheRules': 'the registry',
  'ecr:DescribeRegistry': 'the registry',
  'ecr:DescribeRepositoryCreationTemplates': 'the registry',
  'ecr:GetAccountSetting': 'the registry',
  'ecr:GetRegistryPolicy': 'the registry',
  'ecr:GetRegistryScanningConfiguration': 'the registry',
  'ecr:GetSigningConfiguration': 'the registry',
  'eks:DescribeAddonVersions': 'add-ons that EKS offers, no resource of the account',
  'eks:DescribeClusterVersions': 'versions that EKS offers, no resource of the account',
  'eks:ListClusters': 'every cluster of the region',
  'eks:ListEksAnywhereSubscriptions': 'every subscription of the region',
  'elasticloadbalancing:DescribeListeners': 'listeners of every load balancer of the region',
  'elasticloadbalancing:DescribeLoadBalancerPolicies': 'policies of every classic load balancer of the region',
  'elasticloadbalancing:DescribeLoadBalancers': 'every load balancer of the region',
  'elasticloadbalancing:DescribeRules': 'rules of every listener of the region',
  'elasticloadbalancing:DescribeTags': 'tags of every load balancer of the region',
  'guardduty:GetFindings': 'findings of the region, by their ids',
  'guardduty:ListFilters': 'filters of the detector of the region',
  'guardduty:ListFindings': 'findings of the detector of the region',
  'guardduty:ListDetectors': 'the detector of the region, whose id it tells',
  'inspector2:BatchGetAccountStatus': 'whether Inspector is on',
  'inspector2:GetClustersForImage': 'where an image runs, as Inspector sees it',
  'iam:GetAccountAuthorizationDetails': 'every identity of the account',
  'iam:ListOpenIDConnectProviders': 'every provider of the account',
  'iam:ListPolicies': 'every managed policy',
  'inspector2:ListCoverage': 'what Inspector scans: ECR asks it in our name too',
  'inspector2:ListFindings': 'what Inspector found: ECR asks it in our name too',
  'kms:ListKeys': 'every key of the region',
  'logs:DescribeLogGroups': 'every log group of the region',
}

/**
 * What a service asks of another in the caller's name: without it, ECR denies what enhanced scanning found.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html
 */
const inOurName: Record<string, string[]> = {
  'ecr:DescribeImageScanFindings': ['inspector2:ListCoverage', 'inspector2:ListFindings'],
}

/** What an operation needs beside. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
const needsToo: Record<string, string[]> = {
  's3:HeadObject': ['s3:ListBucket'], // without it, what is missing reads as 403
}

/** Throws for an action that nobody has looked up. */
export const resourcesOf = (action: string): string[] => {
  const found = resources[action] ?? (action in onAnything ? ['*'] : undefined)
  if (found) return found
  throw new Error(`${action}: say in scripts/gen/iam-resources.ts on which resource AWS authorises it`)
}
