// What a terminal can show: colour where there is one and nobody minds, columns that fit.
import { stripVTControlCharacters, styleText } from 'node:util'

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Plain text where stdout is no terminal or NO_COLOR is set. */
export const paint = (colour: Colour, text: string): string => styleText(colour, text, { stream: process.stdout })

export const say = (text = ''): void => void process.stdout.write(`${text}\n`)

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
