// Instances of any number, as EC2 answers the questions of the source `nodes`, and launch templates of node groups.
import { body, paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const nodes: Part =
  ({ page, entries, policies, images }) =>
  (action, input) => {
    const list = (member: string, things: unknown[]) => paged(member, things, input, page, 'NextToken')
    switch (action) {
      case 'ec2:DescribeInstances':
        return list(
          'Reservations',
          many(entries, (at) => ({
            Instances: many(policies, (own) => ({
              InstanceId: `i-${at}-${own}`,
              ImageId: `ami-${own}`,
              BlockDeviceMappings: [{ Ebs: { VolumeId: `vol-${at}-${own}` } }, { VirtualName: 'ephemeral0' }],
            })),
          })),
        )
      case 'ec2:DescribeVolumes':
        return list(
          'Volumes',
          many(entries * policies, (at) => ({ VolumeId: `vol-${at}`, Encrypted: true })),
        )
      case 'ec2:DescribeImages':
        return list(
          'Images',
          many(images, (at) => ({ ImageId: `ami-${at}` })),
        )
      case 'eks:DescribeNodegroup':
        return body({
          nodegroup: {
            nodegroupName: input.nodegroupName,
            ...(entries > 0 && { launchTemplate: { id: `lt-${input.nodegroupName}`, version: '3' } }),
          },
        })
      default:
        return undefined
    }
  }

export default nodes
