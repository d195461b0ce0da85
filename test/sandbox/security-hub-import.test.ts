// The sandbox's Security Hub against its documentation: importing findings.
import { beforeEach, describe, expect, it } from 'vitest'
import { disableHub, enableHub } from '../../sandbox/services/security-hub.ts'
import { account, fault, finding, type Json, openHub, ProductArn, region } from './hub.ts'

const without = (name: string): Json => Object.fromEntries(Object.entries(finding()).filter(([key]) => key !== name))

let hub: ReturnType<typeof openHub>
beforeEach(() => {
  hub = openHub()
})

describe('BatchImportFindings', () => {
  it('creates a finding with what the Hub adds', () => {
    expect(hub.put(finding())).toEqual({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] })
    expect(hub.stored()).toMatchObject({
      Region: region,
      RecordState: 'ACTIVE',
      Workflow: { Status: 'NEW' },
      ProductName: 'Default',
      CompanyName: 'Personal',
      Types: ['TTPs'],
      Severity: { Label: 'HIGH', Normalized: 70, Original: 'high' },
    })
  })
  it('says that the account is not subscribed where Security Hub is off', () => {
    const off = ['InvalidAccessException', 401, `Account ${account} is not subscribed to AWS Security Hub`]
    expect([
      fault(() => hub.call('BatchImportFindings', { Findings: [finding()] }, 'us-east-1')),
      fault(() => hub.call('DescribeHub', {}, 'us-east-1')),
    ]).toEqual([off, off])
  })
  it('keeps the findings while Security Hub is off', () => {
    hub.put(finding())
    disableHub(hub.state, region)
    expect(fault(() => hub.call('GetFindings', {}))).toEqual([
      'InvalidAccessException',
      401,
      `Account ${account} is not subscribed to AWS Security Hub`,
    ])
    enableHub(hub.state, region, '2026-02-01T00:00:00Z')
    expect((hub.call('GetFindings', {}).Findings as Json[]).length).toBe(1)
  })
  it.each(['SchemaVersion', 'GeneratorId', 'CreatedAt', 'UpdatedAt', 'Title', 'Description', 'Resources'])(
    'refuses a finding without %s',
    (name) => {
      expect(hub.put(without(name))).toEqual({
        FailedCount: 1,
        SuccessCount: 0,
        FailedFindings: [
          {
            Id: 'f1',
            ErrorCode: 'InvalidInput',
            ErrorMessage: `Finding does not adhere to Amazon Finding Format. data should have required property '${name}'.`,
          },
        ],
      })
    },
  )
  it.each([
    ['a title of 257 characters', { Title: 'x'.repeat(257) }, 'data.Title should NOT be longer than 256 characters'],
    [
      'a description of 1,025',
      { Description: 'x'.repeat(1_025) },
      'data.Description should NOT be longer than 1024 characters',
    ],
    [
      'an empty recommendation',
      { Remediation: { Recommendation: { Text: '' } } },
      'data.Remediation.Recommendation.Text should NOT be shorter than 1 characters',
    ],
    [
      'a recommendation of 513',
      { Remediation: { Recommendation: { Text: 'x'.repeat(513) } } },
      'data.Remediation.Recommendation.Text should NOT be longer than 512 characters',
    ],
    [
      'no severity',
      { FindingProviderFields: { Types: ['TTPs'] } },
      "data should have required property 'FindingProviderFields', data should match some schema in anyOf",
    ],
    ['no resource', { Resources: [] }, 'data.Resources should NOT have fewer than 1 items'],
    [
      'a type of another namespace',
      { FindingProviderFields: { Severity: { Label: 'LOW' }, Types: ['Mine/x'] } },
      'data.FindingProviderFields.Types should match pattern "namespace/category/classifier"',
    ],
    [
      'an unknown compliance status',
      { Compliance: { Status: 'OK' } },
      'data.Compliance.Status should be equal to one of the allowed values',
    ],
    ['a time that is none', { UpdatedAt: 'yesterday' }, 'data.UpdatedAt should match format "date-time"'],
    [
      '51 product fields',
      { ProductFields: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v'])) },
      'data.ProductFields should NOT have more than 50 properties',
    ],
    [
      '33 requirements',
      { Compliance: { Status: 'FAILED', RelatedRequirements: Array.from({ length: 33 }, () => 'r') } },
      'data.Compliance.RelatedRequirements should NOT have more than 32 items',
    ],
  ])('refuses %s, and stores the others', (_, wrong, message) => {
    expect(hub.put(finding({ Id: 'good' }), finding(wrong))).toEqual({
      FailedCount: 1,
      SuccessCount: 1,
      FailedFindings: [
        {
          Id: 'f1',
          ErrorCode: 'InvalidInput',
          ErrorMessage: `Finding does not adhere to Amazon Finding Format. ${message}.`,
        },
      ],
    })
  })
  it('refuses a finding beyond 240 KB', () => {
    expect(hub.put(finding({ SourceUrl: 'x'.repeat(245_761) }))).toMatchObject({
      FailedFindings: [{ ErrorCode: 'FindingSizeExceeded' }],
    })
  })
  it('refuses 101 findings, none, and more than 6 MB, as a whole', () => {
    const list = (count: number, more: Json = {}) =>
      Array.from({ length: count }, (_, at) => finding({ Id: `f${at}`, ...more }))
    const codes = [list(101), [], list(40, { SourceUrl: 'x'.repeat(200_000) })].map((findings) =>
      fault(() => hub.put(...findings)),
    )
    expect(codes.map((said) => Array.isArray(said) && said[0])).toEqual([
      'InvalidInputException',
      'InvalidInputException',
      'InvalidInputException',
    ])
    expect(hub.state.hubs[region]?.findings.size).toBe(0)
  })
  it.each([
    ['another region', { ProductArn: ProductArn.replace(region, 'us-east-1') }],
    ['another account', { ProductArn: ProductArn.replaceAll(account, '999999999999') }],
    ['an account that is not the caller', { AwsAccountId: '999999999999' }],
  ])('denies a product or finding of %s', (_, wrong) => {
    expect(fault(() => hub.put(finding(wrong)))).toEqual([
      'AccessDeniedException',
      403,
      `User: arn:aws:sts::${account}:assumed-role/publish/run is not authorized to perform: securityhub:BatchImportFindings on resource: ${finding(wrong).ProductArn}`,
    ])
  })
  it('refuses a product ARN that is none', () => {
    expect(fault(() => hub.put(finding({ ProductArn: 'arn:aws:securityhub:::product/a/b' })))).toEqual([
      'InvalidInputException',
      400,
      'productArn: "arn:aws:securityhub:::product/a/b"',
    ])
  })
  it.each(['2026-01-05T00:00:00Z', '2026-01-04T23:59:59Z'])(
    'ignores an update of %s, which is not later than what it has',
    (UpdatedAt) => {
      hub.put(finding())
      expect(hub.put(finding({ UpdatedAt, Title: 'other' }))).toMatchObject({ SuccessCount: 1 })
      expect(hub.stored().Title).toBe('t')
    },
  )
  it('overwrites with a later update, but for what is the customer’s', () => {
    hub.put(finding())
    hub.call('BatchUpdateFindings', {
      FindingIdentifiers: [{ Id: 'f1', ProductArn }],
      Note: { Text: 'n', UpdatedBy: 'u' },
      UserDefinedFields: { a: 'b' },
      Severity: { Label: 'LOW' },
      Workflow: { Status: 'SUPPRESSED' },
    })
    hub.put(
      finding({
        UpdatedAt: '2026-01-06T00:00:00Z',
        Title: 'other',
        Note: { Text: 'mine' },
        Workflow: { Status: 'NEW' },
      }),
    )
    expect(hub.stored()).toMatchObject({
      Title: 'other',
      Note: { Text: 'n' },
      UserDefinedFields: { a: 'b' },
      Severity: { Label: 'LOW' },
      Workflow: { Status: 'SUPPRESSED' },
      FindingProviderFields: { Severity: { Label: 'HIGH' } },
    })
  })
  it.each([
    ['RESOLVED', { Compliance: { Status: 'PASSED' } }, { Compliance: { Status: 'FAILED' } }, 'NEW'],
    ['NOTIFIED', { Compliance: { Status: 'PASSED' } }, { Compliance: { Status: 'NOT_AVAILABLE' } }, 'NEW'],
    ['RESOLVED', { RecordState: 'ARCHIVED' }, { RecordState: 'ACTIVE' }, 'NEW'],
    ['SUPPRESSED', { Compliance: { Status: 'PASSED' } }, { Compliance: { Status: 'FAILED' } }, 'SUPPRESSED'],
    ['RESOLVED', { Compliance: { Status: 'FAILED' } }, { Compliance: { Status: 'FAILED' } }, 'RESOLVED'],
  ])('of a %s finding from %o to %o leaves it %4$s', (status, before, after, expected) => {
    hub.put(finding(before))
    hub.stored().Workflow = { Status: status }
    hub.put(finding({ ...after, UpdatedAt: '2026-01-06T00:00:00Z' }))
    expect(hub.stored().Workflow).toEqual({ Status: expected })
  })
  it('refuses what a scenario wants refused, so many times', () => {
    hub.state.refusals.push({ id: 'f1', code: 'InternalFailure', message: 'm', times: 1 })
    expect([hub.put(finding()), hub.put(finding())]).toMatchObject([
      { FailedFindings: [{ Id: 'f1', ErrorCode: 'InternalFailure', ErrorMessage: 'm' }] },
      { FailedCount: 0 },
    ])
  })
})
