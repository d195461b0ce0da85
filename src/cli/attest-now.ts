// attest, composed for one machine: reads the file, finds the bucket, puts document and record.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { services } from '../../gen/commands/command-line.ts'
import { heldAt, type Place, putDocument } from '../attested/put.ts'
import {
  type AttestedRecord,
  documentKey,
  isDocumentKey,
  type Kind,
  recordKey,
  writeRecord,
} from '../attested/record.ts'
import { makeAws } from '../aws.ts'
import { systemClock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { caller } from '../plan/caller.ts'
import { documentsBucketOf } from './attest/bucket.ts'
import { recordFrom } from './attest/said.ts'
import type { AttestOptions } from './attest.ts'
import { homeRegion, isSandbox } from './place.ts'
import { say } from './terminal.ts'

type Document = NonNullable<AttestedRecord['document']>

/** Throws USAGE before it asks AWS anything; STORE_REFUSED, STORE_CONFLICT, STORE_UNREADABLE, AWS_REFUSED. */
export const attestNow = async (kind: Kind, options: AttestOptions & { file: string }): Promise<void> => {
  const file = { name: options.file, text: bytesOf(options.file).toString('utf8') }
  const bytes = options.document === undefined ? undefined : bytesOf(options.document)
  if (options.key !== undefined && !isPlace(options.key))
    throw usage(
      { '--key': options.key },
      'name a key below documents/, of letters, digits and . _ - /, which ends in the name of the document',
    )
  const now = systemClock.now()
  // The faults of the file first: whoever asks AWS it takes longer, and it would say the same of them.
  const unsigned = recordFrom(file, { kind, now, attestedBy: 'not asked yet', document: placeholder(options, bytes) })
  const home = homeRegion(options.region)
  isSandbox()
  const aws = makeAws({ home }, services, systemClock)
  try {
    const { account, arn: attestedBy } = await caller(aws.send)
    const bucket = options.bucket ?? (await documentsBucketOf(aws.send, options.stack))
    const place: Place = { send: aws.send, bucket, account }
    const document = bytes ? described(unsigned, options, bytes) : options.key && (await lying(place, options.key))
    const record = recordFrom(file, { kind, now, attestedBy, document: document || undefined })
    const key = recordKey(record)
    if (options.dryRun) return told(options, { bucket, key, record, put: 'nothing' })
    if (document && bytes)
      await putDocument(place, document.key, bytes, {
        type: 'application/octet-stream',
        again: options.key !== undefined,
      })
    // If we stop here, a document lies there that nothing names: calling this again puts the record.
    const held = await putDocument(place, key, Buffer.from(writeRecord(record)), {
      type: 'application/json',
      again: false,
    })
    told(options, { bucket, key, record, put: held.adopted ? 'earlier' : 'now', versionId: held.versionId })
  } finally {
    aws.close()
  }
}

const isPlace = (key: string): boolean => key.startsWith('documents/') && isDocumentKey(key) && !key.endsWith('/')

const bytesOf = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw usage(
      { file: path, why: cause instanceof Error ? cause.message : String(cause) },
      'name a file that can be read',
      cause,
    )
  }
}

const placeholder = ({ key, document }: AttestOptions, bytes: Uint8Array | undefined): Document | undefined =>
  key === undefined && bytes === undefined
    ? undefined
    : {
        name: nameOf(key ?? document ?? ''),
        sha256: sha256(bytes ?? ''),
        bytes: bytes?.length ?? 0,
        key: key ?? 'records/x',
      }

const described = (record: AttestedRecord, { key, document = '' }: AttestOptions, bytes: Uint8Array): Document => {
  const digest = sha256(bytes)
  const name = nameOf(document)
  return { name, sha256: digest, bytes: bytes.length, key: key ?? documentKey(record, digest, name) }
}

/** As a key can carry it. */
const nameOf = (path: string): string =>
  basename(path)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(-100) || 'document'

const lying = async (place: Place, key: string): Promise<Document> => {
  const held = await heldAt(place, key)
  if (held?.sha256) return { name: nameOf(key), sha256: held.sha256, bytes: held.bytes, key }
  const why = held ? 'S3 holds no SHA-256 of it' : 'nothing lies there'
  throw usage({ '--key': key, why }, 'give the file itself with --document: it is put there with its SHA-256')
}

const usage = (detail: Record<string, unknown>, hint: string, cause?: unknown): EvidenceError =>
  new EvidenceError('USAGE', detail, { hint, cause })

type Told = {
  bucket: string
  key: string
  record: AttestedRecord
  put: 'now' | 'earlier' | 'nothing'
  versionId?: string | null
}

const told = ({ json }: AttestOptions, { bucket, key, record, put, versionId }: Told): void => {
  if (json) say(JSON.stringify({ bucket, key, put, versionId: versionId ?? null, record }))
  else say(text(`s3://${bucket}/${key}`, record, put))
}

const next = 'The collector reads it once a day; the controls that rest on it say so from then on.'
const text = (where: string, record: AttestedRecord, put: Told['put']): string =>
  ({
    now: `Put ${where}.\n${next}`,
    earlier: `${where} was put earlier: the same record.\n${next}`,
    nothing: `Would put ${where}:\n\n${JSON.stringify(record, null, 2)}`,
  })[put]
