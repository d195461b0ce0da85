// CSV: hostile text comes back whole, runs nowhere and hides nothing; figures stay figures.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { controls, detections, sources } from '../../../gen/registry.ts'
import { longest, textCell } from '../../../src/report/tables/cell.ts'
import { csvOf } from '../../../src/report/tables/csv.ts'
import { type Cell, defineTable } from '../../../src/report/tables/table.ts'
import { toldOf } from '../../../src/report/tables/tables.ts'
import { periodMade } from '../period-made.ts'
import { parseCsv } from './rfc4180.ts'

const told = toldOf(periodMade(), { controls, detections, sources })
const bom = '\uFEFF'

const written = (rows: readonly (readonly Cell[])[], names = ['a', 'b', 'c']): string => {
  const columns = Object.fromEntries(names.map((name) => [name, 'x']))
  const table = defineTable({
    ...{ name: 'x', says: 'x', columns },
    rows: () => rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null]))),
  })
  return [...csvOf(table, told)].join('')
}
const read = (text: string, delimiter?: string): string[][] => {
  expect(text.startsWith(bom)).toBe(true)
  return parseCsv(text.slice(1), delimiter)
}

const formula = /^\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20\t\r\n]/u
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '"', "'", ' ', '|', '\u0000'),
      fc.constantFrom('\uFF1D', '\uFF0B', '\uFF0D', '\uFF20', '\u202E', '\u200B', '\u3000', '\u00A0', '\uFEFF'),
      fc.constantFrom("=cmd|'/c calc'!A1", '=HYPERLINK("https://x")', '<script>', '\u2028', 'é', '😀'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').toWellFormed())

describe('a cell of hostile text', () => {
  it('comes back from a strict parser as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile, hostile), { maxLength: 5 }), (rows) => {
        expect(read(written(rows))).toEqual([['a', 'b', 'c'], ...rows.map((row) => row.map(textCell))])
      }),
    )
  })

  it('is never a formula, neither by itself nor where a semicolon parts cells', () => {
    fc.assert(
      fc.property(fc.tuple(hostile, hostile, hostile), (row) => {
        const text = written([row])
        for (const cell of read(text).flat()) expect(cell).not.toMatch(formula)
        // A spreadsheet that parts by semicolons takes quotes within a cell for text.
        for (const line of text.slice(1).split('\r\n'))
          for (const cell of line.split(';')) expect(cell.replace(/^"/, '')).not.toMatch(formula)
      }),
    )
  })

  it('hides and reorders nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(textCell(text)).not.toMatch(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029\uFEFF]/u)
      }),
    )
  })

  it.each([
    ["=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"],
    ['\uFF1DSUM(A1)', "'\uFF1DSUM(A1)"],
    ['  @x', "  '@x"],
    ['\u3000=1', "\u3000'=1"],
    ['a; =1', "a; '=1"],
    ['\t=1', '\\u{9}=1'],
    ['a\u202Eb', 'a\\u{202E}b'],
    ['a-b = c', 'a-b = c'],
    ["'=1", "'=1"],
  ])('%j is written as %j', (text, cell) => {
    expect(textCell(text)).toBe(cell)
  })

  it('stays below what Excel holds in a cell, and says how much was cut', () => {
    const cell = textCell('\u{E0100}'.repeat(longest))
    expect(cell.length).toBeLessThan(32_767)
    expect(textCell('x'.repeat(longest + 5))).toMatch(/… \(5 more characters\)$/)
  })
})

describe('a table', () => {
  it('begins with a byte order mark and its heads, and ends every line with CRLF', () => {
    expect(written([['x', 1, null]])).toBe(`${bom}a,b,c\r\nx,1,\r\n`)
  })

  it('has its heads where it has no row', () => {
    expect(written([])).toBe(`${bom}a,b,c\r\n`)
  })

  it('leaves figures as figures, and writes truth as a word and lists in one cell', () => {
    expect(written([[-1.5, true, ['x', '-y']]])).toBe(`${bom}a,b,c\r\n-1.5,yes,x | -y\r\n`)
    expect(written([[0, false, ['-y', 'x, "z"']]])).toBe(`${bom}a,b,c\r\n0,no,"'-y | x, ""z"""\r\n`)
  })

  it('is written in pieces, with one mark and one line of heads', () => {
    const rows = Array.from({ length: 1_700 }, (_, at) => [at, `row ${at}`, null])
    const back = read(written(rows))
    expect(back).toHaveLength(1_701)
    expect(back[1_700]).toEqual(['1699', 'row 1699', ''])
  })
})
