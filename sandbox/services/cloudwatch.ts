// CloudWatch, as far as reading one metric goes, and the alarms of stacks. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
import { readTime, seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import { AwsFault, type Service } from '../service.ts'
import { listOf, members, structure, text, whole } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'
import { alarmOperations, alarmResource } from './cloudwatch-alarms.ts'

/** What was put at one moment, of one metric. */
export type Datum = {
  namespace: string
  metric: string
  dimensions: Record<string, string>
  at: Instant
  value: number
}

/** By region. */
export type Metrics = Record<string, Datum[]>

const time = (value: unknown): number => seconds(readTime(value) ?? '')
const asking = members(
  'InvalidParameterValueException',
  {
    Namespace: text({ min: 1, max: 255 }),
    MetricName: text({ min: 1, max: 255 }),
    StartTime: time,
    EndTime: time,
    Period: whole(1, 86_400 * 365),
    Statistics: listOf(text(), { min: 1, max: 5 }),
  },
  {
    Dimensions: listOf(structure({ Name: text({ min: 1 }), Value: text({ min: 1 }) }, {}), { max: 30 }),
    ExtendedStatistics: listOf(text()),
    Unit: text(),
  },
)

export const cloudwatch = (metrics: Metrics, stacks: StackState[] = []): Service => ({
  name: 'monitoring',
  protocol: 'json-1.1', // 1.0 in truth: the two differ in their content type alone
  target: 'GraniteServiceVersion20100801',
  actions: ({ operation }) => [`cloudwatch:${operation}`],
  resource: alarmResource,
  operations: {
    ...alarmOperations(stacks),
    GetMetricStatistics({ region, input }) {
      const {
        Namespace,
        MetricName,
        StartTime,
        EndTime,
        Period,
        Statistics,
        ExtendedStatistics = [],
        Dimensions = [],
      } = asking(input)
      // As CloudWatch refuses it: at most 1,440 points in one answer.
      if ((EndTime - StartTime) / Period > 1_440)
        throw new AwsFault(
          'InvalidParameterCombinationException',
          400,
          'You have requested more than 1,440 datapoints.',
        )
      if ([...Statistics, ...ExtendedStatistics].some((one) => one !== 'Sum'))
        throw new AwsFault('NotImplemented', 501, 'the sandbox only sums')
      const named = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))
      const own = (metrics[region] ?? []).filter(
        (one) =>
          one.namespace === Namespace &&
          one.metric === MetricName &&
          JSON.stringify(Object.entries(one.dimensions).sort()) === JSON.stringify(Object.entries(named).sort()) &&
          seconds(one.at) >= StartTime &&
          seconds(one.at) < EndTime,
      )
      const points = Map.groupBy(own, ({ at }) => StartTime + Math.floor((seconds(at) - StartTime) / Period) * Period)
      return {
        Label: MetricName,
        // In no order, as CloudWatch says of it.
        Datapoints: [...points].map(([Timestamp, all]) => ({
          Timestamp,
          Sum: all.reduce((sum, { value }) => sum + value, 0),
          Unit: 'Bytes',
        })),
      }
    },
  },
})
