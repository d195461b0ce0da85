// Withholds values inside JSON text without parsing it: what is kept is kept byte for byte, and text that was cut has its structure up to the cut.
import { marker } from './redaction.ts'

/** Tells which values are secret by where they stand. `Place` is whatever the teller needs to know of an object or a list. */
export type Teller<Place> = {
  top: Place
  /** The place of an object or list under this key; the key is null for an item of a list. */
  enter(parent: Place, key: string | null, list: boolean): Place
  /** The name under which a string or number is withheld; undefined: it stays. `text` decodes it. */
  withholds(parent: Place, key: string | null, text: () => string): string | undefined
}

const mark = JSON.stringify(marker)

/**
 * Withholds what the teller says from an object's JSON text. Where the text stops being JSON nobody can tell any more what is
 * secret: from there on all is withheld, as `broken`, and so is text that does not begin as an object. Text that merely
 * ends too early is kept to its end.
 */
export const withholdInJson = <Place>(
  text: string,
  teller: Teller<Place>,
  broken: string,
  took: (name: string) => void,
): string => {
  let out = ''
  let from = 0
  const replace = (start: number, end: number, by: string, name: string): void => {
    if (end - start === by.length && text.startsWith(by, start)) return
    took(name)
    out += text.slice(from, start) + by
    from = end
  }
  const stopped = walk(text, teller, (start, end, name) => replace(start, end, mark, name))
  if (stopped === 0) replace(0, text.length, marker, broken)
  else if (stopped !== undefined) replace(stopped, text.length, mark, broken)
  return from === 0 ? text : out + text.slice(from)
}

type Frame<Place> = { place: Place; list: boolean; key: string | null }

const blank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
/** Numbers and literals, to their end or to the end of a text that was cut. */
const bare = /-?\d[\d.eE+-]*|true|false|null/y
const cutShort = /^(?:-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/

// Tells each string and number; returns where the text stops being an object's JSON, undefined where it does not.
const walk = <Place>(
  text: string,
  teller: Teller<Place>,
  secret: (start: number, end: number, name: string) => void,
): number | undefined => {
  const open: Frame<Place>[] = []
  let next: 'value' | 'first' | 'key' | 'colon' | 'more' = 'value'
  for (let at = 0; ; ) {
    while (blank(text.charCodeAt(at))) at += 1
    if (at >= text.length) return undefined
    const frame = open.at(-1)
    const char = text[at]
    if (!frame) {
      if (next === 'more') return at
      if (char !== '{') return 0
      open.push({ place: teller.top, list: false, key: null })
      next = 'first'
      at += 1
    } else if (char === (frame.list ? ']' : '}') && (next === 'first' || next === 'more')) {
      open.pop()
      next = 'more'
      at += 1
    } else if (next === 'more' || next === 'colon') {
      if (char !== (next === 'colon' ? ':' : ',')) return at
      next = next === 'colon' || frame.list ? 'value' : 'key'
      at += 1
    } else if (!frame.list && (next === 'first' || next === 'key')) {
      const end = char === '"' ? stringEnd(text, at) : at
      if (end === at) return at
      if (end > text.length) return undefined
      const key = decoded(text, at, end)
      if (key === undefined) return at
      frame.key = key
      next = 'colon'
      at = end
    } else if (char === '{' || char === '[') {
      const list = char === '['
      open.push({ place: teller.enter(frame.place, frame.list ? null : frame.key, list), list, key: null })
      next = 'first'
      at += 1
    } else {
      const end = char === '"' ? stringEnd(text, at) : bareEnd(text, at)
      if (end === at) return at
      const start = at
      // A truth is no secret, and detections read it.
      if (char !== 't' && char !== 'f' && char !== 'n') {
        const said = () => decoded(text, start, end) ?? ''
        const name = teller.withholds(frame.place, frame.list ? null : frame.key, said)
        if (name !== undefined) secret(start, Math.min(end, text.length), name)
      }
      next = 'more'
      at = end
    }
  }
}

// One past the closing quote; beyond the text's end where there is none.
const stringEnd = (text: string, start: number): number => {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  return text.length + 1
}

const bareEnd = (text: string, start: number): number => {
  bare.lastIndex = start
  const [found = ''] = bare.exec(text) ?? []
  if (found !== '') return start + found.length
  return text.length - start < 5 && cutShort.test(text.slice(start)) ? text.length : start
}

const decoded = (text: string, start: number, end: number): string | undefined => {
  const inner = text.slice(start + 1, Math.max(start + 1, end - 1))
  if (text[start] !== '"' || !inner.includes('\\')) return inner
  try {
    const value: unknown = JSON.parse(`"${inner}"`)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
