// The log groups of the demo's clusters by the unmodified SDK: newest streams, anomaly detectors, and what is refused.
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  ListAnomaliesCommand,
  ListLogAnomalyDetectorsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeScenario } from '../../sandbox/scenario.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { logsOf } from '../../sandbox/services/logs-scenario.ts'
import { seconds } from '../../src/clock.ts'
import { bench } from './start.ts'

const made = await bench({ services: [logsService(logsOf(makeScenario({ days: 2 })))] })
const eu = new CloudWatchLogsClient(made.config)
const us = new CloudWatchLogsClient({ ...made.config, region: 'us-east-1' })
beforeAll(() => made.clock.set('2026-01-05T05:20:00Z'))
afterAll(() => made.sandbox.close())

const newest = async (client: CloudWatchLogsClient, logGroupName: string) => {
  const order = { orderBy: 'LastEventTime', descending: true, limit: 1 } as const
  const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName, ...order }))
  return logStreams[0]
}

describe('log groups', () => {
  it('of Container Insights stand beside those of the control plane, each with its own retention', async () => {
    const found: unknown[] = []
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: eu, pageSize: 2 }, {}))
      found.push(...logGroups.map((one) => [one.logGroupName, one.retentionInDays]))
    expect(found).toContainEqual(['/aws/eks/prod/cluster', 400])
    expect(found).toContainEqual(['/aws/eks/staging/cluster', 90])
    expect(found).toContainEqual(['/aws/containerinsights/prod/application', 365])
  })

  it('name the stream first that an entry came into last', async () => {
    const stream = await newest(eu, '/aws/eks/prod/cluster')
    expect(stream?.lastEventTimestamp).toBeGreaterThan(seconds('2026-01-05T05:15:00Z') * 1_000)
    expect(stream?.lastEventTimestamp).toBeLessThanOrEqual(seconds('2026-01-05T05:20:00Z') * 1_000)
  })

  it('have an old newest entry where nothing arrives any more', async () => {
    const stream = await newest(us, '/aws/containerinsights/analytics/host')
    expect(stream?.lastEventTimestamp).toBeLessThan(seconds('2025-12-01T00:00:00Z') * 1_000)
  })

  it('are refused a prefix beside that order, and are not found where there are none', async () => {
    const both = { orderBy: 'LastEventTime', logStreamNamePrefix: 'kube' } as const
    await expect(
      eu.send(new DescribeLogStreamsCommand({ logGroupName: '/aws/eks/prod/cluster', ...both })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await expect(newest(eu, '/aws/eks/none/cluster')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

describe('anomaly detectors', () => {
  it('are those of the region, with the log groups that they watch', async () => {
    const of = async (client: CloudWatchLogsClient) =>
      (await client.send(new ListLogAnomalyDetectorsCommand({}))).anomalyDetectors ?? []
    expect((await of(eu)).map((one) => [one.anomalyDetectorStatus, one.logGroupArnList])).toEqual([
      ['ANALYZING', ['arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/prod/cluster']],
    ])
    expect((await of(us)).map((one) => one.anomalyDetectorStatus)).toEqual(['PAUSED'])
  })

  it('tell their anomalies, by page and by whether they are suppressed', async () => {
    const [detector] = (await eu.send(new ListLogAnomalyDetectorsCommand({}))).anomalyDetectors ?? []
    const { anomalyDetectorArn } = detector ?? {}
    const page = await eu.send(new ListAnomaliesCommand({ anomalyDetectorArn, limit: 1 }))
    expect(page.anomalies).toHaveLength(1)
    const next = await eu.send(new ListAnomaliesCommand({ anomalyDetectorArn, limit: 1, nextToken: page.nextToken }))
    expect(next.nextToken).toBeUndefined()
    const open = await eu.send(new ListAnomaliesCommand({ anomalyDetectorArn, suppressionState: 'UNSUPPRESSED' }))
    expect(open.anomalies?.map(({ state, active }) => [state, active])).toEqual([['Active', true]])
  })

  it('are not found by another ARN', async () => {
    const anomalyDetectorArn = 'arn:aws:logs:eu-west-1:111122223333:anomaly-detector:none'
    await expect(eu.send(new ListAnomaliesCommand({ anomalyDetectorArn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})
