// What every page has: where one is, what is known of the pins, the way to all others, and that it is not evidence.
import { type Html, html, type Value } from '../html/html.ts'
import { type Entry, page } from '../html/page.ts'
import { section } from '../html/section.ts'
import type { Place } from './place.ts'
import { go, type Ways } from './ways.ts'

export type Frame = {
  ways: Ways
  /** What the store is called. */
  where: string
  /** Stands above all: what is not pinned, or that this was made at some time. */
  notice: Html | null
  /** How what is shown is checked by somebody who does not trust it. */
  foot: Value
}

export type Part = { id: string; title: Value; body: Iterable<Html> }
export type View = {
  title: string
  /** From the first page down to the one above this one. */
  above: readonly { place: Place; name: string }[]
  lead?: Value
  /** Stands before all parts. */
  first?: Iterable<Html>
  parts: readonly Part[]
}

const main: { place: Place; title: string }[] = [
  { place: { page: 'home' }, title: 'Overview' },
  { place: { page: 'criteria' }, title: 'By criterion' },
  { place: { page: 'controls' }, title: 'By control' },
  { place: { page: 'subjects' }, title: 'By subject' },
  { place: { page: 'days' }, title: 'By day' },
  { place: { page: 'ledger', from: null }, title: 'The ledger' },
  { place: { page: 'check' }, title: 'Check it yourself' },
]

/** In pieces. */
export const framed = ({ ways, where, notice, foot }: Frame, view: View): Iterable<string> =>
  page({
    title: `${view.title} – ${where}`,
    running: { left: where, right: view.title },
    masthead: masthead(ways, where, view),
    contents: contents(ways, view),
    body: body(notice, view),
    foot,
  })

const masthead = (ways: Ways, where: string, { title, above, lead }: View): Html => {
  const way = above.map(({ place, name }) => html`${go(ways.to(place), name)} › `)
  return html`<p class="eyebrow">Evidence in ${where}</p>${above.length > 0 ? html`<p class="small">${way}</p>` : null}<h1>${title}</h1>${lead === undefined ? null : html`<p class="lead">${lead}</p>`}`
}

const contents = (ways: Ways, { parts }: View): Entry[] => {
  const own = parts.length > 1 ? parts.map((part) => ({ at: `#${part.id}`, title: nameOf(part) })) : []
  const others = main.flatMap(({ place, title: name }) => {
    const at = ways.to(place)
    return at === null ? [] : [{ at, title: name }]
  })
  return [...others, ...(own.length > 0 ? [{ at: '#content', title: 'On this page', below: own }] : [])]
}

const nameOf = ({ title, id }: Part): string => (typeof title === 'string' ? title : id)

function* body(notice: Html | null, { first, parts }: View): Generator<Html> {
  if (notice) yield notice
  if (first) yield* first
  for (const { id, title, body: own } of parts) yield* section({ id, title }, own)
}
