// doctor: whether the evidence bucket keeps what is put into it.
import * as z from 'zod/mini'
import { leastDays } from '../../store/retention.ts'
import type { Operation } from '../../wire.ts'
import { getBucketPolicy, getEncryption, getLifecycle, getLock, getVersioning } from '../operations.ts'
import { type Answer, type Asker, isDenied, unanswered } from './ask.ts'
import { deniesReplication } from './bucket-policy.ts'
import { type About, fault, type Line, ok } from './line.ts'

const Versioning = z.object({ Status: z.optional(z.string()) })
const Lock = z.object({
  ObjectLockConfiguration: z.object({
    Rule: z.optional(
      z.object({
        DefaultRetention: z.optional(
          z.object({ Mode: z.optional(z.string()), Days: z.optional(z.number()), Years: z.optional(z.number()) }),
        ),
      }),
    ),
  }),
})
const Encryption = z.object({
  ServerSideEncryptionConfiguration: z.object({
    Rules: z.array(
      z.object({ ApplyServerSideEncryptionByDefault: z.optional(z.object({ SSEAlgorithm: z.string() })) }),
    ),
  }),
})
const Lifecycle = z.object({
  Rules: z.array(
    z.object({
      ID: z.optional(z.string()),
      Status: z.string(),
      Expiration: z.optional(z.unknown()),
      NoncurrentVersionExpiration: z.optional(z.unknown()),
      Transitions: z.optional(z.array(z.unknown())),
      NoncurrentVersionTransitions: z.optional(z.array(z.unknown())),
    }),
  ),
})

/** `account`: whose it must be. */
export const bucketLines = async (asker: Asker, bucket: string, account: string): Promise<Line[]> => {
  const which = `s3://${bucket}`
  const about = (what = 'bucket'): About => ({ what, which })
  const there = await asker.ask(getVersioning, { Bucket: bucket, ExpectedBucketOwner: account }, '', Versioning)
  const missing = there.got === 'failed' ? await absent(asker, about(), bucket, account, there) : undefined
  if (missing) return [missing]

  const judged = async <I, T>(
    what: string,
    op: Operation<I & { Bucket: string; ExpectedBucketOwner: string }, unknown>,
    shape: z.ZodMiniType<T>,
    judge: (about: About, body: T | undefined) => Line,
  ): Promise<Line> => {
    const input = { Bucket: bucket, ExpectedBucketOwner: account } as I & {
      Bucket: string
      ExpectedBucketOwner: string
    }
    const said = await asker.ask(op, input, '', shape)
    if (said.got === 'failed') return unanswered(about(what), said)
    return judge(about(what), said.got === 'body' ? said.body : undefined)
  }
  return [
    there.got === 'failed' ? unanswered(about(), there) : ok(about(), `of account ${account}`),
    versioningLine(about('versions'), bucket, there),
    await judged('object lock', getLock, Lock, (at, body) => lockLine(at, bucket, body)),
    await judged('encryption', getEncryption, Encryption, (at, body) => encryptionLine(at, bucket, body)),
    await judged('lifecycle', getLifecycle, Lifecycle, (at, body) => lifecycleLine(at, bucket, body)),
    await judged('replication', getBucketPolicy, z.unknown(), (at, body) => replicationLine(at, body)),
  ]
}

type Failure = Extract<Answer<unknown>, { got: 'failed' }>

// Denied can mean that the bucket is somebody else's: without saying whose it must be, that one would answer.
const absent = async (
  { ask }: Asker,
  about: About,
  bucket: string,
  account: string,
  said: Failure,
): Promise<Line | undefined> => {
  if (said.code === 'NoSuchBucket')
    return fault(
      about,
      'there is no such bucket',
      'deploy the stack: npx serverless deploy; its output EvidenceBucket is the name',
    )
  if (said.code === 'PermanentRedirect' || said.code === 'AuthorizationHeaderMalformed')
    return fault(about, 'it is in another region', "give the bucket's own region by --region")
  if (!isDenied(said)) return unanswered(about, said)
  const anyone = await ask(getVersioning, { Bucket: bucket }, '', Versioning)
  if (anyone.got !== 'body') return undefined
  return fault(about, `it is not account ${account}'s`, "name the account's own bucket")
}

const versioningLine = (about: About, bucket: string, said: Answer<z.infer<typeof Versioning>>): Line => {
  if (said.got !== 'body') return unanswered(about, said)
  if (said.body.Status === 'Enabled') return ok(about, 'kept')
  const remedy = `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`
  return fault(about, `not kept (${said.body.Status ?? 'never enabled'})`, remedy)
}

const lockLine = (about: About, bucket: string, body: z.infer<typeof Lock> | undefined): Line => {
  const rule = `'{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":${leastDays}}}}'`
  const remedy = `aws s3api put-object-lock-configuration --bucket ${bucket} --object-lock-configuration ${rule}`
  if (!body) return fault(about, 'none', remedy)
  const kept = body.ObjectLockConfiguration.Rule?.DefaultRetention
  if (!kept) return fault(about, 'on, without a default: what is put by others is not locked', remedy)
  const days = kept.Days ?? (kept.Years ?? 0) * 365
  if (kept.Mode !== 'COMPLIANCE') return fault(about, `by default ${kept.Mode}, which can be lifted`, remedy)
  if (days < leastDays) return fault(about, `by default COMPLIANCE for ${days} days, less than ${leastDays}`, remedy)
  return ok(about, `by default COMPLIANCE for ${days} days`)
}

const encryptionLine = (about: About, bucket: string, body: z.infer<typeof Encryption> | undefined): Line => {
  const algorithms = (body?.ServerSideEncryptionConfiguration.Rules ?? []).flatMap(
    ({ ApplyServerSideEncryptionByDefault: by }) => (by ? [by.SSEAlgorithm] : []),
  )
  // Since 2023 S3 encrypts whatever nobody asked it to: no rule is SSE-S3.
  if (algorithms.every((one) => one === 'AES256')) return ok(about, 'SSE-S3')
  const rule = `'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'`
  const remedy = `aws s3api put-bucket-encryption --bucket ${bucket} --server-side-encryption-configuration ${rule}`
  return fault(about, `${algorithms.join(', ')}: whoever deletes that key shreds the evidence`, remedy)
}

const lifecycleLine = (about: About, bucket: string, body: z.infer<typeof Lifecycle> | undefined): Line => {
  const active = (body?.Rules ?? []).filter(({ Status }) => Status === 'Enabled')
  const ending = active.filter((rule) => rule.Expiration ?? rule.NoncurrentVersionExpiration)
  const moving = active.filter((rule) => rule.Transitions?.length || rule.NoncurrentVersionTransitions?.length)
  const names = (rules: typeof active): string => rules.map(({ ID }) => ID ?? 'unnamed').join(', ')
  const remedy = `aws s3api delete-bucket-lifecycle --bucket ${bucket}`
  if (ending.length > 0) return fault(about, `rules that expire objects: ${names(ending)}`, remedy)
  if (moving.length > 0)
    return fault(about, `rules that move objects to another class, which verify reports: ${names(moving)}`, remedy)
  return ok(about, 'nothing expires')
}

const replicationLine = (about: About, policy: unknown): Line =>
  deniesReplication(policy)
    ? ok(about, 'into it is denied')
    : fault(
        about,
        'nothing denies replication into it: a replica keeps whatever date it brings',
        "deploy the stack's bucket policy: its statement NothingIsReplicatedHere",
      )
