// What a bucket's policy denies, with the condition keys that S3 fills in.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
import { readTime, seconds } from '../../../src/clock.ts'
import type { Need } from '../../permissions.ts'
import { textOf } from '../../protocols/xml.ts'
import { type Context, denies } from '../../resource-policy.ts'
import type { Call } from '../../service.ts'
import type { Buckets } from './bucket.ts'

/** Whether the policy of the call's bucket denies it this need. */
export const guarded =
  (buckets: Buckets) =>
  (call: Call, need: Need): boolean => {
    const { policy } = buckets.get(String(call.input.Bucket))?.settings ?? {}
    return policy ? denies(policy, need, contextOf(call)) : false
  }

const contextOf = (call: Call): Context => {
  const { input, operation, tls = true } = call
  const { mode, until } = lockOf(call)
  return {
    'aws:principalarn': roleOf(call.caller),
    'aws:securetransport': String(tls),
    // Only a service that asks in somebody's name has it.
    'aws:calledvialast': undefined,
    's3:if-none-match': text(input.IfNoneMatch),
    's3:object-lock-mode': mode,
    's3:object-lock-remaining-retention-days': remaining(until, call),
    's3:objectcreationoperation': creating[operation],
    's3:x-amz-server-side-encryption': text(input.ServerSideEncryption),
  }
}

// False for those that only prepare an object; what makes none has it not.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
const creating: Record<string, string> = { CreateMultipartUpload: 'false', PutObject: 'true', UploadPart: 'false' }

// In headers, or in the body of PutObjectRetention.
const lockOf = ({ input, operation }: Call): { mode: string | undefined; until: string | undefined } => {
  if (operation !== 'PutObjectRetention')
    return { mode: text(input.ObjectLockMode), until: text(input.ObjectLockRetainUntilDate) }
  const xml = new TextDecoder().decode(input.Body as Uint8Array)
  return { mode: textOf(xml, 'Mode'), until: textOf(xml, 'RetainUntilDate') }
}

// Whole days: the one that has begun does not count.
const remaining = (until: string | undefined, { now }: Call): string | undefined => {
  const end = readTime(until)
  return end && String(Math.floor((seconds(end) - seconds(now)) / 86_400))
}

const text = (member: unknown): string | undefined => (member === undefined ? undefined : String(member))

// A role's sessions are known by the role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
const roleOf = (caller = ''): string =>
  caller.replace(/^arn:(.+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3')
