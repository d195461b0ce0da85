// Ranges of addresses, and how many addresses they hold together.
import { isIPv4, isIPv6 } from 'node:net'

export type Range = { family: 4 | 6; prefix: number; first: bigint; last: bigint }

/** `198.51.100.0/24` or `2001:db8::/32`; undefined for anything else. */
export const readRange = (text: string): Range | undefined => {
  const [, address = '', digits = ''] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined
  const bits = family === 4 ? 32 : 128
  const prefix = Number(digits)
  if (!family || prefix > bits) return undefined
  const rest = BigInt(bits - prefix)
  const first = ((family === 4 ? four(address) : six(address)) >> rest) << rest
  return { family, prefix, first, last: first + (1n << rest) - 1n }
}

const mapped = 0xffffn << 32n

/** As IPv4 where a range of IPv6 holds nothing but IPv4 addresses (`::ffff:0:0/96`), else as it is. */
export const unmapped = (range: Range): Range =>
  range.family === 6 && range.prefix >= 96 && range.first >> 32n === 0xffffn
    ? { family: 4, prefix: range.prefix - 96, first: range.first - mapped, last: range.last - mapped }
    : range

/** How many different addresses the ranges of one family hold: overlaps count once. */
export const addresses = (ranges: Range[]): bigint => {
  let total = 0n
  let covered = -1n
  for (const { first, last } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (last <= covered) continue
    total += last - (first > covered ? first : covered + 1n) + 1n
    covered = last
  }
  return total
}

/** A prefix length that a setting allows: a sixteenth of all addresses is the internet for anybody. */
export const narrow = (prefix: number): number => Math.max(prefix, 4)

/** What of a family is too wide, in words: a range for prefix length `one`, or all of them for `together`. */
export const tooWide = (all: Range[], family: 4 | 6, ...allowed: [one: number, together: number]): string[] => {
  const [one = 0, together = 0] = allowed.map(narrow)
  const ranges = all.filter((range) => range.family === family)
  const widest = Math.min(...ranges.map(({ prefix }) => prefix))
  const bits = family === 4 ? 32 : 128
  return [
    ...(widest < one ? [`a range of /${widest} is wider than /${one}`] : []),
    ...(addresses(ranges) > 1n << BigInt(bits - together) ? [`together they are wider than /${together}`] : []),
  ]
}

const four = (address: string): bigint => address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)

const six = (address: string): bigint => {
  // The last 32 bits may be written as an IPv4 address.
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const low = tail ? four(tail[2] ?? '') : 0n
  const text = tail ? `${tail[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}` : address
  const [left = '', right] = text.split('::')
  const head = left.split(':').filter(Boolean)
  const end = (right ?? '').split(':').filter(Boolean)
  const gap = right === undefined ? [] : Array<string>(8 - head.length - end.length).fill('0')
  return [...head, ...gap, ...end].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

const of = (...texts: string[]): Range[] => texts.flatMap((text) => readRange(text) ?? [])
/** What no one on the internet has as an address: RFC 1918, 6598, 3927, 1122; all of IPv6 but 2000::/3. */
export const inner = {
  4: of('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'),
  6: of('::/3', '4000::/2', '8000::/1'),
}

export const hasPublic = (range: Range): boolean =>
  addresses([range, ...inner[range.family]]) > addresses(inner[range.family])
