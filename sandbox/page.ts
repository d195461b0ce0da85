// Pages of a list, with opaque tokens, for every service that pages.
import { sha256 } from '../src/digest.ts'
import { canonical } from './canonical.ts'
import type { AwsFault, Call } from './service.ts'

type Asked = {
  /** What the caller asked for; a string where it came by query. */
  size: unknown
  token: unknown
  /** The largest page of the operation, and the page without a wish: the same where `usual` is left out. */
  most: number
  usual?: number
  /** What the service says to a token or size that it did not give or allow. */
  refuse: (message: string) => AwsFault
}

/** One page of `items`, and the token of the next one where there is one. */
export const page = <T>(items: readonly T[], call: Call, asked: Asked): { items: T[]; nextToken?: string } => {
  const wished = asked.size === undefined ? (asked.usual ?? asked.most) : Number(asked.size)
  if (!Number.isInteger(wished) || wished < 1 || wished > asked.most) {
    throw asked.refuse(`Page size must be between 1 and ${asked.most}.`)
  }
  const size = Math.min(wished, call.pageLimit ?? wished)
  const from = asked.token === undefined ? 0 : position(asked.token, call)
  if (from === undefined || from > items.length) throw asked.refuse('Invalid pagination token.')
  const to = from + size
  const rest = to < items.length ? { nextToken: token(call, to) } : {}
  return { items: items.slice(from, to), ...rest }
}

// A token is good for its own question only: the same operation, region and input, whatever the size of its page.
const token = (call: Call, at: number): string => Buffer.from(`${at}/${question(call)}`).toString('base64url')

const position = (text: unknown, call: Call): number | undefined => {
  const at = Number(/^\d{1,9}(?=\/)/.exec(Buffer.from(String(text), 'base64url').toString())?.[0])
  return text === token(call, at) ? at : undefined
}

const question = ({ service, operation, region, input }: Call): string => {
  const asked = Object.entries(input).filter(([member]) => !paging.has(member.toLowerCase()))
  return sha256(canonical([service, operation, region, Object.fromEntries(asked)])).slice(-32)
}

const paging = new Set(['nexttoken', 'marker', 'maxresults', 'maxitems', 'limit'])
