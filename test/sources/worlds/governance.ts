// Records and documents of any number in a bucket that pages versions by two markers.
import { type AttestedRecord, recordKey } from '../../../src/attested/record.ts'
import { sha256 } from '../../../src/digest.ts'
import { absent, body } from '../record.ts'
import { many, type Part } from '../world.ts'

export const recordAt = (at: number): AttestedRecord => ({
  schema: 'eks-evidence/record/v1',
  kind: 'drill',
  performedAt: '2026-01-04T09:00:00Z',
  by: `engineer-${at}`,
  attestedBy: 'arn:aws:iam::111122223333:role/security',
  people: ['one', 'two'],
  document: { name: 'minutes.pdf', sha256: sha256(`${at}`), bytes: 3, key: `records/drill/documents/${at}.pdf` },
})

const governance: Part =
  ({ page, entries, policies }) =>
  (action, input) => {
    switch (action) {
      case 's3:ListObjectVersions': {
        const records = many(entries, (at) => recordKey(recordAt(at))).sort()
        const documents = many(policies, (at) => `documents/policy-${at}.pdf`)
        // Two versions of each, so that a page may end between the versions of one key.
        const all = (input.Prefix === 'records/' ? records : documents).flatMap((Key) =>
          ['2', '1'].map((id) => ({
            Key,
            VersionId: id,
            IsLatest: id === '2',
            LastModified: '2026-01-04T10:00:00Z',
            ETag: '"e"',
            Size: 300,
          })),
        )
        const after = all.findIndex(
          ({ Key, VersionId }) => Key === input.KeyMarker && VersionId === input.VersionIdMarker,
        )
        const Versions = all.slice(after + 1, after + 1 + page)
        const last = Versions.at(-1)
        const IsTruncated = after + 1 + page < all.length
        const next = IsTruncated && last && { NextKeyMarker: last.Key, NextVersionIdMarker: last.VersionId }
        return body({ IsTruncated, ...next, ...(Versions.length > 0 && { Versions }) })
      }
      case 's3:GetObject':
        return body(many(entries, recordAt).find((one) => recordKey(one) === input.Key) ?? {})
      case 's3:HeadObject':
        return absent('NotFound')
      default:
        return undefined
    }
  }

export default governance
