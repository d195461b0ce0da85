// How the bucket that holds the evidence is set: versions, lock, policy, access, encryption, rules that delete or copy.
import * as z from 'zod/mini'
import { answers, notDocumented } from '../answers/answers.ts'
import { bucketPolicy, unblocked, versioningOf } from '../answers/bucket.ts'
import { conditionsOf, list, type Statement } from '../answers/policy.ts'
import { defineFact } from '../fact.ts'
import type { Action } from '../model.ts'

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
const Encryption = z.object({
  ServerSideEncryptionConfiguration: z.object({
    Rules: z.array(z.object({ ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string() }) })),
  }),
})
const Ownership = z.object({
  OwnershipControls: z.object({ Rules: z.array(z.object({ ObjectOwnership: z.string() })) }),
})
const rules = z.array(z.unknown())
const Lifecycle = z.object({ Rules: rules })
const Replication = z.object({ ReplicationConfiguration: z.object({ Rules: rules }) })

export const evidenceBucket = defineFact<EvidenceBucket>({
  id: 'evidence-bucket',
  source: 'collector',
  of: 'deployment',
  actions: ['cloudformation:DescribeStacks', ...settings],
  read(exchanges) {
    const { name, isVersioned } = versioningOf(exchanges)
    const [locking] = answers(exchanges, 's3:GetObjectLockConfiguration', Lock)
    const lock = locking?.body.ObjectLockConfiguration.Rule?.DefaultRetention
    const [encryption] = answers(exchanges, 's3:GetBucketEncryption', Encryption)
    const [byDefault] = encryption?.body.ServerSideEncryptionConfiguration.Rules ?? []
    const [ownership] = answers(exchanges, 's3:GetBucketOwnershipControls', Ownership)
    const [lifecycle] = answers(exchanges, 's3:GetBucketLifecycleConfiguration', Lifecycle)
    const [copies] = answers(exchanges, 's3:GetBucketReplication', Replication)
    const policy = bucketPolicy(exchanges)
    return {
      name,
      isVersioned,
      defaultLock: lock ? { mode: lock.Mode, days: lengthOf(lock) } : null,
      unblocked: unblocked(exchanges),
      encryption: byDefault?.ApplyServerSideEncryptionByDefault.SSEAlgorithm ?? 'none',
      ownership: ownership?.body.OwnershipControls.Rules[0]?.ObjectOwnership ?? null,
      isTlsOnly: policy.some((one) => deniesPlainHttp(one, name)),
      policy,
      lifecycleRules: lifecycle?.body.Rules.length ?? 0,
      replicationRules: copies?.body.ReplicationConfiguration.Rules.length ?? 0,
    }
  },
})

const lengthOf = ({ Days, Years }: z.infer<typeof days>): number => {
  if (Days === undefined && Years === undefined)
    throw notDocumented('s3:GetObjectLockConfiguration', 'a default retention without a length')
  return Days ?? (Years ?? 0) * 365
}

const deniesPlainHttp = (statement: Statement, bucket: string): boolean => {
  const { Effect, Principal, Action, Resource } = statement
  const isOfEverybody = Principal === '*' || (typeof Principal === 'object' && list(Principal.AWS).includes('*'))
  const [condition, ...more] = conditionsOf(statement)
  const on = list(Resource)
  return (
    Effect === 'Deny' &&
    isOfEverybody &&
    list(Action).some((one) => one === '*' || one === 's3:*') &&
    (on.includes('*') || [bucket, `${bucket}/*`].every((name) => on.some((arn) => arn.endsWith(`:::${name}`)))) &&
    /^Bool(IfExists)?$/.test(condition?.operator ?? '') &&
    condition?.key === 'aws:securetransport' &&
    condition.values.join() === 'false' &&
    more.length === 0
  )
}
