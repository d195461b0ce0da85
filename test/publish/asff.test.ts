// A verdict as a finding.
import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { Subject, Verdict } from '../../src/model.ts'
import { findingId, verdictFinding } from '../../src/publish/asff.ts'
import { daysOfHits } from '../../src/publish/days-of-hits.ts'
import { hitFinding } from '../../src/publish/hit-finding.ts'
import { account, cluster, control, detection, evaluation, hit, publisher, ref, verdict } from './examples.ts'
import { breaches } from './limits-check.ts'

const tick = '2026-01-05T03:20:00Z'
const found = (of: Verdict, subject: Subject = cluster(), accepted?: { id: string; until: string }) =>
  verdictFinding(
    { tick, subject, verdict: of, control, evaluation: ref('ticks/2026/01/05/0320Z/evaluations/prod.json'), accepted },
    publisher,
  )

const schemaPath = '../shared/data/asff/asff.schema.json'
const schema = existsSync(schemaPath)
  ? new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')))
  : undefined

const hostile = {
  markup: '<img src=x onerror=alert(1)>"\'&',
  bidi: 'user\u202Egnp.exe\u2066',
  control: 'a\u0000b\u001b[31mc\r\nd\u2028e',
  long: 'x'.repeat(10_000),
  'long, of pairs': '😀'.repeat(5_000),
  'a lone surrogate': 'a\ud800b',
  'a lone surrogate at the cut': `${'x'.repeat(1_022)}\ud83d\ude00${'y'.repeat(50)}`,
  blank: ' \n\t ',
  empty: '',
}

describe('the id of a finding', () => {
  it('is the same at another time and for another outcome', () => {
    expect(found(verdict('pass', 'off')).Id).toBe(found(verdict('fail', 'open', { since: '2025-12-01T00:00:00Z' })).Id)
  })
  it('differs between two clusters of one name in two regions', () => {
    expect(findingId(cluster('prod', 'eu-central-1'), 'NET-01')).not.toBe(
      findingId(cluster('prod', 'us-east-1'), 'NET-01'),
    )
  })
  it('differs for a cluster that was deleted and created again under its name', () => {
    expect(findingId(cluster(), 'NET-01')).not.toBe(
      findingId(cluster('prod', 'eu-central-1', { bornAt: '2026-01-01T00:00:00Z' }), 'NET-01'),
    )
  })
  it('differs between two controls', () => {
    expect(findingId(cluster(), 'NET-01')).not.toBe(findingId(cluster(), 'NET-02'))
  })
})

describe('what a finding says of an outcome', () => {
  it('is FAILED with the reason, the criteria and the severity of the control', () => {
    expect(found(verdict('fail', 'public endpoint open to 0.0.0.0/0'))).toMatchObject({
      GeneratorId: 'eks-evidence/control/NET-01',
      Description: 'prod: public endpoint open to 0.0.0.0/0',
      Compliance: {
        Status: 'FAILED',
        StatusReasons: [{ ReasonCode: 'CONTROL_FAILED', Description: 'public endpoint open to 0.0.0.0/0' }],
        RelatedRequirements: ['SOC 2 CC6.1', 'SOC 2 CC6.6'],
      },
      FindingProviderFields: { Severity: { Label: 'HIGH', Original: 'high' } },
      RecordState: 'ACTIVE',
    })
  })
  it('is WARNING, and not PASSED, for an accepted failure', () => {
    expect(found(verdict('fail', 'open'), cluster(), { id: 'ACC-7', until: '2026-06-30T00:00:00Z' })).toMatchObject({
      Description: 'Accepted until 2026-06-30T00:00:00Z (ACC-7). prod: open',
      Compliance: { Status: 'WARNING' },
    })
  })
  it('is NOT_AVAILABLE, active and of full severity for what could not be read', () => {
    const of = verdict('unknown', 'AccessDenied: eks:DescribeCluster', {
      standing: { outcome: 'fail', since: '2026-01-02T00:00:00Z' },
    })
    expect(found(of)).toMatchObject({
      Description: 'Not read. prod: AccessDenied: eks:DescribeCluster. When last read: fail since 2026-01-02T00:00:00Z',
      Compliance: { Status: 'NOT_AVAILABLE', StatusReasons: [{ ReasonCode: 'EVIDENCE_NOT_READ' }] },
      FindingProviderFields: { Severity: { Label: 'HIGH' } },
      RecordState: 'ACTIVE',
    })
  })
  it('is NOT_AVAILABLE and archived for what does not apply', () => {
    expect(found(verdict('not-applicable', 'no node groups'))).toMatchObject({
      Compliance: { Status: 'NOT_AVAILABLE', StatusReasons: [{ ReasonCode: 'CONTROL_NOT_APPLICABLE' }] },
      RecordState: 'ARCHIVED',
    })
  })
  it('keeps its workflow, its severity and its types out of what only the customer may set', () => {
    const finding = found(verdict('fail', 'open'))
    for (const name of [
      'Workflow',
      'Note',
      'UserDefinedFields',
      'VerificationState',
      'Severity',
      'Types',
      'Confidence',
      'Criticality',
    ])
      expect(finding).not.toHaveProperty(name)
  })
  it('was first observed when the outcome began, and last when its slot was read', () => {
    const of = verdict('fail', 'open', {
      since: '2025-12-01T00:00:00Z',
      slot: { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' },
    })
    expect(found(of)).toMatchObject({
      FirstObservedAt: '2025-12-01T00:00:00Z',
      CreatedAt: '2025-12-01T00:00:00Z',
      LastObservedAt: '2026-01-05T02:00:00Z',
      UpdatedAt: tick,
    })
  })
  it('names the evidence by key, version and digest', () => {
    expect(found(verdict('fail', 'open')).ProductFields).toMatchObject({
      'eks-evidence/evaluation/key': 'ticks/2026/01/05/0320Z/evaluations/prod.json',
      'eks-evidence/evaluation/versionId': 'v1.abc',
      'eks-evidence/evaluation/sha256': ref('ticks/2026/01/05/0320Z/evaluations/prod.json').sha256,
      'eks-evidence/basis/1/key': 'ticks/2026/01/05/0020Z/eks-cluster/prod.ndjson',
    })
  })
  it('leaves out the version where a folder has none', () => {
    const of = verdict('fail', 'open', { basis: [{ ...ref('a'), versionId: null }] })
    expect(found(of).ProductFields).not.toHaveProperty('eks-evidence/basis/1/versionId')
  })
  it('counts all of a basis of two hundred objects and names ten', () => {
    const of = verdict('fail', 'open', { basis: Array.from({ length: 200 }, (_, at) => ref(`k${at}`)) })
    const named = found(of).ProductFields ?? {}
    expect([
      named['eks-evidence/basis/count'],
      named['eks-evidence/basis/10/key'],
      named['eks-evidence/basis/11/key'],
    ]).toEqual(['200', 'k9', undefined])
    expect(breaches(found(of))).toEqual([])
  })
})

describe('where a finding goes', () => {
  it.each([
    ['aws', cluster('prod', 'us-east-1'), 'arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default'],
    [
      'aws-cn',
      cluster('prod', 'cn-north-1', { id: `arn:aws-cn:eks:cn-north-1:${account}:cluster/prod` }),
      'arn:aws-cn:securityhub:cn-north-1:111122223333:product/111122223333/default',
    ],
    [
      'aws-us-gov',
      cluster('us-gov-west-1', 'us-gov-west-1', { scope: 'region', id: `aws://${account}/us-gov-west-1` }),
      'arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default',
    ],
  ])('is the product of the partition %s in the region of the resource', (partition, subject, arn) => {
    const finding = found(verdict('fail', 'open'), subject)
    expect(finding).toMatchObject({ ProductArn: arn, Resources: [{ Partition: partition, Region: subject.region }] })
  })
  it('names no partition that the format does not know', () => {
    expect(
      found(
        verdict('fail', 'open'),
        cluster('prod', 'us-iso-east-1', { id: `arn:aws-iso:eks:us-iso-east-1:${account}:cluster/prod` }),
      ).Resources?.[0],
    ).not.toHaveProperty('Partition')
  })
  it.each([
    ['cluster', cluster(), { Type: 'AwsEksCluster', Id: `arn:aws:eks:eu-central-1:${account}:cluster/prod` }],
    [
      'repository',
      cluster('shop/web', 'eu-central-1', {
        scope: 'repository',
        id: `arn:aws:ecr:eu-central-1:${account}:repository/shop/web`,
      }),
      { Type: 'AwsEcrRepository', Details: { AwsEcrRepository: { RepositoryName: 'shop/web' } } },
    ],
    [
      'region',
      cluster('us-east-1', 'us-east-1', { scope: 'region', id: `aws://${account}/us-east-1`, bornAt: null }),
      { Type: 'Other', Id: `aws://${account}/us-east-1` },
    ],
    [
      'account',
      cluster(account, '', { scope: 'account', id: `aws://${account}`, bornAt: null }),
      { Type: 'AwsAccount', Id: `AWS::::Account:${account}`, Region: 'eu-central-1' },
    ],
  ])('names a %s as Security Hub does', (_, subject, resource) => {
    expect(found(verdict('fail', 'open'), subject).Resources?.[0]).toMatchObject(resource)
  })
})

describe('text from outside', () => {
  it.each(Object.entries(hostile))('keeps every limit with %s in every field', (_, text) => {
    const of = verdict('fail', text, { basis: [{ ...ref('k'), key: text, versionId: text }] })
    const accepted = { id: text, until: '2026-06-30T00:00:00Z' }
    const finding = verdictFinding(
      {
        tick,
        subject: cluster(text),
        verdict: of,
        control: { title: text, severity: 'low', remedy: text },
        evaluation: ref('e'),
        accepted,
      },
      publisher,
    )
    expect(breaches(finding)).toEqual([])
    if (schema) expect(schema(finding), JSON.stringify(schema.errors)).toBe(true)
  })
  it('shows an override as a mark rather than obeying or hiding it', () => {
    expect(found(verdict('fail', hostile.bidi)).Description).toBe('prod: user\ufffdgnp.exe\ufffd')
  })
  it('cuts plain text, so that no escape is cut in two', () => {
    const title = found(verdict('fail', `${'"'.repeat(2_000)}`)).Description ?? ''
    expect([title.length, title.endsWith('"…')]).toEqual([1_024, true])
  })
})

describe('hits of a day', () => {
  const finding = (hits = [hit()], counted = {}) => {
    const [of] = daysOfHits(evaluation(tick, [], cluster(), hits), counted)
    return of && hitFinding({ tick, subject: cluster(), of, detection, evaluation: ref('e') }, publisher)
  }
  it('are one finding with the count, the first and the last', () => {
    const three = [
      hit(),
      hit({ auditID: 'a2', at: '2026-01-05T01:40:00Z' }),
      hit({ auditID: 'a3', at: '2026-01-05T01:20:00Z' }),
    ]
    expect(daysOfHits(evaluation(tick, [], cluster(), three), {})).toHaveLength(1)
    expect(finding(three)).toMatchObject({
      Description:
        'prod: 3 x from 2026-01-05T01:10:00Z to 2026-01-05T01:40:00Z. Last (allowed): alice opened exec in kube-system/coredns',
      FirstObservedAt: '2026-01-05T01:10:00Z',
      LastObservedAt: '2026-01-05T01:40:00Z',
      ProductFields: { 'eks-evidence/count': '3' },
    })
  })
  it.each([
    ['actor', hit({ actor: 'bob' })],
    ['day', hit({ at: '2026-01-06T00:00:00Z' })],
    ['detection', hit({ detection: 'DET-24' })],
  ])('are another finding for another %s', (_, other) => {
    expect(daysOfHits(evaluation(tick, [], cluster(), [hit(), other]), {})).toHaveLength(2)
  })
  it('of more than fifty actors share a finding beyond the fiftieth', () => {
    const hits = Array.from({ length: 70 }, (_, at) => hit({ actor: `user-${at}` }))
    const days = daysOfHits(evaluation(tick, [], cluster(), hits), {})
    expect([days.length, days.at(-1)?.hits.length, days.at(-1)?.id.endsWith('DET-23/others/2026-01-05')]).toEqual([
      51,
      20,
      true,
    ])
  })
  it('of an actor with a finding stay there, however many came between', () => {
    const hits = Array.from({ length: 70 }, (_, at) => hit({ actor: `user-${at}` }))
    const counted = Object.fromEntries(
      daysOfHits(evaluation(tick, [], cluster(), hits), {}).map(({ id, tally }) => [id, tally]),
    )
    const again = daysOfHits(evaluation(tick, [], cluster(), [...hits].reverse()), counted)
    expect(again.map(({ id }) => id).sort()).toEqual(Object.keys(counted).sort())
  })
  it('count on from earlier ticks, and a slot judged again counts once', () => {
    const [first] = daysOfHits(evaluation(tick, [], cluster(), [hit()]), {})
    const later = hit({
      slot: { start: '2026-01-05T02:00:00Z', end: '2026-01-05T03:00:00Z' },
      at: '2026-01-05T02:10:00Z',
      count: 4,
    })
    const counted = first ? { [first.id]: first.tally } : {}
    const [both] = daysOfHits(evaluation(tick, [], cluster(), [hit(), later]), counted)
    expect(both?.tally.slots).toEqual({ '2026-01-05T01:00:00Z': 1, '2026-01-05T02:00:00Z': 4 })
  })
  it.each(Object.entries(hostile))('keep every limit with %s in every field', (_, text) => {
    const hits = [hit({ actor: text, reason: text, sourceIPs: [text], auditID: text })]
    const of = daysOfHits(evaluation(tick, [], cluster(text), hits), {})[0]
    const made =
      of &&
      hitFinding(
        { tick, subject: cluster(text), of, detection: { title: text, respond: text }, evaluation: ref('e') },
        publisher,
      )
    expect(made && breaches(made)).toEqual([])
    if (schema) expect(schema(made), JSON.stringify(schema.errors)).toBe(true)
  })
})

describe('the published schema of the format', () => {
  it.skipIf(!schema)('holds for every outcome and scope (skipped where ../shared/data is absent)', () => {
    const subjects = [
      cluster(),
      cluster('a', 'us-east-1', { scope: 'region', id: 'aws://1/us-east-1' }),
      cluster('a', '', { scope: 'account', id: 'aws://1' }),
      cluster('a', 'us-east-1', { scope: 'repository' }),
    ]
    for (const subject of subjects)
      for (const outcome of ['pass', 'fail', 'unknown', 'not-applicable'] as const)
        expect(schema?.(found(verdict(outcome, 'r'), subject)), JSON.stringify(schema?.errors)).toBe(true)
  })
})
