// Finds where a JSON value ends in text that comes in pieces, and where it can no longer be one: before anything is parsed.
import { isEscaped } from './raw.ts'

/** As deep as JSON is read here at all. */
const deepest = 500

/** What may come next. */
type Next = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'nothing'

/** `end`: behind the value. `more`: where to go on when there is more text. */
export type Scanned = { end: number } | { more: number } | 'broken'

/**
 * Of one value that is an object or a list: is called with the same text, longer each time, and with where it stopped before.
 * It sees tokens and not what they hold: JSON.parse says whether it was JSON.
 */
export const scanner = (): ((text: string, from: number) => Scanned) => {
  const open: ('{' | '[')[] = []
  const lines = lineEnds()
  let next: Next = 'value'
  const afterValue = (): Next => {
    const inside = open.at(-1)
    return inside === undefined ? 'nothing' : inside === '{' ? ', or }' : ', or ]'
  }
  const take = (token: Token): boolean => {
    const { kind } = token
    if (kind === '{' || kind === '[') {
      if ((next !== 'value' && next !== 'value or ]') || open.length >= deepest) return false
      open.push(kind)
      next = kind === '{' ? 'key or }' : 'value or ]'
      return true
    }
    if (kind === '}' || kind === ']') {
      const may = kind === '}' ? ['key or }', ', or }'] : ['value or ]', ', or ]']
      if (!may.includes(next)) return false
      open.pop()
      next = afterValue()
      return true
    }
    if (kind === ':' || kind === ',') {
      const before = next
      next = before === ':' ? 'value' : before === ', or }' ? 'key' : 'value'
      return kind === ':' ? before === ':' : before === ', or }' || before === ', or ]'
    }
    if (kind === 'string' && (next === 'key' || next === 'key or }')) {
      next = ':'
      return true
    }
    if (next !== 'value' && next !== 'value or ]') return false
    next = afterValue()
    return open.length > 0
  }
  return (text, from) => {
    for (let at = from; ; ) {
      const token = tokenAt(text, at, lines)
      if (token === 'more') return { more: at }
      if (token === 'broken' || !take(token)) return 'broken'
      at = token.end
      if (next === 'nothing') return { end: at }
    }
  }
}

type Token = { kind: '{' | '[' | '}' | ']' | ':' | ',' | 'string' | 'word'; end: number }

const blank = /[ \t\r\n]*/y
const word = /[-+.\w]+/y

const tokenAt = (text: string, from: number, lines: Lines): Token | 'more' | 'broken' => {
  blank.lastIndex = from
  blank.exec(text)
  const at = blank.lastIndex
  const kind = text[at]
  if (kind === undefined) return 'more'
  if (kind === '{' || kind === '[' || kind === '}' || kind === ']' || kind === ':' || kind === ',')
    return { kind, end: at + 1 }
  if (kind === '"') return stringAt(text, at, lines)
  word.lastIndex = at
  if (!word.test(text)) return 'broken'
  return word.lastIndex === text.length ? 'more' : { kind: 'word', end: word.lastIndex }
}

// No string of JSON goes over the end of a line: so an entry that was cut ends with its line. Where the quote that ends a
// string is looked for, the line is not searched again: `lines` knows how far it goes.
const stringAt = (text: string, at: number, lines: Lines): Token | 'more' | 'broken' => {
  let end = text.indexOf('"', at + 1)
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  const lineEnd = lines(text, at)
  if (lineEnd < (end < 0 ? text.length : end)) return 'broken'
  return end < 0 ? 'more' : { kind: 'string', end: end + 1 }
}

/** Where the line ends that holds a place; the text's length where it does not. Places come in order. */
type Lines = (text: string, at: number) => number

const lineEnds = (): Lines => {
  let end = -1
  let searched = 0
  return (text, at) => {
    if (end >= at) return end
    const found = text.indexOf('\n', Math.max(at, searched))
    searched = found < 0 ? text.length : found
    end = found
    return found < 0 ? text.length : found
  }
}
