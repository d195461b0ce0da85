// Pages of a list, with opaque tokens, for every service that pages.
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
  const from = asked.token === undefined ? 0 : position(asked.token, call.operation)
  if (from === undefined || from > items.length) throw asked.refuse('Invalid pagination token.')
  const to = from + size
  const rest = to < items.length ? { nextToken: token(call.operation, to) } : {}
  return { items: items.slice(from, to), ...rest }
}

const token = (operation: string, at: number): string => Buffer.from(`${operation}/${at}`).toString('base64url')

const position = (text: unknown, operation: string): number | undefined => {
  const found = /^([A-Za-z0-9]+)\/(\d+)$/.exec(Buffer.from(String(text), 'base64url').toString())
  return found?.[1] === operation ? Number(found[2]) : undefined
}
