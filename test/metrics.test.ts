// Figures as CloudWatch takes them from a log: the embedded metric format, as documented.
import { describe, expect, it } from 'vitest'
import { metricLine, stackName } from '../src/metrics.ts'
import { metricsOf as ofPublish } from '../src/publish/figures.ts'
import { metricsOf as ofSeal } from '../src/seal/seal.ts'

const none = { low: 0, medium: 0, high: 0, critical: 0 }
const figures = {
  counted: '2026-01-05T00:20:00Z',
  failing: { ...none, critical: 1, high: 2 },
  past: { ...none, critical: 1, medium: 3 },
  ...{ accepted: 4, unread: 5, remediated: [60, 120], scanned: 6, errors: 7 },
}
const counts = { complete: 90, empty: 5, partial: 2, failed: 1, missed: 2 }
const line = (metrics: Parameters<typeof metricLine>[2]) =>
  metricLine('eks-evidence-prod', '2026-01-05T00:20:00Z', metrics)

describe('a line', () => {
  it('is one of JSON, dated by the tick, with one dimension and every metric in its place', () => {
    const text = line(ofPublish(figures))
    expect(text.endsWith('\n') && !text.slice(0, -1).includes('\n')).toBe(true)
    const { _aws, ...root } = JSON.parse(text)
    expect(_aws.Timestamp).toBe(Date.parse('2026-01-05T00:20:00Z'))
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics
    expect([Namespace, Dimensions, _aws.CloudWatchMetrics.length]).toEqual(['eks-evidence', [['Deployment']], 1])
    expect(root).toMatchObject({
      Deployment: 'eks-evidence-prod',
      TimeToRemediate: [60, 120],
      PastSlaCritical: 1,
      PastSla: 4,
    })
    // Every target is there, and is a number or at most a hundred of them. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    for (const { Name } of Metrics) expect([root[Name]].flat().every((value) => typeof value === 'number')).toBe(true)
    expect(Metrics.find(({ Name }: { Name: string }) => Name === 'TimeToRemediate')).toMatchObject({ Unit: 'Seconds' })
  })
  it('leaves out a list of nothing: CloudWatch would refuse the line', () => {
    expect(line({ TimeToRemediate: [], Unread: 0 })).not.toContain('TimeToRemediate')
  })
})

it('a tick counts what was expected, read and missed', () => {
  expect(ofSeal({ counts })).toEqual({ SlotsExpected: 100, SlotsRead: 95, SlotsMissed: 2 })
})

it('there are no more metrics than docs/operations.md counts', () => {
  expect(Object.keys({ ...ofSeal({ counts }), ...ofPublish(figures) })).toHaveLength(13)
})

it.each([
  ['arn:aws:cloudformation:eu-west-1:111122223333:stack/eks-evidence-prod/1', 'eks-evidence-prod'],
  [undefined, 'local'],
])('is told of the deployment %s', (arn, name) => expect(stackName(arn)).toBe(name))
