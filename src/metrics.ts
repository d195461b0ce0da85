// Figures of a tick as CloudWatch takes them from a function's own log: no call, no right to put a metric.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { seconds } from './clock.ts'
import type { Instant } from './model.ts'

/** By name; a list is as many values, at most a hundred. */
export type Metrics = Record<string, number | readonly number[]>

export const namespace = 'eks-evidence'

/** Of a stack by its ARN; `local` for what runs in none. */
export const stackName = (arn: string | undefined): string => /:stack\/([^/]+)\//.exec(arn ?? '')?.[1] ?? 'local'

const units: Record<string, string> = { TimeToRemediate: 'Seconds', BytesScanned: 'Bytes' }

/** One line of the log, dated by the tick: told again, it says the same of the same time. One dimension, for each costs a metric. */
export const metricLine = (deployment: string, tick: Instant, metrics: Metrics): string => {
  const told = Object.entries(metrics).filter(([, value]) => typeof value === 'number' || value.length > 0)
  const own = told.map(([Name]) => ({ Name, Unit: units[Name] ?? 'Count' }))
  const directive = { Namespace: namespace, Dimensions: [['Deployment']], Metrics: own }
  return `${JSON.stringify({
    _aws: { Timestamp: seconds(tick) * 1_000, CloudWatchMetrics: [directive] },
    Deployment: deployment,
    tick,
    ...Object.fromEntries(told),
  })}\n`
}
