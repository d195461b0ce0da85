// What the daily function asks of AWS beside reading the evidence: topics, records, and the copy of the ledger.
import type * as s3 from '@aws-sdk/client-s3'
import type * as sns from '@aws-sdk/client-sns'
import { headObject, putObject } from '../attested/put.ts'
import { operation } from '../wire.ts'

export const publish = operation<sns.PublishInput, sns.PublishResponse>('sns:Publish')
export const getTopic = operation<sns.GetTopicAttributesInput, sns.GetTopicAttributesResponse>('sns:GetTopicAttributes')
export const getObject = operation<s3.GetObjectRequest, unknown>('s3:GetObject', {
  absentWhen: ['NoSuchKey', 'NotFound'],
})
export const listObjects = operation<s3.ListObjectsV2Request, s3.ListObjectsV2Output>('s3:ListObjectsV2', {
  token: 'ContinuationToken',
  next: 'NextContinuationToken',
})

export const operations = [publish, getTopic, getObject, listObjects, headObject, putObject] as const
