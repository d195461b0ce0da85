// The EC2 instances of the demo's managed node groups, with volumes, images and launch templates. Groups of Amazon Linux 2 are
// from an earlier time: their nodes answer IMDSv1, and their volumes are not encrypted.
import type { Cluster, Nodegroup } from '@aws-sdk/client-eks'
import type { NodesState } from '../world/nodes.ts'
import type { OnWire } from '../world.ts'
import { account, daysAgo, hex } from './seed.ts'

type Group = OnWire<Nodegroup>

export const nodesOf = (cluster: OnWire<Cluster>, region: string, groups: Group[]): NodesState => {
  const parts = groups.map((group) => nodesOfGroup(cluster, region, group))
  return {
    instances: parts.flatMap(({ instances }) => instances),
    volumes: parts.flatMap(({ volumes }) => volumes),
    images: parts.flatMap(({ images }) => images),
    templates: parts.flatMap(({ templates }) => templates),
  }
}

const isOld = ({ amiType }: Group): boolean => amiType?.startsWith('AL2_') === true
const devicesOf = ({ amiType }: Group): string[] =>
  amiType?.startsWith('BOTTLEROCKET') ? ['/dev/xvda', '/dev/xvdb'] : ['/dev/xvda']
const metadataOf = (group: Group) => ({
  HttpTokens: isOld(group) ? ('optional' as const) : ('required' as const),
  HttpPutResponseHopLimit: isOld(group) ? 2 : 1,
  HttpEndpoint: 'enabled' as const,
})

const nodesOfGroup = (cluster: OnWire<Cluster>, region: string, group: Group): NodesState => {
  const label = `${region}/${cluster.name}/${group.nodegroupName}`
  const image = imageOf(region, group)
  const key = `arn:aws:kms:${region}:${account}:key/${hex(`${region}/ebs`, 8)}-2b1c-4d7e-8a90-${hex(`${region}/ebs`, 12)}`
  const at = Array.from({ length: group.scalingConfig?.desiredSize ?? 0 }, (_, index) => `${label}/node-${index}`)
  const volumesOf = (node: string) =>
    devicesOf(group).map((device) => ({ device, VolumeId: `vol-0${hex(`${node}${device}`, 16)}` }))
  const started = (node: string): number => daysAgo(node, group.capacityType === 'SPOT' ? 4 : 20)
  const { vpcId = '', clusterSecurityGroupId = '' } = cluster.resourcesVpcConfig ?? {}
  const own = group.resources?.remoteAccessSecurityGroup
  return {
    instances: at.map((node, index) => ({
      InstanceId: `i-0${hex(node, 16)}`,
      ImageId: image.ImageId,
      State: { Code: 16, Name: 'running' },
      InstanceType: group.instanceTypes?.[0] as 'm7g.large',
      LaunchTime: started(node),
      VpcId: vpcId,
      SubnetId: group.subnets?.[index % group.subnets.length] ?? '',
      PrivateIpAddress: `10.0.${index}.${10 + (Number.parseInt(hex(node, 2), 16) % 200)}`,
      ...(group.capacityType === 'SPOT' && { InstanceLifecycle: 'spot' as const }),
      ...(group.remoteAccess?.ec2SshKey && { KeyName: group.remoteAccess.ec2SshKey }),
      RootDeviceName: '/dev/xvda',
      RootDeviceType: 'ebs',
      BlockDeviceMappings: volumesOf(node).map(({ device, VolumeId }) => ({
        DeviceName: device,
        Ebs: { AttachTime: started(node) + 1, DeleteOnTermination: true, Status: 'attached', VolumeId },
      })),
      SecurityGroups: [clusterSecurityGroupId, ...(own ? [own] : [])].map((GroupId) => ({
        GroupId,
        GroupName: GroupId,
      })),
      MetadataOptions: { State: 'applied', ...metadataOf(group) },
      Tags: tagsOf(cluster.name ?? '', group).map(([Key, Value]) => ({ Key, Value })),
    })),
    volumes: at.flatMap((node) =>
      volumesOf(node).map(({ device, VolumeId }) => ({
        VolumeId,
        Size: device === '/dev/xvda' && devicesOf(group).length > 1 ? 4 : 80,
        VolumeType: 'gp3',
        State: 'in-use',
        Encrypted: !isOld(group),
        ...(!isOld(group) && { KmsKeyId: key }),
        CreateTime: started(node),
        AvailabilityZone: `${region}a`,
        Attachments: [
          {
            InstanceId: `i-0${hex(node, 16)}`,
            Device: device,
            VolumeId,
            State: 'attached',
            AttachTime: started(node) + 1,
          },
        ],
      })),
    ),
    images: [image],
    templates: templatesOf(label, group, clusterSecurityGroupId),
  }
}

// https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
const tagsOf = (cluster: string, group: Group): [string, string][] => [
  ['Name', `${cluster}-${group.nodegroupName}`],
  ['aws:autoscaling:groupName', group.resources?.autoScalingGroups?.[0]?.name ?? ''],
  ['aws:eks:cluster-name', cluster],
  ['eks:cluster-name', cluster],
  ['eks:nodegroup-name', group.nodegroupName ?? ''],
  [`k8s.io/cluster-autoscaler/${cluster}`, 'owned'],
  [`kubernetes.io/cluster/${cluster}`, 'owned'],
]

const imageOf = (
  region: string,
  { amiType: type, releaseVersion = '', version = '' }: Group,
): NodesState['images'][number] => {
  const amiType: string = type ?? ''
  const arch = amiType.includes('ARM_64') ? 'arm64' : 'x86_64'
  const [kubernetes = '', day = ''] = releaseVersion.split('-')
  const bottlerocket = amiType.startsWith('BOTTLEROCKET')
  const date = bottlerocket ? '20251203' : day
  const name = bottlerocket
    ? `bottlerocket-aws-k8s-${version}-${arch === 'arm64' ? 'aarch64' : arch}-v${kubernetes}-${day}`
    : amiType.startsWith('AL2_')
      ? `amazon-eks-node-${version}-v${day}`
      : `amazon-eks-node-al2023-${arch}-standard-${version}-v${day}`
  return {
    ImageId: `ami-0${hex(`${region}/${amiType}/${releaseVersion}`, 16)}`,
    Name: name,
    OwnerId: bottlerocket ? '092701018921' : '602401143452',
    ImageOwnerAlias: 'amazon',
    CreationDate: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T21:07:44.000Z`,
    State: 'available',
    Public: true,
    Architecture: arch,
    ImageType: 'machine',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    ...(!amiType.startsWith('AL2_') && { ImdsSupport: 'v2.0' as const }),
  }
}

// The bootstrap token is the kind of thing that people leave in user data.
const userData = (cluster: string): string =>
  Buffer.from(`#!/bin/bash\nexport REGISTRY_TOKEN=${hex(`${cluster}/token`, 40)}\n/opt/site/register\n`).toString(
    'base64',
  )

const templatesOf = (label: string, group: Group, securityGroup: string): NodesState['templates'] => {
  const { id, name, version } = group.launchTemplate ?? {}
  if (!id) return []
  return Array.from({ length: Number(version) }, (_, at) => ({
    LaunchTemplateId: id,
    LaunchTemplateName: name ?? '',
    VersionNumber: at + 1,
    DefaultVersion: at + 1 === Number(version),
    CreateTime: daysAgo(`${label}/template-${at}`, 200 - at * 60),
    CreatedBy: `arn:aws:sts::${account}:assumed-role/deploy/pipeline`,
    LaunchTemplateData: {
      BlockDeviceMappings: devicesOf(group).map((DeviceName) => ({
        DeviceName,
        Ebs: { Encrypted: !isOld(group), DeleteOnTermination: true, VolumeSize: 80, VolumeType: 'gp3' },
      })),
      SecurityGroupIds: [securityGroup],
      MetadataOptions: metadataOf(group),
      UserData: userData(label),
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name ?? '' }] }],
    },
  }))
}
