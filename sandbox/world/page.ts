// Pages: tokens are opaque, and good only for the same question in the same region.
import { sha256 } from '../../src/digest.ts'
import type { Action } from '../../src/model.ts'
import { AwsFault, type Call } from '../service.ts'
import type { World } from '../world.ts'

const paging = ['maxResults', 'nextToken', 'MaxResults', 'NextToken']

const seal = (call: Call, from: number): string => {
  const asked = Object.entries(call.input).filter(([member]) => !paging.includes(member))
  const question = [call.service, call.operation, call.region, asked.sort(([a], [b]) => (a < b ? -1 : 1)), from]
  return sha256(JSON.stringify(question)).slice('sha256:'.length, 'sha256:'.length + 40)
}

const tokenAt = (call: Call, from: number): string => Buffer.from(`${from}.${seal(call, from)}`).toString('base64')

/**
 * Cuts the page that a call asks for. `code` is the error for a token that we did not give for this question.
 * A page holds `size` items, or fewer where the world limits this action.
 */
export const pageOf = <T>(
  world: World,
  call: Call,
  all: readonly T[],
  { size, token, code }: { size: number; token: string | undefined; code: string },
): { items: T[]; next: string | null } => {
  const from = token === undefined ? 0 : Number(/^\d+/.exec(Buffer.from(token, 'base64').toString())?.[0])
  if (token !== undefined && token !== tokenAt(call, from)) throw new AwsFault(code, 400, 'Invalid token provided.')
  const action: Action = `${call.service}:${call.operation}`
  const to = from + Math.min(size, world.pageLimits[action] ?? size)
  return { items: all.slice(from, to), next: to < all.length ? tokenAt(call, to) : null }
}
