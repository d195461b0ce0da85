// What S3 holds of the document that a record names: the bytes that were attested, others, or none.
import * as z from 'zod/mini'
import type { AttestedRecord } from '../attested/record.ts'
import { readTime } from '../clock.ts'
import type { Exchange, Instant } from '../model.ts'
import { answers } from './answers.ts'

export type StoredDocument =
  | { state: 'as-attested'; versionId: string; putAt: Instant }
  | { state: 'altered' | 'missing' | 'unread'; why: string }

const Head = z.object({
  VersionId: z.string(),
  LastModified: z.string(),
  ContentLength: z.number(),
  ChecksumSHA256: z.nullish(z.string()),
  ChecksumType: z.nullish(z.string()),
})

/** What S3 said of each document, by its key. */
export const headsOf = (lines: Exchange[]): Map<unknown, Exchange> =>
  new Map(
    lines
      .filter(({ action }) => action === 's3:HeadObject')
      .map((line) => [(line.input as { Key?: unknown }).Key, line]),
  )

/** By S3's own SHA-256 of the object, where it was put with one. Throws OBSERVATION_INVALID. */
export const storedDocument = (
  heads: Map<unknown, Exchange>,
  { key, sha256 }: NonNullable<AttestedRecord['document']>,
): StoredDocument => {
  const line = heads.get(key)
  if (!line) return { state: 'unread', why: `${key} was not read` }
  if (line.got === 'absent') return { state: 'missing', why: `${key} is not there` }
  if (line.got === 'failed') return { state: 'unread', why: `${key} was not read: ${line.code}: ${line.message}` }
  const [head] = answers([line], 's3:HeadObject', Head)
  const putAt = head && readTime(head.body.LastModified)
  const { ChecksumSHA256: sum, ChecksumType: type, VersionId: versionId } = head?.body ?? {}
  if (!putAt || !versionId) return { state: 'unread', why: `HeadObject of ${key} is not as documented` }
  if (!sum || type === 'COMPOSITE') return { state: 'unread', why: `S3 holds no SHA-256 of ${key}: put it with one` }
  const held = `sha256:${Buffer.from(sum, 'base64').toString('hex')}`
  if (held !== sha256) return { state: 'altered', why: `${key} is ${held} and was attested as ${sha256}` }
  return { state: 'as-attested', versionId, putAt }
}
