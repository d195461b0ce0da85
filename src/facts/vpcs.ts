// The VPCs that a region shows: the account's own, and those that others share with it.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { networkFact } from './of-network.ts'

const Page = z.object({
  Vpcs: z.array(z.object({ VpcId: z.string(), OwnerId: z.string(), IsDefault: z.boolean() })),
})

/** By VPC. */
export const vpcs = networkFact('vpcs', ['ec2:DescribeVpcs'], (exchanges) =>
  Object.fromEntries(
    [...answers(exchanges, 'ec2:DescribeVpcs', Page)]
      .flatMap(({ body }) => body.Vpcs)
      .map(({ VpcId, OwnerId: owner, IsDefault: isDefault }) => [VpcId, { owner, isDefault }]),
  ),
)
