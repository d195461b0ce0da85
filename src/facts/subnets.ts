// The subnets that a region shows: the account's own, and those that others share with it.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { networkFact } from './of-network.ts'

const text = z.string()
const Page = z.object({
  Subnets: z.array(
    z.object({
      SubnetId: text,
      VpcId: text,
      AvailabilityZone: text,
      OutpostArn: z.nullish(text),
      BlockPublicAccessStates: z.nullish(
        z.object({ InternetGatewayBlockMode: z.nullish(z.enum(['off', 'block-bidirectional', 'block-ingress'])) }),
      ),
    }),
  ),
})

export type Subnet = {
  vpc: string
  /** Of a Local Zone or a Wavelength Zone its own name, which is longer. */
  zone: string
  kind: 'availability zone' | 'local zone' | 'outpost'
  /** Where VPC Block Public Access keeps internet gateways from this subnet: its mode. */
  blocked: string | null
}

/** By subnet. */
export const subnets = networkFact('subnets', ['ec2:DescribeSubnets'], (exchanges) =>
  Object.fromEntries(
    [...answers(exchanges, 'ec2:DescribeSubnets', Page)]
      .flatMap(({ body }) => body.Subnets)
      .map((one): [string, Subnet] => {
        const { SubnetId, VpcId: vpc, AvailabilityZone: zone, OutpostArn: outpost } = one
        const mode = one.BlockPublicAccessStates?.InternetGatewayBlockMode ?? 'off'
        const kind = outpost ? 'outpost' : isAvailabilityZone(zone) ? 'availability zone' : 'local zone'
        return [SubnetId, { vpc, zone, kind, blocked: mode === 'off' ? null : mode }]
      }),
  ),
)

// eu-west-1a, us-gov-west-1b; not us-east-1-bos-1a, nor us-east-1-wl1-bos-wlz-1.
const isAvailabilityZone = (zone: string): boolean => /^[a-z]+(-[a-z]+)+-\d[a-z]$/.test(zone)
