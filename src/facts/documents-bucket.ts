// How the documents bucket keeps what is put there: versions, who else gets in, records that were rewritten or taken away.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { bucketPolicy, unblocked, versioningOf } from '../answers/bucket.ts'
import type { Statement } from '../answers/policy.ts'
import { latest, readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

/** A record, and when S3 last heard of it. */
export type Touched = { key: string; at: Instant }

export type DocumentsBucket = {
  name: string
  isVersioned: boolean
  /** Ways to the public that are not blocked. */
  unblocked: string[]
  policy: Statement[]
  /** Of what lies below records/ and documents/ now. */
  keys: number
  /** Records that have more than one version: what was attested was put again under its name. */
  rewritten: Touched[]
  /** Records over which a delete marker lies. */
  deleted: Touched[]
}

const one = z.object({ Key: z.string(), IsLatest: z.boolean(), LastModified: z.string() })
type Version = z.infer<typeof one>
const Listed = z.object({
  IsTruncated: z.boolean(),
  Versions: z.nullish(z.array(one)),
  DeleteMarkers: z.nullish(z.array(one)),
})

export const documentsBucket = defineFact<DocumentsBucket>({
  id: 'documents-bucket',
  source: 'governance',
  of: 'deployment',
  actions: [
    'cloudformation:DescribeStacks',
    's3:GetBucketVersioning',
    's3:GetBucketPolicy',
    's3:GetPublicAccessBlock',
    's3:ListObjectVersions',
  ],
  read(exchanges) {
    const lines = [...exchanges]
    const pages = [...answers(lines, 's3:ListObjectVersions', Listed)].map(({ body }) => body)
    const versions = Map.groupBy(
      pages.flatMap(({ Versions }) => Versions ?? []),
      ({ Key }) => Key,
    )
    const markers = Map.groupBy(
      pages.flatMap(({ DeleteMarkers }) => DeleteMarkers ?? []).filter(({ IsLatest }) => IsLatest),
      ({ Key }) => Key,
    )
    const isThere = ([, all]: [string, Version[]]): boolean => all.some(({ IsLatest }) => IsLatest)
    const gone = [...versions].filter((of) => !isThere(of) && !markers.has(of[0]))
    return {
      ...versioningOf(lines),
      unblocked: unblocked(lines),
      policy: bucketPolicy(lines),
      keys: [...versions].filter(isThere).length,
      rewritten: touched([...versions].filter(([, all]) => all.length > 1)),
      deleted: touched([...gone, ...markers]),
    }
  },
})

const isRecord = (key: string): boolean => key.startsWith('records/')

const touched = (found: [string, Version[]][]): Touched[] =>
  found
    .filter(([key]) => isRecord(key))
    .map(([key, all]) => ({ key, at: all.map((version) => timeOf(version)).reduce(latest) }))
    .sort(by(({ key }) => key))

const timeOf = ({ Key, LastModified }: Version): Instant => {
  const at = readTime(LastModified)
  if (!at) throw notDocumented(Key, 'LastModified')
  return at
}
