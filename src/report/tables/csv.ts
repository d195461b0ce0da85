// A table as comma-separated values, as RFC 4180 has them: CRLF, quotes where they are needed, a line of heads.
import { stringify } from 'csv-stringify/sync'
import { csvCell } from './cell.ts'
import type { Table, Told } from './table.ts'

/** Rows that are written together. */
const together = 500

/**
 * UTF-8, piece by piece, so that no table is ever held whole. A byte order mark stands first: without it Excel reads UTF-8 as the
 * machine's own code page.
 */
export function* csvOf({ columns, rows }: Pick<Table, 'columns' | 'rows'>, told: Told): Generator<string> {
  const names = Object.keys(columns)
  let held: (string | number)[][] = [names]
  let isFirst = true
  const written = (): string => {
    const text = stringify(held, { bom: isFirst, record_delimiter: 'windows' })
    isFirst = false
    held = []
    return text
  }
  for (const row of rows(told)) {
    held.push(names.map((name) => csvCell(row[name] ?? null)))
    if (held.length >= together) yield written()
  }
  if (held.length > 0) yield written()
}
