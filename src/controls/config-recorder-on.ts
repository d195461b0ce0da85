// RSK-03: AWS Config keeps the history of what EKS and ECR are configured as.
import { defineControl, latest } from '../control.ts'
import { answered, describedCluster } from '../examples/example.ts'
import { configRecorders, type Recorder } from '../facts/config-recorders.ts'
import { regionInventory } from '../facts/region-inventory.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const every = [
  ...['AWS::EKS::Cluster', 'AWS::EKS::Addon', 'AWS::EKS::FargateProfile', 'AWS::EKS::IdentityProviderConfig'],
  ...['AWS::ECR::Repository', 'AWS::ECR::RegistryPolicy', 'AWS::ECR::ReplicationConfiguration'],
  ...['AWS::ECR::PullThroughCacheRule', 'AWS::ECR::RepositoryCreationTemplate'],
]
const arn = 'arn:aws:config:eu-central-1:111122223333:configuration-recorder/default/8a9b0c1d2e3f4051'
const group = (useOnly: string, resourceTypes: string[] = [], excluded: string[] = []) => ({
  recordingGroup: {
    ...{ allSupported: useOnly === all, includeGlobalResourceTypes: false, resourceTypes },
    ...{ exclusionByResourceTypes: { resourceTypes: excluded }, recordingStrategy: { useOnly } },
  },
})
const all = 'ALL_SUPPORTED_RESOURCE_TYPES'
const only = 'INCLUSION_BY_RESOURCE_TYPES'
const but = 'EXCLUSION_BY_RESOURCE_TYPES'
const delivery = (lastStatus: string, lastErrorCode?: string) =>
  answered(
    'config:DescribeDeliveryChannelStatus',
    {},
    {
      DeliveryChannelsStatus: [
        {
          name: 'default',
          configHistoryDeliveryInfo: { lastStatus, ...(lastErrorCode && { lastErrorCode }) },
          configStreamDeliveryInfo: { lastStatus: 'Success' },
        },
      ],
    },
  )
const recorder = (described: object, status: object = {}, principal: object = {}, delivered = delivery('Success')) => [
  answered(
    'config:ListConfigurationRecorders',
    {},
    { ConfigurationRecorderSummaries: [{ arn, name: 'default', recordingScope: 'PAID', ...principal }] },
  ),
  answered(
    'config:DescribeConfigurationRecorders',
    { Arn: arn },
    {
      ConfigurationRecorders: [
        { arn, name: 'default', roleARN: 'arn:aws:iam::111122223333:role/config', ...described },
      ],
    },
  ),
  answered(
    'config:DescribeConfigurationRecorderStatus',
    { Arn: arn },
    { ConfigurationRecordersStatus: [{ arn, name: 'default', recording: true, lastStatus: 'Success', ...status }] },
  ),
  delivered,
]
const inventory = (clusters: string[]) => [
  answered('eks:ListClusters', { include: ['all'] }, { clusters, nextToken: null }),
  ...clusters.map(() => describedCluster()),
  answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories: [] }),
]
const held = inventory(['prod'])
const none = [
  answered('config:ListConfigurationRecorders', {}, { ConfigurationRecorderSummaries: [] }),
  answered('config:DescribeDeliveryChannelStatus', {}, { DeliveryChannelsStatus: [] }),
]

export default defineControl({
  id: 'RSK-03',
  of: 'region',
  title: 'AWS Config records how EKS and ECR are configured',
  criteria: ['CC3.4', 'CC7.1'],
  severity: 'medium',
  needs: { inventory: latest(regionInventory), config: latest(configRecorders) },
  // Resource types as AWS Config names them.
  settings: { types: every },
  assess: ({ inventory, config: { recorders, channels } }, { settings }) => {
    const { clusters, repositories, unidentified } = inventory
    if (clusters + repositories + unidentified.length === 0)
      return notApplicable('the region holds no cluster and no repository')
    if (settings.types.length === 0) return notApplicable('the settings require no resource type')
    const services = recorders.flatMap(({ service }) => service ?? [])
    const beside = services.length > 0 ? `; what ${services.join(', ')} records for itself does not count` : ''
    const [own] = recorders.filter(({ service }) => service === null)
    if (!own) return fail(`there is no recorder${beside}`)
    const left = settings.types.filter((type) => !records(own, type))
    const wrong = [
      ...(own.recording ? [] : [`recorder ${own.name} is stopped`]),
      ...(own.lastStatus === 'FAILURE' ? [`its last recording failed: ${own.error ?? 'no code'}`] : []),
      ...(left.length > 0 ? [`recorder ${own.name} leaves out ${left.join(', ')}`] : []),
      ...(channels.length > 0 ? [] : ['there is no delivery channel']),
      ...channels
        .filter(({ history, stream }) => history === 'FAILURE' || stream === 'FAILURE')
        .map(({ name, error }) => `delivery by channel ${name} failed: ${error ?? 'no code'}`),
    ]
    if (wrong.length > 0) return fail(`${wrong.join('; ')}${beside}`)
    if (own.lastStatus !== 'SUCCESS') return unknown(`the last recording of ${own.name} is ${own.lastStatus}`)
    const untold = channels.find(({ history, stream }) => history === null || stream === null)
    if (untold) return unknown(`nothing was delivered yet by channel ${untold.name}`)
    // A channel without a topic has no stream.
    const odd = channels.find(({ history, stream }) => history !== 'SUCCESS' || !streams.includes(stream))
    if (odd) return unknown(`delivery by channel ${odd.name} is ${odd.history}, of its stream ${odd.stream}`)
    return pass(
      `recorder ${own.name} records ${settings.types.length} types of EKS and ECR, the last time with success${beside}`,
    )
  },
  remedy:
    'Record all resource types, or add those named: aws configservice put-configuration-recorder, then start-configuration-recorder; in a template AWS::Config::ConfigurationRecorder with RecordingGroup.AllSupported.',
  sameAs: ['Security Hub Config.1', 'Prowler config_recorder_all_regions_enabled'],
  examples: {
    pass: [
      { inventory: held, config: recorder(group(all)) },
      { inventory: held, config: recorder(group(only, every)) },
      { inventory: held, config: recorder(group(but, [], ['AWS::EC2::NetworkInterface'])) },
      {
        ...{ inventory: held, config: recorder(group(only, ['AWS::EKS::Cluster'])) },
        with: { settings: { types: ['AWS::EKS::Cluster'] } },
      },
    ],
    fail: [
      { inventory: held, config: none },
      { inventory: held, config: recorder(group(only, ['AWS::EKS::Cluster', 'AWS::ECR::Repository'])) },
      { inventory: held, config: recorder(group(but, [], ['AWS::EKS::Addon'])) },
      { inventory: held, config: recorder(group(all), { recording: false }) },
      { inventory: held, config: recorder(group(all), { lastStatus: 'Failure', lastErrorCode: 'AccessDenied' }) },
      { inventory: held, config: recorder(group(all), {}, {}, delivery('Failure', 'NoSuchBucket')) },
      // Security Hub's own.
      {
        inventory: held,
        config: recorder(group(only, ['AWS::EKS::Cluster']), {}, { servicePrincipal: 'securityhub.amazonaws.com' }),
      },
    ],
    notApplicable: [{ inventory: inventory([]), config: none }],
  },
})

const records = ({ recorded }: Recorder, type: string): boolean =>
  'only' in recorded ? recorded.only.includes(type) : !recorded.allBut.includes(type)

const streams: (string | null)[] = ['SUCCESS', 'NOT_APPLICABLE']
