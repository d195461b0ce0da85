// Insights: each over findings as publish makes them, in the local Security Hub. What it selects is what its name says.
import { beforeAll, describe, expect, it } from 'vitest'
import { AwsFault } from '../../sandbox/service.ts'
import { matching } from '../../sandbox/services/security-hub-filter.ts'
import { makeAccount } from '../publish/account.ts'
import { cluster, hit, verdict } from '../publish/examples.ts'
import { judged, unread } from '../publish/standings.ts'
import { evidenceOf, incident, put, timeline } from '../publish/timelines.ts'
import { infra } from './infra.ts'
import { resolved } from './resolved.ts'

type Insight = { Name: string; GroupByAttribute: string; Filters: Record<string, object[]> }
const made = (given: string) => {
  const { Resources } = resolved(infra(), { SecurityHubInsights: given })
  return Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::SecurityHub::Insight')
}
const insights = Object.fromEntries(made('yes').map(([id, { Properties }]) => [id, Properties as Insight]))

const here = makeAccount()
beforeAll(async () => {
  const since = '2025-12-01T00:00:00Z'
  const repository = cluster('shop', 'eu-central-1', {
    scope: 'repository',
    id: 'arn:aws:ecr:eu-central-1:111122223333:repository/shop',
  })
  const suppressed = cluster('suppressed')
  await here.run([
    judged(verdict('fail', 'new'), cluster('new')),
    judged(verdict('fail', 'old', { since }), cluster('old')),
    judged(verdict('fail', 'old', { since }), repository),
    judged(verdict('fail', 'old', { since }), suppressed),
    judged(unread, cluster('unread')),
    judged(verdict('fail', 'soon mended'), cluster('mended')),
    judged([], cluster('hit'), [hit()]),
  ])
  const accepted = { 'NET-01': { id: 'A', until: '2026-01-20T00:00:00Z', approver: 'Risk', state: 'ends' as const } }
  await here.run([judged(verdict('fail', 'accepted', { since }), cluster('accepted'))], { accepted })
  await here.run([judged(verdict('pass', 'off'), cluster('mended'))])
  const of = incident('first', [{ hit: hit(), evidence: evidenceOf(here, cluster('hit')) }])
  const ref = await put(here, timeline(here.now(), of, { subject: cluster('hit') }))
  await here.run([], { timelines: [ref] })
  for (const one of here.findings())
    if (String(one.Description).includes('suppressed')) Object.assign(one, { Workflow: { Status: 'SUPPRESSED' } })
  // Somebody else's.
  for (const finding of here.findings().slice(0, 3)) {
    const other = { ...finding, ProductName: 'GuardDuty', Id: `other ${finding.Id}` }
    here.state.hubs['eu-central-1']?.findings.set(other.Id, { finding: other, customer: new Set() })
  }
})

const refuse = (message: string) => new AwsFault('InvalidInputException', 400, message)
const selected = (id: string): string[] =>
  matching(here.findings(), insights[id]?.Filters, refuse)
    .map(
      ({ Description }) =>
        String(Description)
          .replace(/^(Past|No longer|Accepted|Not read).*?\. /, '')
          .split(':')[0] ?? '',
    )
    .sort()

describe('insights', () => {
  it.each([
    ['FailingByCriterion', ['new', 'old', 'shop'], 'Type'],
    ['FailingByCluster', ['new', 'old'], 'ResourceId'],
    ['OpenForThirtyDays', ['accepted', 'old', 'shop'], 'ResourceId'],
    ['PastSla', ['old', 'shop'], 'SeverityLabel'],
    ['Unread', ['unread'], 'GeneratorId'],
    ['OpenIncidents', ['hit'], 'ResourceId'],
    ['AcceptancesEnding', ['accepted'], 'GeneratorId'],
  ])('%s selects %j', (id, names, by) => {
    expect([selected(id), insights[id]?.GroupByAttribute]).toEqual([names, by])
  })

  it('are no others than these, each with a name of its own that tells the deployment', () => {
    expect(Object.keys(insights)).toHaveLength(7)
    const names = Object.values(insights).map(({ Name }) => Name)
    expect([
      new Set(names).size,
      names.every((name) => name.startsWith('eks-evidence-prod: ') && name.length <= 128),
    ]).toEqual([7, true])
  })

  it('filter by ten attributes at most, with twenty values each', () => {
    for (const { Filters } of Object.values(insights))
      expect([Object.keys(Filters).length <= 10, Object.values(Filters).every(({ length }) => length <= 20)]).toEqual([
        true,
        true,
      ])
  })

  it.each(['no'])('are left out where Security Hub is not said to be on: %s', (given) =>
    expect(made(given)).toEqual([]),
  )
  it('are left out by default', () => {
    expect(infra().Parameters.SecurityHubInsights?.Default).toBe('no')
  })
})
