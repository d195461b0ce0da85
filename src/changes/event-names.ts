// The management events that change what is observed: by name, as CloudTrail's event history is asked for them.

/** Asked everywhere: what is born or dies in a region shows even where the region holds nothing when it is asked. */
export const lives = [
  'CreateCluster',
  'CreateRepository',
  'DeleteCluster',
  'DeleteRepository',
  'DeregisterCluster',
  'RegisterCluster',
]

/** One pair of names for all services. */
export const tagging = ['TagResource', 'UntagResource']

export const accessChanges = [
  'AssociateAccessPolicy',
  'CreateAccessEntry',
  'DeleteAccessEntry',
  'DisassociateAccessPolicy',
  'UpdateAccessEntry',
]

/**
 * The writes of EKS on a cluster and its parts. Not StartInsightsRefresh, which changes nothing, and not those of EKS Anywhere
 * subscriptions, which are no part of a cluster.
 */
export const ofClusters = [
  ...accessChanges,
  'ActivateCertificateAuthority',
  'AssociateEncryptionConfig',
  'AssociateIdentityProviderConfig',
  'CancelUpdate',
  'CreateAddon',
  'CreateCapability',
  'CreateCertificateAuthority',
  'CreateFargateProfile',
  'CreateNodegroup',
  'CreatePodIdentityAssociation',
  'DeleteAddon',
  'DeleteCapability',
  'DeleteCertificateAuthority',
  'DeleteFargateProfile',
  'DeleteNodegroup',
  'DeletePodIdentityAssociation',
  'DisassociateIdentityProviderConfig',
  'UpdateAddon',
  'UpdateCapability',
  'UpdateClusterConfig',
  'UpdateClusterVersion',
  'UpdateNodegroupConfig',
  'UpdateNodegroupVersion',
  'UpdatePodIdentityAssociation',
]

/** What is done to the log groups of the control planes. */
export const ofLogGroups = [
  'AssociateKmsKey',
  'CreateLogGroup',
  'DeleteLogGroup',
  'DeleteLogStream',
  'DeleteRetentionPolicy',
  'DeleteSubscriptionFilter',
  'DisassociateKmsKey',
  'PutDataProtectionPolicy',
  'PutRetentionPolicy',
  'PutSubscriptionFilter',
  'PutTransformer',
]

/**
 * The writes of ECR on repositories and the registry. Images that are pushed are content and not configuration: ecr-repository
 * lists them with their time; that one is deleted shows nowhere else.
 */
export const ofRepositories = [
  'BatchDeleteImage',
  'CreatePullThroughCacheRule',
  'CreateRepositoryCreationTemplate',
  'DeleteLifecyclePolicy',
  'DeletePullThroughCacheRule',
  'DeleteRegistryPolicy',
  'DeleteRepositoryCreationTemplate',
  'DeleteRepositoryPolicy',
  'DeleteSigningConfiguration',
  'PutAccountSetting',
  'PutImageScanningConfiguration',
  'PutImageTagMutability',
  'PutLifecyclePolicy',
  'PutRegistryPolicy',
  'PutRegistryScanningConfiguration',
  'PutReplicationConfiguration',
  'PutSigningConfiguration',
  'SetRepositoryPolicy',
  'UpdateImageStorageClass',
  'UpdatePullThroughCacheRule',
  'UpdateRepositoryCreationTemplate',
]

/** Whose events are read; those of other services that share a name are kept without what was asked for and answered. */
export const eventSources = {
  eks: 'eks.amazonaws.com',
  ecr: 'ecr.amazonaws.com',
  logs: 'logs.amazonaws.com',
} as const
export type EventService = keyof typeof eventSources
