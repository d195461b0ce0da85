// AWS Config in the demo's regions: one records everything, the other leaves out what belongs to a cluster.
import type { RecordingGroup } from '@aws-sdk/client-config-service'
import type { ConfigState, RecorderState } from '../world/config.ts'
import type { OnWire } from '../world.ts'
import { account, daysAgo, hex, role } from './seed.ts'

const serviceRole = (name: string): string => role(`aws-service-role/config.amazonaws.com/${name}`)
const arnOf = (region: string, name: string): string =>
  `arn:aws:config:${region}:${account}:configuration-recorder/${name}/${hex(`recorder/${region}/${name}`, 16)}`

const own = (region: string, recordingGroup: OnWire<RecordingGroup>): RecorderState => ({
  recorder: {
    arn: arnOf(region, 'default'),
    name: 'default',
    roleARN: serviceRole('AWSServiceRoleForConfig'),
    recordingGroup,
    recordingMode: { recordingFrequency: 'CONTINUOUS', recordingModeOverrides: [] },
    recordingScope: 'PAID',
  },
  status: {
    arn: arnOf(region, 'default'),
    name: 'default',
    lastStartTime: daysAgo(`recorder/${region}`, 400),
    recording: true,
    lastStatus: 'Success',
    lastStatusChangeTime: daysAgo(`recorder/${region}/last`, 1),
  },
})

// Security Hub keeps one for itself: what it records is not the customer's to read.
const securityHubs = (region: string): RecorderState => {
  const name = 'AWSConfigurationRecorderForSecurityHubAssets'
  const servicePrincipal = 'securityhub.amazonaws.com'
  return {
    recorder: {
      arn: arnOf(region, name),
      name,
      roleARN: serviceRole('AWSServiceRoleForConfig'),
      recordingGroup: {
        ...{ allSupported: false, includeGlobalResourceTypes: false, resourceTypes: ['AWS::EKS::Cluster'] },
        recordingStrategy: { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' },
      },
      ...{ recordingScope: 'INTERNAL', servicePrincipal },
    },
    status: { arn: arnOf(region, name), name, recording: true, lastStatus: 'NotApplicable', servicePrincipal },
  }
}

const channelOf = (region: string) => ({
  name: 'default',
  configSnapshotDeliveryInfo: { lastStatus: 'Not_Applicable' as const },
  configHistoryDeliveryInfo: {
    lastStatus: 'Success' as const,
    lastAttemptTime: daysAgo(`channel/${region}`, 1),
    lastSuccessfulTime: daysAgo(`channel/${region}`, 1),
  },
  configStreamDeliveryInfo: {
    lastStatus: 'Success' as const,
    lastStatusChangeTime: daysAgo(`stream/${region}`, 1),
  },
})

export const euConfig = (): ConfigState => ({
  recorders: [
    own('eu-west-1', {
      ...{ allSupported: true, includeGlobalResourceTypes: true, resourceTypes: [] },
      ...{ exclusionByResourceTypes: { resourceTypes: [] } },
      recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
    }),
    securityHubs('eu-west-1'),
  ],
  channels: [channelOf('eu-west-1')],
})

export const usConfig = (): ConfigState => ({
  recorders: [
    own('us-east-1', {
      ...{ allSupported: false, includeGlobalResourceTypes: false },
      resourceTypes: ['AWS::EC2::Instance', 'AWS::S3::Bucket', 'AWS::EKS::Cluster', 'AWS::ECR::Repository'],
      ...{ exclusionByResourceTypes: { resourceTypes: [] } },
      recordingStrategy: { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' },
    }),
  ],
  channels: [channelOf('us-east-1')],
})
