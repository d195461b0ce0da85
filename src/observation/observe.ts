// Observes one slot: asks what the source asks, keeps every answer, and puts it once.
import { type Clock, seconds } from '../clock.ts'
import { identity } from '../complete.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson, writeJson } from '../json.ts'
import type { Digest, Exchange, Instant, Ref, Slot, Status } from '../model.ts'
import { redact } from '../redaction/redaction.ts'
import type { At, Place, Source } from '../source.ts'
import type { Store } from '../store/store.ts'
import { nextPage, type Operation, type Send, type Wire } from '../wire.ts'
import { type Collector, type Header, readExchange, writeExchange } from './format.ts'
import { readObservation, statusOf } from './read.ts'
import type { StoredPart } from './stored.ts'
import { type Told, toldBy } from './told.ts'
import { openObservation } from './write.ts'

export type Observing = {
  store: Store
  send: Send
  clock: Clock
  collector: Collector
  /** The digest of the tick's config.json. */
  config: Digest
  tick: Instant
  /** Waits for answers that take time. Left out where nobody waits: the observation is then put down, and taken up later. */
  pause?(seconds: number): Promise<void>
  /** Whether too little time is left to ask once more. */
  isTimeUp?(): boolean
}

/** `parts` undefined where another run of this tick had put this slot before: what that run stored counts. */
export type Observed = { status: Status; reasons: string[]; parts: Ref[] | undefined; exchanges: Iterable<Exchange> }
/** Seconds until it is worth going on. What was read is stored; calling `observe` with it goes on from there. */
export type PutDown = { again: number }

/**
 * Never throws for AWS. A crash anywhere before the last put leaves no observation, or one without its last part:
 * either way a rerun goes on behind what is there. `before`: the parts that an earlier call put.
 */
export const observe = async (
  on: Observing,
  source: Source,
  { subject, slot, incidents = [] }: Place,
  before: StoredPart[] = [],
): Promise<Observed | PutDown> => {
  const { store, tick, collector, config } = on
  const place = { subject, slot, ...(source.looks && { incidents: [...incidents] }) }
  const header = { source: source.id, ...place, tick, collector, config }
  const writer = openObservation(store, header, { zipped: source.zipped === true, before })
  const told = taken(header, before)
  const { promise: putDown, resolve } = Promise.withResolvers<number>()
  let isDown = false
  // What was put down goes no further: who waits for an answer here waits for good, and writes nothing more.
  const leave = (seconds: number): Promise<never> => {
    isDown = true
    resolve(seconds)
    return new Promise(() => undefined)
  }
  // Nothing is waited for before anything was asked, nor again for what it was put down for.
  let isAwaited = true
  const pause = async (seconds: number): Promise<void> => {
    const passed = told.isMore() || isAwaited
    if (!told.isMore()) isAwaited = false
    if (!passed) await (on.pause ?? leave)(seconds)
  }

  const live = async <I, O>(op: Operation<I, O>, input: unknown, after?: Promise<void>): Promise<Exchange> => {
    if (isDown || on.isTimeUp?.()) return leave(0)
    isAwaited = false
    const { text, exchange } = lineOf(source, op, input, await on.send(op.action, input, subject.region))
    await after
    if (isDown) return leave(0)
    await writer.line(text, exchange)
    return exchange
  }
  const ask: At['ask'] = async <I, O>(op: Operation<I, O>, input: I, after?: Promise<void>) => {
    const plain = JSON.parse(JSON.stringify(input)) as unknown
    for (let asked = 1; ; asked++) {
      const exchange = told.next(op.action, plain) ?? (await live(op, plain, after))
      if (exchange.got === 'body') return exchange.body as O
      if (exchange.got === 'absent' || !op.busyWhen.includes(exchange.code) || asked === mostAsked) return undefined
      await pause(whileBusy)
    }
  }
  const { atOnce = 1 } = source
  const done = source.observe({ subject, slot, incidents, atOnce, ask, pages: paged(ask), pause })
  const again = await Promise.race([done.then(() => undefined), putDown])
  if (again !== undefined) {
    await writer.putDown()
    return { again }
  }
  const exchanges = { [Symbol.iterator]: () => writer.written()[Symbol.iterator]() }
  const { status, reasons } = statusOf(source, place, exchanges)
  const parts = await writer.end(status, reasons)
  return { status, reasons, parts, exchanges }
}

// Only what this very tick has begun is gone on with: what else lies there is somebody's, and is left to stand.
const taken = (header: Omit<Header, 'schema' | 'part'>, before: StoredPart[]): Told => {
  const parts = before.map(({ ref: { key }, body }) => ({ key, body }))
  const [first] = parts
  if (!first) return toldBy([])
  const { schema: _, part: _one, ...begun } = readObservation(parts).header
  if (writeJson(begun) === writeJson(header)) return toldBy(parts)
  const detail = { key: first.key, why: 'begun by another program' }
  throw new EvidenceError('OBSERVATION_INVALID', detail, { hint: 'run eks-evidence verify; the slot is asked again' })
}

/** How often something busy is asked, and the seconds between. */
const mostAsked = 6
const whileBusy = 20

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
    const pages = new Set<string>()
    for (let next: I = input; ; ) {
      const answer = await ask(op, next, after)
      if (answer === undefined) return
      yield answer
      const page = nextPage(op, answer as Record<string, unknown>)
      if (!page || pages.has(identity(page))) return
      pages.add(identity(page))
      next = { ...input, ...page }
    }
  }
