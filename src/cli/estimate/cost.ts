// A month's cost, line by line: amount times price, each with what it rests on. What is not known stays so.

import { type Amounts, amountsOf, daysOfMonth } from './amounts.ts'
import { type Assumed, alarmMetrics, assumed, metrics } from './assumed.ts'
import type { Price, PriceId, Prices } from './prices.ts'
import type { Usage } from './usage.ts'

export type CostLine = {
  service: string
  what: string
  /** Null: not known. */
  amount: number | null
  price: Price & { id: PriceId }
  /** USD a month; null where amount or price is not known. */
  cost: number | null
  assumption: string
}

export type Estimate = {
  lines: CostLine[]
  /** USD a month, of the lines whose cost is known. */
  total: number
  /** What the same logs cost already, with or without this. */
  already: CostLine[]
  amounts: Amounts
}

type Row = [service: string, what: string, amount: number | null, id: PriceId, assumption: string]

/** Assumptions with the values that count here. */
const saying =
  ({ assume }: Usage) =>
  (...names: (keyof Assumed)[]): string =>
    names.map((name) => `${assume[name] ?? 'unknown'} ${assumed[name].unit} (${assumed[name].why})`).join('; ')

export const estimate = (usage: Usage, prices: Prices): Estimate => {
  const amounts = amountsOf(usage)
  const priced = ([service, what, amount, id, assumption]: Row): CostLine => {
    const price = { ...prices.of[id], id }
    const cost = amount === null || price.price === null ? null : (amount / price.per) * price.price
    return { service, what, amount, price, cost, assumption }
  }
  const lines = rowsOf(usage, amounts).map(priced)
  return {
    lines,
    total: lines.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    already: already(amounts).map(priced),
    amounts,
  }
}

const rowsOf = (usage: Usage, all: Amounts): Row[] => {
  const said = saying(usage)
  const silent = usage.clusters.filter(({ loggedBytesPerDay }) => loggedBytesPerDay === null)
  const without = silent.length > 0 ? `; without ${silent.map(({ name }) => name).join(', ')}, of unknown volume` : ''
  const alarms = alarmMetrics.stack + (usage.streams ? alarmMetrics.stream * usage.regions.length : 0)
  return [
    [
      'CloudWatch Logs',
      'Insights, scanned',
      usage.clusters.length === 0 ? 0 : all.scannedGb,
      'insights-gb',
      said('scans', 'rowShare', 'rowBytes') + without,
    ],
    [
      'CloudWatch Logs',
      "the functions' own logs",
      (all.lambdaRequests * usage.assume.ownLogBytes) / 2 ** 30,
      'logs-ingested-gb',
      said('ownLogBytes'),
    ],
    [
      'S3',
      'objects put',
      all.objects,
      's3-put',
      'observations and evaluations at their cadence, and five objects a tick',
    ],
    ['S3', 'objects read', all.gets, 's3-get', 'each object twice, eight for each evaluation, twenty for each tick'],
    [
      'S3',
      'evidence under lock',
      all.storedGb,
      's3-gb',
      `what ${Math.round((usage.lockDays / daysOfMonth) * 10) / 10} months of ticks leave, as after ${usage.lockDays} days; ${said('rowShare', 'rowStored')}`,
    ],
    [
      'Lambda',
      'duration, arm64',
      all.lambdaSeconds,
      'lambda-gb-second',
      `${Math.round(all.calls).toLocaleString('en-US')} calls of AWS; ${said('callSeconds', 'evaluateSeconds', 'tickSeconds', 'objectSeconds')}`,
    ],
    [
      'Lambda',
      'requests',
      all.lambdaRequests,
      'lambda-request',
      'three a tick, two for each 50 subjects read, one for each 50 judged',
    ],
    [
      'Step Functions',
      'transitions',
      all.transitions,
      'states-transition',
      'ten a tick, seven for each slice read, four for each slice judged',
    ],
    ['KMS', 'signing key', 1, 'kms-key', 'one, in the home region'],
    ['KMS', 'requests', all.kmsRequests, 'kms-request', 'one signature a tick, and six questions about the key'],
    [
      'Security Hub',
      'findings',
      all.paidFindings,
      'hub-event',
      `${Math.round(all.findings).toLocaleString('en-US')} in all; ${said('openShare', 'changes')}`,
    ],
    [
      'CloudWatch',
      'alarms',
      alarms,
      'alarm-metric',
      `those of the stack${usage.streams ? ', and of the stream in each region' : ''}`,
    ],
    [
      'CloudWatch',
      'metrics of our own',
      metrics,
      'metric',
      'each with one dimension; the first ten of an account are free',
    ],
    ['CloudWatch', 'dashboard', 1, 'dashboard', 'the first three of an account are free'],
    ['EventBridge Scheduler', 'ticks', all.ticks, 'schedule-invocation', 'one an hour'],
    ...streamRows(usage, all),
  ]
}

const streamRows = (usage: Usage, { streamedGb }: Amounts): Row[] =>
  usage.streams
    ? [
        [
          'CloudWatch Logs',
          'delivery to the streams',
          streamedGb,
          'subscription-gb',
          `all log types; ${saying(usage)('batchBytes', 'batchSeconds')}`,
        ],
      ]
    : []

const already = ({ loggedGb, heldGb }: Amounts): Row[] => [
  ['CloudWatch Logs', 'ingestion of these logs', loggedGb, 'logs-ingested-gb', 'all log types that are on'],
  ['CloudWatch Logs', 'storage of these logs', heldGb, 'logs-stored-gb', 'what DescribeLogGroups says is stored'],
]
