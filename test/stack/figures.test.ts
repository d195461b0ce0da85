// What is drawn and alarmed of figures: each alarm over the lines that seal and publish write, the dashboard over metrics that there are.
import { describe, expect, it } from 'vitest'
import { type Metrics, metricLine } from '../../src/metrics.ts'
import { metricsOf as ofPublish } from '../../src/publish/figures.ts'
import { metricsOf as ofSeal } from '../../src/seal/seal.ts'
import { infra, read } from './infra.ts'
import { resolved } from './resolved.ts'

const { Resources } = resolved(infra())
const propertiesOf = (id: string): Record<string, unknown> => Resources[id]?.Properties ?? {}

const none = { low: 0, medium: 0, high: 0, critical: 0 }
const figures = (past: Partial<typeof none> = {}) => {
  const own = { accepted: 0, unread: 0, remediated: [3_600], scanned: 1, errors: 0 }
  return ofPublish({ counted: '2026-01-05T00:20:00Z', failing: none, past: { ...none, ...past }, ...own })
}
const slots = (read: number, not: { failed?: number; missed?: number } = {}) =>
  ofSeal({ counts: { complete: read, empty: 0, partial: 0, failed: 0, missed: 0, ...not } })

type Point = { namespace: string; dimensions: Record<string, string>; values: Record<string, number[]> }
/** An hour's lines, as CloudWatch reads them. */
const hour = (...lines: Metrics[]): Point[] =>
  lines.map((metrics) => {
    const { _aws, ...root } = JSON.parse(metricLine('eks-evidence-prod', '2026-01-05T00:20:00Z', metrics))
    const [{ Namespace, Dimensions, Metrics: named }] = _aws.CloudWatchMetrics
    return {
      namespace: Namespace,
      dimensions: Object.fromEntries(Dimensions[0].map((name: string) => [name, root[name]])),
      values: Object.fromEntries(named.map(({ Name }: { Name: string }) => [Name, [root[Name]].flat()])),
    }
  })

type Metric = { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] }
type Alarm = Metric & {
  Statistic: 'Sum' | 'Maximum'
  Threshold: number
  ComparisonOperator: string
  EvaluationPeriods: number
  DatapointsToAlarm?: number
  TreatMissingData: 'breaching' | 'notBreaching' | 'ignore'
  Metrics?: { Id: string; Expression?: string; MetricStat?: { Stat: 'Sum'; Metric: Metric } }[]
}

const statOf = (points: Point[], { Namespace, MetricName, Dimensions }: Metric, stat: 'Sum' | 'Maximum') => {
  const own = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))
  const values = points
    .filter(
      ({ namespace, dimensions }) => namespace === Namespace && JSON.stringify(dimensions) === JSON.stringify(own),
    )
    .flatMap(({ values: all }) => all[MetricName] ?? [])
  if (values.length === 0) return undefined
  return stat === 'Sum' ? values.reduce((a, b) => a + b, 0) : Math.max(...values)
}

// As https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html has it, for what these alarms use.
const figureOf = (alarm: Alarm, points: Point[]): number | undefined => {
  if (!alarm.Metrics) return statOf(points, alarm, alarm.Statistic)
  const of = (id: string): number | undefined => {
    const stat = alarm.Metrics?.find(({ Id }) => Id === id)?.MetricStat
    return stat && statOf(points, stat.Metric, stat.Stat)
  }
  expect(alarm.Metrics[0]?.Expression).toBe('100 * read / expected')
  const [read, expected] = [of('read'), of('expected')]
  return read === undefined || !expected ? undefined : (100 * read) / expected
}
/** The state after these hours, the newest last, that began as OK. */
const stateOf = (id: string, hours: Point[][]): 'OK' | 'ALARM' => {
  const alarm = propertiesOf(id) as unknown as Alarm
  const isBreach = (value: number): boolean =>
    alarm.ComparisonOperator === 'LessThanThreshold' ? value < alarm.Threshold : value >= alarm.Threshold
  let state: 'OK' | 'ALARM' = 'OK'
  for (let end = 1; end <= hours.length; end++) {
    const last = hours.slice(Math.max(0, end - alarm.EvaluationPeriods), end).map((points) => figureOf(alarm, points))
    if (last.at(-1) === undefined && alarm.TreatMissingData === 'ignore') continue
    const breaches = last.filter((value) =>
      value === undefined ? alarm.TreatMissingData === 'breaching' : isBreach(value),
    )
    state = breaches.length >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods) ? 'ALARM' : 'OK'
  }
  return state
}

describe('less was read than was owed', () => {
  const [good, bad] = [hour(slots(200)), hour(slots(195, { failed: 5 }))]
  it.each([
    ['is told after three hours in a row', [good, bad, bad, bad], 'ALARM'],
    ['is not told for one hour that AWS was slow', [good, bad, bad, good], 'OK'],
    ['is told of three that are just below 99 %', Array(3).fill(hour(slots(1_979, { failed: 21 }))), 'ALARM'],
    ['is not told at 99 %', Array(3).fill(hour(slots(99, { failed: 1 }))), 'OK'],
    [
      'is not told of twice because two sealers told the same',
      Array(3).fill(hour(slots(99, { failed: 1 }), slots(99, { failed: 1 }))),
      'OK',
    ],
    ['is over when everything is read again', [bad, bad, bad, good], 'OK'],
    ['stays told while no tick comes', [bad, bad, bad, []], 'ALARM'],
  ])('%s', (_, hours, state) => expect(stateOf('ContinuityBelow', hours)).toBe(state))
})

describe('a slot that is lost', () => {
  it.each([
    ['is told at the first', [hour(slots(200, { missed: 1 }))], 'ALARM'],
    [
      'is over with the next tick: what is missed stays missed',
      [hour(slots(200, { missed: 1 })), hour(slots(200))],
      'OK',
    ],
    ['is not one that is tried again', [hour(slots(200, { failed: 7 }))], 'OK'],
  ])('%s', (_, hours, state) => expect(stateOf('SlotsMissed', hours)).toBe(state))
})

describe('a critical failure past its deadline', () => {
  it.each([
    ['is told', [hour(figures({ critical: 1 }))], 'ALARM'],
    ['stays told while nothing is published', [hour(figures({ critical: 1 })), []], 'ALARM'],
    ['is over when it passes or is accepted', [hour(figures({ critical: 1 })), hour(figures())], 'OK'],
    ['is not one of another severity', [hour(figures({ high: 9 }))], 'OK'],
  ])('%s', (_, hours, state) => expect(stateOf('PastSlaCriticals', hours)).toBe(state))
})

it.each(['ContinuityBelow', 'SlotsMissed', 'PastSlaCriticals'])('%s reaches the topic', (id) => {
  expect(propertiesOf(id)).toMatchObject({ AlarmActions: ['Alarms'], AlarmDescription: expect.any(String) })
})

describe('the dashboard', () => {
  type Widget = {
    type: string
    x: number
    y: number
    width: number
    height: number
    properties: Record<string, unknown>
  }
  const { DashboardName, DashboardBody } = propertiesOf('Dashboard') as { DashboardName: string; DashboardBody: string }
  const { widgets } = JSON.parse(DashboardBody) as { widgets: Widget[] }
  /** With `.` and `...` written out. */
  const metrics = widgets.flatMap(({ properties }) => {
    let before: string[] = []
    return ((properties.metrics as unknown[][]) ?? []).flatMap((row) => {
      const names = row.filter((one): one is string => typeof one === 'string')
      if (names.length === 0) return []
      const [first, ...rest] = names
      before =
        first === '...'
          ? [...before.slice(0, before.length - rest.length), ...rest]
          : names.map((one, at) => (one === '.' ? (before[at] ?? '') : one))
      return [before]
    })
  })

  it('is named after the deployment', () => expect(DashboardName).toBe('eks-evidence-prod'))

  it('draws each figure that seal and publish write, and no other', () => {
    const drawn = metrics.filter(([namespace]) => namespace === 'eks-evidence').map(([, name]) => name)
    expect([...new Set(drawn)].sort()).toEqual(Object.keys({ ...slots(1), ...figures() }).sort())
  })

  it('asks for each of them in the one dimension that they have', () => {
    const own = metrics.filter(([namespace]) => namespace === 'eks-evidence').map((one) => one.slice(2))
    expect(new Set(own.map((one) => one.join(' ')))).toEqual(new Set(['Deployment eks-evidence-prod']))
  })

  it('shows every alarm of ticks and of figures', () => {
    const all = Object.entries(read('infra/alarms.yml').Resources ?? {})
    const alarms = all.filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    const shown = widgets.flatMap(({ properties }) => (properties.alarms as string[]) ?? [])
    const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm'
    expect(shown.sort()).toEqual(alarms.map(([, { Properties }]) => `${arn}:${Properties.AlarmName}`).sort())
  })

  it('has no widget over another, and none wider than the page', () => {
    const over = widgets.flatMap((a, at) =>
      widgets
        .slice(at + 1)
        .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
    )
    expect([over, widgets.filter(({ x, width }) => x + width > 24)]).toEqual([[], []])
  })
})
