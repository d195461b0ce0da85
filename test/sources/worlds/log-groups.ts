// Log groups by prefix, their newest streams, anomaly detectors and anomalies, as CloudWatch Logs answers the source `log-groups`.
import { body, paged } from '../record.ts'
import { account, many, type Part, region } from '../world.ts'

const names: Record<string, (at: number) => string> = {
  '/aws/eks/': (at) => `/aws/eks/cluster-${at}/cluster`,
  '/aws/containerinsights/': (at) =>
    `/aws/containerinsights/cluster-${at}/${['application', 'host', 'performance'][at % 3]}`,
}
const arn = (rest: string): string => `arn:aws:logs:${region}:${account}:${rest}`

const logGroups: Part =
  ({ page, clusters, findings }) =>
  (action, input) => {
    const { logGroupNamePrefix = '', anomalyDetectorArn } = input as Record<string, string | undefined>
    switch (action) {
      case 'logs:DescribeLogGroups': {
        const nameOf = names[logGroupNamePrefix]
        if (!nameOf) return undefined
        const groups = many(clusters, (at) => ({ logGroupName: nameOf(at), creationTime: 1_710_430_304_348 }))
        return paged('logGroups', groups, input, page)
      }
      case 'logs:DescribeLogStreams':
        return body({ logStreams: [{ logStreamName: 's', lastEventTimestamp: 1_710_430_304_348 }], nextToken: 'more' })
      case 'logs:ListLogAnomalyDetectors': {
        const detectors = many(clusters, (at) => ({
          anomalyDetectorArn: arn(`anomaly-detector:${at}`),
          logGroupArnList: [arn(at % 2 ? 'log-group:/aws/lambda/x' : `log-group:/aws/eks/cluster-${at}/cluster`)],
          anomalyDetectorStatus: 'ANALYZING',
        }))
        return paged('anomalyDetectors', detectors, input, page)
      }
      case 'logs:ListAnomalies': {
        const anomalies = many(findings, (at) => ({ anomalyId: `${anomalyDetectorArn}-${at}` }))
        return paged('anomalies', anomalies, input, page)
      }
      default:
        return undefined
    }
  }

export default logGroups
