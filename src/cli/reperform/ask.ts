// Asks AWS what a source asks, as collect does, and stores nothing: the lines stay in memory.
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { sha256 } from '../../digest.ts'
import type { Digest, Exchange, Instant, Ref, Slot, Subject } from '../../model.ts'
import { observe } from '../../observation/observe.ts'
import { exchangesOf } from '../../observation/read.ts'
import { questionsOf } from '../../prove/reperform/questions.ts'
import type { Source } from '../../source.ts'
import type { Store } from '../../store/store.ts'
import type { Operation, Send } from '../../wire.ts'

export type Asking = {
  send: Send
  clock: Clock
  collector: { version: string; commit: string; caller: string }
  config: Digest
  tick: Instant
  pause?(seconds: number): Promise<void>
}

/** `parts`: as they would have been stored. `beyond`: what was asked then and does not follow from today's answers, asked all the same. */
export type Answered = { parts: { ref: Ref; body: Uint8Array }[]; exchanges: Iterable<Exchange>; beyond: Exchange[] }

/** So many questions of things that are no longer listed are asked by themselves. */
const mostBeyond = 200

/** Never throws for AWS. Redactions are applied before anything is held. */
export const askAgain = async (
  on: Asking,
  source: Source,
  { subject, slot }: { subject: Subject; slot: Slot },
  stored: Iterable<Exchange>,
): Promise<Answered> => {
  const parts = await read(on, source, { subject, slot })
  const exchanges = { [Symbol.iterator]: () => exchangesOf(keyed(parts)) }
  if (source.kind === 'window') return { parts, exchanges, beyond: [] }
  const now = questionsOf(source, exchanges)
  const known = new Map(source.operations.map((op) => [op.action, op as Operation<unknown, unknown>]))
  const gone = [...questionsOf(source, stored)].flatMap(([name, { action, input, got }]) => {
    const op = known.get(action)
    return op && got !== 'failed' && !now.has(name) ? [{ op, input }] : []
  })
  const left: Source = {
    ...source,
    lacks: () => [],
    observe: async ({ pages }) => {
      for (const { op, input } of gone.slice(0, mostBeyond)) for await (const _ of pages(op, input));
    },
  }
  const beyond = gone.length === 0 ? [] : [...exchangesOf(keyed(await read(on, left, { subject, slot })))]
  return { parts, exchanges, beyond }
}

const keyed = (parts: Answered['parts']) => parts.map(({ ref: { key }, body }) => ({ key, body }))

const read = async (
  on: Asking,
  source: Source,
  place: { subject: Subject; slot: Slot },
): Promise<Answered['parts']> => {
  const { store, parts } = holding()
  await observe({ pause: (seconds) => wait(seconds * 1_000), ...on, store }, source, place)
  return parts
}

/** Takes what is put, in its order, and gives nothing back. */
const holding = (): { store: Store; parts: Answered['parts'] } => {
  const parts: Answered['parts'] = []
  const store: Store = {
    where: 'memory',
    async putOnce(key, body) {
      const ref = { key, versionId: null, sha256: sha256(body), bytes: body.length }
      parts.push({ ref, body })
      return { won: true, ref }
    },
    get: async () => undefined,
    async *list() {
      yield* []
    },
    custody: async () => 'cannot-tell',
  }
  return { store, parts }
}
