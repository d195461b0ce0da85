// The shell of a page: one file that asks the network for nothing, and says so to the browser.
import { createHash } from 'node:crypto'
import { fills } from './fills.ts'
import { type Html, html, link, markup, type Value } from './html.ts'
import { script } from './script.ts'
import { type Running, style } from './style.ts'

export type Page = {
  title: string
  running: Running
  /** Stands first and holds the h1. */
  masthead: Html
  /** Beside the page where there is room, above it where there is none. */
  contents?: readonly Entry[]
  /** What must be read before the contents, on paper and on narrow windows too. */
  first?: Iterable<Html>
  body: Iterable<Html>
  foot: Value
}
/** A line of the contents; `at` as `toUrl` takes it: `#place`, `page.html`. */
export type Entry = { at: string; title: string; number?: string; below?: readonly Entry[] }

/** In pieces, so that a page is never held whole. Its bytes follow from what it is given. */
export function* page({ title, running, masthead, contents, first, body, foot }: Page): Generator<string> {
  const sheet = style(running)
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hashOf(sheet)}'`,
    `script-src 'sha256-${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
${markup(html`<title>${title}</title>`)}
<style>${sheet}</style>
</head>
<body>
`
  yield markup(html`${fills}<a class="skip" href="#content">Skip to the content</a>
<div class="page ${contents ? 'with-contents' : null}">
<header class="masthead">${masthead}</header>
${first ? null : sideOf(contents)}<main id="content" class="${first ? 'parted' : null}" tabindex="-1">
`)
  if (first) {
    yield '<div class="first">'
    for (const one of first) yield markup(one)
    yield markup(html`</div>${sideOf(contents)}<div class="rest">`)
  }
  for (const one of body) yield markup(one)
  yield markup(html`${first ? html`</div>` : null}</main>
<footer class="foot">${foot}</footer>
</div>
`)
  yield `<script>${script}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64')

const sideOf = (contents: readonly Entry[] | undefined): Html =>
  html`<div class="side"><div class="tools" data-tools></div>${contents ? contentsOf(contents) : null}</div>
`

const contentsOf = (entries: readonly Entry[]): Html =>
  html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2>${listOf(entries)}</nav>`

const listOf = (entries: readonly Entry[]): Html =>
  html`<ol>${entries.map(({ at, title, number, below }) => {
    const named = html`${number === undefined ? null : html`<span class="number">${number}</span>`}${title}`
    return html`<li>${link(at, named)}${below && below.length > 0 ? within(below) : null}</li>`
  })}</ol>`

/** More of one chapter would hide the other chapters: on a screen they are folded. */
const most = 12

const within = (below: readonly Entry[]): Html =>
  below.length > most
    ? html`<details><summary>${below.length} parts</summary>${listOf(below)}</details>`
    : listOf(below)
