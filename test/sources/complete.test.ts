// Every source, against accounts of any size: what it reads proves itself complete, and no line can go missing.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sources as all } from '../../gen/registry.ts'
import type { Exchange, Subject } from '../../src/model.ts'
import type { Source } from '../../src/source.ts'
import { failed, record, slot, type World } from './record.ts'
import { account, clusterArn, region, repositoryArn, type Size, worldOf } from './world.ts'

const subjects: Record<Subject['scope'], Subject> = {
  account: { scope: 'account', id: `aws://${account}`, name: account, region: '', bornAt: null },
  region: { scope: 'region', id: `aws://${account}/${region}`, name: region, region, bornAt: null },
  cluster: { scope: 'cluster', id: clusterArn('prod'), name: 'prod', region, bornAt: '2024-03-14T15:31:44.348Z' },
  repository: { scope: 'repository', id: repositoryArn('app'), name: 'app', region, bornAt: '2019-08-06T21:04:35Z' },
  deployment: {
    scope: 'deployment',
    id: `arn:aws:cloudformation:${region}:${account}:stack/eks-evidence-prod/1`,
    name: 'eks-evidence-prod',
    region,
    bornAt: null,
  },
}
// The audit log's windows are proved by queries of their own (test/audit-log), and so are searches around incidents (test/incidents).
const sources: Source[] = all.filter(({ id }) => id !== 'audit-log' && id !== 'incidents')

const few = fc.nat({ max: 3 })
const size: fc.Arbitrary<Size> = fc.record({
  page: fc.integer({ min: 1, max: 3 }),
  clusters: few,
  nodegroups: few,
  addons: few,
  profiles: few,
  entries: few,
  policies: few,
  associations: few,
  providers: few,
  insights: few,
  authorities: few,
  updates: few,
  capabilities: few,
  repositories: few,
  images: few,
  findings: few,
  regions: few,
})
/** An account with one of everything. */
const one = Object.fromEntries(Object.keys(fc.sample(size, 1)[0] ?? {}).map((name) => [name, 1])) as Size
const cluster = fc.constantFrom<Record<string, unknown>>(
  {},
  { connectorConfig: { provider: 'GKE' } },
  { outpostConfig: { outpostArns: ['arn:aws:outposts:eu-central-1:111122223333:outpost/op-1'] } },
  { accessConfig: { authenticationMode: 'CONFIG_MAP' } },
)
const lacks = (source: Source, lines: Iterable<Exchange>) => source.lacks(lines, { subject: subjects[source.of], slot })

describe.each(sources.map((source) => [source.id, source] as const))('%s', (_, source) => {
  const subject = subjects[source.of]
  const read = (world: World, atOnce?: number) => record(source, subject, world, atOnce)

  it('reads what proves itself complete, in any order and at any pace', async () => {
    await fc.assert(
      fc.asyncProperty(size, cluster, fc.integer({ min: 1, max: 4 }), async (of, over, atOnce) => {
        const lines = await read(worldOf(of, over), atOnce)
        expect(lacks(source, lines)).toEqual([])
        expect(lacks(source, lines.toReversed())).toEqual([])
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  it('lacks something as soon as any one line is removed', async () => {
    await fc.assert(
      fc.asyncProperty(size, cluster, async (of, over) => {
        const lines = await read(worldOf(of, over))
        for (const at of lines.keys()) expect(lacks(source, lines.toSpliced(at, 1))).not.toEqual([])
      }),
      { seed: 2, numRuns: 25 },
    )
  })

  it('goes on when one question is denied, and lacks what that hides', async () => {
    const all = worldOf(one)
    for (const { action } of source.operations) {
      const lines = await read((asked, input) => (asked === action ? failed('AccessDenied') : all(asked, input)))
      expect(lacks(source, lines).map((lack) => lack.action)).toContain(action)
    }
  })

  it('does not fall over an answer of any other shape, and never calls it complete where things hang on it', async () => {
    const all = worldOf(one)
    const parents = new Set([
      ...['logs:DescribeLogGroups', 'logs:ListLogAnomalyDetectors'],
      ...['eks:ListClusters', 'eks:ListNodegroups', 'eks:ListUpdates', 'ecr:DescribeImages'],
      ...['config:ListConfigurationRecorders', 'backup:ListProtectedResources'],
      ...['cloudformation:ListStackResources', 'cloudformation:DescribeStacks', 'iam:ListRolePolicies'],
      ...['iam:ListPolicies', 'iam:ListOpenIDConnectProviders', 'kms:ListKeys'],
      ...['s3:ListObjectVersions', 'sns:ListSubscriptionsByTopic'],
      ...['inspector2:ListCoverage', 'ec2:DescribeInstances', 'eks:DescribeNodegroup'],
      ...['elbv2:DescribeLoadBalancers', 'elbv2:DescribeTags', 'elbv2:DescribeListeners'],
      ...['elb:DescribeLoadBalancers', 'elb:DescribeTags'],
    ])
    for (const { action } of source.operations) {
      for (const odd of [{}, null, [], 'text', { clusters: 3 }]) {
        const lines = await read((asked, input) => (asked === action ? { got: 'body', body: odd } : all(asked, input)))
        const found = lacks(source, lines)
        if (parents.has(action)) expect(found).not.toEqual([])
      }
    }
  })

  it('can be proved from lines that are read once', async () => {
    const lines = await read(worldOf(one))
    let turns = 0
    const stream = {
      *[Symbol.iterator]() {
        turns++
        yield* lines
      },
    }
    expect(lacks(source, stream)).toEqual([])
    expect(turns).toBe(1)
  })
})
