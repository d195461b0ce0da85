// Records of one kind that the account's owner attests, the newest by S3's time first. None of it is read from AWS but when it was put.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { headsOf, type StoredDocument, storedDocument } from '../answers/stored-document.ts'
import {
  type AttestedRecord,
  type Kind,
  kindOf,
  kinds,
  largestRecord,
  readRecord,
  recordKey,
} from '../attested/record.ts'
import { readTime } from '../clock.ts'
import { defineFact, type Fact } from '../fact.ts'
import { type Exchange, type Instant, type Unknown, unknown } from '../model.ts'

export type Attested = {
  key: string
  versionId: string
  /** S3's time: when it was put, whatever it says of itself. */
  putAt: Instant
  record: AttestedRecord
  /** What S3 holds of the document that it names; null where it names none. */
  document: StoredDocument | null
}

const Version = z.object({
  Key: z.string(),
  VersionId: z.string(),
  IsLatest: z.boolean(),
  LastModified: z.string(),
  Size: z.number(),
  ETag: z.string(),
})
const Listed = z.object({ IsTruncated: z.boolean(), Versions: z.nullish(z.array(Version)) })

/** The records of a kind; unknown as soon as one of them could not be read, or is none. */
export const attested = (kind: Kind): Fact<Attested[]> => facts[kind]

const factOf = (kind: Kind): Fact<Attested[]> =>
  defineFact<Attested[]>({
    id: `attested-${kind}`,
    source: 'governance',
    of: 'deployment',
    // GetObject is left out: what cannot be read of one kind says nothing of the others.
    actions: ['cloudformation:DescribeStacks', 's3:ListObjectVersions'],
    read(exchanges) {
      const lines = [...exchanges]
      const objects = new Map(
        lines.filter(({ action }) => action === 's3:GetObject').map((line) => [nameOf(line), line]),
      )
      const heads = headsOf(lines)
      const found: Attested[] = []
      for (const { body } of answers(lines, 's3:ListObjectVersions', Listed)) {
        for (const one of body.Versions ?? []) {
          if (!one.IsLatest || kindOf(one.Key) !== kind) continue
          const read = recordOf(one, objects.get(`${one.Key} ${one.VersionId}`), heads)
          if (read === 'gone') continue
          if ('outcome' in read) return read
          found.push(read)
        }
      }
      return found.sort(by(({ putAt, key }) => `${putAt} ${key}`)).reverse()
    },
  })

const facts = Object.fromEntries(kinds.map((kind) => [kind, factOf(kind)])) as Record<Kind, Fact<Attested[]>>

const recordOf = (
  version: z.infer<typeof Version>,
  line: Exchange | undefined,
  heads: Map<unknown, Exchange>,
): Attested | Unknown | 'gone' => {
  const { Key: key, VersionId: versionId, LastModified, Size, ETag } = version
  const putAt = readTime(LastModified)
  if (!putAt) throw notDocumented(key, 'LastModified')
  if (Size > largestRecord) return unknown(`${key} was not read: with ${Size} bytes it is no record`)
  // S3 dates what was put in parts by when that was begun: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
  if (ETag.includes('-'))
    return unknown(`${key} was put in parts, so nobody can say when: put it by eks-evidence attest`)
  if (!line) return unknown(`${key} was not read`)
  if (line.got === 'failed') return unknown(`${key} was not read: ${line.code}: ${line.message}`)
  if (line.got === 'absent') return 'gone'
  const read = readRecord(line.body)
  if ('faults' in read) return unknown(`${key} is no record: ${read.faults.slice(0, 3).join('; ')}`)
  const { record } = read
  if (recordKey(record) !== key)
    return unknown(`${key} is not the name of what it holds, ${recordKey(record)}: put it by eks-evidence attest`)
  return { key, versionId, putAt, record, document: record.document ? storedDocument(heads, record.document) : null }
}

const nameOf = ({ input }: Exchange): string => {
  const { Key, VersionId } = input as { Key?: unknown; VersionId?: unknown }
  return `${Key} ${VersionId}`
}
