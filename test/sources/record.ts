// Runs a source against a made-up AWS and keeps the lines, as the collector would.
import { isRecord } from '../../src/json.ts'
import type { Action, Answered, Exchange, Subject } from '../../src/model.ts'
import type { Source } from '../../src/source.ts'
import { nextPage } from '../../src/wire.ts'

/** What the made-up AWS answers; a plain object is a body. */
export type World = (action: Action, input: Record<string, unknown>) => Answered

export const body = (value: unknown): Answered => ({ got: 'body', body: value })
export const absent = (code: string): Answered => ({ got: 'absent', code })
export const failed = (code: string): Answered => ({ got: 'failed', code, message: 'made up' })

export const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }

export const record = async (source: Source, subject: Subject, world: World, atOnce = 1): Promise<Exchange[]> => {
  const lines: Exchange[] = []
  const say = (action: Action, input: unknown): Answered => {
    const answered = world(action, input as Record<string, unknown>)
    lines.push({
      action,
      input: JSON.parse(JSON.stringify(input)),
      at: '2026-01-05T00:20:00Z',
      host: 'made-up',
      date: '2026-01-05T00:20:00Z',
      requestId: `request-${lines.length}`,
      ...answered,
    })
    return answered
  }
  await source.observe({
    subject,
    slot,
    atOnce,
    ask: async (op, input) => {
      const answered = say(op.action, input)
      return (answered.got === 'body' ? answered.body : undefined) as never
    },
    pages: async function* (op, input) {
      const seen = new Set<string>()
      for (let page: unknown = input; ; ) {
        const answered = say(op.action, page)
        if (answered.got !== 'body') return
        yield answered.body as never
        const next = isRecord(answered.body) ? nextPage(op, answered.body) : undefined
        if (!next || seen.has(JSON.stringify(next))) return
        seen.add(JSON.stringify(next))
        page = { ...(input as object), ...next }
      }
    },
    pause: async () => undefined,
  })
  return lines
}

/** One page of a list, with the token of the next one; `size` things a page. */
export const paged = (
  member: string,
  things: unknown[],
  input: Record<string, unknown>,
  size: number,
  token = 'nextToken',
): Answered => {
  const from = Number(input[token] ?? 0)
  const next = from + size < things.length ? { [token]: String(from + size) } : {}
  return body({ [member]: things.slice(from, from + size), ...next })
}
