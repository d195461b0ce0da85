// One account's Security Hub in the sandbox, made anew for every test, and the finding that its tests change.
import { AwsFault } from '../../sandbox/service.ts'
import { emptySecurityHub, enableHub, securityHub } from '../../sandbox/services/security-hub.ts'

export const account = '111122223333'
export const region = 'eu-west-1'
export const ProductArn = `arn:aws:securityhub:${region}:${account}:product/${account}/default`
export type Json = Record<string, unknown>

export const finding = (more: Json = {}): Json => ({
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

export const openHub = () => {
  const state = emptySecurityHub()
  enableHub(state, region, '2026-01-01T00:00:00Z')
  const call = (operation: string, input: Json, where = region): Json =>
    securityHub(state).operations[operation]?.({
      service: 'securityhub',
      operation,
      region: where,
      account,
      input,
      now: '2026-01-05T00:20:00Z',
      caller: `arn:aws:sts::${account}:assumed-role/publish/run`,
    }) as Json
  return {
    state,
    call,
    put: (...Findings: Json[]): Json => call('BatchImportFindings', { Findings }),
    stored: (): Json => [...(state.hubs[region]?.findings.values() ?? [])][0]?.finding ?? {},
  }
}

/** What was refused, as AWS says it; anything else as it came. */
export const fault = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error instanceof AwsFault ? [error.code, error.status, error.message] : error
  }
}
