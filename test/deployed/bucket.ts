// What lies in the evidence bucket, read with S3's own operations and by none of the product's code.
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Emulators } from './emulators.ts'

export type Stored = {
  key: string
  versionId: string
  body: Buffer
  /** The digest of these bytes, and S3's own checksum of them. */
  sha256: string
  checksum: string
  mode: string
  encryption: string
  put: number
  until: number
}

const digestOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')

/** Every version of every key, in the order of keys. Throws where a delete marker is among them. */
export const readBucket = async (emulators: Emulators, Bucket: string): Promise<Stored[]> => {
  const client = new S3Client({ ...emulators.client(), forcePathStyle: true })
  const stored: Stored[] = []
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {}
  while (from) {
    const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand({ Bucket, ...from }))
    const { Versions = [], DeleteMarkers = [], NextKeyMarker, NextVersionIdMarker } = page
    if (DeleteMarkers.length > 0) throw new Error(`${DeleteMarkers[0]?.Key} has a delete marker`)
    from = page.IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined
    for (const { Key = '', VersionId = '' } of Versions) {
      const which = { Bucket, Key, VersionId, ChecksumMode: 'ENABLED' as const }
      const head = await client.send(new HeadObjectCommand(which))
      const answer = await client.send(new GetObjectCommand(which))
      const body = Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
      stored.push({
        ...{ key: Key, versionId: VersionId, body, sha256: digestOf(body) },
        checksum: Buffer.from(head.ChecksumSHA256 ?? '', 'base64').toString('hex'),
        mode: String(head.ObjectLockMode),
        encryption: String(head.ServerSideEncryption),
        put: head.LastModified?.getTime() ?? Number.NaN,
        until: head.ObjectLockRetainUntilDate?.getTime() ?? Number.NaN,
      })
    }
  }
  return stored
}

type Ref = { key: string; versionId: string; sha256: string; bytes: number }
export type Slot = {
  source: string
  subject: string
  slot: { start: string }
  status: string
  reasons: string[]
  parts: Ref[]
}
type Line = Slot | { role: string; object: Ref }
export type Entry = {
  sequence: number
  tick: string
  sealedAt: string
  ledger: string | null
  previous: { sequence: number; sha256: string } | null
  index: Ref
  account: string
  store: string
  collector: { version: string; commit: string; caller: string }
  counts: Record<string, number>
  outage: unknown
  strays: number
  /** The digest of the payload: what the next entry binds. */
  digest: string
}
type Exchange = { action?: string; got?: string; code?: string }

/** The documents among them. */
export const openLedger = (stored: Stored[]) => {
  const at = (key: string): Buffer => {
    const found = stored.find((one) => one.key === key)
    if (found) return found.body
    throw new Error(`${key} is not in the bucket`)
  }
  const json = <T>(line: string): T => JSON.parse(line) as T
  const lines = <T>(text: Buffer): T[] =>
    text
      .toString()
      .trimEnd()
      .split('\n')
      .map(json<T>)
  const entries = stored
    .filter(({ key }) => key.startsWith('ledger/'))
    .map(({ body }): Entry => {
      const payload = Buffer.from(json<{ payload: string }>(body.toString()).payload, 'base64')
      const { predicate } = json<{ predicate: Entry }>(payload.toString())
      return { ...predicate, digest: `sha256:${digestOf(payload)}` }
    })
  const index = ({ index: { key } }: Entry): Line[] => lines<Line>(at(key))
  const exchanges = ({ parts }: Slot): Exchange[] =>
    parts.flatMap(({ key }) => lines<Exchange>(key.endsWith('.gz') ? gunzipSync(at(key)) : at(key)))
  return {
    entries,
    exchanges,
    read: <T>(key: string): T => json<T>(at(key).toString()),
    slots: (entry: Entry): Slot[] => index(entry).filter((line) => 'slot' in line),
    /** Everything that the index of an entry refers to. */
    listed: (entry: Entry): Ref[] => index(entry).flatMap((line) => ('slot' in line ? line.parts : [line.object])),
    /** The slots of an entry as `source name start: status`, each with what was refused: `action code`. */
    told: (entry: Entry): Record<string, string[]> =>
      Object.fromEntries(
        index(entry).flatMap((line) => {
          if (!('slot' in line)) return []
          const name = line.subject.replace(/-[0-9a-f]{20}$/, '')
          const refused = exchanges(line).filter(({ got }) => got === 'failed')
          const codes = new Set(refused.map(({ action, code }) => `${action} ${code}`))
          return [[`${line.source} ${name} ${line.slot.start.slice(11, 16)}: ${line.status}`, [...codes].sort()]]
        }),
      ),
  }
}
