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
