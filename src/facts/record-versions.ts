// Every version of every attested record, and when they were listed: what is deleted for good leaves no trace but in the reading before.
import * as z from 'zod/mini'
import { answers, notDocumented } from '../answers/answers.ts'
import { earliest, readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, unknown } from '../model.ts'

const Listed = z.object({
  IsTruncated: z.boolean(),
  Versions: z.nullish(z.array(z.object({ Key: z.string(), VersionId: z.string(), LastModified: z.string() }))),
})

export type RecordVersions = { at: Instant; all: { key: string; versionId: string; putAt: Instant }[] }

export const recordVersions = defineFact<RecordVersions>({
  id: 'record-versions',
  source: 'governance',
  of: 'deployment',
  actions: ['cloudformation:DescribeStacks', 's3:ListObjectVersions'],
  read(exchanges) {
    const lines = [...exchanges].filter(({ action }) => action === 's3:ListObjectVersions')
    if (lines.length === 0) return unknown('ListObjectVersions was not asked')
    const pages = [...answers(lines, 's3:ListObjectVersions', Listed)]
    const all = pages.flatMap(({ body }) => body.Versions ?? []).filter(({ Key }) => Key.startsWith('records/'))
    return {
      at: lines.map(({ at }) => at).reduce(earliest),
      all: all.map(({ Key, VersionId, LastModified }) => {
        const putAt = readTime(LastModified)
        if (!putAt) throw notDocumented(Key, 'LastModified')
        return { key: Key, versionId: VersionId, putAt }
      }),
    }
  },
})
