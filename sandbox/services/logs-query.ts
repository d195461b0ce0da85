// Reads a Logs Insights query, as far as this project writes them. Anything else is malformed, so that nothing is agreed with by mistake.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
import { AwsFault } from '../service.ts'

export type Condition =
  | { is: 'or' | 'and'; of: Condition[] }
  | { is: 'not'; of: Condition }
  | { is: 'present'; field: string }
  | { is: 'like'; field: string; pattern: RegExp }
  | { is: 'in' | 'not in'; field: string; values: string[] }
  | { is: '>=' | '<'; field: string; number: number }

export type Aggregate = {
  is: 'count' | 'min' | 'max'
  /** '*': every event. */
  field: string
  /** Where milliseconds of one time field are taken from those of another. */
  less?: string | undefined
  as: string
}

export type Query = {
  filters: Condition[]
  /** Fields that the query itself makes, by name. */
  made: Map<string, { field: string; less: string }>
  /** Exactly one of the two is there. */
  fields: string[] | null
  stats: { aggregates: Aggregate[]; by: string[] } | null
}

/** Throws MalformedQueryException. */
export const parseQuery = (text: string): Query => {
  const tokens = tokensOf(text)
  const query: Query = { filters: [], made: new Map(), fields: null, stats: null }
  do command(tokens, query)
  while (tokens.take('|'))
  if (tokens.peek() !== undefined) malformed(tokens.peek())
  if ((query.fields === null) === (query.stats === null)) malformed('neither fields nor stats, or both')
  return query
}

const command = (tokens: Tokens, query: Query): void => {
  if (tokens.take('fields') && !query.fields && !query.stats) {
    if (tokens.peek() === 'toMillis') query.made.set(...difference(tokens))
    else query.fields = names(tokens)
  } else if (tokens.take('filter') && !query.stats) query.filters.push(either(tokens))
  else if (tokens.take('stats') && !query.stats) query.stats = { aggregates: aggregates(tokens, query), by: by(tokens) }
  else malformed(tokens.peek())
}

const either = (tokens: Tokens): Condition => {
  const of = [both(tokens)]
  while (tokens.take('or')) of.push(both(tokens))
  return of.length === 1 && of[0] ? of[0] : { is: 'or', of }
}

const both = (tokens: Tokens): Condition => {
  const of = [one(tokens)]
  while (tokens.take('and')) of.push(one(tokens))
  return of.length === 1 && of[0] ? of[0] : { is: 'and', of }
}

const one = (tokens: Tokens): Condition => {
  if (tokens.take('not')) return { is: 'not', of: one(tokens) }
  if (tokens.take('(')) {
    const inner = either(tokens)
    tokens.need(')')
    return inner
  }
  if (tokens.take('ispresent')) {
    tokens.need('(')
    const field = tokens.name()
    tokens.need(')')
    return { is: 'present', field }
  }
  return comparison(tokens, tokens.name())
}

const comparison = (tokens: Tokens, field: string): Condition => {
  if (tokens.take('like')) return { is: 'like', field, pattern: patternOf(tokens.kind(/^[/"]/)) }
  if (tokens.take('in')) return { is: 'in', field, values: strings(tokens) }
  if (tokens.take('not')) {
    tokens.need('in')
    return { is: 'not in', field, values: strings(tokens) }
  }
  for (const is of ['>=', '<'] as const) {
    if (tokens.take(is)) return { is, field, number: Number(tokens.kind(/^\d+$/)) }
  }
  return malformed(tokens.peek())
}

// A text in quotes is found as it is, anywhere.
const patternOf = (token: string): RegExp =>
  token.startsWith('"')
    ? new RegExp((JSON.parse(token) as string).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    : regex(token.slice(1, -1))

// `(?i)` at the beginning: in any case, of ASCII's letters. Any other flag is not one that this project writes.
const regex = (text: string): RegExp => {
  const [, anyCase, rest = ''] = /^(\(\?i\))?(.*)$/s.exec(text) ?? []
  if (rest === '' || /^\(\?[a-z-]/.test(rest)) malformed(text)
  try {
    return new RegExp(rest, anyCase === undefined ? '' : 'i')
  } catch {
    return malformed(text)
  }
}

const strings = (tokens: Tokens): string[] => {
  tokens.need('[')
  const values: string[] = []
  do values.push(JSON.parse(tokens.kind(/^"/)) as string)
  while (tokens.take(','))
  tokens.need(']')
  return values
}

const names = (tokens: Tokens): string[] => {
  const found = [tokens.name()]
  while (tokens.take(',')) found.push(tokens.name())
  return found
}

const aggregates = (tokens: Tokens, { made }: Query): Aggregate[] => {
  const found: Aggregate[] = []
  do {
    const is = (['count', 'min', 'max'] as const).find((name) => tokens.take(name)) ?? malformed(tokens.peek())
    tokens.need('(')
    const field = is === 'count' && tokens.take('*') ? '*' : tokens.name()
    tokens.need(')')
    tokens.need('as')
    found.push({ is, field, ...made.get(field), as: tokens.name() })
  } while (tokens.take(','))
  return found
}

const difference = (tokens: Tokens): [name: string, of: { field: string; less: string }] => {
  tokens.need('toMillis')
  const field = bracketed(tokens)
  tokens.need('-')
  tokens.need('toMillis')
  const less = bracketed(tokens)
  tokens.need('as')
  return [tokens.name(), { field, less }]
}

const bracketed = (tokens: Tokens): string => {
  tokens.need('(')
  const name = tokens.name()
  tokens.need(')')
  return name
}

const by = (tokens: Tokens): string[] => {
  tokens.need('by')
  const found: string[] = []
  do found.push(tokens.take('bin') ? bin(tokens) : tokens.name())
  while (tokens.take(','))
  return found
}

const bin = (tokens: Tokens): string => {
  tokens.need('(')
  const minutes = tokens.kind(/^\d+$/)
  tokens.need('m')
  tokens.need(')')
  return `bin(${minutes}m)`
}

type Tokens = ReturnType<typeof tokensOf>

const shape = /\s*(?:("(?:[^"\\]|\\.)*")|(\/(?:[^/\\\n]|\\.)+\/)|([@A-Za-z_][\w.@-]*)|(\d+)|(>=|[<|()[\],*-]))/y

const tokensOf = (text: string) => {
  const all: string[] = []
  shape.lastIndex = 0
  const end = text.trimEnd().length
  while (shape.lastIndex < end) {
    const from = shape.lastIndex
    const found = shape.exec(text)
    if (!found) malformed(text.slice(from, from + 20))
    else all.push(found[0].trim())
  }
  let at = 0
  const take = (wanted: string): boolean => {
    if (all[at] !== wanted) return false
    at += 1
    return true
  }
  const kind = (wanted: RegExp): string => {
    const token = all[at] ?? ''
    if (!wanted.test(token)) malformed(token)
    at += 1
    return token
  }
  return {
    peek: () => all[at],
    take,
    kind,
    need: (wanted: string): void => void (take(wanted) || malformed(all[at])),
    name: (): string => kind(/^[@A-Za-z_]/),
  }
}

const malformed = (token: string | undefined): never => {
  throw new AwsFault('MalformedQueryException', 400, `unexpected symbol found ${token ?? 'end of query'}`)
}
