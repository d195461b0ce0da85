// Security groups for examples: each lets its members talk, and whoever else the example names to one port.
import type { Exchange } from '../model.ts'
import { account, answered } from './example.ts'
import { vpc } from './network.ts'

type By = Record<string, string[]>

const rule = (over: object) => ({ UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], ...over })

/** `ranges` and `lists` by security group. */
export const ingressOf = (ranges: By, lists: By = {}, port = 443): Exchange =>
  answered(
    'ec2:DescribeSecurityGroups',
    { MaxResults: 1_000 },
    {
      SecurityGroups: Object.entries(ranges).map(([GroupId, own]) => ({
        GroupId,
        GroupName: `group of ${GroupId}`,
        VpcId: vpc,
        OwnerId: account,
        IpPermissions: [
          rule({ IpProtocol: '-1', UserIdGroupPairs: [{ UserId: account, GroupId }] }),
          rule({
            ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port },
            IpRanges: own.filter((range) => !range.includes(':')).map((CidrIp) => ({ CidrIp })),
            Ipv6Ranges: own.filter((range) => range.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
            PrefixListIds: (lists[GroupId] ?? []).map((PrefixListId) => ({ PrefixListId })),
          }),
        ],
      })),
    },
  )

export const prefixListOf = (PrefixListId: string, ranges: string[]): Exchange =>
  answered(
    'ec2:GetManagedPrefixListEntries',
    { PrefixListId, MaxResults: 100 },
    { Entries: ranges.map((Cidr) => ({ Cidr })) },
  )
