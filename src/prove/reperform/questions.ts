// The questions of an observation with what became of each: pages put together, answered questions only once.
import { identity } from '../../complete.ts'
import { isRecord } from '../../json.ts'
import type { Action, Exchange, Instant } from '../../model.ts'
import type { Source } from '../../source.ts'

export type Asked = {
  action: Action
  /** As the first page was asked. */
  input: unknown
  /** When the first page was answered. */
  at: Instant
  pages: number
  /** Names of what was withheld, on any page. */
  redacted: string[]
} & (
  | { got: 'body'; body: unknown }
  | { got: 'absent'; code: string }
  | { got: 'failed'; code: string; message: string }
)

type Tokens = Pick<Source, 'operations'>

/** By the question. Of one that was asked again, for it was too busy, the last answer counts. */
export const questionsOf = ({ operations }: Tokens, exchanges: Iterable<Exchange>): Map<string, Asked> => {
  const tokens = new Map(operations.map((op) => [op.action, op]))
  const pages = new Map<string, Map<string, Exchange>>()
  for (const line of exchanges) {
    const op = tokens.get(line.action)
    const first = op ? without(line.input, [op.token, op.beside?.token]) : line.input
    const name = `${line.action} ${identity(first)}`
    const own = pages.get(name) ?? new Map<string, Exchange>()
    own.set(identity(line.input), line)
    pages.set(name, own)
  }
  return new Map(
    [...pages].map(([name, own]) => {
      const all = [...own.values()]
      const op = all[0] && tokens.get(all[0].action)
      return [name, together(all, op ? [op.next, op.beside?.next] : [])]
    }),
  )
}

const together = (pages: Exchange[], handles: (string | undefined)[]): Asked => {
  const [first] = pages as [Exchange]
  const { action, input, at } = first
  const redacted = [...new Set(pages.flatMap((line) => (line.got === 'body' ? (line.redacted ?? []) : [])))].sort()
  const common = { action, input, at, pages: pages.length, redacted }
  const odd = pages.find(({ got }) => got === 'failed') ?? pages.find(({ got }) => got === 'absent')
  if (odd?.got === 'failed') return { ...common, got: 'failed', code: odd.code, message: odd.message }
  if (odd?.got === 'absent') return { ...common, got: 'absent', code: odd.code }
  // A handle to the next page is good for a while and says nothing of the account.
  const bodies = pages.map((line) => without(line.got === 'body' ? line.body : null, handles))
  return { ...common, got: 'body', body: bodies.reduce(joined) }
}

const without = (value: unknown, names: (string | undefined)[]): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) : value

/** Lists of two pages one behind the other, wherever they stand; of anything else what the first page says. */
const joined = (a: unknown, b: unknown): unknown => {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
  if (!isRecord(a) || !isRecord(b)) return a
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(
    names.map((name) => [name, name in a ? (name in b ? joined(a[name], b[name]) : a[name]) : b[name]]),
  )
}
