// What a terminal can show: colour where there is one and nobody minds, columns that fit.
import { stripVTControlCharacters, styleText } from 'node:util'

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Plain text where stdout is no terminal or NO_COLOR is set. */
export const paint = (colour: Colour, text: string): string => styleText(colour, text, { stream: process.stdout })

export const say = (text = ''): void => void process.stdout.write(`${text}\n`)

/** What went wrong and stopped nothing, on stderr. */
export const warn = (message: string, error: unknown): void =>
  void process.stderr.write(`warning: ${message}: ${error instanceof Error ? error.message : String(error)}\n`)

/** Rows in columns, two blanks apart; the last column is not filled up. */
export const table = (rows: string[][]): string => {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, width(cell))), [])
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - width(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const width = (text: string): number => stripVTControlCharacters(text).length

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`

/** At most so many characters; what is cut ends in an ellipsis. */
export const clip = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`.toWellFormed()

/** Lines of at most so many characters, broken at blanks; all but the first are indented. A word longer than that stays whole. */
export const wrapped = (text: string, longest: number, indent: number): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`
    if (next.length <= longest - (lines.length > 0 ? indent : 0) || line === '') line = next
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** As a shell takes it for one word. */
export const quoted = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
