// The command that repeats a question, held against what a shell and the AWS CLI itself make of it.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rowsQuery } from '../../../gen/query.ts'
import { sources } from '../../../gen/registry.ts'
import { between } from '../../../src/audit-log/query.ts'
import type { Action, Exchange, Subject } from '../../../src/model.ts'
import { repeating } from '../../../src/report/browse/repeat.ts'
import { record } from '../../sources/record.ts'
import { account, clusterArn, region, repositoryArn, type Size, worldOf } from '../../sources/world.ts'

const hostile = `x'; $(touch /tmp/never) \`id\` "$HOME" \\ \n--region=us-east-1 \u202eevil`

/** What a POSIX shell hands to `aws`. */
const words = (command: string): string[] =>
  execFileSync('sh', ['-c', `aws() { for word; do printf '%s\\0' "$word"; done; }\n${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

const kebabOf = (action: Action) => repeating(action, {}, '')?.split(' ')[2]

describe('a command', () => {
  it('asks what was asked, of the region', () => {
    expect(repeating('eks:DescribeCluster', { name: 'prod' }, 'eu-west-1')).toBe(
      'aws eks describe-cluster --name prod --region eu-west-1',
    )
  })

  it('names lists and structures in JSON, and flags by their names', () => {
    expect(repeating('iam:ListPolicies', { Scope: 'Local', OnlyAttached: false, MaxItems: 5 }, '')).toBe(
      'aws iam list-policies --scope Local --no-only-attached --max-items 5',
    )
    expect(repeating('ec2:DescribeSubnets', { SubnetIds: ["a'b", 'c'], DryRun: true }, '')).toBe(
      `aws ec2 describe-subnets --subnet-ids '["a'\\''b","c"]' --dry-run`,
    )
  })

  it.each([
    ['ListOpenIDConnectProviders', 'list-open-id-connect-providers'],
    ['DescribeDBClusters', 'describe-db-clusters'],
    ['ListTrailARNs', 'list-trail-arns'],
    ['GetEbsEncryptionByDefault', 'get-ebs-encryption-by-default'],
  ])('spells %s as botocore does', (operation, name) => {
    expect(kebabOf(`any:${operation}`)).toBe(name)
  })

  it.each([hostile, '-v', '--debug', 'file:///etc/passwd', 'fileb://x', 'http://x', '', '\u0000', '\u200b', '\r'])(
    'is one line of printable ASCII whatever a name holds: %j',
    (name) => {
      const command = repeating('eks:DescribeCluster', { name }, 'eu-west-1') ?? ''
      expect(command).toMatch(/^[\x20-\x7e]+$/)
      const [service, operation, option, json = '', ...rest] = words(command)
      expect([service, operation, option, ...rest]).toEqual([
        ...['eks', 'describe-cluster', '--cli-input-json'],
        ...['--region', 'eu-west-1'],
      ])
      expect(JSON.parse(json)).toEqual({ name })
    },
  )

  it('is none where the region is no name, or nothing like an input was asked', () => {
    expect(repeating('eks:DescribeCluster', { name: 'x' }, 'eu-west-1; id')).toBeNull()
    expect(repeating('eks:DescribeCluster', null, 'eu-west-1')).toBeNull()
  })
})

const probe = spawnSync('python3', ['-c', 'import awscli'])
const hasCli = probe.status === 0
if (!hasCli) process.stdout.write('not run: no AWS CLI for python3 here to hold commands against\n')

const size = { page: 1, clusters: 2, nodegroups: 2, addons: 2, profiles: 1, entries: 2, policies: 2, associations: 2 }
const more = { providers: 1, insights: 2, authorities: 1, updates: 2, capabilities: 1, repositories: 2, images: 2 }
const world = worldOf({ ...size, ...more, findings: 2, regions: 2 } satisfies Size)
const subjectOf = (scope: Subject['scope']): Subject => ({
  scope,
  id: { cluster: clusterArn('prod'), repository: repositoryArn('app') }[scope as string] ?? `aws://${account}`,
  name: { cluster: 'prod', repository: 'app' }[scope as string] ?? account,
  region,
  bornAt: null,
})

/** Of the log's windows, which stand in no made-up account. */
const ofTheLog: Pick<Exchange, 'action' | 'input'>[] = [
  {
    action: 'logs:StartQuery',
    input: {
      logGroupName: '/aws/eks/prod/cluster',
      queryString: between(rowsQuery, 1_767_571_200_000, 1_767_574_800_000),
      startTime: 1_767_571_200,
      endTime: 1_767_574_800,
      limit: 10_000,
    },
  },
  { action: 'logs:GetQueryResults', input: { queryId: 'q-1' } },
  { action: 'logs:GetQueryResults', input: { queryId: 'q-1', maxItems: 1_000, nextToken: 't==' } },
]

describe.skipIf(!hasCli)('the AWS CLI', () => {
  const asked = async (): Promise<Pick<Exchange, 'action' | 'input'>[]> => {
    const plain = sources.filter(({ id }) => id !== 'audit-log' && id !== 'incidents')
    const lines = await Promise.all(plain.map((source) => record(source, subjectOf(source.of), world)))
    const all = [...lines.flat(), ...ofTheLog]
    const shape = ({ action, input }: (typeof all)[number]) => `${action} ${Object.keys(input as object).sort()}`
    return [...new Map(all.map((one) => [shape(one), one])).values()]
  }

  const told = (
    commands: string[],
  ): { code: number; known: boolean; asked: { operation: string; params: unknown }[] }[] =>
    execFileSync('python3', [join(import.meta.dirname, 'told_to_aws_cli.py')], {
      input: commands.map((command) => `${JSON.stringify(words(command))}\n`).join(''),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    })
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))

  it('asks the same as every source asked, action by action', { timeout: 180_000 }, async () => {
    const all = await asked()
    const declared = new Set(sources.flatMap(({ operations }) => operations.map(({ action }) => action)))
    expect([...declared].filter((action) => !all.some((one) => one.action === action))).toEqual([])
    const answers = told(all.map(({ action, input }) => repeating(action, input, region) ?? 'aws none'))
    const differing = all.flatMap(({ action, input }, at) => {
      const [own] = answers[at]?.asked ?? []
      const same =
        own !== undefined &&
        own.operation === action.split(':')[1] &&
        JSON.stringify(sorted(own.params)) === JSON.stringify(sorted(input))
      return same || answers[at]?.known === false ? [] : [{ action, input, own, code: answers[at]?.code }]
    })
    expect(differing).toEqual([])
    // What came to EKS lately an AWS CLI of last year does not know.
    expect(answers.filter(({ known }) => !known).length).toBeLessThan(5)
  })

  it('is told hostile names as they are', { timeout: 60_000 }, () => {
    const inputs = [hostile, '-v', 'file:///etc/passwd', "it's", '{"a":1}', '[1]', 'a=b,c=d', '@x', '%s'].map(
      (name) => ({ name }),
    )
    const answers = told(inputs.map((input) => repeating('eks:DescribeCluster', input, region) ?? ''))
    expect(answers.map(({ asked: [one] }) => one?.params)).toEqual(inputs)
  })
})

// A time may be told as a number or as its digits: botocore reads both as seconds since 1970.
const sorted = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, one]) => [name, sorted(one)]),
  )
}
