// What AWS Config records in a region: its recorders, how they fare, and whether what they record is delivered.
import type * as config from '@aws-sdk/client-config-service'
import { asking, defineSource, each, type Heard, list, listed, named, once } from '../source.ts'
import { operation } from '../wire.ts'

// Not found is a read: the recorder was deleted after it was listed.
const gone = { absentWhen: ['NoSuchConfigurationRecorderException'] }
const listRecorders = operation<config.ListConfigurationRecordersRequest, config.ListConfigurationRecordersResponse>(
  'config:ListConfigurationRecorders',
  { token: 'NextToken' },
)
const describeRecorder = operation<
  config.DescribeConfigurationRecordersRequest,
  config.DescribeConfigurationRecordersResponse
>('config:DescribeConfigurationRecorders', gone)
const describeStatus = operation<
  config.DescribeConfigurationRecorderStatusRequest,
  config.DescribeConfigurationRecorderStatusResponse
>('config:DescribeConfigurationRecorderStatus', gone)
const describeDelivery = operation<
  config.DescribeDeliveryChannelStatusRequest,
  config.DescribeDeliveryChannelStatusResponse
>('config:DescribeDeliveryChannelStatus')

// By ARN: asked without one, Config tells of the customer's own recorder alone, and not of those that services keep.
const recorders = (pages: Heard<unknown, config.ListConfigurationRecordersResponse>[]) =>
  pages
    .flatMap(({ answer }) => listed(answer.ConfigurationRecorderSummaries, 'ConfigurationRecorderSummaries'))
    .map(({ arn }) => ({ Arn: named(arn, 'arn') }))

export default defineSource({
  id: 'config-recorder',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  ...asking(
    list(listRecorders, () => ({})),
    each(describeRecorder, listRecorders, recorders),
    each(describeStatus, listRecorders, recorders),
    once(describeDelivery, () => ({})),
  ),
})
