// Asks AWS one thing and reads the answer by its documented shape. What did not come in that shape was not read.
import * as z from 'zod/mini'
import { seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import { isRecord, parseJson } from '../../json.ts'
import type { Operation, Send, Wire } from '../../wire.ts'
import { type About, cannotTell, type Line } from './line.ts'

export type Failed = { got: 'failed'; action: string; code: string; message: string }
export type Answer<T> = { got: 'body'; body: T } | { got: 'absent'; code: string } | Failed

export type Asker = {
  /** One question; `shape` says what is needed of the answer. Never throws for what AWS or the network answers. */
  ask<I, T>(op: Operation<I, unknown>, input: I, region: string, shape: z.ZodMiniType<T>): Promise<Answer<T>>
  /** All pages, or the failure of the first that failed. */
  all<I extends object, T>(
    op: Operation<I, unknown>,
    input: I,
    region: string,
    shape: z.ZodMiniType<T>,
  ): Promise<Answer<T[]>>
  /** By how many seconds this clock is ahead of AWS's; undefined where no answer told its time. */
  ahead(): number | undefined
}

/** More pages than any account has, and an end to pages that have none. */
const mostPages = 10_000

export const asker = (send: Send): Asker => {
  let ahead: number | undefined
  const wireOf = async (action: string, input: unknown, region: string): Promise<Wire> => {
    const wire = await send(action as `${string}:${string}`, input, region)
    if (wire.date !== null) ahead ??= seconds(wire.at) - seconds(wire.date)
    return wire
  }

  const ask: Asker['ask'] = async ({ action, absentWhen }, input, region, shape) => {
    const wire = await wireOf(action, input, region)
    if (!wire.ok && absentWhen.includes(wire.code)) return { got: 'absent', code: wire.code }
    if (!wire.ok) return { got: 'failed', action, code: wire.code, message: wire.message }
    const { data, success } = shape.safeParse(bodyOf(wire))
    if (success) return { got: 'body', body: data }
    return { got: 'failed', action, code: 'MalformedResponse', message: 'the answer is not as documented' }
  }

  const all: Asker['all'] = async (op, input, region, shape) => {
    const pages: z.infer<typeof shape>[] = []
    const paged = z.pipe(
      z.unknown(),
      z.transform((body) => ({ body, token: isRecord(body) ? body[op.token] : null })),
    )
    for (let next = input, page = 0; page < mostPages; page++) {
      const said = await ask(op, next, region, paged)
      if (said.got !== 'body') return said
      const { data, success } = shape.safeParse(said.body.body)
      if (!success) return malformed(op.action)
      pages.push(data)
      const { token } = said.body
      if (typeof token !== 'string' || token === '') return { got: 'body', body: pages }
      next = { ...input, [op.token]: token }
    }
    return malformed(op.action)
  }

  return { ask, all, ahead: () => ahead }
}

const malformed = (action: string): Failed => ({
  got: 'failed',
  action,
  code: 'MalformedResponse',
  message: 'the answer is not as documented',
})

const bodyOf = (wire: Wire & { ok: true }): unknown => {
  if (!('text' in wire)) return wire.body
  try {
    return parseJson(wire.text)
  } catch (error) {
    if (error instanceof EvidenceError) return undefined // no shape takes it
    throw error
  }
}

const denials = ['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'UnauthorizedOperation', 'Forbidden']
export const isDenied = ({ code }: Pick<Failed, 'code'>): boolean => denials.includes(code)

/** The action that IAM names, which for S3 is not always the operation's. */
export const deniedAction = ({ action, message }: Failed): string =>
  /not authorized to perform: ([a-z0-9-]+:\w+)/.exec(message)?.[1] ?? action

/** What to do where a question had no answer. */
export const remedyFor = (failed: Failed): string => {
  if (isDenied(failed)) return `allow ${deniedAction(failed)} to whoever runs this`
  if (['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure'].includes(failed.code))
    return 'these credentials are not known there: is the region enabled for the account?'
  if (/Throttl|TooManyRequests|SlowDown/.test(failed.code))
    return 'run it again in a minute: AWS limits how often it is asked'
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|TimeoutError|ECONNRESET/.test(failed.code))
    return 'AWS was not reached: check the region, the network, a proxy, and AWS_ENDPOINT_URL'
  return `ask by hand what is wrong: ${byHand(failed.action)}`
}

// As the AWS CLI spells it.
const byHand = (action: string): string => {
  const [service = '', operation = ''] = action.split(':')
  const name = { s3: 's3api', states: 'stepfunctions' }[service] ?? service
  return `aws ${name} ${operation.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()}`
}

/** The line for a question that had no answer. */
export const unanswered = (about: About, said: Exclude<Answer<unknown>, { got: 'body' }>): Line =>
  said.got === 'absent'
    ? cannotTell(about, said.code, 'look for it by hand')
    : cannotTell(about, `${said.action}: ${said.code}: ${said.message.split('\n', 1)[0]}`, remedyFor(said))
