// What of a document that was cut is whole: the elements of its list of entries, as far as they go.
import { isRecord } from '../../json.ts'
import { behind, valueEnd } from './raw.ts'

/** Where lists of entries stand in what is wrapped around them. An entry has no member of these names. */
const lists = ['items', 'events', 'Events', 'logEvents', 'results', 'Records', 'records']

/** `value`: the document as if it had ended behind its last whole element, and `text` the same as it is written. `rest` is what is left. */
export type Mended = { text: string; value: unknown; rest: string }

/** `text` is no JSON. Undefined where not one element of such a list is whole. */
export const mended = (text: string): Mended | undefined => {
  const list = text.startsWith('[') ? { begins: 1, closes: ']' } : text.startsWith('{') ? listIn(text) : undefined
  if (!list) return undefined
  let end = 0
  for (let at = behind(text, list.begins); text[at] === '{' || text[at] === '['; ) {
    const elementEnd = valueEnd(text, at)
    if (elementEnd === 0 || !isJson(text.slice(at, elementEnd))) break
    end = elementEnd
    at = behind(text, end)
    if (text[at] === ',') at = behind(text, at + 1)
  }
  if (end === 0) return undefined
  const closed = text.slice(0, end) + list.closes
  const value = JSON.parse(closed) as unknown
  return isRecord(value) && 'auditID' in value ? undefined : { text: closed, value, rest: text.slice(end) }
}

const listIn = (text: string): { begins: number; closes: string } | undefined => {
  for (let at = behind(text, 1); text[at] === '"'; ) {
    const keyEnd = valueEnd(text, at)
    const colon = behind(text, keyEnd)
    const key = text.slice(at, keyEnd)
    // What stands before the list is closed again as it is.
    if (keyEnd === 0 || text[colon] !== ':' || !isJson(key)) return undefined
    const value = behind(text, colon + 1)
    if (text[value] === '[' && lists.includes(JSON.parse(key) as string)) return { begins: value + 1, closes: ']}' }
    const end = valueEnd(text, value)
    if (end === 0 || !isJson(text.slice(value, end))) return undefined
    at = behind(text, end)
    if (text[at] !== ',') return undefined
    at = behind(text, at + 1)
  }
  return undefined
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
