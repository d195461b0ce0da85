// Where a request came from, as far as the API server saw it itself, and which addresses a list names.
import { isIP } from 'node:net'
import { hasPublic, type Range, readRange, unmapped } from '../answers/cidr.ts'
import { EvidenceError } from '../errors.ts'
import type { AuditEvent } from './event.ts'
import { remembered } from './remembered.ts'

/**
 * The other end of the connection. All before it come from the headers X-Forwarded-For and X-Real-Ip, which any client writes
 * as it likes. https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event
 */
export const peerOf = ({ sourceIPs }: Pick<AuditEvent, 'sourceIPs'>): string => sourceIPs.at(-1) ?? ''

/** An IPv4 address is the same however it is written. */
export const rangeOf = (cidr: string): Range | undefined => {
  const range = readRange(cidr)
  return range && unmapped(range)
}

const addressOf = (text: string): Range | undefined =>
  isIP(text) === 0 ? undefined : rangeOf(`${text}/${isIP(text) === 4 ? 32 : 128}`)

const contains = (range: Range, { family, first, last }: Range): boolean =>
  range.family === family && range.first <= first && range.last >= last

// RFC 2544 and 1122. VPCs have the first of them too: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const reserved = ['198.18.0.0/15', '0.0.0.0/8'].flatMap((text) => readRange(text) ?? [])

const loopback = ['127.0.0.0/8', '::1/128'].flatMap((text) => readRange(text) ?? [])

/** Whether it is the machine's own. */
export const isLoopback = (text: string): boolean => {
  const address = addressOf(text)
  return address !== undefined && loopback.some((range) => contains(range, address))
}

/** Whether the internet could route to it; false for what is no address. */
export const isPublic: (text: string) => boolean = remembered(
  (text) => text,
  (text) => {
    const address = addressOf(text)
    return address !== undefined && hasPublic(address) && !reserved.some((range) => contains(range, address))
  },
)

/** Which addresses are in a list of addresses and ranges. Throws CONFIG_INVALID at what is neither: it would name nothing. */
export const namedBy = (list: readonly string[]): ((address: string) => boolean) => {
  const before = known.get(list)
  if (before) return before
  const single = new Set<bigint>()
  const ranges: Range[] = []
  for (const [at, text] of list.entries()) {
    const range = addressOf(text) ?? rangeOf(text)
    if (!range) throw new EvidenceError('CONFIG_INVALID', { at }, { hint: `cidrs[${at}] is no address and no range` })
    if (range.first === range.last) single.add(keyOf(range))
    else ranges.push(range)
  }
  const named = (text: string): boolean => {
    const address = addressOf(text)
    return address !== undefined && (single.has(keyOf(address)) || ranges.some((range) => contains(range, address)))
  }
  known.set(list, named)
  return named
}
// A list is read once, and asked of every entry of an hour.
const known = new WeakMap<readonly string[], (address: string) => boolean>()

const keyOf = ({ family, first }: Range): bigint => (family === 6 ? (1n << 128n) + first : first)
