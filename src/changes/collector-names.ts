// The management events that change what the collector itself is made of.

/** Whose events these are. */
export const collectorSources = [
  'cloudformation.amazonaws.com',
  'iam.amazonaws.com',
  'kms.amazonaws.com',
  'lambda.amazonaws.com',
  's3.amazonaws.com',
  'scheduler.amazonaws.com',
  'states.amazonaws.com',
]

/** The stack as a whole, with what guards it. */
export const deployments = [
  'ContinueUpdateRollback',
  'CreateStack',
  'DeleteStack',
  'ExecuteChangeSet',
  'RollbackStack',
  'SetStackPolicy',
  'UpdateStack',
  'UpdateTerminationProtection',
]

/** Lambda's carry the version of its API. CreateGrant is left out: EC2 makes them by the thousand, and the grants of the key are listed each hour. */
const ofParts = [
  'AddPermission20150331v2',
  'CancelKeyDeletion',
  'CreateFunctionUrlConfig',
  'DeleteAlias',
  'DeleteBucket',
  'DeleteBucketEncryption',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'DeleteBucketPublicAccessBlock',
  'DeleteBucketReplication',
  'DeleteFunction20150331',
  'DeleteFunctionConcurrency20171031',
  'DeleteSchedule',
  'DeleteStateMachine',
  'DisableKey',
  'EnableKey',
  'PutBucketAcl',
  'PutBucketEncryption',
  'PutBucketLifecycle',
  'PutBucketObjectLockConfiguration',
  'PutBucketOwnershipControls',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketReplication',
  'PutBucketVersioning',
  'PutFunctionConcurrency20171031',
  'PutKeyPolicy',
  'RemovePermission20150331v2',
  'ScheduleKeyDeletion',
  'UpdateAlias',
  'UpdateFunctionCode20150331v2',
  'UpdateFunctionConfiguration20150331v2',
  'UpdateSchedule',
  'UpdateStateMachine',
]

const ofRoles = [
  'AttachRolePolicy',
  'DeleteRole',
  'DeleteRolePermissionsBoundary',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
  'UpdateAssumeRolePolicy',
]

/** IAM's events are in the history of us-east-1 alone. */
export const seesRoles = (region: string): boolean => region === 'us-east-1'
export const partNames = (region: string): string[] => [...ofParts, ...(seesRoles(region) ? ofRoles : [])]
