// What the command alone asks of AWS, beside what the functions ask: granted to no function.
import type * as cloudformation from '@aws-sdk/client-cloudformation'
import type { GetMetricStatisticsInput, GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch'
import type * as logs from '@aws-sdk/client-cloudwatch-logs'
import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam'
import type * as s3 from '@aws-sdk/client-s3'
import type { DescribeHubRequest, DescribeHubResponse } from '@aws-sdk/client-securityhub'
import { headObject, putObject } from '../attested/put.ts'
import { operation } from '../wire.ts'

export const getMetricStatistics = operation<GetMetricStatisticsInput, GetMetricStatisticsOutput>(
  'cloudwatch:GetMetricStatistics',
)
export const simulate = operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse>(
  'iam:SimulatePrincipalPolicy',
  { token: 'Marker' },
)
export const describeSubscriptions = operation<
  logs.DescribeSubscriptionFiltersRequest,
  logs.DescribeSubscriptionFiltersResponse
>('logs:DescribeSubscriptionFilters')
// Not found is an answer here: what a bucket was never given, it does not have.
export const getVersioning = operation<s3.GetBucketVersioningRequest, s3.GetBucketVersioningOutput>(
  's3:GetBucketVersioning',
)
export const getLock = operation<s3.GetObjectLockConfigurationRequest, s3.GetObjectLockConfigurationOutput>(
  's3:GetObjectLockConfiguration',
  { absentWhen: ['ObjectLockConfigurationNotFoundError'] },
)
export const getEncryption = operation<s3.GetBucketEncryptionRequest, s3.GetBucketEncryptionOutput>(
  's3:GetBucketEncryption',
  { absentWhen: ['ServerSideEncryptionConfigurationNotFoundError'] },
)
export const getLifecycle = operation<
  s3.GetBucketLifecycleConfigurationRequest,
  s3.GetBucketLifecycleConfigurationOutput
>('s3:GetBucketLifecycleConfiguration', { absentWhen: ['NoSuchLifecycleConfiguration'] })
export const getBucketPolicy = operation<s3.GetBucketPolicyRequest, s3.GetBucketPolicyOutput>('s3:GetBucketPolicy', {
  absentWhen: ['NoSuchBucketPolicy'],
})
export const describeHub = operation<DescribeHubRequest, DescribeHubResponse>('securityhub:DescribeHub')

// What attest puts, and how it finds where.
export const describeStacks = operation<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>(
  'cloudformation:DescribeStacks',
)

export const operations = [
  getMetricStatistics,
  simulate,
  describeSubscriptions,
  getVersioning,
  getLock,
  getEncryption,
  getLifecycle,
  getBucketPolicy,
  describeHub,
  describeStacks,
  putObject,
  headObject,
] as const
