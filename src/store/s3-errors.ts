// S3's errors as this project's.
import { EvidenceError } from '../errors.ts'

/** An error that is named as S3 would name it. */
export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })

// A delete marker asked for by its version id answers MethodNotAllowed; a version id of another bucket InvalidArgument.
const none = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed', 'InvalidArgument'])

/** Whether S3 says that there is no such version. */
export const isNone = (cause: unknown): boolean => cause instanceof Error && none.has(cause.name)

export const refused = (where: string, key: string, cause: unknown): EvidenceError =>
  new EvidenceError('STORE_REFUSED', { where, key, ...said(cause) }, { hint: hintFor(cause, put), cause })

export const unreadable = (where: string, key: string, cause: unknown): EvidenceError =>
  new EvidenceError('STORE_UNREADABLE', { where, key, ...said(cause) }, { hint: hintFor(cause, read), cause })

const said = (cause: unknown) => ({
  code: codeOf(cause),
  message: cause instanceof Error ? cause.message : String(cause),
})

// An answer to HEAD has no body to name an error: its status says it.
const byStatus: Record<number, string> = { 301: 'PermanentRedirect', 403: 'AccessDenied', 404: 'NotFound' }

const codeOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return 'Unknown'
  if ('syscall' in cause && 'code' in cause) return String(cause.code) // of the network: its name is Error
  if (cause.name !== 'Unknown' || !('$metadata' in cause)) return cause.name
  const { httpStatusCode = 0 } = cause.$metadata as { httpStatusCode?: number }
  return byStatus[httpStatusCode] ?? cause.name
}

const unreached = 'S3 was not reached: check the region, the network, a proxy, and AWS_ENDPOINT_URL'
const both: Record<string, string> = {
  AuthorizationHeaderMalformed: 'the bucket is in another region: give its own',
  CredentialsProviderError: 'give credentials: aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID',
  EAI_AGAIN: unreached,
  ECONNREFUSED: unreached,
  ENOTFOUND: unreached,
  ExpiredToken: 'the credentials have expired: get new ones',
  InvalidAccessKeyId: 'these credentials are not known to AWS',
  NoSuchBucket: 'name the evidence bucket as the stack made it',
  PermanentRedirect: 'the bucket is in another region: give its own',
}
const put: Record<string, string> = {
  ...both,
  AccessDenied:
    "the role needs s3:PutObject and s3:PutObjectRetention, the bucket must be this account's, and its policy lets only the collector's roles write",
  ConditionalRequestConflict: 'others write the same key without end: look who else runs this tick',
  InvalidRequest: 'the bucket must have Object Lock enabled',
  VersioningNotEnabled: 'the bucket must have versioning and Object Lock enabled',
}
const read: Record<string, string> = {
  ...both,
  AccessDenied:
    "the role needs s3:ListBucket, s3:ListBucketVersions, s3:GetObject, s3:GetObjectVersion and s3:GetObjectRetention, and the bucket must be the expected account's",
  InvalidObjectState: 'the object was moved to an archive class: restore it, and ask who moved it',
}

const hintFor = (cause: unknown, hints: Record<string, string>): string =>
  hints[codeOf(cause)] ?? 'a rerun is safe: it adopts what is there and writes what is not'
