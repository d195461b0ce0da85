// The EC2 instances that are nodes of clusters, with their volumes and images, and what the region gives instances by default.
import type * as ec2 from '@aws-sdk/client-ec2'
import { asking, defineSource, type Heard, inChunks, list, listEach, listed, named, once } from '../source.ts'
import { operation } from '../wire.ts'

const paged = { token: 'NextToken' }
const describeInstances = operation<ec2.DescribeInstancesRequest, ec2.DescribeInstancesResult>(
  'ec2:DescribeInstances',
  paged,
)
const describeVolumes = operation<ec2.DescribeVolumesRequest, ec2.DescribeVolumesResult>('ec2:DescribeVolumes', paged)
const describeImages = operation<ec2.DescribeImagesRequest, ec2.DescribeImagesResult>('ec2:DescribeImages', paged)
const getEncryption = operation<ec2.GetEbsEncryptionByDefaultRequest, ec2.GetEbsEncryptionByDefaultResult>(
  'ec2:GetEbsEncryptionByDefault',
)
const getMetadataDefaults = operation<ec2.GetInstanceMetadataDefaultsRequest, ec2.GetInstanceMetadataDefaultsResult>(
  'ec2:GetInstanceMetadataDefaults',
)

// EKS tags each instance that joins a cluster (aws:eks:), and those of managed node groups (eks:); Karpenter and Auto Mode
// tag what they start with eks:eks-cluster-name. Self-managed nodes must carry kubernetes.io/cluster/NAME themselves.
// https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
const nodeTags = ['aws:eks:cluster-name', 'eks:cluster-name', 'eks:eks-cluster-name', 'kubernetes.io/cluster/*']

// One that is shutting down never comes back, and its volumes go between two questions.
const alive = ['pending', 'running', 'stopping', 'stopped']

// Without it, instances of Auto Mode are left out where the account hides what AWS's services manage.
const managedToo = { IncludeManagedResources: true }

// Most values that one filter takes.
const most = 200

type Page = Heard<ec2.DescribeInstancesRequest, ec2.DescribeInstancesResult>
const instances = (pages: Page[]): ec2.Instance[] =>
  pages
    .flatMap(({ answer }) => listed(answer.Reservations, 'Reservations'))
    .flatMap(({ Instances }) => listed(Instances, 'Instances'))

export default defineSource({
  id: 'nodes',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    list(describeInstances, () => ({
      Filters: [
        { Name: 'tag-key', Values: nodeTags },
        { Name: 'instance-state-name', Values: alive },
      ],
      ...managedToo,
      MaxResults: 500,
    })),
    // By filter and not by id: an id that is gone would fail the question for all that are asked with it.
    listEach(describeVolumes, describeInstances, (pages) =>
      inChunks(
        instances(pages).flatMap(({ BlockDeviceMappings }) =>
          listed(BlockDeviceMappings, 'BlockDeviceMappings').flatMap(({ Ebs }) =>
            Ebs ? [named(Ebs.VolumeId, 'VolumeId')] : [],
          ),
        ),
        most,
      ).map((Values) => ({ Filters: [{ Name: 'volume-id', Values }], ...managedToo, MaxResults: 500 })),
    ),
    listEach(describeImages, describeInstances, (pages) =>
      inChunks(
        instances(pages).map(({ ImageId }) => named(ImageId, 'ImageId')),
        most,
      ).map((Values) => ({
        Filters: [{ Name: 'image-id', Values }],
        // Two years after it was made an image of AWS is deprecated: those are the ones that matter.
        IncludeDeprecated: true,
        IncludeDisabled: true,
        MaxResults: 500,
      })),
    ),
    once(getEncryption, () => ({})),
    once(getMetadataDefaults, () => ({})),
  ),
})
