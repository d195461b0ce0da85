// AWS Config, as far as reading its recorders goes. https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import type { RecorderState } from '../world/config.ts'
import { listOf, members, oneOf, structure, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { World } from '../world.ts'

const invalid = 'ValidationException'
const listed = members(
  invalid,
  {},
  {
    Filters: listOf(
      structure({}, { filterName: oneOf('recordingScope'), filterValue: listOf(text({ min: 1, max: 128 })) }),
    ),
    MaxResults: whole(0, 20),
    NextToken: text(),
  },
)
const asked = members(
  invalid,
  {},
  {
    Arn: text({ min: 1, max: 1_000 }),
    ConfigurationRecorderNames: listOf(text({ min: 1, max: 256 })),
    ServicePrincipal: text({ min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }),
  },
)
const channel = members(invalid, {}, { DeliveryChannelNames: listOf(text({ min: 1, max: 256 })) })

const isOwn = ({ recorder }: RecorderState) => recorder.servicePrincipal === undefined

// The one that is named, or else the customer's own where there is one.
const recorderOf = (world: World, call: Call): RecorderState[] => {
  const { Arn, ConfigurationRecorderNames: names = [], ServicePrincipal } = asked(call.input)
  const { recorders } = regionOf(world, call).config
  const wanted = [Arn, ServicePrincipal, ...names].filter((one) => one !== undefined)
  if (wanted.length > 1) throw new AwsFault(invalid, 400, 'You can only specify one configuration recorder.')
  const [one] = wanted
  if (one === undefined) return recorders.filter(isOwn)
  const found = recorders.filter(({ recorder: { arn, name, servicePrincipal } }) =>
    Arn ? arn === one : ServicePrincipal ? servicePrincipal === one : name === one,
  )
  if (found.length > 0) return found
  const message = `Cannot find configuration recorder with the specified name '${one}'.`
  throw new AwsFault('NoSuchConfigurationRecorderException', 400, message)
}

export const configService = (world: World): Service => ({
  name: 'config',
  protocol: 'json-1.1',
  target: 'StarlingDoveService',
  resource({ operation, region, account, input }) {
    if (!operation.startsWith('DescribeConfigurationRecorder')) return '*'
    const any = `arn:aws:config:${region}:${account}:configuration-recorder/*`
    return typeof input.Arn === 'string' ? input.Arn : any
  },
  operations: {
    ListConfigurationRecorders(call) {
      const { Filters = [], MaxResults, NextToken } = listed(call.input)
      const scopes = Filters.flatMap(({ filterValue }) => filterValue ?? [])
      const all = regionOf(world, call)
        .config.recorders.map(({ recorder: { arn, name, servicePrincipal, recordingScope } }) => ({
          ...{ arn, name, recordingScope },
          ...(servicePrincipal !== undefined && { servicePrincipal }),
        }))
        .filter(({ recordingScope }) => scopes.length === 0 || scopes.some((one) => one === recordingScope))
      const refuse = (message: string) => new AwsFault(invalid, 400, message)
      // 0 is no wish at all.
      const { items, nextToken } = page(all, call, {
        size: MaxResults || undefined,
        token: NextToken,
        most: 20,
        refuse,
      })
      return { ConfigurationRecorderSummaries: items, NextToken: nextToken }
    },

    DescribeConfigurationRecorders: (call) => ({
      ConfigurationRecorders: recorderOf(world, call).map(({ recorder }) => recorder),
    }),

    DescribeConfigurationRecorderStatus: (call) => ({
      ConfigurationRecordersStatus: recorderOf(world, call).map(({ status }) => status),
    }),

    DescribeDeliveryChannelStatus(call) {
      const { DeliveryChannelNames: names } = channel(call.input)
      const { channels } = regionOf(world, call).config
      const missing = names?.find((name) => !channels.some((one) => one.name === name))
      if (missing !== undefined) {
        const message = `Cannot find delivery channel with specified name '${missing}'.`
        throw new AwsFault('NoSuchDeliveryChannelException', 400, message)
      }
      return { DeliveryChannelsStatus: channels.filter(({ name }) => names?.includes(name) ?? true) }
    },
  },
})
