// What auditors turn down in records of an organisation, and what it comes to here.
import { describe, expect, it } from 'vitest'
import type { AttestedRecord } from '../../src/attested/record.ts'
import accessReviewed from '../../src/controls/access-reviewed.ts'
import architecture from '../../src/controls/architecture-documented.ts'
import inVersions from '../../src/controls/documents-under-version-control.ts'
import frameworkReviewed from '../../src/controls/governance-framework-reviewed.ts'
import trainingAttended from '../../src/controls/training-attended.ts'
import { accessOf } from '../../src/examples/access.ts'
import { attestedOf, bucketOf, documentAt, oversized, recordOf, registerOf } from '../../src/examples/attested.ts'
import { answered, subjects } from '../../src/examples/example.ts'
import type { Exchange } from '../../src/model.ts'
import { runAny as run } from './run.ts'

const item = 'governance-framework'
const document = documentAt('documents/framework.pdf')
const review = { kind: 'review' as const, item, reviewedBy: 'Ravi Reviewer', document }
const register = registerOf(item)
const reviewed = (reviews: Exchange[], over: object = register) =>
  run(frameworkReviewed, { reviews, with: { register: over } })

describe('a policy', () => {
  it('of which a new version lies there was not reviewed by that', () => {
    expect(reviewed(attestedOf([review], 'altered'))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('was attested as'),
    })
  })

  it('is not reviewed by its author under another spelling', () => {
    expect(reviewed(attestedOf([{ ...review, by: 'ravi reviewer ' }])).outcome).toBe('fail')
  })

  it('stays reviewed by somebody else where its author looked at it once more', () => {
    const own = { ...review, performedAt: '2025-11-04T07:00:00Z', reviewedBy: 'Ada Admin' }
    expect(reviewed(attestedOf([review, own])).outcome).toBe('pass')
  })

  it('is due again on the day itself', () => {
    const days = (renewal: number) => reviewed(attestedOf([review]), registerOf(item, { renewal })).outcome
    // Reviewed on 2025-11-03 at ten, judged on 2026-01-05 at twenty past midnight.
    expect([days(62), days(63)]).toEqual(['fail', 'pass'])
  })

  it('is unknown where the newest record of its kind is none, although an older one would do', () => {
    const lines = attestedOf([review])
    const odd = lines.map((line) =>
      line.action === 's3:ListObjectVersions' && line.got === 'body'
        ? {
            ...line,
            body: { ...(line.body as object), Versions: [...versionsIn(line), oversized('records/review/z.json')] },
          }
        : line,
    )
    const said = reviewed(odd)
    expect([said.outcome, said.reason]).toEqual(['unknown', expect.stringContaining('it is no record')])
  })

  const versionsIn = (line: Exchange): unknown[] =>
    line.got === 'body' ? ((line.body as { Versions?: unknown[] }).Versions ?? []) : []
})

describe('training', () => {
  const training = { kind: 'training' as const, item: 'awareness-training', people: ['Dev One'] }
  const attended = (roster: string[], ...people: string[][]) =>
    run(trainingAttended, {
      records: attestedOf(people.map((some, at) => ({ ...training, people: some, notes: `${at}` }))),
      with: { register: registerOf('awareness-training', { roster }) },
    })

  it('has the roster of the register as its population, not the one that the record brings', () => {
    const said = attended(['Dev One', 'Dev Two'], ['Dev One'])
    expect(said).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('1 of 2: Dev Two') })
  })

  it('may be attended in several sessions, by people who are on no roster, too', () => {
    expect(attended(['Dev One', 'Dev Two'], ['Dev One', 'A Guest'], ['dev two']).outcome).toBe('pass')
  })
})

describe('an architecture document', () => {
  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('names clusters in any partition: %s', (partition, region) => {
    const arn = (name: string) => `arn:${partition}:eks:${region}:111122223333:cluster/${name}`
    const clusters = [
      answered('eks:ListClusters', { include: ['all'] }, { clusters: ['prod'], nextToken: null }),
      answered('eks:DescribeCluster', { name: 'prod' }, { cluster: { name: 'prod', arn: arn('prod'), createdAt: 1 } }),
    ]
    const judged = (...named: string[]) =>
      run(architecture, {
        clusters,
        reviews: attestedOf([{ ...review, item: 'architecture', subjects: named }]),
        with: {
          register: registerOf('architecture'),
          subject: { id: `aws://111122223333/${region}`, name: region, region },
        },
      })
    expect(judged(arn('prod')).outcome).toBe('pass')
    expect(judged(arn('prod'), arn('gone'))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('is not there'),
    })
  })
})

describe('an access review', () => {
  const role = (name: string) => `arn:aws-cn:iam::111122223333:role/${name}`
  const judged = (entries: NonNullable<AttestedRecord['entries']>, over: Partial<AttestedRecord> = {}) =>
    run(accessReviewed, {
      access: accessOf('API', { principal: role('path/Admin') }, { principal: role('Dev') }),
      reviews: attestedOf([
        {
          kind: 'access-review',
          reviewedBy: 'Ravi Reviewer',
          subjects: [subjects.cluster.id],
          until: '2025-11-01T00:00:00Z',
          entries,
          ...over,
        },
      ]),
    })
  const keep = (principal: string) => ({ subject: subjects.cluster.id, principal, decision: 'keep' as const })
  const both = [keep(role('path/Admin')), keep(role('Dev'))]

  it('that left an entry out is no review of the list', () => {
    expect(judged(both.slice(1))).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('leaves out') })
    expect(judged(both).outcome).toBe('pass')
  })

  it('is not done by whoever is reviewed, by ARN or by name', () => {
    for (const reviewedBy of [role('path/Admin'), 'Admin', 'arn:aws-cn:sts::111122223333:assumed-role/Dev'])
      expect(judged(both, { reviewedBy }).outcome).toBe('fail')
  })

  it('that decided twice on an entry revoked it, whichever came last', () => {
    const revoke = { ...keep(role('Dev')), decision: 'revoke' as const }
    for (const entries of [
      [...both, revoke],
      [revoke, ...both],
    ])
      expect(judged(entries)).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('is still there') })
  })

  it('that decided on no entry of nodes left nothing out', () => {
    const access = accessOf('API', { principal: role('node') }).map((line) =>
      line.action === 'eks:DescribeAccessEntry' && line.got === 'body'
        ? {
            ...line,
            body: { accessEntry: { ...(line.body as { accessEntry: object }).accessEntry, type: 'EC2_LINUX' } },
          }
        : line,
    )
    const reviews = attestedOf([
      {
        kind: 'access-review',
        reviewedBy: 'Ravi Reviewer',
        subjects: ['*'],
        until: '2025-11-01T00:00:00Z',
        entries: both,
      },
    ])
    expect(run(accessReviewed, { access, reviews }).outcome).toBe('pass')
  })
})

describe('a documentation repository', () => {
  it('lets in nobody from outside, whatever form the policy has', () => {
    const judged = (statement: object) =>
      run(inVersions, {
        bucket: bucketOf({ GetBucketPolicy: { Policy: JSON.stringify({ Statement: statement }) } }),
        versions: bucketOf(),
        before: bucketOf(),
        with: { register: registerOf('documentation-repository') },
      }).outcome
    const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
    expect(judged({ ...allow, Principal: { AWS: ['*'] } })).toBe('fail')
    expect(judged([{ ...allow, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }])).toBe('fail')
    expect(judged({ ...allow, Principal: { Service: 'backup.amazonaws.com' } })).toBe('pass')
    expect(judged({ ...allow })).toBe('unknown')
  })
})

it('has one name for one record, whatever the order of its members', () => {
  const record = recordOf({ kind: 'drill', people: ['One'] })
  const turned = Object.fromEntries(Object.entries(record).reverse()) as AttestedRecord
  expect(attestedOf([turned])[1]).toEqual(attestedOf([record])[1])
})
