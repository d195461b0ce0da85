// The log groups of a region's clusters: how long they keep, whether anything still arrives, and what anomaly detectors found in them.
import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  ListAnomaliesRequest,
  ListAnomaliesResponse,
  ListLogAnomalyDetectorsRequest,
  ListLogAnomalyDetectorsResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import { ownerOf, ownerOfArn, prefixes } from '../audit-log/log-groups.ts'
import { withholding } from '../redaction/redaction.ts'
import { asking, defineSource, each, list, listEach, listed, named } from '../source.ts'
import { operation } from '../wire.ts'

const describeGroups = operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>('logs:DescribeLogGroups')
// Not found: deleted since it was listed.
const describeStreams = operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse>('logs:DescribeLogStreams', {
  absentWhen: ['ResourceNotFoundException'],
})
const listDetectors = operation<ListLogAnomalyDetectorsRequest, ListLogAnomalyDetectorsResponse>(
  'logs:ListLogAnomalyDetectors',
)
const listAnomalies = operation<ListAnomaliesRequest, ListAnomaliesResponse>('logs:ListAnomalies', {
  absentWhen: ['ResourceNotFoundException'],
})

// An anomaly quotes entries of the log, and their tokens.
const quoted = ['logSamples', 'patternRegex', 'patternString', 'patternTokens']

export default defineSource({
  id: 'log-groups',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 2,
  redacts: quoted.map((member) => withholding(listAnomalies.action, ['anomalies', '[]', member])),
  ...asking(
    ...prefixes.map((logGroupNamePrefix) => list(describeGroups, () => ({ logGroupNamePrefix }))),
    // The newest few, for a stream that was just made may not say yet what came into it. That order takes no prefix, so of the
    // control plane's five logs it says that one of them flows.
    each(describeStreams, describeGroups, (pages) =>
      pages
        .flatMap(({ answer }) => listed(answer.logGroups, 'logGroups'))
        .map(({ logGroupName }) => named(logGroupName, 'logGroupName'))
        .filter((name) => ownerOf(name) !== undefined)
        .map((logGroupName) => ({ logGroupName, orderBy: 'LastEventTime' as const, descending: true, limit: 5 })),
    ),
    list(listDetectors, () => ({})),
    listEach(listAnomalies, listDetectors, (pages) =>
      pages
        .flatMap(({ answer }) => listed(answer.anomalyDetectors, 'anomalyDetectors'))
        .filter(({ logGroupArnList }) => logGroupArnList?.some((arn) => ownerOfArn(arn) !== undefined))
        .map(({ anomalyDetectorArn }) => ({ anomalyDetectorArn: named(anomalyDetectorArn, 'anomalyDetectorArn') })),
    ),
  ),
})
