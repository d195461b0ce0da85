// Tables: written row by row, so that a table of a year's rows is never held whole.
import { type Html, html, type Value } from './html.ts'

/** `figure`: right-aligned numbers; `key`: monospaced, broken anywhere; `prose`: sentences, never squeezed into a few letters. */
export type Kind = 'text' | 'figure' | 'key' | 'mark' | 'prose'
export type Column = { head: Value; kind?: Kind }
/** What is sorted by, where it is not what is shown. */
export type Cell = Value | { show: Value; sort: string | number }
export type Table = {
  /** Unique on its page. */
  id: string
  caption: Value
  columns: readonly Column[]
  rows: Iterable<readonly Cell[]>
  /** The script then lets it be sorted by its columns; default true. */
  sorts?: boolean
  /** The script then puts a field above it that filters its rows. */
  filters?: boolean
  /** What stands there where there is no row. */
  none?: Value
  /** The first cell of each row is its heading; default true. */
  rowHeads?: boolean
  /** Figures that stand below all: not sorted and not filtered. */
  totals?: readonly Value[]
}

export function* table(of: Table): Generator<Html> {
  const { id, caption, columns, rows, none = 'none', totals } = of
  const labelled = `${id}-caption`
  yield html`<div class="sheet" role="region" tabindex="0" aria-labelledby="${labelled}"><table id="${id}" data-sorts="${of.sorts ?? true}" data-filters="${of.filters ?? false}">
<caption id="${labelled}"><span>${caption}</span></caption>
<thead><tr>${columns.map(({ head, kind }) => html`<th scope="col" class="${kind}">${head}</th>`)}</tr></thead>
<tbody>
`
  let isEmpty = true
  for (const cells of rows) {
    isEmpty = false
    yield html`<tr>${cells.map((cell, at) => written(cell, columns[at]?.kind, at === 0 && (of.rowHeads ?? true)))}</tr>
`
  }
  if (isEmpty)
    yield html`<tr class="none"><td colspan="${columns.length}">${none}</td></tr>
`
  yield html`</tbody>
`
  if (totals && !isEmpty)
    yield html`<tfoot><tr>${totals.map((cell, at) => written(cell, columns[at]?.kind, at === 0))}</tr></tfoot>
`
  yield html`</table></div>
`
}

const written = (cell: Cell, kind: Kind | undefined, isHead: boolean): Html => {
  const { show, sort } = isSorted(cell) ? cell : { show: cell, sort: null }
  return isHead
    ? html`<th scope="row" class="${kind ?? 'text'}" data-sort="${sort}">${show}</th>`
    : html`<td class="${kind ?? 'text'}" data-sort="${sort}">${show}</td>`
}

const isSorted = (cell: Cell): cell is { show: Value; sort: string | number } =>
  typeof cell === 'object' && cell !== null && 'show' in cell && 'sort' in cell
