// Recorders of any number, as AWS Config answers the source `config-recorder`.
import { body, paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const recorders: Part =
  ({ page, providers }) =>
  (action, input) => {
    switch (action) {
      case 'config:ListConfigurationRecorders':
        return paged(
          'ConfigurationRecorderSummaries',
          many(providers, (at) => ({ arn: `arn:recorder-${at}`, name: `recorder-${at}` })),
          input,
          page,
          'NextToken',
        )
      case 'config:DescribeDeliveryChannelStatus':
        return body({ DeliveryChannelsStatus: [] })
      default:
        return undefined
    }
  }

export default recorders
