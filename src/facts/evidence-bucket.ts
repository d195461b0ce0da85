// How the bucket that holds the evidence is set: versions, lock, policy, access, encryption, rules that delete or copy.
import * as z from 'zod/mini'
import { answers, notDocumented, shapedText } from '../answers/answers.ts'
import { bucketPolicy } from '../answers/bucket-policy.ts'
import { readPolicy, type Statement } from '../answers/policy.ts'
import { defineFact } from '../fact.ts'
import type { Action, Exchange } from '../model.ts'

export type EvidenceBucket = {
  name: string
  isVersioned: boolean
  /** What is put without a lock of its own is locked so; null: it is not. */
  defaultLock: { mode: string; days: number } | null
  /** Ways to the public that are not blocked. */
  unblocked: string[]
  /** By whom what is put is encrypted where it says nothing itself: `AES256` is S3's own key. */
  encryption: string
  ownership: string | null
  /** Requests over plain HTTP are denied to everybody, on the bucket and on every object. */
  isTlsOnly: boolean
  policy: Statement[]
  lifecycleRules: number
  replicationRules: number
}

const settings = [
  's3:GetBucketVersioning',
  's3:GetObjectLockConfiguration',
  's3:GetBucketPolicy',
  's3:GetBucketEncryption',
  's3:GetBucketLifecycleConfiguration',
  's3:GetBucketReplication',
  's3:GetPublicAccessBlock',
  's3:GetBucketOwnershipControls',
] as const satisfies Action[]

const days = z.object({ Mode: z.string(), Days: z.optional(z.number()), Years: z.optional(z.number()) })
const Lock = z.object({
  ObjectLockConfiguration: z.object({
    ObjectLockEnabled: z.literal('Enabled'),
    Rule: z.optional(z.object({ DefaultRetention: days })),
  }),
})
const Access = z.object({
  PublicAccessBlockConfiguration: z.object({
    BlockPublicAcls: z.boolean(),
    BlockPublicPolicy: z.boolean(),
    IgnorePublicAcls: z.boolean(),
    RestrictPublicBuckets: z.boolean(),
  }),
})
const Encryption = z.object({
  ServerSideEncryptionConfiguration: z.object({
    Rules: z.array(z.object({ ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string() }) })),
  }),
})
const Ownership = z.object({
  OwnershipControls: z.object({ Rules: z.array(z.object({ ObjectOwnership: z.string() })) }),
})
const rules = z.array(z.unknown())

export const evidenceBucket = defineFact<EvidenceBucket>({
  id: 'evidence-bucket',
  source: 'collector',
  of: 'deployment',
  actions: ['cloudformation:DescribeStacks', ...settings],
  read(exchanges) {
    const versioning = told(exchanges, 's3:GetBucketVersioning', z.object({ Status: z.optional(z.string()) }))
    // Where nothing was ever set, S3 answers with an empty document: then it keeps one version.
    if (!versioning) throw notDocumented('s3:GetBucketVersioning', 'no answer')
    const lock = told(exchanges, 's3:GetObjectLockConfiguration', Lock)?.body.ObjectLockConfiguration.Rule
    const access = told(exchanges, 's3:GetPublicAccessBlock', Access)?.body.PublicAccessBlockConfiguration
    const encryption = told(exchanges, 's3:GetBucketEncryption', Encryption)
    const ownership = told(exchanges, 's3:GetBucketOwnershipControls', Ownership)
    const policy = bucketPolicy(exchanges)
    const lifecycle = told(exchanges, 's3:GetBucketLifecycleConfiguration', z.object({ Rules: rules }))
    const copies = told(
      exchanges,
      's3:GetBucketReplication',
      z.object({ ReplicationConfiguration: z.object({ Rules: rules }) }),
    )
    const name = String(versioning.input.Bucket)
    return {
      name,
      isVersioned: versioning.body.Status === 'Enabled',
      defaultLock: lock ? { mode: lock.DefaultRetention.Mode, days: lengthOf(lock.DefaultRetention) } : null,
      unblocked: access
        ? Object.entries(access).flatMap(([way, isBlocked]) => (isBlocked ? [] : [way]))
        : Object.keys(Access.shape.PublicAccessBlockConfiguration.shape),
      encryption:
        encryption?.body.ServerSideEncryptionConfiguration.Rules[0]?.ApplyServerSideEncryptionByDefault.SSEAlgorithm ??
        'none',
      ownership: ownership?.body.OwnershipControls.Rules[0]?.ObjectOwnership ?? null,
      isTlsOnly: policy !== undefined && deniesPlainHttp(policy, name),
      policy: policy === undefined ? [] : readPolicy(policy, 'the bucket policy'),
      lifecycleRules: lifecycle?.body.Rules.length ?? 0,
      replicationRules: copies?.body.ReplicationConfiguration.Rules.length ?? 0,
    }
  },
})

const told = <T>(exchanges: Iterable<Exchange>, action: Action, shape: z.ZodMiniType<T>) =>
  [...answers(exchanges, action, shape)][0]

const lengthOf = ({ Days, Years }: z.infer<typeof days>): number => {
  if (Days === undefined && Years === undefined)
    throw notDocumented('s3:GetObjectLockConfiguration', 'a default retention without a length')
  return Days ?? (Years ?? 0) * 365
}

const texts = z.union([z.string(), z.array(z.string())])
const statement = z.object({
  Effect: z.string(),
  Principal: z.optional(z.union([z.string(), z.record(z.string(), texts)])),
  Action: z.optional(texts),
  Resource: z.optional(texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.union([texts, z.boolean()])))),
})
const Policy = z.object({ Statement: z.union([statement, z.array(statement)]) })

const deniesPlainHttp = (text: string, bucket: string): boolean => {
  const { Statement } = shapedText(Policy, text, 'the bucket policy')
  return [Statement].flat().some(({ Effect, Principal, Action, Resource, Condition }) => {
    const everybody = Principal === '*' || (typeof Principal === 'object' && [Principal.AWS ?? []].flat().includes('*'))
    const [[operator, keys] = ['', {}], ...more] = Object.entries(Condition ?? {})
    const [[key, value] = ['', ''], ...others] = Object.entries(keys)
    const isPlain = key.toLowerCase() === 'aws:securetransport' && String([value].flat().join()) === 'false'
    const on = [Resource ?? []].flat()
    return (
      Effect === 'Deny' &&
      everybody &&
      [Action ?? []].flat().some((one) => one === '*' || one === 's3:*') &&
      (on.includes('*') || [bucket, `${bucket}/*`].every((name) => on.some((arn) => arn.endsWith(`:::${name}`)))) &&
      /^Bool(IfExists)?$/.test(operator) &&
      isPlain &&
      more.length + others.length === 0
    )
  })
}
