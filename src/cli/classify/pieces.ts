// Takes text apart that comes in chunks: JSON values, one a line, over many lines or one behind the other; and lines that are none.
import { EvidenceError } from '../../errors.ts'
import { scanner } from './json-scan.ts'

/** `line`: the first line that it stands on, from 1. A line that is no JSON has no value. */
export type Piece = { line: number; text: string; value?: unknown }

/** Characters that one value or one line may have: it is held as a whole. */
const most = 64 * 1024 * 1024
/** A line that is longer is not waited for: values may stand on it one behind the other, as Firehose writes them. */
const longLine = 4 * 1024 * 1024

/**
 * Nothing is dropped: what is no JSON comes as the lines that it stands on. A value that was cut ends with its line, so that what
 * follows is read; elements of a list that was cut come one by one. Throws INPUT_UNREADABLE for a value that is too long.
 */
export const pieces = (longest = most): { push(chunk: string): Piece[]; end(): Piece[] } => {
  let buffer = ''
  let line = 1
  /** How far the value that begins the buffer was gone through; or it is none, and the end of its line is waited for. */
  let scan: { go: ReturnType<typeof scanner>; reached: number } | 'broken' | undefined
  /** Behind a value on the same line: the next one is not looked for by the end of the line. */
  let isBehind = false

  const drop = (until: number): void => {
    const lines = linesIn(buffer.slice(0, until))
    if (lines > 0) isBehind = false
    line += lines
    buffer = buffer.slice(until)
    scan = undefined
  }
  /** What the buffer begins with; undefined where more of it must come first. */
  const first = (ended: boolean): Omit<Piece, 'line'> | undefined => {
    if (scan === undefined && (buffer.startsWith('{') || buffer.startsWith('['))) {
      const lineEnd = isBehind ? undefined : endOfLine(buffer, ended)
      const whole = lineEnd === undefined ? undefined : parsed(buffer.slice(0, lineEnd))
      if (whole) return whole
      if (lineEnd !== undefined || isBehind || buffer.length > longLine) scan = { go: scanner(), reached: 0 }
    }
    if (typeof scan === 'object') {
      const told = scan.go(buffer, scan.reached)
      if (told !== 'broken' && 'more' in told && !ended) {
        scan.reached = told.more
        return undefined
      }
      const value = told !== 'broken' && 'end' in told ? parsed(buffer.slice(0, told.end)) : undefined
      if (value) return value
      scan = 'broken'
    }
    const lineEnd = endOfLine(buffer, ended)
    return lineEnd === undefined ? undefined : { text: buffer.slice(0, lineEnd) }
  }
  const advance = (ended: boolean): Piece[] => {
    const found: Piece[] = []
    for (;;) {
      if (scan === undefined) drop(blanks(buffer))
      const next = buffer === '' ? undefined : first(ended)
      if (!next) break
      found.push({ line, ...next })
      drop(next.text.length)
      isBehind = true
    }
    if (buffer.length > longest) {
      buffer = ''
      throw tooLong(line, longest)
    }
    return found
  }
  return {
    push(chunk) {
      buffer += chunk
      return advance(false)
    },
    end: () => advance(true),
  }
}

const endOfLine = (text: string, ended: boolean): number | undefined => {
  const end = text.indexOf('\n')
  return end >= 0 ? end : ended ? text.length : undefined
}

// Between values: blanks, the commas of a list whose beginning was cut, and what `aws logs tail --format json` writes before an
// entry that goes over many lines.
const between = /^[\s,]*(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)? (?:[^\s{}"]{1,512} )?(?=\{\r?\n))?/
const blanks = (text: string): number => between.exec(text)?.[0].length ?? 0

const linesIn = (text: string): number => {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

const parsed = (text: string): Omit<Piece, 'line'> | undefined => {
  try {
    return { text, value: JSON.parse(text) as unknown }
  } catch {
    return undefined // told as lines that are no JSON
  }
}

const tooLong = (line: number, longest: number): EvidenceError =>
  new EvidenceError(
    'INPUT_UNREADABLE',
    { line, why: `a JSON document or a line of more than ${longest / 1024 / 1024} MiB` },
    { hint: "give one entry a line: jq -c '.events[]' FILE | eks-evidence classify -" },
  )
