// The security groups that EKS makes for SSH to managed node groups.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { nodegroupsFact } from './of-nodegroups.ts'

const some = z.nullish(z.string())
const shape = z.object({
  remoteAccess: z.nullish(z.object({ ec2SshKey: some })),
  resources: z.nullish(z.object({ remoteAccessSecurityGroup: some })),
})

/** `group` is null for a node group without SSH. */
export const remoteAccessGroups = nodegroupsFact('remote-access-groups', z.looseObject({}), shape, (nodegroup) => {
  const group = nodegroup.resources?.remoteAccessSecurityGroup ?? null
  if (nodegroup.remoteAccess?.ec2SshKey && !group)
    throw notDocumented('eks:DescribeNodegroup', 'a key for SSH without the security group for it')
  return { group }
})
