// Findings of a region's hits: they name what in the region was changed, and are one for each of it, its actor and its day.
import { describe, expect, it } from 'vitest'
import type { Hit, Subject } from '../../src/model.ts'
import { subjectPrefix } from '../../src/publish/asff.ts'
import { daysOfHits, type Tally } from '../../src/publish/days-of-hits.ts'
import { hitFinding } from '../../src/publish/hit-finding.ts'
import { readPublished, writePublished } from '../../src/publish/published.ts'
import { makeAccount } from './account.ts'
import { account, detection, evaluation, hit, publisher, ref } from './examples.ts'
import { breaches } from './limits-check.ts'

const region: Subject = {
  scope: 'region',
  id: `aws://${account}/eu-central-1`,
  name: 'eu-central-1',
  region: 'eu-central-1',
  bornAt: null,
}
const tick = '2026-01-05T02:20:00Z'
const clusterArn = (name: string) => `arn:aws:eks:eu-central-1:${account}:cluster/${name}`
const change = (more: Partial<Hit> = {}) => hit({ object: { arn: clusterArn('prod') }, ...more })
const days = (hits: Hit[], counted: Record<string, Tally> = {}) =>
  daysOfHits(evaluation(tick, [], region, hits), counted)
const findings = (hits: Hit[], counted: Record<string, Tally> = {}) =>
  days(hits, counted).flatMap(
    (of) => hitFinding({ tick, subject: region, of, detection, evaluation: ref('e') }, publisher) ?? [],
  )
const only = (...hits: Hit[]) => {
  const [found, ...more] = findings(hits)
  if (!found || more.length > 0) throw new Error(`${more.length} more`)
  return found
}

describe('a finding of a region', () => {
  it('names the cluster first, in its own type, and the region behind it', () => {
    const arn = clusterArn('prod')
    expect(only(change()).Resources).toEqual([
      {
        ...{ Type: 'AwsEksCluster', Id: arn, Region: 'eu-central-1', Partition: 'aws' },
        Details: { AwsEksCluster: { Arn: arn, Name: 'prod' } },
      },
      {
        ...{ Type: 'Other', Id: region.id, Region: 'eu-central-1', Partition: 'aws' },
        Details: { Other: { region: 'eu-central-1' } },
      },
    ])
  })

  it('names a repository with slashes in its name', () => {
    const arn = `arn:aws-cn:ecr:cn-north-1:${account}:repository/team/app`
    expect(only(change({ object: { arn } })).Resources?.[0]).toMatchObject({
      ...{ Type: 'AwsEcrRepository', Id: arn, Partition: 'aws-cn' },
      Details: { AwsEcrRepository: { RepositoryName: 'team/app' } },
    })
  })

  it('names the region alone where it is about the registry', () => {
    expect(only(change({ object: null })).Resources?.map(({ Type }) => Type)).toEqual(['Other'])
  })

  it('is of the region, and says so in its id and its text', () => {
    const { Id, Description, ProductFields } = only(change())
    expect(Id).toContain(subjectPrefix(region))
    expect(Description).toMatch(/^eu-central-1: 1 x /)
    expect(ProductFields?.['eks-evidence/object']).toBe(clusterArn('prod'))
  })

  it.each([
    ['cluster', { object: { arn: clusterArn('dev') } }],
    ['actor', { actor: 'bob' }],
    ['day', { at: '2026-01-06T00:00:00Z' }],
    ['detection', { detection: 'DET-24' }],
  ])('is another one for another %s', (_, more) => {
    const ids = days([change(), change(more)]).map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })

  it('is the same one for the same cluster, actor and day', () => {
    expect(only(change(), change({ auditID: 'a2', at: '2026-01-05T01:20:00Z' })).ProductFields).toMatchObject({
      'eks-evidence/count': '2',
    })
  })

  it('is as severe as the worst of the day, whatever comes after it', () => {
    const [first] = days([change({ severity: 'high' })])
    const later = { slot: { start: '2026-01-05T02:00:00Z', end: '2026-01-05T03:00:00Z' }, at: '2026-01-05T02:10:00Z' }
    const [found] = findings([change({ ...later, severity: 'low' })], first ? { [first.id]: first.tally } : {})
    expect(found?.FindingProviderFields?.Severity).toEqual({ Label: 'HIGH', Original: 'high' })
    expect(found?.ProductFields?.['eks-evidence/count']).toBe('2')
  })

  it('names no more resources than the Hub takes, and keeps its limits', () => {
    const many = Array.from({ length: 90 }, (_, n) => change({ object: { arn: clusterArn(`c-${n}`) } }))
    const all = findings(many)
    expect(all).toHaveLength(51)
    expect(all.at(-1)?.Resources).toHaveLength(32)
    expect(all.flatMap(breaches)).toEqual([])
  })

  it('arrives in the Hub of its region', async () => {
    const { run, findings: inHub } = makeAccount()
    await run([{ subject: region, verdicts: [], hits: [change({ at: '2026-01-05T00:10:00Z' })] }])
    expect(inHub()).toMatchObject([{ Resources: [{ Type: 'AwsEksCluster' }, { Type: 'Other' }] }])
  })
})

describe('the record of what was published', () => {
  it('keeps the worst severity of a day, and is read where an older one has none', async () => {
    const { run } = makeAccount()
    const record = await run([{ subject: region, verdicts: [], hits: [change()] }])
    const [[id = '', tally] = []] = Object.entries(record.tally)
    expect(tally?.worst).toBe('high')
    const { worst: _, ...older } = tally as Tally
    expect(readPublished(writePublished({ ...record, tally: { [id]: older } })).tally[id]).toEqual(older)
  })
})
