// JSON as evidence: read without surprises, written in one form (RFC 8785).
import canonicalize from 'canonicalize'
import { EvidenceError } from './errors.ts'

/** Far beyond what AWS answers; whoever writes or compares a value goes through it by recursion. */
const deepest = 500

const refuse = (why: string): never => {
  throw new EvidenceError('JSON_INVALID', { why }, { hint: 'the bytes were altered, or written by another program' })
}

/** Whether a parsed value is an object with members. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 and nothing else; a byte order mark stays and is refused as JSON. Throws EvidenceError JSON_INVALID. */
export const utf8 = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes)
  } catch {
    return refuse('not UTF-8')
  }
}

/**
 * Parses an answer of AWS: any JSON without duplicate keys or `__proto__`, which parsers read differently, and of a depth that all can read.
 * Throws EvidenceError JSON_INVALID.
 */
export const parseJson = (text: string): unknown => {
  const value = parse(text)
  const seen: Seen = { members: 0, isRefused: false, spare: 0 }
  const length = lengthOf(value, 0, seen) + escapes(text)
  // What JSON.parse dropped of a member that stands twice is five characters at least: `"":0,`.
  const isWhole = length === text.length && seen.spare < 5
  if (seen.isRefused || (!isWhole && seen.members !== membersOf(text))) uniqueKeys(text)
  return value
}

/** Parses a document of our own: as parseJson, and only in the one form that `writeJson` writes. */
export const parseCanonical = (text: string): unknown => {
  const value = parse(text)
  // What is in order and comes back the same holds nothing twice. Anything else is looked at again, for what is wrong with it.
  if (inOrder(value, 0) && JSON.stringify(value) === text) return value
  uniqueKeys(text)
  if (writeJson(value) !== text) refuse('not in canonical form')
  return value
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new EvidenceError('JSON_INVALID', { why: 'not JSON' }, { hint: 'the bytes were altered or cut', cause })
  }
}

// Whether JavaScript's own writing of a parsed value is that of RFC 8785: members sorted, and nothing that `faithful` refuses.
const inOrder = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
  if (typeof value !== 'object' || value === null) return true
  if (depth >= deepest) return false
  if (Array.isArray(value)) return value.every((item) => inOrder(item, depth + 1))
  let last: string | undefined
  for (const [key, item] of Object.entries(value)) {
    if (last !== undefined && last >= key) return false
    if (key === '__proto__' || !key.isWellFormed() || !inOrder(item, depth + 1)) return false
    last = key
  }
  return true
}

/** RFC 8785. Refuses what JSON cannot carry faithfully: undefined, NaN, unsafe integers, lone surrogates, class instances. */
export const writeJson = (value: unknown): string => {
  const found = { odd: false }
  const sorted = faithful(value, '$', found)
  return found.odd ? (canonicalize(value) ?? refuse('nothing to write')) : JSON.stringify(sorted)
}

// The same with members sorted, so that JavaScript's own writing is that of RFC 8785. `odd`: names that JavaScript would put
// in another order, or take for something else.
const faithful = (value: unknown, path: string, found: { odd: boolean }): unknown => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.isWellFormed() ? value : refuse(`${path}: lone surrogate`)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(`${path}: not a number`)
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) refuse(`${path}: integer beyond 2^53`)
    return value
  }
  if (Array.isArray(value)) return Array.from(value, (item, at) => faithful(item, `${path}[${at}]`, found))
  if (typeof value !== 'object') return refuse(`${path}: ${typeof value}`)
  const proto = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) refuse(`${path}: not a plain object`)
  const sorted: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) {
    if (!key.isWellFormed()) refuse(`${path}: lone surrogate in a key`)
    if (/^\d/.test(key) || key === '__proto__') found.odd = true
    sorted[key] = faithful((value as Record<string, unknown>)[key], `${path}.${key}`, found)
  }
  return sorted
}

/** `spare`: so many characters fewer than `lengthOf` says may its numbers take: 1000 may be written as 1e3. */
type Seen = { members: number; isRefused: boolean; spare: number }

// The characters of a JSON text of this value as JSON.stringify writes it, with each escape counted as what it stands for.
const lengthOf = (value: unknown, depth: number, seen: Seen): number => {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') return lengthOfNumber(value, seen)
  if (typeof value !== 'object' || value === null) return value === false ? 5 : 4
  if (depth >= deepest) {
    seen.isRefused = true
    return 0
  }
  let length = 1
  if (Array.isArray(value)) {
    for (const item of value) length += lengthOf(item, depth + 1, seen) + 1
  } else {
    // Object.keys would make a list for each; what JSON.parse makes inherits nothing that is enumerated.
    for (const key in value) {
      if (key === '__proto__') seen.isRefused = true
      seen.members++
      length += key.length + 4 + lengthOf((value as Record<string, unknown>)[key], depth + 1, seen)
    }
  }
  return length === 1 ? 2 : length
}

const lengthOfNumber = (value: number, seen: Seen): number => {
  if (value >= 0 && value < 1_000 && Number.isInteger(value)) return value < 10 ? 1 : value < 100 ? 2 : 3
  const { length } = String(value)
  if (!Number.isInteger(value) || Math.abs(value) > 1e15) seen.spare = Number.POSITIVE_INFINITY
  else for (let left = value / 100; left % 10 === 0; left /= 10) seen.spare++
  return length
}

// The characters by which the escapes of a JSON text are longer than what they stand for; NaN where they are many: then
// `membersOf` takes no longer.
const escapes = (text: string): number => {
  let more = 0
  let left = text.length / 64
  for (let at = text.indexOf('\\'); at >= 0; ) {
    if (--left < 0) return Number.NaN
    const isCode = text.charCodeAt(at + 1) === 0x75
    more += isCode ? 5 : 1
    at = text.indexOf('\\', at + (isCode ? 6 : 2))
  }
  return more
}

// The colons of a JSON text outside its strings. As bytes, among which none of UTF-8's longer ones is taken for one of these;
// piece by piece, so that a long text is not held a second time.
const membersOf = (text: string): number => {
  let members = 0
  let isInString = false
  let at = 0
  for (let from = 0; from < text.length; from += piece) {
    const length = bytes.write(text.length <= piece ? text : text.slice(from, from + piece))
    while (at < length) {
      if (isInString) {
        while (at < length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1
        if (at >= length) break
        isInString = false
      } else if (bytes[at] === 0x22) isInString = true
      else if (bytes[at] === 0x3a) members++
      at++
    }
    at -= length // 1 where what is escaped is in the next piece
  }
  return members
}

const piece = 16_384
const bytes = Buffer.allocUnsafe(3 * piece)

// The text is known to be JSON, so this only tracks strings, nesting and whether a string is a key.
const uniqueKeys = (text: string): void => {
  const open: (Set<string> | null)[] = [] // a set per object, null per list
  let keyNext = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === 0x22) {
      const end = stringEnd(text, at)
      const keys = open.at(-1)
      if (keyNext && keys) {
        const key = JSON.parse(text.slice(at, end + 1)) as string
        if (keys.has(key)) refuse(`duplicate key ${JSON.stringify(key)}`)
        if (key === '__proto__') refuse('key "__proto__"')
        keys.add(key)
        keyNext = false
      }
      at = end
    } else if (char === 0x7b || char === 0x5b) {
      if (open.length >= deepest) refuse(`nested deeper than ${deepest}`)
      open.push(char === 0x7b ? new Set() : null)
      keyNext = char === 0x7b
    } else if (char === 0x7d || char === 0x5d) {
      open.pop()
      keyNext = false
    } else if (char === 0x2c) {
      keyNext = open.at(-1) !== null
    }
  }
}

const stringEnd = (text: string, from: number): number => {
  let at = text.indexOf('"', from + 1)
  while (escaped(text, at)) at = text.indexOf('"', at + 1)
  return at
}

const escaped = (text: string, at: number): boolean => {
  let slashes = 0
  while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++
  return slashes % 2 === 1
}
