// The ledger: its entries from the newest back.
import type { Stated } from '../../../ledger/chain.ts'
import { count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { table } from '../../html/table.ts'
import type { View } from '../frame.ts'
import { go, type Ways } from '../ways.ts'
import { entryRow } from './documents.ts'

/** Entries on one page. */
export const mostEntries = 48

/** `missing`: numbers under which nothing of a ledger lies. */
export type Shelf = { from: number; entries: readonly Stated[]; missing: readonly number[]; newest: number }

export const ledgerPage = (ways: Ways, shelf: Shelf | undefined): View => ({
  title: 'The ledger',
  above: [{ place: { page: 'home' }, name: 'Overview' }],
  lead: 'Each entry seals one tick and binds the entry before it by its digest. What is listed here was not held against anything: the page of an entry does that.',
  parts: [{ id: 'entries', title: 'Entries', body: shelf ? entries(ways, shelf) : [html`<p>There is none.</p>`] }],
})

function* entries(ways: Ways, { from, entries: all, missing, newest }: Shelf): Generator<Html> {
  const last = Math.max(1, from - mostEntries + 1)
  yield html`<p>${count(last)} to ${count(from)} of ${count(newest)}. ${from < newest ? html`${go(ways.to({ page: 'ledger', from: Math.min(newest, from + mostEntries) }), 'newer')} ` : null}${last > 1 ? html`${go(ways.to({ page: 'ledger', from: last - 1 }), 'older')} ` : null}${last > 1 ? html`${go(ways.to({ page: 'ledger', from: Math.min(mostEntries, newest) }), 'the first')}` : null}</p>`
  if (missing.length > 0) yield html`<p>Nothing that can be read as an entry lies under ${missing.join(', ')}.</p>`
  yield* table({
    id: 'entries-of-ledger',
    caption: 'Newest first, UTC',
    columns: [
      { head: 'entry', kind: 'figure' },
      { head: 'tick' },
      { head: 'sealed' },
      { head: 'digest of its payload', kind: 'key' },
      { head: 'outage', kind: 'mark' },
    ],
    rows: all.map((entry) => entryRow(ways, entry)),
    none: 'none',
  })
}
