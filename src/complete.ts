// The proof of completeness: what the stored lines lack of what a source's questions come to.
// One pass over the lines, which may be many MB and read once: only answers that questions are made from are held.
import { isRecord } from './json.ts'
import type { Action, Exchange } from './model.ts'
import type { Heard, Lack, Place, Question } from './source.ts'
import { nextPage } from './wire.ts'

/** The answers so far, by the actions that later questions are made from. */
export type Answers = Map<Action, Heard<unknown, unknown>[]>

/** What a question comes to, given the answers so far: the same for whoever reads and for whoever proves. */
export const toAsk = (one: Question, place: Place, heard: Answers): { inputs: unknown[]; fault?: string } => {
  try {
    const moot = one.unless.some(({ action, says }) => (heard.get(action) ?? []).some(({ answer }) => says(answer)))
    if (moot) return { inputs: [] }
    const inputs = one.inputs(place, (one.from && heard.get(one.from)) ?? [])
    return { inputs: [...new Map(inputs.map((input) => [identity(input), input])).values()] }
  } catch (cause) {
    // An answer of an unexpected shape must stop neither reading nor proof: it is one more thing lacking.
    return { inputs: [], fault: cause instanceof Error ? cause.message : String(cause) }
  }
}

/** What the lines lack; lines of an action that is not this source's are not looked at. */
export const proof = (
  questions: Question[],
  kept: Set<Action>,
  exchanges: Iterable<Exchange>,
  place: Place,
): Lack[] => {
  const { asked, heard, found } = sort(questions, kept, exchanges)
  for (const one of questions) {
    const { action } = one.op
    if (one.from && found.some((lack) => lack.action === one.from)) {
      found.push({ action, reason: `not all listed: ${one.from} is incomplete` })
    }
    const { inputs, fault } = toAsk(one, place, heard)
    if (fault) found.push({ action, reason: `not all listed: an answer is not as documented (${fault})` })
    const lines = asked.get(action) ?? new Map<string, Line>()
    for (const input of inputs) found.push(...(one.paged ? chain(one, input, lines) : single(action, input, lines)))
  }
  return [...found, ...strays(asked)]
}

/** What is held of a line: not its body. */
type Line = { got: Exchange['got']; why: string; next: Record<string, unknown> | undefined; wanted: boolean }
type Sorted = { asked: Map<Action, Map<string, Line>>; heard: Answers; found: Lack[] }

const sort = (questions: Question[], kept: Set<Action>, exchanges: Iterable<Exchange>): Sorted => {
  const ours = Map.groupBy(questions, ({ op }) => op.action)
  const asked: Sorted['asked'] = new Map([...ours.keys()].map((action) => [action, new Map()]))
  const heard: Answers = new Map([...kept].map((action) => [action, []]))
  const found: Lack[] = []
  for (const line of exchanges) {
    const { action, input } = line
    const [one] = ours.get(action) ?? []
    const lines = asked.get(action)
    if (!one || !lines) continue
    const key = identity(input)
    // Two answers to one question: one of them may have been put there, and nothing says which.
    if (lines.has(key)) found.push({ action, reason: `asked twice with ${key}` })
    lines.set(key, { got: line.got, why: said(line), next: nextOf(line, one), wanted: false })
    if (line.got !== 'body') continue
    heard.get(action)?.push({ input, answer: line.body })
    found.push(...admitted(one, line.body).map((reason) => ({ action, reason })))
  }
  return { asked, heard, found }
}

const nextOf = (line: Exchange, { op, paged }: Question): Line['next'] =>
  paged && line.got === 'body' && isRecord(line.body) ? nextPage(op, line.body) : undefined

const said = (line: Exchange): string =>
  line.got === 'failed' ? `${line.code}: ${line.message}` : line.got === 'absent' ? line.code : ''

const admitted = ({ lacking }: Question, body: unknown): string[] => {
  try {
    return lacking(body)
  } catch (cause) {
    return [`an answer is not as documented (${cause instanceof Error ? cause.message : String(cause)})`]
  }
}

const single = (action: Action, input: unknown, lines: Map<string, Line>): Lack[] => {
  const line = lines.get(identity(input))
  if (!line) return [{ action, reason: `never asked with ${identity(input)}` }]
  line.wanted = true
  return line.got === 'failed' ? [{ action, reason: line.why }] : []
}

// An answer that no question comes to: a page or a list before it was cut off, or it was put there.
const strays = (asked: Sorted['asked']): Lack[] =>
  [...asked].flatMap(([action, lines]) =>
    [...lines]
      .filter(([, line]) => !line.wanted)
      .map(([key]) => ({ action, reason: `an answer to what nothing asks: ${key}` })),
  )

// Follows the tokens from the first page; a missing page, a failed one, and a token that comes back are lacks.
const chain = ({ op: { action }, most }: Question, first: unknown, lines: Map<string, Line>): Lack[] => {
  const pages = new Set<string>()
  for (let page = first, read = 1; ; read++) {
    const lack = single(action, page, lines)
    if (lack.length > 0) return lack
    const line = lines.get(identity(page))
    if (line?.got === 'absent' && page !== first)
      return [{ action, reason: `a later page of ${identity(first)}: ${line.why}` }]
    const next = line?.next
    if (!next || read === most) return []
    if (Object.values(next).some((token) => typeof token !== 'string') || pages.has(identity(next))) {
      return [{ action, reason: `the pages of ${identity(first)} do not end` }]
    }
    pages.add(identity(next))
    page = { ...(isRecord(first) ? first : {}), ...next }
  }
}

/** The same for the same question, in whatever order its members stand. */
export const identity = (input: unknown): string => {
  if (!isRecord(input)) return spelled(input)
  const before = known.get(input)
  if (before !== undefined) return before
  const name = spelled(input)
  known.set(input, name)
  return name
}
// The lines of an observation are gone through several times.
const known = new WeakMap<object, string>()

const spelled = (input: unknown): string =>
  JSON.stringify(input, (_, value) => (isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value))
