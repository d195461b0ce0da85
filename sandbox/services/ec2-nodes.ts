// EC2: the instances that are nodes, their volumes, images and launch templates, and a region's defaults.
import { instant } from '../../src/clock.ts'
import { isRecord } from '../../src/json.ts'
import type { Elements } from '../protocols/ec2.ts'
import { AwsFault, type Call, type Handler } from '../service.ts'
import type { NodesState } from '../world/nodes.ts'
import type { RegionState, World } from '../world.ts'
import { describing, invalid, known, listOf, pageOf, stateOf } from './ec2-describe.ts'

export const nodeElements: Elements = {
  'Reservations.Instances': 'instancesSet',
  'Instances.BlockDeviceMappings': 'blockDeviceMapping',
  'Instances.SecurityGroups': 'groupSet',
  'Instances.State': 'instanceState',
  'Instances.PublicDnsName': 'dnsName',
  'Instances.PublicIpAddress': 'ipAddress',
  'Volumes.State': 'status',
  'Attachments.State': 'status',
  Images: 'imagesSet',
  'Images.BlockDeviceMappings': 'blockDeviceMapping',
  'Images.State': 'imageState',
  'Images.OwnerId': 'imageOwnerId',
  'Images.Public': 'isPublic',
}

type Of<Part extends keyof NodesState> = NodesState[Part][number]
const inAll =
  <Part extends keyof NodesState>(part: Part) =>
  ({ clusters }: RegionState): Of<Part>[] =>
    clusters.flatMap(({ nodes }) => nodes[part] as Of<Part>[])

const times = new Set(['LaunchTime', 'AttachTime', 'CreateTime'])
// Seconds in the state, RFC 3339 on the wire.
const timed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(timed)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      times.has(name) && typeof one === 'number' ? instant(one) : timed(one),
    ]),
  )
}

// Instances of a service that the account hides are left out, unless they are asked for; here nothing is hidden.
const askable = (call: Call, more: string[]): Call => {
  const { IncludeManagedResources: _, IncludeDeprecated: __, IncludeDisabled: ___, ...input } = call.input
  for (const name of Object.keys(call.input))
    if (name.startsWith('Include') && !more.includes(name))
      throw new AwsFault('UnknownParameter', 400, `The parameter ${name} is not recognized`)
  return { ...call, input }
}

export const nodeOperations = (world: World): Record<string, Handler> => {
  const instances = describing<Of<'instances'>>(world, {
    as: 'Reservations',
    of: inAll('instances'),
    ids: {
      member: 'InstanceId',
      of: ({ InstanceId }) => InstanceId,
      missing: ['InvalidInstanceID.NotFound', 'instance ID'],
      paged: false,
    },
    filters: {
      'instance-id': ({ InstanceId }) => [InstanceId],
      'instance-state-name': ({ State }) => [State?.Name],
      'subnet-id': ({ SubnetId }) => [SubnetId],
      'vpc-id': ({ VpcId }) => [VpcId],
    },
    size: { least: 5, most: 1_000 },
    // Each of its own launch: what a reservation groups is of no use to anybody.
    shown: (one, { account }) => ({
      ReservationId: one.InstanceId.replace(/^i-/, 'r-'),
      OwnerId: account,
      Groups: [],
      Instances: [timed(one)],
    }),
  })
  const volumes = describing<Of<'volumes'>>(world, {
    as: 'Volumes',
    of: inAll('volumes'),
    ids: { member: 'VolumeId', of: ({ VolumeId }) => VolumeId, missing: ['InvalidVolume.NotFound', 'volume'] },
    filters: {
      'attachment.instance-id': ({ Attachments = [] }) => Attachments.map(({ InstanceId }) => InstanceId),
      encrypted: ({ Encrypted }) => [Encrypted],
      status: ({ State }) => [State],
      'volume-id': ({ VolumeId }) => [VolumeId],
    },
    size: { least: 5, most: 500, capped: true },
    shown: timed,
  })
  const images = describing<Of<'images'>>(world, {
    as: 'Images',
    of: (state) => [...new Map(inAll('images')(state).map((one) => [one.ImageId, one])).values()],
    ids: { member: 'ImageId', of: ({ ImageId }) => ImageId, missing: ['InvalidAMIID.NotFound', 'image id'] },
    filters: {
      'image-id': ({ ImageId }) => [ImageId],
      name: ({ Name }) => [Name],
      'owner-alias': ({ ImageOwnerAlias }) => [ImageOwnerAlias],
      'owner-id': ({ OwnerId }) => [OwnerId],
      state: ({ State }) => [State],
    },
    size: { least: 1, most: 1_000 },
  })
  return {
    DescribeInstances: (call) => instances(askable(call, ['IncludeManagedResources'])),
    DescribeVolumes: (call) => volumes(askable(call, ['IncludeManagedResources'])),
    DescribeImages: (call) => images(askable(call, ['IncludeDeprecated', 'IncludeDisabled'])),
    DescribeLaunchTemplateVersions: (call) => templateVersions(world, call),
    GetEbsEncryptionByDefault(call) {
      known(call, [])
      return { EbsEncryptionByDefault: stateOf(world, call).instanceDefaults.encrypted, SseType: 'sse-ebs' }
    },
    GetInstanceMetadataDefaults(call) {
      known(call, [])
      return { AccountLevel: stateOf(world, call).instanceDefaults.metadata }
    },
  }
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html, of one template.
const templateVersions = (world: World, call: Call): Record<string, unknown> => {
  known(call, ['LaunchTemplateId', 'LaunchTemplateName', 'LaunchTemplateVersion', 'MaxResults', 'NextToken'])
  const { LaunchTemplateId: id, LaunchTemplateName: name } = call.input
  const asked = listOf(call, 'LaunchTemplateVersion')
  if ((id === undefined) === (name === undefined))
    throw new AwsFault('MissingParameter', 400, 'Specify either a launch template ID or a launch template name.')
  const all = inAll('templates')(stateOf(world, call))
  const versions = all.filter((one) => (id ? one.LaunchTemplateId === id : one.LaunchTemplateName === name))
  if (versions.length === 0) {
    const [code, by] = id ? ['NotFound', `ID ${id}`] : ['NotFoundException', `name ${name}`]
    const kind = id ? 'InvalidLaunchTemplateId' : 'InvalidLaunchTemplateName'
    throw new AwsFault(`${kind}.${code}`, 400, `The specified launch template, with template ${by}, does not exist.`)
  }
  const newest = Math.max(...versions.map(({ VersionNumber }) => VersionNumber))
  const found = asked.map((wish) => {
    const isIt = (one: Of<'templates'>) =>
      wish === '$Latest'
        ? one.VersionNumber === newest
        : wish === '$Default'
          ? one.DefaultVersion
          : `${one.VersionNumber}` === wish
    if (!/^(\$Latest|\$Default|\d+)$/.test(wish)) throw invalid(`Invalid launch template version ${wish}`)
    const [one] = versions.filter(isIt)
    if (one) return one
    const message = `Could not find the specified version ${wish} for the launch template with ID ${versions[0]?.LaunchTemplateId}.`
    throw new AwsFault('InvalidLaunchTemplateId.VersionNotFound', 400, message)
  })
  const size = { least: 1, most: 200 }
  return pageOf(call, 'LaunchTemplateVersions', asked.length > 0 ? found : versions, size, timed)
}
