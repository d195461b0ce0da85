// subscribe: sees to it that the audit log of every cluster of the region reaches the stream, and says how each stands.
// The evidence of it is the source `stream`, which reads the filters themselves.
import * as z from 'zod/mini'
import {
  describeFilters,
  describeLogGroups,
  filterName,
  filterPattern,
  isSubscribable,
  logGroupOf,
  type Standing,
  standing,
} from '../audit-log/subscription.ts'
import { EvidenceError } from '../errors.ts'
import { isRecord, parseJson } from '../json.ts'
import type { Operation, Send } from '../wire.ts'
import { listClusters, putFilter } from './operations.ts'

export type Subscribing = {
  send: Send
  region: string
  /** The ARN of the function that gets the batches. */
  destination: string
  warn(message: string, error: unknown): void
}

type State = Standing | 'no audit log' | 'class cannot be subscribed' | 'refused'
/** Clusters by state. */
export type Subscribed = Partial<Record<State, number>>

const clusters = z.object({ clusters: z.array(z.string()) })
const groups = z.object({
  logGroups: z.array(z.object({ logGroupName: z.string(), logGroupClass: z.optional(z.string()) })),
})
const text = z.optional(z.string())
const filters = z.object({
  subscriptionFilters: z.array(
    z.object({
      filterName: text,
      filterPattern: text,
      destinationArn: text,
      applyOnTransformedLogs: z.optional(z.boolean()),
      fieldSelectionCriteria: text,
    }),
  ),
})

/** Throws AWS_REFUSED after everything was tried: where clusters cannot be listed, or a call was refused for what is no state of the group. */
export const subscribe = async (on: Subscribing): Promise<Subscribed> => {
  const counts: Subscribed = {}
  let refused: EvidenceError | undefined
  for (const name of (await all(on, listClusters, {}, clusters)).flatMap((page) => page.clusters)) {
    let state: State
    try {
      state = await one(on, name)
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error
      on.warn(`${name} could not be subscribed`, error)
      refused ??= error
      state = 'refused'
    }
    counts[state] = (counts[state] ?? 0) + 1
  }
  if (refused) throw refused
  return counts
}

const one = async (on: Subscribing, name: string): Promise<State> => {
  const logGroupName = logGroupOf(name)
  const pages = await all(on, describeLogGroups, { logGroupNamePrefix: logGroupName }, groups)
  const group = pages.flatMap(({ logGroups }) => logGroups).find((found) => found.logGroupName === logGroupName)
  if (!group) return 'no audit log'
  if (!isSubscribable(group)) return 'class cannot be subscribed'
  const found = (await all(on, describeFilters, { logGroupName }, filters)).flatMap((page) => page.subscriptionFilters)
  const state = standing(found, on.destination)
  if (state === 'subscribed' || state === 'no filter left') return state
  const said = await on.send(
    putFilter.action,
    { logGroupName, filterName, filterPattern, destinationArn: on.destination },
    on.region,
  )
  if (said.ok) return 'subscribed'
  // Somebody else took the last one in between.
  if (said.code === 'LimitExceededException') return 'no filter left'
  if (said.code === 'ResourceNotFoundException') return 'no audit log'
  throw refusal(putFilter.action, said)
}

// Every page; a group that went meanwhile has none.
const all = async <I extends object, T>(
  { send, region }: Subscribing,
  { action, absentWhen, token }: Operation<I, unknown>,
  input: I,
  shape: z.ZodMiniType<T>,
): Promise<T[]> => {
  const pages: T[] = []
  const tokens = new Set<unknown>()
  for (let next: unknown; ; ) {
    const said = await send(action, { ...input, ...(next !== undefined && { [token]: next }) }, region)
    if (!said.ok && absentWhen.includes(said.code)) return pages
    if (!said.ok) throw refusal(action, said)
    const body = 'text' in said ? parseJson(said.text) : said.body
    const { data } = shape.safeParse(body)
    next = isRecord(body) ? (body[token] ?? undefined) : undefined
    if (!data || tokens.has(next)) throw refusal(action, { code: 'MalformedResponse', message: 'not as documented' })
    pages.push(data)
    if (next === undefined) return pages
    tokens.add(next)
  }
}

const refusal = (action: string, { code, message }: { code: string; message: string }): EvidenceError =>
  new EvidenceError(
    'AWS_REFUSED',
    { action, code, why: message },
    { hint: 'the next run tries again; deploy the stream stack again where the role lacks a right' },
  )
