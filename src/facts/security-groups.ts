// Whom each security group of a region lets in, prefix lists spelled out.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { prefixLists } from '../answers/prefix-lists.ts'
import { networkFact } from './of-network.ts'

const port = z.nullish(z.int())
const Page = z.object({
  SecurityGroups: z.array(
    z.object({
      GroupId: z.string(),
      IpPermissions: z.array(
        z.object({
          IpProtocol: z.string(),
          FromPort: port,
          ToPort: port,
          IpRanges: z.array(z.object({ CidrIp: z.string() })),
          Ipv6Ranges: z.array(z.object({ CidrIpv6: z.string() })),
          PrefixListIds: z.array(z.object({ PrefixListId: z.string() })),
          // Groups let their members in, and nobody else: whose they are does not matter here.
          UserIdGroupPairs: z.array(z.unknown()),
        }),
      ),
    }),
  ),
})

/** `from` and `to` are ports, or type and code of ICMP; protocol `-1` is all of them. */
export type Ingress = { protocol: string; from: number; to: number; ranges: string[]; unread: string[] }

/** By security group. `unread` names the prefix lists of a rule whose entries are not known, and why. */
export const securityGroups = networkFact('security-groups', ['ec2:DescribeSecurityGroups'], (exchanges) => {
  const lists = prefixLists(exchanges)
  const groups = [...answers(exchanges, 'ec2:DescribeSecurityGroups', Page)].flatMap(({ body }) => body.SecurityGroups)
  return Object.fromEntries(
    groups.map(({ GroupId, IpPermissions }): [string, Ingress[]] => [
      GroupId,
      IpPermissions.map((rule) => {
        const named = rule.PrefixListIds.map(({ PrefixListId: id }) => ({
          id,
          ...(lists.get(id) ?? { unread: 'never asked for' }),
        }))
        return {
          protocol: rule.IpProtocol,
          ...portsOf(rule),
          ranges: [
            ...rule.IpRanges.map(({ CidrIp }) => CidrIp),
            ...rule.Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
            ...named.flatMap((list) => ('ranges' in list ? list.ranges : [])),
          ].sort(),
          unread: named.flatMap((list) => ('unread' in list ? [`${list.id} (${list.unread})`] : [])).sort(),
        }
      }),
    ]),
  )
})

// A rule for protocol -1 names no ports, nor does one for a protocol without any.
const portsOf = ({ IpProtocol, FromPort, ToPort }: { IpProtocol: string; FromPort?: unknown; ToPort?: unknown }) => {
  if (IpProtocol === '-1' || typeof FromPort !== 'number' || typeof ToPort !== 'number') return { from: 0, to: 65_535 }
  // ICMP: -1 is every type, or every code.
  return { from: Math.max(FromPort, 0), to: FromPort < 0 || ToPort < 0 ? 65_535 : ToPort }
}
