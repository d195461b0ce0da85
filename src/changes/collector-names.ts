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

/** The stack as a whole. */
export const deployments = ['CreateStack', 'DeleteStack', 'ExecuteChangeSet', 'UpdateStack']

/** Lambda's carry the version of its API. CreateGrant is left out: EC2 makes them by the thousand, and the grants of the key are listed each hour. */
const ofParts = [
  'AddPermission20150331v2',
  'CancelKeyDeletion',
  'DeleteBucket',
  'DeleteBucketPolicy',
  'DeleteBucketPublicAccessBlock',
  'DeleteFunction20150331',
  'DeleteSchedule',
  'DeleteStateMachine',
  'DisableKey',
  'EnableKey',
  'PutBucketEncryption',
  'PutBucketLifecycle',
  'PutBucketObjectLockConfiguration',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketReplication',
  'PutBucketVersioning',
  'PutFunctionConcurrency20171031',
  'PutKeyPolicy',
  'ScheduleKeyDeletion',
  'UpdateFunctionCode20150331v2',
  'UpdateFunctionConfiguration20150331v2',
  'UpdateSchedule',
  'UpdateStateMachine',
]

const ofRoles = [
  'AttachRolePolicy',
  'DeleteRole',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePolicy',
  'UpdateAssumeRolePolicy',
]

/** IAM's events are in the history of us-east-1 alone. */
export const partNames = (region: string): string[] => [...ofParts, ...(region === 'us-east-1' ? ofRoles : [])]
