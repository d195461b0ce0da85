// S3's errors, as it words them. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { AwsFault } from '../../service.ts'

export const noSuchBucket = (BucketName: string): AwsFault =>
  new AwsFault('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName })

export const noSuchKey = (Key: string, headers: Record<string, string> = {}): AwsFault =>
  new AwsFault('NoSuchKey', 404, 'The specified key does not exist.', { Key }, headers)

export const noSuchVersion = (Key: string, VersionId: string): AwsFault =>
  new AwsFault('NoSuchVersion', 404, 'The specified version does not exist.', { Key, VersionId })

export const accessDenied = (message = 'Access Denied'): AwsFault => new AwsFault('AccessDenied', 403, message)

export const invalidRequest = (message: string): AwsFault => new AwsFault('InvalidRequest', 400, message)

export const invalidArgument = (message: string, name: string, value: unknown): AwsFault =>
  new AwsFault('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: String(value) })

export const preconditionFailed = (Condition: string): AwsFault => {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new AwsFault('PreconditionFailed', 412, message, { Condition })
}

export const notImplemented = (Header: string): AwsFault => {
  const message = 'A header you provided implies functionality that is not implemented'
  return new AwsFault('NotImplemented', 501, message, { Header })
}
