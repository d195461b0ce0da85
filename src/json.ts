// JSON as evidence: read without surprises, written in one form (RFC 8785).
import canonicalize from 'canonicalize'
import { EvidenceError } from './errors.ts'
import { deepest, isPlainlyWhole, refuse, uniqueKeys } from './json-keys.ts'

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
  if (!isPlainlyWhole(text, value)) uniqueKeys(text)
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
