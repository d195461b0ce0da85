// The sandbox's Security Hub against its documentation: updating and reading findings.
import { beforeEach, describe, expect, it } from 'vitest'
import { account, fault, finding, type Json, openHub, ProductArn, region } from './hub.ts'

let hub: ReturnType<typeof openHub>
beforeEach(() => {
  hub = openHub()
})

describe('BatchUpdateFindings', () => {
  it('leaves UpdatedAt alone, and names what it could not process', () => {
    hub.put(finding(), finding({ Id: 'f2' }))
    const [one, two, none] = ['f1', 'f2', 'f3'].map((Id) => ({ Id, ProductArn }))
    expect(
      hub.call('BatchUpdateFindings', { FindingIdentifiers: [one, two, two, none], Workflow: { Status: 'RESOLVED' } }),
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
    expect(hub.stored()).toMatchObject({ Workflow: { Status: 'RESOLVED' }, UpdatedAt: '2026-01-05T00:00:00Z' })
  })
})

describe('GetFindings', () => {
  const ids = (input: Json): unknown[] => (hub.call('GetFindings', input).Findings as Json[]).map(({ Id }) => Id)
  beforeEach(() => {
    hub.put(
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
    const first = hub.call('GetFindings', { MaxResults: 2 })
    expect([(first.Findings as Json[]).length, ids({ MaxResults: 2, NextToken: first.NextToken })]).toEqual([
      2,
      ['b/1'],
    ])
  })
  it('refuses pages of 101, 21 values and a token of its own making', () => {
    const values = Array.from({ length: 21 }, (_, at) => ({ Value: `${at}`, Comparison: 'EQUALS' }))
    const said = [{ MaxResults: 101 }, { Filters: { Id: values } }, { NextToken: 'x' }].map((input) =>
      fault(() => hub.call('GetFindings', input)),
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
    expect(hub.call('DescribeHub', {})).toMatchObject({
      HubArn: `arn:aws:securityhub:${region}:${account}:hub/default`,
      SubscribedAt: '2026-01-01T00:00:00Z',
    })
  })
})
