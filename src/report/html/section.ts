// Sections of a page: numbered, with a heading that can be linked to.
import { type Html, html, type Value } from './html.ts'

export type Section = {
  /** Unique on its page; what links lead to. */
  id: string
  title: Value
  number?: string
  /** 2 stands by itself, 3 within a 2. */
  level?: 2 | 3
  /** Begins a page on paper. */
  leaf?: boolean
  /** The search of the page shows or hides it as one. */
  search?: boolean
}

export function* section(of: Section, body: Iterable<Html>): Generator<Html> {
  const { id, title, number, level = 2, leaf = false, search = false } = of
  const named = html`${number === undefined ? null : html`<span class="number">${number}</span> `}${title}`
  const heading = `${id}-title`
  yield html`<section id="${id}" class="${leaf && 'leaf'}" aria-labelledby="${heading}" data-search="${search}">
${level === 2 ? html`<h2 id="${heading}">${named}</h2>` : html`<h3 id="${heading}">${named}</h3>`}
`
  yield* body
  yield html`</section>
`
}

/** Names and what belongs to them. */
export const facts = (lines: readonly (readonly [name: Value, value: Value])[]): Html =>
  html`<dl class="facts">${lines.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`

/** What must be seen first: `bad` for what is broken, `doubt` for what stays open. */
export const notice = (tone: 'bad' | 'doubt' | 'calm', headline: Value, body: Value): Html =>
  html`<div class="notice ${tone}"><p class="headline">${headline}</p>${body}</div>`
