// Whether nodes can be logged in to from outside, by the node group's own setting.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { nodegroupsFact } from './of-nodegroups.ts'

const shape = z.object({
  remoteAccess: z.nullish(
    z.object({ ec2SshKey: z.nullish(z.string()), sourceSecurityGroups: z.nullish(z.array(z.string())) }),
  ),
  resources: z.nullish(z.object({ remoteAccessSecurityGroup: z.nullish(z.string()) })),
  launchTemplate: z.nullish(z.looseObject({})),
})

/** `key` is null without SSH; `from` lists the security groups that may connect, and empty means everybody. */
export const nodeRemoteAccess = nodegroupsFact('node-remote-access', z.looseObject({}), shape, (nodegroup) => {
  const { remoteAccess, resources, launchTemplate } = nodegroup
  const key = remoteAccess?.ec2SshKey ?? null
  // EKS makes this group for SSH alone: with it and without a key, the answer contradicts itself.
  if (key === null && resources?.remoteAccessSecurityGroup) {
    throw notDocumented('eks:DescribeNodegroup', 'a security group for remote access without remoteAccess')
  }
  return {
    key,
    from: (remoteAccess?.sourceSecurityGroups ?? []).toSorted(),
    byTemplate: Boolean(launchTemplate),
  }
})
