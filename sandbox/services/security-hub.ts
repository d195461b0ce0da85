// Security Hub CSPM of one account, as far as a provider of findings meets it: https://docs.aws.amazon.com/securityhub/1.0/APIReference/
import type { Instant } from '../../src/model.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { matching } from './security-hub-filter.ts'
import { type Finding, type Hub, imported, keyOf, updated } from './security-hub-finding.ts'
import { formatFaults } from './security-hub-format.ts'
import { records, text } from './security-hub-input.ts'

/** Plain and mutable: a scenario looks at it, changes it, and puts failures into it. */
export type SecurityHub = {
  /** By region; where there is none, Security Hub is off. */
  hubs: Record<string, Hub>
  /** Findings that an import refuses, so many times. */
  refusals: { id: string; code: string; message: string; times: number }[]
}

/** What EnableSecurityHub does, for a scenario to call. Findings of an earlier hub are still there. */
export const enableHub = (state: SecurityHub, region: string, at: Instant): Hub => {
  const hub = state.hubs[region] ?? { subscribedAt: at, enabled: true, findings: new Map() }
  hub.enabled = true
  state.hubs[region] = hub
  return hub
}

export const disableHub = (state: SecurityHub, region: string): void => {
  const hub = state.hubs[region]
  if (hub) hub.enabled = false
}

export const emptySecurityHub = (): SecurityHub => ({ hubs: {}, refusals: [] })

export const securityHub = (state: SecurityHub): Service => {
  const hubOf = ({ region, account }: Call): Hub => {
    const hub = state.hubs[region]
    if (hub?.enabled) return hub
    throw fault('InvalidAccessException', 401, `Account ${account} is not subscribed to AWS Security Hub`)
  }

  return {
    name: 'securityhub',
    protocol: 'rest-json',
    routes: {
      'POST /findings/import': 'BatchImportFindings',
      'PATCH /findings/batchupdate': 'BatchUpdateFindings',
      'POST /findings': 'GetFindings',
      'GET /accounts': 'DescribeHub',
    },
    resource: ({ operation, input, region, account }) =>
      (operation === 'BatchImportFindings' && text(records(input.Findings)[0]?.ProductArn)) ||
      `arn:aws:securityhub:${region}:${account}:hub/default`,
    operations: {
      BatchImportFindings(call) {
        const hub = hubOf(call)
        const findings = someOf(records(call.input.Findings), 'Findings')
        if (Buffer.byteLength(JSON.stringify(findings)) > 6_291_456)
          throw invalid('Findings: the batch is larger than 6 MB')
        for (const finding of findings) own(call, finding)
        const failed = findings.flatMap((finding) => {
          const failure = refused(state, finding) ?? formatFaults(finding)
          if (!failure) imported(hub, finding, call)
          return failure
            ? [{ Id: text(finding.Id) ?? 'unknown', ErrorCode: failure.code, ErrorMessage: failure.message }]
            : []
        })
        return { FailedCount: failed.length, SuccessCount: findings.length - failed.length, FailedFindings: failed }
      },

      BatchUpdateFindings(call) {
        const hub = hubOf(call)
        const identifiers = someOf(records(call.input.FindingIdentifiers), 'FindingIdentifiers')
        const asked = Map.groupBy(identifiers, keyOf)
        const outcome = identifiers.map((identifier) => ({ identifier, failure: unprocessed(hub, asked, identifier) }))
        const done = outcome.filter(({ failure }) => failure === undefined).map(({ identifier }) => identifier)
        for (const identifier of done) updated(hub, identifier, call.input)
        return {
          ProcessedFindings: done,
          UnprocessedFindings: outcome.flatMap(({ identifier, failure }) =>
            failure ? [{ FindingIdentifier: identifier, ...failure }] : [],
          ),
        }
      },

      GetFindings(call) {
        const { Filters, MaxResults, NextToken, SortCriteria } = call.input
        const hub = hubOf(call)
        if (SortCriteria !== undefined) throw fault('NotImplemented', 501, 'the sandbox does not sort findings')
        const found = matching(
          [...hub.findings.values()].map(({ finding }) => finding),
          Filters ?? {},
          invalid,
        )
        const { items, nextToken } = page(found, call, {
          size: MaxResults,
          token: NextToken,
          most: 100,
          usual: 50,
          refuse: invalid,
        })
        return { Findings: items, NextToken: nextToken }
      },

      DescribeHub(call) {
        const hub = hubOf(call)
        const [, partition] = text(call.caller)?.split(':') ?? []
        return {
          HubArn: `arn:${partition ?? 'aws'}:securityhub:${call.region}:${call.account}:hub/default`,
          SubscribedAt: hub.subscribedAt,
          AutoEnableControls: true,
          ControlFindingGenerator: 'SECURITY_CONTROL',
        }
      },
    },
  }
}

const fault = (code: string, status: number, message: string): AwsFault =>
  new AwsFault(code, status, message, { Code: code })
const invalid = (message: string): AwsFault => fault('InvalidInputException', 400, message)

const someOf = (list: Finding[], name: string): Finding[] => {
  if (list.length < 1) throw invalid(`Invalid parameter '${name}'. data.${name} should NOT have fewer than 1 items`)
  if (list.length > 100) throw invalid(`Invalid parameter '${name}'. data.${name} should NOT have more than 100 items`)
  return list
}

// Another account's finding, or another region's product, is a matter of permission to AWS, and fails the whole call.
const own = ({ account, region, caller }: Call, finding: Finding): void => {
  const arn = text(finding.ProductArn) ?? ''
  const parts = /^arn:aws[a-z-]*:securityhub:([a-z0-9-]*):(\d{12})?:product\/([^/]+)\/[^/]+$/.exec(arn)
  if (!parts?.[1]) throw invalid(`productArn: "${arn}"`)
  const mine = parts[1] === region && parts[2] === account && parts[3] === account
  if (mine && finding.AwsAccountId === account) return
  const who = caller === undefined || caller === '' ? account : caller
  throw fault(
    'AccessDeniedException',
    403,
    `User: ${who} is not authorized to perform: securityhub:BatchImportFindings on resource: ${arn}`,
  )
}

const refused = (state: SecurityHub, finding: Finding): { code: string; message: string } | undefined => {
  const refusal = state.refusals.find(({ id, times }) => id === finding.Id && times > 0)
  if (refusal) refusal.times--
  return refusal
}

const unprocessed = (
  hub: Hub,
  asked: Map<string, Finding[]>,
  identifier: Finding,
): { ErrorCode: string; ErrorMessage: string } | undefined => {
  const key = keyOf(identifier)
  if ((asked.get(key)?.length ?? 0) > 1)
    return { ErrorCode: 'DuplicatedFindingIdentifier', ErrorMessage: 'Finding Identifier is duplicated' }
  return hub.findings.has(key) ? undefined : { ErrorCode: 'FindingNotFound', ErrorMessage: 'Finding Not Found' }
}
