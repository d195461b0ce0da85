// A source reads and judges nothing. It declares what it asks; that it asked everything is proved from the stored lines alone.
import type { Action, Exchange, Scope, Slot, Subject } from './model.ts'
import type { Operation } from './wire.ts'

/** Something that an observation should hold and does not. Every fact that rests on the action is then unknown. */
export type Lack = { action: Action; reason: string }

/** What a source is given to work with. */
export type At = {
  subject: Subject
  slot: Slot
  /** Asks once and records the exchange. Undefined: absent or failed, go on. Never throws for AWS. */
  ask<I, O>(op: Operation<I, O>, input: I): Promise<O | undefined>
  /** Asks page after page until no token comes back, a page fails, or a token repeats. */
  pages<I, O>(op: Operation<I, O>, input: I): AsyncIterable<O>
  /** Waits, for answers that take time. */
  pause(seconds: number): Promise<void>
}

type Common = {
  id: string
  of: Scope
  /** The cadence in seconds. */
  every: number
  operations: readonly Operation<never, unknown>[]
  observe(at: At): Promise<void>
  /** Pure proof of completeness: what the lines lack of what this source asks at this subject in this slot. */
  lacks(exchanges: Iterable<Exchange>, given: { subject: Subject; slot: Slot }): Lack[]
  /** Whether complete lines hold nothing: an observation of `empty`. */
  isEmpty?(exchanges: Iterable<Exchange>): boolean
}

/** state: due at slot.start, lost at slot.end. window: due at slot.end + delay, lost when the log is. That is the whole difference. */
export type Source = Common & ({ kind: 'state' } | { kind: 'window'; delay: number; /** seconds after slot.end until the log may be gone */ keeps: number })

export const defineSource = (source: Source): Source => source

/** An answer that was had, with the input that had it. */
export type Heard<I, O> = { input: I; answer: O }

/** One kind of question: its inputs are a pure function of the subject and of earlier answers. */
export type Question = {
  op: Operation<never, unknown>
  paged: boolean
  /** The operation whose answers the inputs come from; null for a question that stands by itself. */
  from: Action | null
  inputs(subject: Subject, heard: Heard<unknown, unknown>[]): unknown[]
}

const question = (op: unknown, paged: boolean, from: Action | null, inputs: unknown): Question => ({
  op: op as Question['op'],
  paged,
  from,
  inputs: inputs as Question['inputs'],
})

/** Asked once. */
export const once = <I, O>(op: Operation<I, O>, input: (subject: Subject) => I): Question =>
  question(op, false, null, (subject: Subject) => [input(subject)])

/** Asked once, to the last page. */
export const list = <I, O>(op: Operation<I, O>, input: (subject: Subject) => I): Question =>
  question(op, true, null, (subject: Subject) => [input(subject)])

/** Asked for each input that earlier answers give. `each(describe, listed, (pages, subject) => inputs)`. */
export const each = <I, O, J, P>(op: Operation<I, O>, from: Operation<J, P>, inputs: (heard: Heard<J, P>[], subject: Subject) => I[]): Question =>
  question(op, false, from.action, (subject: Subject, heard: Heard<J, P>[]) => inputs(heard, subject))

/** As `each`, every one to its last page. */
export const listEach = <I, O, J, P>(op: Operation<I, O>, from: Operation<J, P>, inputs: (heard: Heard<J, P>[], subject: Subject) => I[]): Question =>
  question(op, true, from.action, (subject: Subject, heard: Heard<J, P>[]) => inputs(heard, subject))

/** Turns questions into a source's reading and its proof: both come from the same declaration, so they cannot disagree. */
export const asking = (...questions: Question[]): Pick<Common, 'operations' | 'observe' | 'lacks'> => ({
  operations: questions.map(({ op }) => op),

  async observe({ subject, ask, pages }) {
    const heard = new Map<Action, Heard<unknown, unknown>[]>()
    for (const { op, paged, from, inputs } of questions) {
      const answers = heard.get(op.action) ?? []
      heard.set(op.action, answers)
      for (const input of distinct(inputs(subject, (from && heard.get(from)) ?? []))) {
        if (paged) for await (const answer of pages(op, input as never)) answers.push({ input, answer })
        else {
          const answer = await ask(op, input as never)
          if (answer !== undefined) answers.push({ input, answer })
        }
      }
    }
  },

  lacks(exchanges, { subject }) {
    const lines = Map.groupBy(exchanges, ({ action }) => action)
    const found: Lack[] = []
    for (const { op, paged, from, inputs } of questions) {
      const asked = new Map((lines.get(op.action) ?? []).map((line) => [identity(line.input), line]))
      const parents = (from && lines.get(from)) ?? []
      if (from && parents.some(({ got }) => got === 'failed')) found.push({ action: op.action, reason: `not all listed: ${from} failed` })
      const heard = parents.flatMap((line) => (line.got === 'body' ? [{ input: line.input, answer: line.body }] : []))
      for (const input of expected(() => inputs(subject, heard), op.action, found))
        found.push(...(paged ? chain(op, input, asked) : single(op.action, input, asked)))
    }
    return found
  },
})

const identity = (input: unknown): string => JSON.stringify(input, (_, value) => (isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value))
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const distinct = (inputs: unknown[]): unknown[] => [...new Map(inputs.map((input) => [identity(input), input])).values()]

// A stored answer of an unexpected shape must not stop the proof: it is one more thing lacking.
const expected = (inputs: () => unknown[], action: Action, found: Lack[]): unknown[] => {
  try {
    return distinct(inputs())
  } catch (cause) {
    found.push({ action, reason: `not all listed: the answers are not as documented (${cause instanceof Error ? cause.message : String(cause)})` })
    return []
  }
}

const single = (action: Action, input: unknown, asked: Map<string, Exchange>): Lack[] => {
  const line = asked.get(identity(input))
  if (!line) return [{ action, reason: `never asked with ${identity(input)}` }]
  return line.got === 'failed' ? [{ action, reason: `${line.code}: ${line.message}` }] : []
}

// Follows the tokens from the first page; a missing page, a failed one, and a token that comes back are lacks.
const chain = (op: Operation<never, unknown>, input: unknown, asked: Map<string, Exchange>): Lack[] => {
  const tokens = new Set<string>()
  for (let page: unknown = input; ; ) {
    const lack = single(op.action, page, asked)
    if (lack.length > 0) return lack
    const line = asked.get(identity(page))
    const token = line?.got === 'body' && isRecord(line.body) ? line.body[op.token] : undefined
    if (token === undefined || token === null || token === '') return []
    if (typeof token !== 'string' || tokens.has(token)) return [{ action: op.action, reason: `the pages of ${identity(input)} do not end` }]
    tokens.add(token)
    page = { ...(input as Record<string, unknown>), [op.token]: token }
  }
}
