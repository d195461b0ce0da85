// Observes one slot: asks what the source asks, keeps every answer, and puts it once.
import { type Clock, seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson } from '../json.ts'
import type { Digest, Exchange, Instant, Ref, Slot, Status, Subject } from '../model.ts'
import { redact } from '../redaction/redaction.ts'
import type { At, Source } from '../source.ts'
import type { Store } from '../store/store.ts'
import type { Operation, Send, Wire } from '../wire.ts'
import { type Collector, readExchange, writeExchange } from './format.ts'
import { statusOf } from './read.ts'
import { openObservation } from './write.ts'

export type Observing = {
  store: Store
  send: Send
  clock: Clock
  collector: Collector
  /** The digest of the tick's config.json. */
  config: Digest
  tick: Instant
  pause(seconds: number): Promise<void>
}

/** `parts` undefined where another run of this tick had put this slot before: what that run stored counts. */
export type Observed = { status: Status; reasons: string[]; parts: Ref[] | undefined; exchanges: Iterable<Exchange> }

/**
 * Never throws for AWS. A crash anywhere before the last put leaves no observation, or one without its last part:
 * either way the slot is asked again.
 */
export const observe = async (on: Observing, source: Source, subject: Subject, slot: Slot): Promise<Observed> => {
  const { store, tick, collector, config } = on
  const header = { source: source.id, subject, slot, tick, collector, config }
  const writer = openObservation(store, header, source.zipped === true)

  const record: At['ask'] = async <I, O>(op: Operation<I, O>, input: I, after?: Promise<void>) => {
    const plain = JSON.parse(JSON.stringify(input)) as unknown
    const { text, exchange } = lineOf(source, op, plain, await on.send(op.action, input, subject.region))
    await after
    await writer.line(text, exchange)
    return exchange.got === 'body' ? (exchange.body as O) : undefined
  }
  const { atOnce = 1 } = source
  const at: At = { subject, slot, atOnce, ask: record, pages: paged(record), pause: on.pause }
  await source.observe(at)
  const exchanges = { [Symbol.iterator]: () => writer.written()[Symbol.iterator]() }
  const { status, reasons } = statusOf(source, { subject, slot }, exchanges)
  const parts = await writer.end(status, reasons)
  return { status, reasons, parts, exchanges }
}

/** Whether a slot cannot be read any more: a state that has ended is another state. */
export const isOver = ({ kind }: Pick<Source, 'kind'>, { end }: Slot, now: Instant): boolean =>
  kind === 'state' && seconds(now) >= seconds(end)

// An answer that parsers could read in two ways was not read; nor was one that is no object, for no operation answers so.
// Secret values go no further than here: what is kept, judged and told is what is left of the answer.
const lineOf = <I, O>(
  { redacts }: Source,
  { action, absentWhen }: Operation<I, O>,
  input: unknown,
  wire: Wire,
): { text: string; exchange: Exchange } => {
  try {
    // By itself first: what is not JSON alone must not become JSON inside a line.
    const body = !wire.ok ? undefined : 'text' in wire ? object(parseJson(wire.text)) : wire.body
    const text = writeExchange(action, input, wire, absentWhen, redact(redacts, action, body))
    return { text, exchange: readExchange(text) }
  } catch (error) {
    if (!(error instanceof EvidenceError) || !wire.ok) throw error
    const { host, date, requestId, at } = wire
    const failed = writeExchange(
      action,
      input,
      { host, date, requestId, at, ok: false, code: 'MalformedResponse', message: error.message },
      [],
    )
    return { text: failed, exchange: readExchange(failed) }
  }
}

const object = (body: unknown): unknown => {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new EvidenceError('JSON_INVALID', { why: 'not an object' }, { hint: 'this is no answer of AWS' })
}

const paged = (ask: At['ask']): At['pages'] =>
  async function* <I, O>(op: Operation<I, O>, input: I, after?: Promise<void>): AsyncGenerator<O> {
    const tokens = new Set<unknown>()
    for (let next: I = input; ; ) {
      const answer = await ask(op, next, after)
      if (answer === undefined) return
      yield answer
      const token = (answer as Record<string, unknown>)[op.token]
      if (token === undefined || token === null || token === '' || tokens.has(token)) return
      tokens.add(token)
      next = { ...input, [op.token]: token }
    }
  }
