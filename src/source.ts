// A source reads and judges nothing. It declares what it asks; that it asked everything is proved from the stored lines alone.
import pMap from 'p-map'
import { type Answers, proof, toAsk } from './complete.ts'
import { EvidenceError } from './errors.ts'
import type { Action, Exchange, Incident, Instant, Scope, Slot, Subject } from './model.ts'
import type { Redaction } from './redaction/redaction.ts'
import type { Operation } from './wire.ts'

/** Something that an observation should hold and does not. Every fact that rests on the action is then unknown. */
export type Lack = { action: Action; reason: string }

/** That something of a subject was changed, by an event. */
export type Change = { id: string; at: Instant }

/** What a source is given to work with. */
export type At = {
  subject: Subject
  slot: Slot
  /** What is looked into, for a source that `looks`; none otherwise. */
  incidents?: readonly Incident[]
  /** How many questions of one kind may be under way at once; 1 where left out. */
  atOnce?: number
  /**
   * Asks once and records the exchange, not before `after`: the answer waits, so that lines come in the order of the
   * questions. Undefined: absent or failed, go on. Never throws for AWS.
   */
  ask<I, O>(op: Operation<I, O>, input: I, after?: Promise<void>): Promise<O | undefined>
  /** Asks page after page until no token comes back, a page fails, or a token repeats. */
  pages<I, O>(op: Operation<I, O>, input: I, after?: Promise<void>): AsyncIterable<O>
  /**
   * For answers that take time. The observation may be put down here: then all that was asked is told again to a new call
   * of `observe`, which comes back to this line. So what is asked depends on subject, slot and answers alone.
   */
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
  lacks(exchanges: Iterable<Exchange>, given: Place): Lack[]
  /**
   * Whether a line asks what this program asks. Only where the proof must take the questions of earlier versions too, and does
   * not compare them: verify does.
   */
  asks?(exchange: Exchange): boolean
  /** Where its answers can hold secret values, which are withheld before anything is stored. */
  redacts?: readonly Redaction[]
  /** How many questions of one kind it asks at once; 1 where left out. */
  atOnce?: number
  /** It looks into incidents: what it asks follows from them too, and they stand in its header. */
  looks?: true
  /** Read by plan, before the tick's population is known. */
  first?: true
  /** Its observations are stored gzipped: a matter of the source and not of the size, so that a rerun meets its own key. */
  zipped?: true
  /** Whose state its lines say has changed, and when, by ARN: the next tick reads those again. */
  changes?(exchanges: Iterable<Exchange>, given: { subject: Subject; slot: Slot }): Change[]
  /** Whether complete lines hold nothing: an observation of `empty`. */
  isEmpty?(exchanges: Iterable<Exchange>): boolean
}

/** state: due at slot.start, lost at slot.end. window: due at slot.end + delay, lost when the log is. That is the whole difference. */
export type Source = Common &
  (
    | { kind: 'state' }
    | { kind: 'window'; delay: number /** seconds after slot.end until the log may be gone */; keeps: number }
  )

export const defineSource = (source: Source): Source => source

/** An answer that was had, with the input that had it. */
export type Heard<I, O> = { input: I; answer: O }

/** Whom and what time a source is asked about. */
export type Place = { subject: Subject; slot: Slot; incidents?: readonly Incident[] | undefined }

/** One kind of question: its inputs are a pure function of the subject, the slot and earlier answers. */
export type Question = {
  op: Operation<never, unknown>
  paged: boolean
  /** The operation whose answers the inputs come from; null for a question that stands by itself. */
  from: Action | null
  /** Throws where an answer is not as documented: then that is what the observation lacks. */
  inputs(place: Place, heard: Heard<unknown, unknown>[]): unknown[]
  /** Not asked where an earlier answer says that there is nothing to ask. The stored answer is the proof. */
  unless: Condition[]
  /** What an answer lacks although it came: things that it says it could not read. */
  lacking(answer: unknown): string[]
  /** So many pages of each input are asked for at most. */
  most: number
}
type Condition = { action: Action; says(answer: unknown): boolean }

const question = (op: unknown, paged: boolean, from: Action | null, inputs: unknown): Question => ({
  op: op as Question['op'],
  paged,
  from,
  inputs: inputs as Question['inputs'],
  unless: [],
  lacking: () => [],
  most: Number.POSITIVE_INFINITY,
})

/** Asked once. `lacking` says what an answer itself admits not to hold. */
export const once = <I, O>(
  op: Operation<I, O>,
  input: (subject: Subject, slot: Slot) => I,
  lacking: (answer: O) => string[] = () => [],
): Question => ({
  ...question(op, false, null, ({ subject, slot }: Place) => [input(subject, slot)]),
  lacking: lacking as Question['lacking'],
})

/** Asked once, to the last page. */
export const list = <I, O>(op: Operation<I, O>, input: (subject: Subject, slot: Slot) => I): Question =>
  question(op, true, null, ({ subject, slot }: Place) => [input(subject, slot)])

/** As `list`, for each input that the place itself gives: none, where there is nothing to ask. */
export const listFor = <I, O>(op: Operation<I, O>, inputs: (place: Place) => I[]): Question =>
  question(op, true, null, inputs)

/** Asked for each input that earlier answers give. `each(describe, listed, (pages, subject, slot) => inputs)`. */
export const each = <I, O, J, P>(
  op: Operation<I, O>,
  from: Operation<J, P>,
  inputs: (heard: Heard<J, P>[], subject: Subject, slot: Slot, place: Place) => I[],
): Question =>
  question(op, false, from.action, (place: Place, heard: Heard<J, P>[]) =>
    inputs(heard, place.subject, place.slot, place),
  )

/** As `each`, every one to its last page. */
export const listEach = <I, O, J, P>(
  op: Operation<I, O>,
  from: Operation<J, P>,
  inputs: (heard: Heard<J, P>[], subject: Subject, slot: Slot, place: Place) => I[],
): Question => ({ ...each(op, from, inputs), paged: true })

/** Pages beyond so many of each input are not asked for: who reads the answers must say that there were more. */
export const upTo = (most: number, question: Question): Question => ({ ...question, most })

/**
 * Questions that make no sense where an answer of `op` says so. A failed or absent answer says nothing: then they are
 * asked, so that one denial does not hide the rest.
 */
export const unless = <I, O>(op: Operation<I, O>, says: (answer: O) => boolean, questions: Question[]): Question[] =>
  questions.map((one) => ({
    ...one,
    unless: [...one.unless, { action: op.action, says: says as Condition['says'] }],
  }))

/** A list that the answer must carry: an answer without it is not an empty list. Throws OBSERVATION_INVALID. */
export const listed = <T>(value: T[] | null | undefined, field: string): T[] => {
  if (Array.isArray(value)) return value
  throw new EvidenceError('OBSERVATION_INVALID', { field }, { hint: 'AWS answered without a list that it documents' })
}

/** A name or id that the answer must carry. Throws OBSERVATION_INVALID. */
export const named = (value: string | null | undefined, field: string): string => {
  if (typeof value === 'string' && value !== '') return value
  throw new EvidenceError('OBSERVATION_INVALID', { field }, { hint: 'AWS answered without a name that it documents' })
}

/** For questions that take so many names at once: each once and sorted, so that whichever page came first they are the same. */
export const inChunks = (names: string[], most: number): string[][] => {
  const sorted = [...new Set(names)].sort()
  return Array.from({ length: Math.ceil(sorted.length / most) }, (_, at) => sorted.slice(at * most, (at + 1) * most))
}

/** Turns questions into a source's reading and its proof: both come from the same declaration, so they cannot disagree. */
export const asking = (...questions: Question[]): Pick<Common, 'operations' | 'observe' | 'lacks'> => {
  const operations = [...new Map(questions.map(({ op }) => [op.action, op])).values()]
  // Only these answers are kept: the leaves can be thousands of pages.
  const kept = new Set(
    questions.flatMap(({ from, unless }) => [...(from ? [from] : []), ...unless.map((c) => c.action)]),
  )

  return {
    operations,

    async observe({ subject, slot, incidents, atOnce = 1, ask, pages }) {
      const heard: Answers = new Map([...kept].map((action) => [action, []]))
      const keep = (action: Action, input: unknown, answer: unknown) => heard.get(action)?.push({ input, answer })
      for (const one of questions) {
        const { op, paged, most } = one
        const put = async (input: unknown, after: Promise<void>) => {
          let asked = 0
          if (paged) {
            for await (const answer of pages(op, input as never, after)) {
              keep(op.action, input, answer)
              asked += 1
              if (asked === most) break
            }
          } else {
            const answer = await ask(op, input as never, after)
            if (answer !== undefined) keep(op.action, input, answer)
          }
        }
        await inTurn(toAsk(one, { subject, slot, incidents }, heard).inputs, put, atOnce)
      }
    },

    lacks: (exchanges, place) => proof(questions, kept, exchanges, place),
  }
}

// Questions go out several at once; each records its answers only when the question before it has recorded all of its own.
// So the lines do not depend on which answer came first, and no more than `atOnce` answers are ever held back.
const inTurn = async <I>(inputs: I[], put: (input: I, after: Promise<void>) => Promise<void>, atOnce: number) => {
  let turn = Promise.resolve()
  await pMap(
    inputs,
    async (input) => {
      const after = turn
      const { promise, resolve } = Promise.withResolvers<void>()
      turn = promise
      try {
        await put(input, after)
      } finally {
        resolve()
      }
    },
    { concurrency: atOnce },
  )
}
