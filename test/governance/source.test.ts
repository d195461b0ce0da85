// The source `governance` over the wire: records are read to the byte, and what cannot be read hides nothing.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plant, plantMarker, plantMultipart } from '../../sandbox/services/s3/back-door.ts'
import { documentKey, largestRecord, recordKey, writeRecord } from '../../src/attested/record.ts'
import { sha256 } from '../../src/digest.ts'
import { attested } from '../../src/facts/attested.ts'
import { documentsBucket } from '../../src/facts/documents-bucket.ts'
import { drillAt, openAccount } from './account.ts'

let at: Awaited<ReturnType<typeof openAccount>>
beforeEach(async () => {
  at = await openAccount()
})
afterEach(() => at.close())

const drill = drillAt('2026-01-04T09:00:00Z')
const bytes = Buffer.from('minutes')
const document = {
  name: 'minutes.txt',
  sha256: sha256(bytes),
  bytes: 7,
  key: documentKey(drill, sha256(bytes), 'minutes.txt'),
}
const drills = attested('drill')

describe('a record', () => {
  it('is read with the time at which S3 had it', async () => {
    const key = at.put(drill)
    const { status, read, reasons } = await at.observed()
    expect([status, reasons]).toEqual(['complete', []])
    expect(read(drills)).toMatchObject([{ key, putAt: '2026-01-04T12:00:00Z', record: drill, document: null }])
  })

  it('is stored as the bytes that lie in the bucket', async () => {
    at.put(drill)
    const { exchanges } = await at.observed()
    const line = exchanges.find(({ action }) => action === 's3:GetObject')
    expect(line).toMatchObject({ got: 'body', body: drill })
    expect(line).not.toHaveProperty('raw')
  })

  it('is read whatever content type it was put with', async () => {
    const key = at.put(drill)
    plant(at.documents, key, Buffer.from(writeRecord(drill)), '2026-01-04T13:00:00Z')
    expect((await at.observed()).read(drills)).toMatchObject([{ putAt: '2026-01-04T13:00:00Z' }])
  })

  it('is one of many, over pages that end between two versions of a key', async () => {
    for (const day of ['01', '02', '03']) {
      const key = at.put(drillAt(`2026-01-${day}T09:00:00Z`))
      plant(at.documents, key, Buffer.from(writeRecord(drillAt(`2026-01-${day}T09:00:00Z`))), '2026-01-04T13:00:00Z')
    }
    at.sandbox.faults.add({ service: 's3', operation: 'ListObjectVersions', effect: { kind: 'page-limit', size: 1 } })
    const { status, read, exchanges } = await at.observed()
    expect(exchanges.filter(({ action }) => action === 's3:ListObjectVersions')).toHaveLength(7)
    expect([status, (read(drills) as unknown[]).length]).toEqual(['complete', 3])
  })

  it.each([
    ['that is no record', '{"kind":"drill"}', 'is no record'],
    ['that is no JSON', 'held on Monday', 'MalformedResponse'],
    [
      'under a name that is not its own',
      writeRecord(drillAt('2026-01-03T09:00:00Z')),
      'is not the name of what it holds',
    ],
    ['that says a member twice', '{"kind":"drill","kind":"drill"}', 'MalformedResponse'],
  ])('%s makes its kind unknown, and no other', async (_, text, why) => {
    const key = at.put(drill)
    plant(at.documents, key, Buffer.from(text), '2026-01-04T13:00:00Z', { contentType: 'application/json' })
    const { read } = await at.observed()
    expect(read(drills)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining(why) })
    expect(read(attested('training'))).toEqual([])
  })

  it('that is too large is not read, and its kind is unknown', async () => {
    plant(at.documents, 'records/drill/large.json', Buffer.alloc(largestRecord + 1), '2026-01-04T13:00:00Z')
    const { read, exchanges } = await at.observed()
    expect(exchanges.filter(({ action }) => action === 's3:GetObject')).toEqual([])
    expect(read(drills)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('is no record') })
  })

  it('that was put in parts is dated by when that was begun, and makes its kind unknown', async () => {
    plantMultipart(at.documents, recordKey(drill), Buffer.from(writeRecord(drill)), '2026-01-04T10:00:00Z')
    const { read } = await at.observed()
    expect(read(drills)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('was put in parts') })
  })

  it('that was deleted is gone, and is told to have been there', async () => {
    const key = at.put(drill)
    plantMarker(at.documents, key, '2026-01-04T14:00:00Z')
    const { read } = await at.observed()
    expect(read(drills)).toEqual([])
    expect(read(documentsBucket)).toMatchObject({ deleted: [{ key, at: '2026-01-04T14:00:00Z' }], rewritten: [] })
  })

  it('that was put again is told to have been', async () => {
    const key = at.put(drill)
    at.put(drill, '2026-01-04T15:00:00Z')
    expect((await at.observed()).read(documentsBucket)).toMatchObject({
      rewritten: [{ key, at: '2026-01-04T15:00:00Z' }],
      deleted: [],
    })
  })

  it('that nobody may read makes its kind unknown', async () => {
    at.put(drill)
    at.sandbox.faults.add({ service: 's3', operation: 'GetObject', effect: { kind: 'denial' } })
    const { status, read } = await at.observed()
    expect([status, read(drills)]).toMatchObject(['partial', { outcome: 'unknown' }])
    expect(read(attested('training'))).toEqual([])
  })
})

it('reads the policy of the bucket as S3 sends it', async () => {
  const statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::documents/records/*',
    Condition: { Null: { 's3:if-none-match': 'true' } },
  }
  at.documents.settings.policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const { read } = await at.observed()
  expect(read(documentsBucket)).toMatchObject({ isVersioned: true, unblocked: [], policy: [{ Effect: 'Deny' }] })
})

describe('the document of a record', () => {
  const named = { ...drill, document }
  const stateOf = async () => ((await at.observed()).read(drills) as { document: unknown }[])[0]?.document

  it('lies there as it was attested', async () => {
    at.put(named)
    plant(at.documents, document.key, bytes, '2026-01-04T11:00:00Z')
    expect(await stateOf()).toMatchObject({ state: 'as-attested', putAt: '2026-01-04T11:00:00Z' })
  })

  it('is missing where nothing lies', async () => {
    at.put(named)
    expect(await stateOf()).toMatchObject({ state: 'missing' })
  })

  it('is altered where other bytes lie', async () => {
    at.put(named)
    plant(at.documents, document.key, Buffer.from('other'), '2026-01-04T11:00:00Z')
    expect(await stateOf()).toMatchObject({ state: 'altered' })
  })

  it('is not told by a checksum of checksums', async () => {
    at.put(named)
    plantMultipart(at.documents, document.key, bytes, '2026-01-04T11:00:00Z')
    expect(await stateOf()).toMatchObject({ state: 'unread' })
  })

  it('is not looked at beyond records and documents', async () => {
    plant(at.documents, 'config/governance.yml', bytes, '2026-01-04T11:00:00Z')
    const elsewhere = { ...drill, document: { ...document, key: 'config/governance.yml' } }
    at.put(elsewhere)
    const { read, exchanges } = await at.observed()
    expect(exchanges.filter(({ action }) => action === 's3:HeadObject')).toEqual([])
    expect(read(drills)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('document.key') })
  })
})
