// Nodes for examples: what EC2 answers about instances of the example cluster, and EKS about its node groups.
import type { Exchange } from '../model.ts'
import { account, answered, describedCluster } from './example.ts'

export type ExampleNode = {
  group?: string
  /** Laid over the instance. */
  over?: Record<string, unknown>
  tags?: Record<string, string>
  encrypted?: boolean
  /** Laid over the image; null: there is none any more. */
  image?: Record<string, unknown> | null
}

const hex = (at: number): string => String(at + 1).padStart(17, '0')
const filter = (Name: string, Values: string[]) => ({ Name, Values })
const more = { IncludeManagedResources: true, MaxResults: 500 }

const imds = { State: 'applied', HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 }

const instance = ({ group, over, tags }: ExampleNode, at: number) => ({
  InstanceId: `i-${hex(at)}`,
  ImageId: `ami-${hex(at)}`,
  State: { Code: 16, Name: 'running' },
  InstanceType: 'm7g.large',
  LaunchTime: '2026-01-02T08:00:00Z',
  BlockDeviceMappings: [
    {
      DeviceName: '/dev/xvda',
      Ebs: {
        AttachTime: '2026-01-02T08:00:01Z',
        DeleteOnTermination: true,
        Status: 'attached',
        VolumeId: `vol-${hex(at)}`,
      },
    },
  ],
  SecurityGroups: [{ GroupName: 'eks-cluster-sg-prod', GroupId: 'sg-01c84d09d70f39a7f' }],
  MetadataOptions: imds,
  Tags: Object.entries(tags ?? usualTags(group)).map(([Key, Value]) => ({ Key, Value })),
  ...over,
})

const usualTags = (group: string | undefined): Record<string, string> => ({
  'aws:eks:cluster-name': 'prod',
  'kubernetes.io/cluster/prod': 'owned',
  ...(group && { 'eks:cluster-name': 'prod', 'eks:nodegroup-name': group }),
})

/** DescribeInstances alone. */
export const instancesOf = (...nodes: ExampleNode[]): Exchange[] => [
  answered(
    'ec2:DescribeInstances',
    {
      Filters: [
        filter('tag-key', [
          'aws:eks:cluster-name',
          'eks:cluster-name',
          'eks:eks-cluster-name',
          'kubernetes.io/cluster/*',
        ]),
        filter('instance-state-name', ['pending', 'running', 'stopping', 'stopped']),
      ],
      ...more,
    },
    {
      Reservations: nodes.map((node, at) => ({
        ReservationId: `r-${hex(at)}`,
        OwnerId: account,
        Instances: [instance(node, at)],
      })),
    },
  ),
]

/** Instances and their volumes. */
export const volumesOf = (...nodes: ExampleNode[]): Exchange[] => {
  if (nodes.length === 0) return instancesOf()
  const ids = nodes.map((_, at) => `vol-${hex(at)}`)
  return [
    ...instancesOf(...nodes),
    answered(
      'ec2:DescribeVolumes',
      { Filters: [filter('volume-id', ids)], ...more },
      {
        Volumes: nodes.map(({ encrypted = true }, at) => ({
          VolumeId: ids[at],
          Encrypted: encrypted,
          Size: 80,
          State: 'in-use',
          VolumeType: 'gp3',
          ...(encrypted && {
            KmsKeyId: `arn:aws:kms:eu-central-1:${account}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`,
          }),
        })),
      },
    ),
  ]
}

/** Instances and the images they were started from: by default EKS's own, made on 2 January 2026. */
export const nodeImagesOf = (...nodes: ExampleNode[]): Exchange[] => {
  if (nodes.length === 0) return instancesOf()
  const ids = nodes.map((_, at) => `ami-${hex(at)}`)
  return [
    ...instancesOf(...nodes),
    answered(
      'ec2:DescribeImages',
      { Filters: [filter('image-id', ids)], IncludeDeprecated: true, IncludeDisabled: true, MaxResults: 500 },
      {
        Images: nodes.flatMap(({ image }, at) =>
          image === null ? [] : [{ ...usualImage, ImageId: ids[at], ...image }],
        ),
      },
    ),
  ]
}

const usualImage = {
  Name: 'amazon-eks-node-al2023-arm64-standard-1.33-v20260102',
  OwnerId: '602401143452',
  ImageOwnerAlias: 'amazon',
  CreationDate: '2026-01-02T01:14:08.000Z',
  State: 'available',
  Public: true,
}

export type ExampleGroup = {
  /** Laid over the node group. */
  over?: Record<string, unknown>
  /** LaunchTemplateData; left out: the group has no launch template of its own, and EKS says the size of its disk. */
  template?: Record<string, unknown>
}

export const groupName = (at: number): string => `nodes-${at}`
const template = (at: number) => ({ id: `lt-${hex(at)}`, name: `prod-${groupName(at)}`, version: '3' })

/** A cluster with managed node groups `nodes-0` and so on. */
export const groupsOf = (...groups: ExampleGroup[]): Exchange[] => [
  describedCluster(),
  answered(
    'eks:ListNodegroups',
    { clusterName: 'prod' },
    { nodegroups: groups.map((_, at) => groupName(at)), nextToken: null },
  ),
  ...groups.map((group, at) =>
    answered(
      'eks:DescribeNodegroup',
      { clusterName: 'prod', nodegroupName: groupName(at) },
      {
        nodegroup: {
          nodegroupName: groupName(at),
          clusterName: 'prod',
          version: '1.33',
          releaseVersion: '1.33.5-20260102',
          amiType: 'AL2023_ARM_64_STANDARD',
          status: 'ACTIVE',
          scalingConfig: { minSize: 1, maxSize: 6, desiredSize: 3 },
          nodeRepairConfig: { enabled: true },
          ...(group.template ? { launchTemplate: template(at) } : { diskSize: 80 }),
          ...group.over,
        },
      },
    ),
  ),
]

/** The same with what EC2 says of their launch templates. */
export const templatesOf = (...groups: ExampleGroup[]): Exchange[] => [
  ...groupsOf(...groups),
  ...groups.flatMap((group, at) => {
    if (!group.template) return []
    const { id, name, version } = template(at)
    const given = { LaunchTemplateId: id, LaunchTemplateName: name, VersionNumber: Number(version) }
    const versions = [{ ...given, DefaultVersion: false, LaunchTemplateData: group.template }]
    return [
      answered(
        'ec2:DescribeLaunchTemplateVersions',
        { LaunchTemplateId: id, Versions: [version] },
        { LaunchTemplateVersions: versions },
      ),
    ]
  }),
]

export const encryptedByDefault = (on: boolean): Exchange[] => [
  answered('ec2:GetEbsEncryptionByDefault', {}, { EbsEncryptionByDefault: on }),
]
