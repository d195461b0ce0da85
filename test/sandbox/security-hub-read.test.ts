// The sandbox's Security Hub against its documentation: updating and reading findings.
import { beforeEach, describe, expect, it } from 'vitest'
import { AwsFault } from '../../sandbox/service.ts'
import { emptySecurityHub, enableHub, type SecurityHub, securityHub } from '../../sandbox/services/security-hub.ts'

const account = '111122223333'
const region = 'eu-west-1'
const ProductArn = `arn:aws:securityhub:${region}:${account}:product/${account}/default`
type Json = Record<string, unknown>

const finding = (more: Json = {}): Json => ({
  SchemaVersion: '2018-10-08',
  Id: 'f1',
  ProductArn,
  GeneratorId: 'g',
  AwsAccountId: account,
  CreatedAt: '2026-01-05T00:00:00Z',
  UpdatedAt: '2026-01-05T00:00:00Z',
  Title: 't',
  Description: 'd',
  Resources: [{ Type: 'Other', Id: 'r' }],
  Compliance: { Status: 'FAILED' },
  FindingProviderFields: { Severity: { Label: 'HIGH', Original: 'high' }, Types: ['TTPs'] },
  ...more,
})

let state: SecurityHub
const call = (operation: string, input: Json, where = region): Json => {
  const handler = securityHub(state).operations[operation]
  return handler?.({
    service: 'securityhub',
    operation,
    region: where,
    account,
    input,
    now: '2026-01-05T00:20:00Z',
    caller: `arn:aws:sts::${account}:assumed-role/publish/run`,
  }) as Json
}
const put = (...Findings: Json[]): Json => call('BatchImportFindings', { Findings })
const stored = (): Json => [...(state.hubs[region]?.findings.values() ?? [])][0]?.finding ?? {}
const fault = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error instanceof AwsFault ? [error.code, error.status, error.message] : error
  }
}
beforeEach(() => {
  state = emptySecurityHub()
  enableHub(state, region, '2026-01-01T00:00:00Z')
})

describe('BatchUpdateFindings', () => {
  it('leaves UpdatedAt alone, and names what it could not process', () => {
    put(finding(), finding({ Id: 'f2' }))
    const [one, two, none] = ['f1', 'f2', 'f3'].map((Id) => ({ Id, ProductArn }))
    expect(
      call('BatchUpdateFindings', { FindingIdentifiers: [one, two, two, none], Workflow: { Status: 'RESOLVED' } }),
    ).toEqual({
      ProcessedFindings: [one],
      UnprocessedFindings: [
        {
          FindingIdentifier: two,
          ErrorCode: 'DuplicatedFindingIdentifier',
          ErrorMessage: 'Finding Identifier is duplicated',
        },
        {
          FindingIdentifier: two,
          ErrorCode: 'DuplicatedFindingIdentifier',
          ErrorMessage: 'Finding Identifier is duplicated',
        },
        { FindingIdentifier: none, ErrorCode: 'FindingNotFound', ErrorMessage: 'Finding Not Found' },
      ],
    })
    expect(stored()).toMatchObject({ Workflow: { Status: 'RESOLVED' }, UpdatedAt: '2026-01-05T00:00:00Z' })
  })
})

describe('GetFindings', () => {
  const ids = (input: Json): unknown[] => (call('GetFindings', input).Findings as Json[]).map(({ Id }) => Id)
  beforeEach(() => {
    put(
      finding({ Id: 'a/1' }),
      finding({ Id: 'a/2', RecordState: 'ARCHIVED' }),
      finding({ Id: 'b/1', Compliance: { Status: 'PASSED' } }),
    )
  })
  it.each([
    [
      'equal values, either of them',
      {
        Id: [
          { Value: 'a/1', Comparison: 'EQUALS' },
          { Value: 'b/1', Comparison: 'EQUALS' },
        ],
      },
      ['a/1', 'b/1'],
    ],
    ['a prefix', { Id: [{ Value: 'a/', Comparison: 'PREFIX' }] }, ['a/1', 'a/2']],
    [
      'two attributes, both of them',
      { Id: [{ Value: 'a/', Comparison: 'PREFIX' }], RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }] },
      ['a/1'],
    ],
    ['what it is not', { ComplianceStatus: [{ Value: 'PASSED', Comparison: 'NOT_EQUALS' }] }, ['a/1', 'a/2']],
    ['the workflow', { WorkflowStatus: [{ Value: 'NEW', Comparison: 'EQUALS' }] }, ['a/1', 'a/2', 'b/1']],
  ])('filters by %s', (_, Filters, expected) => expect(ids({ Filters })).toEqual(expected))
  it('pages', () => {
    const first = call('GetFindings', { MaxResults: 2 })
    expect([(first.Findings as Json[]).length, ids({ MaxResults: 2, NextToken: first.NextToken })]).toEqual([
      2,
      ['b/1'],
    ])
  })
  it('refuses pages of 101, 21 values and a token of its own making', () => {
    const values = Array.from({ length: 21 }, (_, at) => ({ Value: `${at}`, Comparison: 'EQUALS' }))
    const said = [{ MaxResults: 101 }, { Filters: { Id: values } }, { NextToken: 'x' }].map((input) =>
      fault(() => call('GetFindings', input)),
    )
    expect(said.map((one) => Array.isArray(one) && one[0])).toEqual([
      'InvalidInputException',
      'InvalidInputException',
      'InvalidInputException',
    ])
  })
  it('says of a filter that it does not know that it does not know it', () => {
    expect(fault(() => ids({ Filters: { ResourceTags: [] } }))).toMatchObject([
      'NotImplemented',
      501,
      expect.stringContaining('ResourceTags'),
    ])
  })
})

describe('DescribeHub', () => {
  it('names the hub', () => {
    expect(call('DescribeHub', {})).toMatchObject({
      HubArn: `arn:aws:securityhub:${region}:${account}:hub/default`,
      SubscribedAt: '2026-01-01T00:00:00Z',
    })
  })
})
