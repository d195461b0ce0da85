// The source against the sandbox's CloudWatch Logs, in one process: what is asked is what would be stored.
import { AwsFault } from '../../sandbox/service.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { createGroup, type LogGroup, type LogsState, logsState, putEvent } from '../../sandbox/services/logs-state.ts'
import { instant, plus } from '../../src/clock.ts'
import type { Answered, Exchange, Instant, Slot, Subject } from '../../src/model.ts'
import type { At } from '../../src/source.ts'
import source from '../../src/sources/audit-log.ts'

export const region = 'eu-west-1'
export const subject: Subject = {
  scope: 'cluster',
  id: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  name: 'prod',
  region,
  bornAt: '2026-01-01T00:00:00Z',
}
export const slot: Slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
export const stream = 'kube-apiserver-audit-0a1b2c3d4e5f60718293a4b5c6d7e8f9'

export const prod = (): { state: LogsState; group: LogGroup } => {
  const state = logsState()
  const group = createGroup(state, { region, name: '/aws/eks/prod/cluster', at: '2026-01-01T00:00:00Z' })
  return { state, group }
}

/** Puts entries one second apart from the slot's start. */
export const put = (group: LogGroup, ...entries: unknown[]): void => {
  for (const [at, entry] of entries.entries()) {
    putEvent(group, stream, typeof entry === 'string' ? entry : JSON.stringify(entry), plus(slot.start, at))
  }
}

type Options = {
  now?: Instant
  slot?: Slot
  pageLimit?: number
  tamper?: Tamper
}
/** Looks at, and may replace, each answer. */
export type Tamper = (action: string, input: Record<string, unknown>, answered: Answered) => Answered

export const ask = (
  state: LogsState,
  operation: string,
  input: Record<string, unknown>,
  given: Options = {},
): Answered => {
  const call = {
    service: 'logs',
    operation,
    region,
    account: '111122223333',
    input,
    now: given.now ?? '2026-01-05T01:20:00Z',
  }
  try {
    const handler = logsService(state).operations[operation]
    const body = JSON.parse(
      JSON.stringify(handler?.({ ...call, ...(given.pageLimit && { pageLimit: given.pageLimit }) })),
    )
    return { got: 'body', body }
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    return { got: 'failed', code: error.code, message: error.message }
  }
}

/** The lines of one observation, and the seconds it waited. */
export const observe = async (
  state: LogsState,
  given: Options = {},
): Promise<{ lines: Exchange[]; waited: number }> => {
  const lines: Exchange[] = []
  let waited = 0
  const one: At['ask'] = async (op, input) => {
    const [, operation = ''] = op.action.split(':')
    const plain = JSON.parse(JSON.stringify(input)) as Record<string, unknown>
    const said = ask(state, operation, plain, given)
    const honest: Answered =
      said.got === 'failed' && op.absentWhen.includes(said.code) ? { got: 'absent', code: said.code } : said
    const answered = given.tamper?.(op.action, plain, honest) ?? honest
    lines.push({
      action: op.action,
      input: plain,
      at: instant(1_767_576_000 + lines.length),
      host: 'logs.eu-west-1.amazonaws.com',
      date: '2026-01-05T01:20:00Z',
      requestId: `r${lines.length}`,
      ...answered,
    })
    return (answered.got === 'body' ? answered.body : undefined) as never
  }
  await source.observe({
    subject,
    slot: given.slot ?? slot,
    ask: one,
    async *pages(op, input) {
      for (let page = input; ; ) {
        const answer = await one(op, page)
        if (answer === undefined) return
        yield answer
        const token = (answer as Record<string, unknown>)[op.token]
        if (typeof token !== 'string') return
        page = { ...page, [op.token]: token }
      }
    },
    pause: async (seconds) => {
      waited += seconds
    },
  })
  return { lines, waited }
}

export const lacks = (lines: Iterable<Exchange>, of = slot): string[] =>
  source.lacks(lines, { subject, slot: of }).map(({ reason }) => reason)
