// The insider who wants a clean report: what he attests, and what it comes to.
import { describe, expect, it } from 'vitest'
import type { AttestedRecord } from '../../src/attested/record.ts'
import accessReviewed from '../../src/controls/access-reviewed.ts'
import inVersions from '../../src/controls/documents-under-version-control.ts'
import frameworkReviewed from '../../src/controls/governance-framework-reviewed.ts'
import communication from '../../src/controls/incident-communication-known.ts'
import drilled from '../../src/controls/incident-response-drilled.ts'
import trainingAttended from '../../src/controls/training-attended.ts'
import materialDelivered from '../../src/controls/training-material-delivered.ts'
import { accessOf } from '../../src/examples/access.ts'
import { subscriptionsOf } from '../../src/examples/alerts.ts'
import {
  attestedBy,
  attestedOf,
  bucketOf,
  documentAt,
  listedVersions,
  registerOf,
  version,
} from '../../src/examples/attested.ts'
import { subjects } from '../../src/examples/example.ts'
import type { Exchange } from '../../src/model.ts'
import { runAny as run } from './run.ts'

const item = 'governance-framework'
const review = { kind: 'review' as const, item, reviewedBy: 'Ravi Reviewer', document: documentAt('documents/f.pdf') }
const reviewed = (over: Partial<AttestedRecord>, register: object = {}) =>
  run(frameworkReviewed, {
    reviews: attestedOf([{ ...review, ...over }]),
    with: { register: registerOf(item, register) },
  })

describe('a review by its own author', () => {
  it.each([
    ['in another case', 'ADA ADMIN'],
    ['with other blanks', ' Ada\u00a0 Admin'],
    ['with a hidden character', 'Ada\u200b Admin'],
    ['in wide letters', 'Ａｄａ Ａｄｍｉｎ'],
    ['with an accent', 'Adá Admin'],
    ['last name first', 'Admin, Ada'],
    ['by address', 'ada.admin@example.com'],
    ['by address with a tag', 'Ada.Admin+review@example.com'],
    ['by name and address', 'A. Chief <ada.admin@example.com>'],
    ['as a session of a role', 'arn:aws:sts::111122223333:assumed-role/compliance/ada.admin@example.com'],
    ['as a user', 'arn:aws:iam::111122223333:user/people/ada_admin'],
  ])('is one %s', (_, reviewedBy) => {
    expect(reviewed({ reviewedBy })).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('own author') })
  })

  it.each(['Ada Adminson', 'Grace Admin', 'arn:aws:sts::111122223333:assumed-role/compliance/ravi'])(
    'is not one by %s',
    (reviewedBy) => {
      expect(reviewed({ reviewedBy }).outcome).toBe('pass')
    },
  )
})

describe('what a verdict says of the record that it rests on', () => {
  it('names it by its key, S3 s time, who is said to have attested it, and the document', () => {
    const { outcome, reason } = reviewed({})
    expect(outcome).toBe('pass')
    for (const said of [
      /records\/review\/2025-11-03\.[0-9a-f]{20}\.json/,
      /put 2025-11-04T08:00:00Z/,
      `attested, as it says, by ${attestedBy}`,
      'attested, not read from AWS',
      'of documents/f.pdf',
      'Ravi Reviewer on the work of Ada Admin',
    ])
      expect(reason).toMatch(said)
  })

  it('names it by its key where it counts for nothing', () => {
    expect(reviewed({ reviewedBy: 'Ada Admin' }).reason).toMatch(/records\/review\/2025-11-03\.[0-9a-f]{20}\.json/)
  })

  it('says that it was put long after what it speaks of', () => {
    const { outcome, reason } = reviewed({ performedAt: '2025-03-01T10:00:00Z' })
    expect([outcome, reason]).toEqual(['pass', expect.stringContaining('247 days after it')])
  })

  it('says that the register renews it less often than is usual', () => {
    expect(reviewed({}, { renewal: 1_096 }).reason).toContain('every 1096 days, where 366 are usual')
    expect(reviewed({}, { renewal: 90 }).reason).not.toContain('usual')
  })

  it('says how many the roster names', () => {
    const training = { kind: 'training' as const, item: 'awareness-training', people: ['DEV ONE', 'dev  two', 'Guest'] }
    const register = registerOf('awareness-training', { roster: ['Dev One', 'Dev Two'] })
    const said = run(trainingAttended, { records: attestedOf([training]), with: { register } })
    expect(said).toMatchObject({ outcome: 'pass', reason: expect.stringContaining('all 2 on the roster') })
  })

  it('tells where a document belongs that was put beside its record', () => {
    expect(reviewed({}, { document: 'documents/policies.md' })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('--key documents/policies.md'),
    })
  })
})

describe('a record that was put past the command', () => {
  it('counts for nothing where it lacks what its kind needs', () => {
    const procedures = { ...review, item: 'incident-response' }
    const said = run(drilled, {
      reviews: attestedOf([procedures]),
      drills: attestedOf([{ kind: 'drill', item: 'incident-response' }]),
      with: { register: registerOf('incident-response') },
    })
    expect(said).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('says no people') })
  })
})

it('takes minutes of a drill for no other edition of the procedures', () => {
  const document = documentAt('documents/response.pdf')
  const said = run(drilled, {
    reviews: attestedOf([{ ...review, item: 'incident-response', document }]),
    drills: attestedOf([
      {
        kind: 'drill',
        item: 'incident-response',
        people: ['On Call'],
        document: documentAt('records/drill/x/minutes'),
      },
    ]),
    with: { register: registerOf('incident-response', { document: 'documents/response.pdf' }) },
  })
  expect(said.outcome).toBe('pass')
})

it('lets nobody acknowledge for others', () => {
  const item = 'incident-communication'
  const said = (over: Partial<AttestedRecord>) =>
    run(communication, {
      reviews: attestedOf([{ ...review, item }]),
      known: attestedOf([{ kind: 'acknowledgement', item, by: 'On Call', ...over }]),
      subscribers: subscriptionsOf([{}]),
      with: { register: registerOf(item, { roster: ['On Call', 'Olu Ops'] }) },
    })
  expect(said({ people: ['On Call', 'Olu Ops'] })).toMatchObject({
    outcome: 'fail',
    reason: expect.stringContaining('1 of 2: Olu Ops'),
  })
})

it('says of how many records the roster rests on, and who attested them', () => {
  const training = attestedOf([
    { kind: 'training', item: 'awareness-training', people: ['On Call'] },
    {
      ...{ kind: 'training', item: 'awareness-training', people: ['Olu Ops'] },
      attestedBy: 'arn:aws:sts::111122223333:assumed-role/compliance/olu',
    },
  ])
  const said = run(trainingAttended, {
    records: training,
    with: { register: registerOf('awareness-training', { roster: ['On Call', 'Olu Ops'] }) },
  })
  expect(said).toMatchObject({ outcome: 'pass', reason: expect.stringContaining('with 1 more all 2 on the roster') })
  expect(said.reason).toMatch(/attested, as they say, by .*jane.*olu|attested, as they say, by .*olu.*jane/)
})

it('rests on a newer record where the document of an older one cannot be told', () => {
  const older = { ...review, performedAt: '2025-10-01T10:00:00Z', document: documentAt('documents/older.pdf') }
  const lines = attestedOf([review, older])
  const unread = lines.map((line): Exchange => {
    const { Key } = line.input as { Key?: string }
    if (line.action !== 's3:HeadObject' || Key !== 'documents/older.pdf' || line.got !== 'body') return line
    const { ChecksumSHA256: _, ...body } = line.body as Record<string, unknown>
    return { ...line, body }
  })
  const judged = (reviews: Exchange[]) => run(frameworkReviewed, { reviews, with: { register: registerOf(item) } })
  expect(judged(unread).outcome).toBe('pass')
})

it('is unknown who is missing where an older list cannot be told', () => {
  const delivery = { kind: 'delivery' as const, item: 'training-material', people: ['Olu Ops'] }
  const lines = attestedOf([
    { ...delivery, document: documentAt('documents/a.pdf') },
    { ...delivery, people: ['On Call'], performedAt: '2025-10-01T10:00:00Z', document: documentAt('documents/b.pdf') },
  ]).filter(({ input }) => (input as { Key?: string }).Key !== 'documents/b.pdf')
  const denied = { ...lines.find(({ action }) => action === 's3:HeadObject'), input: { Key: 'documents/b.pdf' } }
  const failed = { ...denied, got: 'failed', code: 'AccessDenied', message: 'no' } as unknown as Exchange
  const said = run(materialDelivered, {
    records: [...lines, failed],
    with: { register: registerOf('training-material', { roster: ['On Call', 'Olu Ops'] }) },
  })
  expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('documents/b.pdf was not read') })
})

describe('an access review', () => {
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`
  const keep = (principal: string) => ({ subject: subjects.cluster.id, principal, decision: 'keep' as const })
  const revoke = (principal: string) => ({ ...keep(principal), decision: 'revoke' as const })
  const base = {
    kind: 'access-review' as const,
    reviewedBy: 'Ravi Reviewer',
    subjects: [subjects.cluster.id],
    until: '2025-11-01T00:00:00Z',
    entries: [keep(role('Admin'))],
  }
  const judged = (...reviews: Partial<AttestedRecord>[]) =>
    run(accessReviewed, {
      access: accessOf('API', { principal: role('Admin') }),
      reviews: attestedOf(reviews.map((over) => ({ ...base, ...over }))),
    })

  it.each(['until', 'entries', 'reviewedBy', 'subjects'] as const)('that lacks %s is none', (name) => {
    const { [name]: _, ...less } = base
    const access = accessOf('API', { principal: role('Admin') })
    expect(run(accessReviewed, { access, reviews: attestedOf([less]) }).outcome).toBe('fail')
  })

  it('is not done by a session of the role that is reviewed', () => {
    const reviewedBy = 'arn:aws:sts::111122223333:assumed-role/Admin/jane'
    expect(judged({ reviewedBy })).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('by itself') })
  })

  it('does not put off what the review before revoked', () => {
    const said = judged(
      { performedAt: '2025-11-03T10:00:00Z', until: '2025-10-01T00:00:00Z', entries: [revoke(role('Admin'))] },
      { performedAt: '2025-11-04T07:00:00Z', entries: [revoke(role('Admin'))] },
    )
    expect(said).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('revoked on 2025-11-03') })
  })

  it('may keep what the review before revoked', () => {
    const said = judged({ until: '2025-10-01T00:00:00Z', entries: [revoke(role('Admin'))] }, {})
    expect(said.outcome).toBe('pass')
  })

  it('names what it revoked and is still there, before its time is up', () => {
    const reviews = attestedOf([{ ...base, entries: [revoke(role('Admin'))] }])
    const access = accessOf('API', { principal: role('Admin') })
    const said = run(accessReviewed, { access, reviews, with: { asOf: '2025-11-05T00:20:00Z' } })
    expect(said).toMatchObject({ outcome: 'pass', reason: expect.stringContaining(`${role('Admin')} is to go`) })
  })

  it('is named by its key, and by S3 s time', () => {
    expect(judged({}).reason).toMatch(
      /records\/access-review\/2025-11-03\.[0-9a-f]{20}\.json, put 2025-11-04T08:00:00Z/,
    )
  })
})

describe('the documents bucket', () => {
  const key = 'records/drill/2025-11-03.0123456789abcdef0123.json'
  const holding = (Versions: object[], DeleteMarkers: object[] = []) => [
    ...bucketOf().filter(({ action, input }) => action !== 's3:ListObjectVersions' || !isRecords(input)),
    listedVersions('records/', [], { Versions, DeleteMarkers }),
  ]
  const isRecords = (input: unknown) => (input as { Prefix?: string }).Prefix === 'records/'
  const judged = (bucket: Exchange[], before: Exchange[]) =>
    run(inVersions, { bucket, versions: bucket, before, with: { register: registerOf('documentation-repository') } })
  const other = version('records/drill/2025-11-03.other.json')
  const both = holding([version(key), other])

  it('is told to have lost a record of which S3 knows nothing any more', () => {
    expect(judged(both, both).outcome).toBe('pass')
    expect(judged(holding([other]), both)).toMatchObject({ outcome: 'fail', reason: expect.stringContaining(key) })
  })

  it('is told to hold a record that S3 dates earlier than it came', () => {
    expect(judged(both, holding([other]))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining(`${key} is dated 2025-11-04T08:00:00Z by S3, and was not listed at`),
    })
    const today = version(key, { LastModified: '2026-01-05T00:19:00Z' })
    expect(judged(holding([today, other]), holding([other])).outcome).toBe('pass')
  })

  it('is told to have lost a version, although the same was put again', () => {
    const again = holding([version(key, { VersionId: 'another' }), other])
    expect(judged(again, both)).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('taken away') })
  })

  it('is not held against what was put again or deleted more than a year ago', () => {
    const long = { LastModified: '2024-01-04T08:00:00Z' }
    const older = { ...long, VersionId: 'older', IsLatest: false }
    const then = holding([version(key, long), version(key, older), other])
    const gone = holding([version(key, older), other], [{ Key: key, VersionId: 'm', IsLatest: true, ...long }])
    expect([judged(then, then).outcome, judged(gone, gone).outcome]).toEqual(['pass', 'pass'])
  })

  it('says when a record was put again', () => {
    const twice = holding([version(key), version(key, { VersionId: 'older', IsLatest: false }), other])
    expect(judged(twice, twice)).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining(`put again under its name: ${key} on 2025-11-04`),
    })
  })
})
