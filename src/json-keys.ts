// Whether each object of a JSON text has each of its keys once: parsers take the first of two or the last.
import { EvidenceError } from './errors.ts'

/** Far beyond what AWS answers; whoever writes or compares a value goes through it by recursion. */
export const deepest = 500

export const refuse = (why: string): never => {
  throw new EvidenceError('JSON_INVALID', { why }, { hint: 'the bytes were altered, or written by another program' })
}

/**
 * Whether a text holds no more than the value that JSON.parse made of it, has no key `__proto__` and is not too deep. False is no
 * verdict: `uniqueKeys`, which takes many times as long, says then.
 */
export const isPlainlyWhole = (text: string, value: unknown): boolean => {
  const seen: Seen = { members: 0, isRefused: false, spare: 0 }
  const length = lengthOf(value, 0, seen) + escapes(text)
  // What JSON.parse dropped of a member that stands twice is five characters at least: `"":0,`.
  const isWhole = length === text.length && seen.spare < 5
  return !seen.isRefused && (isWhole || seen.members === membersOf(text))
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

/**
 * Throws EvidenceError JSON_INVALID at a key that stands twice, at `__proto__` and at what is nested too deep. The text is known to
 * be JSON, so this only tracks strings, nesting and whether a string is a key.
 */
export const uniqueKeys = (text: string): void => {
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
