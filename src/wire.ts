// What a stage may ask of AWS, and how: by the action's name. Nothing here imports a client; aws.ts sends.
import type { Action, Digest, Instant } from './model.ts'

/** An operation as its callers name it; the types are the SDK's, imported as types only. Answers are as on the wire: times are numbers or strings. */
export type Operation<I, O> = {
  action: Action
  /** Error codes by which this operation says "there is none": that is a read. */
  absentWhen: readonly string[]
  /** Error codes by which it says "not now": it is asked again after a pause. */
  busyWhen: readonly string[]
  /** The member of the input that carries the next page's token, and the answer's: `token` where it has the same name. */
  token: string
  next: string
  /** A second member that a page is named by, where one is not enough: S3's version markers. */
  beside?: { token: string; next: string }
  /** Carries the types; never called. */
  types?: (input: I) => O
}

export const operation = <I, O>(
  action: Action,
  options: Partial<Pick<Operation<I, O>, 'token' | 'next' | 'beside'>> & {
    absentWhen?: string[]
    busyWhen?: string[]
  } = {},
): Operation<I, O> => ({
  action,
  absentWhen: options.absentWhen ?? [],
  busyWhen: options.busyWhen ?? [],
  token: options.token ?? 'nextToken',
  next: options.next ?? options.token ?? 'nextToken',
  ...(options.beside && { beside: options.beside }),
})

/** What the next page is asked with beside the first page's input; undefined where an answer was the last. */
export const nextPage = (
  { token, next, beside }: Pick<Operation<never, unknown>, 'token' | 'next' | 'beside'>,
  answer: Record<string, unknown>,
): Record<string, unknown> | undefined => {
  const value = answer[next]
  if (value === undefined || value === null || value === '') return undefined
  const second = beside && answer[beside.next]
  return { [token]: value, ...(beside && second !== undefined && { [beside.token]: second }) }
}

/** What came over the wire. `text` is the answer's body as it was sent, where it was JSON; else `body` is the parsed answer and `raw` the digest of its bytes. */
export type Wire = { host: string | null; date: Instant | null; requestId: string | null; at: Instant } & (
  | { ok: true; text: string }
  | { ok: true; body: unknown; raw: Digest }
  | { ok: false; code: string; message: string }
)

/** Sends one request, retried as the SDK does. Never throws for what AWS or the network answers. `region` '' is the home region. */
export type Send = (action: Action, input: unknown, region: string) => Promise<Wire>
