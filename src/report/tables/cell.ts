// What stands in a cell of a CSV: text that no spreadsheet takes for a formula and that hides nothing.
import { visible } from '../../audit-log/visible.ts'
import type { Cell } from './table.ts'

/**
 * Characters of text, so that a cell stays below the 32,767 that Excel holds even where each is shown by its code. What is cut
 * says by how much; the JSON has all of it.
 */
export const longest = 3_500

// What OWASP names (CSV Injection): = + - @ tab CR LF and the full-width forms. Tab, CR and LF are shown by their codes before this,
// blanks before the character do not help, and where a semicolon parts cells one within the text begins another.
const begins = /(^|;)(\s*)(?=[=+\-@\uFF0B\uFF0D\uFF1D\uFF20])/gu

/** Text as a cell: hidden characters by their codes, and an apostrophe before what would be read as a formula. */
export const textCell = (text: string): string => visible(text, longest).replace(begins, "$1$2'")

/** Figures stay figures; nothing is written for null. */
export const csvCell = (cell: Cell): string | number => {
  if (typeof cell === 'number') return cell
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return textCell(typeof cell === 'string' ? cell : cell.join(' | '))
}
