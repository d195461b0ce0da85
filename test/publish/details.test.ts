// What a finding says of its resource: as the newest sealed reading has it, bounded, and nothing made up.
import { existsSync, readFileSync } from 'node:fs'
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { verdictFinding } from '../../src/publish/asff.ts'
import { type Described, describedBy } from '../../src/publish/details.ts'
import { home, makeAccount } from './account.ts'
import { account, cluster, control, publisher, ref, verdict } from './examples.ts'
import { breaches } from './limits-check.ts'
import { failing, judged } from './standings.ts'

const answer = (action: Exchange['action'], body: unknown): Exchange => ({
  ...{ action, input: {}, at: '2026-01-05T00:20:00Z', host: 'h', date: null, requestId: 'r' },
  ...{ got: 'body' as const, body },
})
const described = (more: object = {}) => ({
  name: 'prod',
  version: '1.34',
  status: 'ACTIVE',
  endpoint: 'https://ABC.gr7.eu-central-1.eks.amazonaws.com',
  roleArn: `arn:aws:iam::${account}:role/prod`,
  certificateAuthority: { data: 'bG9uZw==' },
  resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'], endpointPublicAccess: false },
  logging: {
    clusterLogging: [
      { types: ['api', 'audit'], enabled: true },
      { types: ['scheduler'], enabled: false },
    ],
  },
  tags: { owner: 'web', empty: '' },
  ...more,
})
const ofCluster = (more: object = {}) =>
  describedBy('cluster', [answer('eks:DescribeCluster', { cluster: described(more) })])

const policy = '{"Version":"2012-10-17","Statement":[]}'
const ofRepository = (...more: Exchange[]) =>
  describedBy('repository', [
    answer('ecr:DescribeRepositories', {
      repositories: [{ imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } }],
    }),
    ...more,
  ])

const found = (of: Described, subject = cluster()): AwsSecurityFinding =>
  verdictFinding(
    {
      tick: '2026-01-05T03:20:00Z',
      subject,
      verdict: verdict('fail', 'a'),
      control,
      evaluation: ref('e'),
      described: of,
    },
    publisher,
  )
const repository = cluster('shop', home, {
  scope: 'repository',
  id: `arn:aws:ecr:${home}:${account}:repository/shop`,
})

describe('a cluster', () => {
  it('is described as DescribeCluster has it, without its certificate', () => {
    expect(found(ofCluster()).Resources).toEqual([
      {
        Type: 'AwsEksCluster',
        Id: cluster().id,
        Partition: 'aws',
        Region: home,
        Tags: { owner: 'web' },
        Details: {
          AwsEksCluster: {
            Arn: cluster().id,
            Name: 'prod',
            Version: '1.34',
            ClusterStatus: 'ACTIVE',
            Endpoint: 'https://ABC.gr7.eu-central-1.eks.amazonaws.com',
            RoleArn: `arn:aws:iam::${account}:role/prod`,
            ResourcesVpcConfig: {
              SecurityGroupIds: ['sg-1'],
              SubnetIds: ['subnet-1', 'subnet-2'],
              EndpointPublicAccess: false,
            },
            Logging: {
              ClusterLogging: [
                { Enabled: true, Types: ['api', 'audit'] },
                { Enabled: false, Types: ['scheduler'] },
              ],
            },
          },
        },
      },
    ])
  })
  it.each([
    ['was not read', []],
    [
      'was gone',
      [
        {
          ...answer('eks:DescribeCluster', null),
          got: 'absent',
          code: 'ResourceNotFoundException',
        } as unknown as Exchange,
      ],
    ],
    [
      'was denied',
      [
        {
          ...answer('eks:DescribeCluster', null),
          got: 'failed',
          code: 'AccessDenied',
          message: 'no',
        } as unknown as Exchange,
      ],
    ],
    ['is not as documented', [answer('eks:DescribeCluster', { cluster: { version: 134 } })]],
  ])('that %s is named and not described', (_, exchanges) => {
    expect(found(describedBy('cluster', exchanges)).Resources?.[0]?.Details).toEqual({
      AwsEksCluster: { Arn: cluster().id, Name: 'prod' },
    })
  })
  it('says nothing where an answer says nothing: no public access is not "off"', () => {
    const { cluster: said } = ofCluster({ resourcesVpcConfig: {}, logging: null, tags: null })
    expect([said?.ResourcesVpcConfig, said?.Logging]).toEqual([{}, undefined])
  })
})

describe('a repository', () => {
  it('is described with its policies', () => {
    const of = ofRepository(
      answer('ecr:GetRepositoryPolicy', { policyText: policy }),
      answer('ecr:GetLifecyclePolicy', { registryId: account, lifecyclePolicyText: '{"rules":[]}' }),
      answer('ecr:ListTagsForResource', {
        tags: [
          { Key: 'team', Value: 'shop' },
          { Key: 'none', Value: '' },
        ],
      }),
    )
    expect(found(of, repository).Resources).toMatchObject([
      {
        Type: 'AwsEcrRepository',
        Tags: { team: 'shop' },
        Details: {
          AwsEcrRepository: {
            RepositoryName: 'shop',
            ImageTagMutability: 'IMMUTABLE',
            ImageScanningConfiguration: { ScanOnPush: true },
            RepositoryPolicyText: policy,
            LifecyclePolicy: { RegistryId: account, LifecyclePolicyText: '{"rules":[]}' },
          },
        },
      },
    ])
  })
  it('shows no policy that it would have to cut', () => {
    const { repository: said } = ofRepository(answer('ecr:GetRepositoryPolicy', { policyText: 'x'.repeat(5_000) }))
    expect(said).toEqual({ ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true } })
  })
  it('opens none of the images behind it', () => {
    let opened = 0
    const exchanges = function* (): Generator<Exchange> {
      const actions = ['DescribeRepositories', 'GetRepositoryPolicy', 'GetLifecyclePolicy', 'ListTagsForResource']
      for (const one of [...actions, 'DescribeImages', 'DescribeImageScanFindings']) {
        opened++
        yield answer(`ecr:${one}`, { repositories: [{}], policyText: policy, lifecyclePolicyText: policy })
      }
    }
    describedBy('repository', exchanges())
    expect(opened).toBe(4)
  })
})

const schemaPath = '../shared/data/asff/asff.schema.json'
const schema = existsSync(schemaPath)
  ? new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')))
  : undefined
const skipped = schema ? '' : ` (skipped: no ${schemaPath})`

const hostile: Record<string, string> = {
  markup: '<img src=x onerror=alert(1)>"\'&',
  bidi: 'user\u202Egnp.exe\u2066',
  control: 'a\u0000b\u001b[31mc\r\nd\u2028e',
  long: 'x'.repeat(10_000),
  pairs: '😀'.repeat(5_000),
  surrogate: 'a\ud800b',
  blank: ' \n\t ',
  empty: '',
  prototype: '__proto__',
}

describe('hostile text in every place', () => {
  const every = (text: string): AwsSecurityFinding[] => {
    const tags = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`${text}${at}`, text]))
    const of = ofCluster({
      ...{ version: text, status: text, endpoint: text, roleArn: text, tags },
      resourcesVpcConfig: { subnetIds: Array(80).fill(text), securityGroupIds: [text], endpointPublicAccess: true },
      logging: { clusterLogging: Array(80).fill({ types: Array(80).fill(text), enabled: true }) },
    })
    const repo = describedBy('repository', [
      answer('ecr:DescribeRepositories', { repositories: [{ imageTagMutability: text }] }),
      answer('ecr:GetRepositoryPolicy', { policyText: text }),
      answer('ecr:GetLifecyclePolicy', { registryId: text, lifecyclePolicyText: text }),
      answer('ecr:ListTagsForResource', {
        tags: [
          { Key: text, Value: text },
          { Key: 'k', Value: text },
        ],
      }),
    ])
    const accepted = { id: 'A', until: '2026-06-30T00:00:00Z', approver: text, ticket: text, state: 'ends' as const }
    const given = {
      tick: '2026-01-05T03:20:00Z',
      verdict: verdict('fail', text),
      control,
      evaluation: ref('e'),
      accepted,
    }
    return [
      verdictFinding({ ...given, subject: cluster(text), described: of }, publisher),
      verdictFinding({ ...given, subject: { ...repository, name: text }, described: repo }, publisher),
    ]
  }
  it.each(Object.entries(hostile))('stays within the limits: %s', (_, text) => {
    expect(every(text).flatMap(breaches)).toEqual([])
  })
  it.skipIf(!schema).each(Object.entries(hostile))(`is what the schema allows: %s${skipped}`, (_, text) => {
    for (const finding of every(text)) {
      schema?.(JSON.parse(JSON.stringify(finding)))
      expect(schema?.errors ?? []).toEqual([])
    }
  })
  it.each(Object.entries(hostile))('is taken by the Hub: %s', async (_, text) => {
    const here = makeAccount()
    const tags = { [text]: text, ok: text }
    const { failures } = await here.run([judged(failing)], {
      described: async () => ofCluster({ version: text, tags }),
    })
    expect([failures, here.findings().length]).toEqual([[], 1])
  })
})
