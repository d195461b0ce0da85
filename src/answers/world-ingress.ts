// Which rules of security groups let the internet in, whether in one range or in many.
import type { Ingress } from '../facts/security-groups.ts'
import { addresses, hasPublic, inner, narrow, type Range, readRange } from './cidr.ts'

export type Rule = Ingress & { group: string }
/** Prefix lengths to which all public ranges that reach one port may amount. */
export type Width = { 4: number; 6: number }

/** `tcp/443`, `udp/30000-32767`, `all`. */
export const portsOf = ({ protocol, from, to }: Ingress): string => {
  if (protocol === '-1') return 'all'
  return `${protocol}/${from === to ? from : `${from}-${to}`}`
}

/** The rules that together let in more than `width` to some port; each at most once, in their own order. */
export const openToWorld = (rules: Rule[], width: Width): Rule[] => {
  const open = new Set<Rule>()
  for (const family of [4, 6] as const) {
    const reaching = rules
      .map((rule) => ({ rule, ranges: publicOf(rule, family) }))
      .filter(({ ranges }) => ranges.length > 0)
    // Where rules overlap, the most of them do so at the first port of one of them.
    const points = new Map(reaching.map(({ rule: { protocol, from } }) => [`${protocol} ${from}`, { protocol, from }]))
    for (const { protocol, from } of points.values()) {
      const here = reaching.filter(
        ({ rule: one }) => ['-1', protocol].includes(one.protocol) && one.from <= from && from <= one.to,
      )
      const ranges = here.flatMap((one) => one.ranges)
      if (isWider(ranges, family, width[family])) for (const { rule } of here) open.add(rule)
    }
  }
  return rules.filter((rule) => open.has(rule))
}

const publicOf = ({ ranges }: Ingress, family: 4 | 6): Range[] =>
  ranges.flatMap((text) => readRange(text) ?? []).filter((range) => range.family === family && hasPublic(range))

const isWider = (ranges: Range[], family: 4 | 6, prefix: number): boolean => {
  const bits = BigInt((family === 4 ? 32 : 128) - narrow(prefix))
  return addresses([...ranges, ...inner[family]]) - addresses(inner[family]) > 1n << bits
}
