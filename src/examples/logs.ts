// Log groups for examples: what CloudWatch Logs answers of a region with the cluster `prod` in it.
import type { Exchange } from '../model.ts'
import { account, answered } from './example.ts'

export const controlPlaneGroup = '/aws/eks/prod/cluster'
export const insightsGroup = (kind: string, cluster = 'prod'): string => `/aws/containerinsights/${cluster}/${kind}`
const arnOf = (rest: string): string => `arn:aws:logs:eu-central-1:${account}:${rest}`

export type ExampleGroup = { name: string; retentionInDays?: number }

export const groupsOf = (...groups: ExampleGroup[]): Exchange[] =>
  ['/aws/containerinsights/', '/aws/eks/'].map((logGroupNamePrefix) =>
    answered(
      'logs:DescribeLogGroups',
      { logGroupNamePrefix },
      {
        logGroups: groups
          .filter(({ name }) => name.startsWith(logGroupNamePrefix))
          .map(({ name: logGroupName, ...more }) => ({
            logGroupName,
            creationTime: 1710430304348,
            ...more,
            metricFilterCount: 0,
            arn: `${arnOf(`log-group:${logGroupName}`)}:*`,
            storedBytes: 4096,
            logGroupClass: 'STANDARD',
          })),
      },
    ),
  )

/** The newest streams of a group, one of them just made; null where it has none. */
export const newestIn = (logGroupName: string, lastEventTimestamp: number | null): Exchange =>
  answered(
    'logs:DescribeLogStreams',
    { logGroupName, orderBy: 'LastEventTime', descending: true, limit: 5 },
    {
      logStreams:
        lastEventTimestamp === null
          ? []
          : [
              { logStreamName: 'ip-10-0-1-22.eu-central-1.compute.internal-application', creationTime: 1710430304348 },
              {
                logStreamName: 'ip-10-0-1-21.eu-central-1.compute.internal-application',
                creationTime: 1710430304348,
                firstEventTimestamp: 1710430304348,
                lastEventTimestamp,
                lastIngestionTime: lastEventTimestamp + 2000,
                uploadSequenceToken: '49039859627929461345862',
                storedBytes: 0,
              },
            ],
    },
  )

export type ExampleAnomaly = {
  firstSeen: number
  state?: 'Active' | 'Suppressed' | 'Baseline'
  suppressed?: boolean
  /** Whether it goes on. */
  active?: boolean
}

/** One detector with what it found; `groups` are names. */
export const detectorOn = (
  groups: string[],
  anomalies: ExampleAnomaly[] = [],
  over: Record<string, unknown> = {},
): Exchange[] => {
  const anomalyDetectorArn = arnOf('anomaly-detector:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9')
  const logGroupArnList = groups.map((name) => arnOf(`log-group:${name}`))
  const detector = {
    anomalyDetectorArn,
    detectorName: 'control-plane',
    logGroupArnList,
    evaluationFrequency: 'FIFTEEN_MIN',
    anomalyDetectorStatus: 'ANALYZING',
    creationTimeStamp: 1748125582935,
    lastModifiedTimeStamp: 1748125582935,
    anomalyVisibilityTime: 21,
    ...over,
  }
  const found = anomalies.map(
    ({ firstSeen, state = 'Active', suppressed = false, active = state === 'Active' }, at) => ({
      anomalyId: `7f1d${at}c2e-5b6a-4978-8796-a5b4c3d2e1f0`,
      patternId: '0123456789abcdef0123456789abcdef',
      anomalyDetectorArn,
      patternString: '[redacted]',
      priority: 'HIGH',
      firstSeen,
      lastSeen: firstSeen + 600_000,
      description: '50.0% increase in count of a pattern',
      active,
      state,
      histogram: { [firstSeen]: 12 },
      logSamples: '[redacted]',
      patternTokens: '[redacted]',
      logGroupArnList,
      suppressed,
    }),
  )
  return [
    answered('logs:ListLogAnomalyDetectors', {}, { anomalyDetectors: [detector] }),
    ...(groups.includes(controlPlaneGroup)
      ? [answered('logs:ListAnomalies', { anomalyDetectorArn }, { anomalies: found })]
      : []),
  ]
}

export const noDetector = (): Exchange[] => [answered('logs:ListLogAnomalyDetectors', {}, { anomalyDetectors: [] })]
