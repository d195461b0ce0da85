// What views have in common: how a subject, a slot, an outcome and a stored object are named and where they lead.
import { seconds } from '../../../clock.ts'
import type { Instant, Ref, Slot, Subject } from '../../../model.ts'
import { count } from '../../html/badge.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import { go, type Ways } from '../ways.ts'

export const subjectWord = (subject: Subject): Html =>
  html`${subject.name} <span class="muted">${kindOf(subject)}</span>`

// A region is named by itself; what has none lies in the home region.
const kindOf = ({ scope, region }: Subject): string =>
  scope === 'region' || scope === 'account' || region === '' ? scope : `${scope}, ${region}`

/** By its name and what it is, or by its slug where that is all that is known. */
export const subjectLink = (ways: Ways, slug: string, subject?: Subject, day: string | null = null): Html => {
  const to = ways.to({ page: 'subject', slug, day }) ?? ways.to({ page: 'subject', slug, day: null })
  if (!subject) return go(to, slug)
  return html`${go(to, subject.name)} <span class="muted small">${kindOf(subject)}</span>`
}

export const controlLink = (ways: Ways, id: string): Html => go(ways.to({ page: 'control', id }), id)
export const criteriaLinks = (ways: Ways, all: readonly string[]): Html =>
  html`${all.map((id, at) => html`${at > 0 ? ' ' : null}${go(ways.to({ page: 'criterion', id }), id)}`)}`
export const tickLink = (ways: Ways, tick: Instant): Html => go(ways.to({ page: 'tick', tick, sheet: 1 }), minute(tick))
export const dayLink = (ways: Ways, day: string): Html => go(ways.to({ page: 'day', day }), day)

/** `2026-01-05 00:20` where nothing is lost by it. */
export const minute = (at: Instant): string => at.replace('T', ' ').replace(/:00Z$/, '').replace(/Z$/, '')

/** Half-open, UTC; a whole day by its date. */
export const slotWord = ({ start, end }: Slot): string => {
  const isDay = start.endsWith('T00:00:00Z') && seconds(end) - seconds(start) === 86_400
  if (isDay) return start.slice(0, 10)
  const until = start.slice(0, 10) === end.slice(0, 10) ? minute(end).slice(11) : minute(end)
  return `${minute(start)} to ${until}`
}

/** A stored object by what it is, and where it leads. */
export const storedLink = (ways: Ways, ref: Pick<Ref, 'key' | 'versionId'>, text: Value): Html =>
  go(ways.stored(ref), text)

/** Key, version, digest and size, the key as a link. */
export const storedLine = (ways: Ways, ref: Ref): Html =>
  html`<span class="evidence">${storedLink(ways, ref, html`<code>${ref.key}</code>`)}${
    ref.versionId === null ? null : html`<span class="of">version <code class="take">${ref.versionId}</code></span>`
  }<span class="of"><code class="take">${ref.sha256}</code></span><span class="of">${count(ref.bytes)} bytes</span></span>`

export const storedList = (ways: Ways, refs: readonly Ref[], open = 3): Html => {
  if (refs.length === 0) return html`<p class="none">none</p>`
  const list = html`<ul class="refs">${refs.map((ref) => html`<li>${storedLine(ways, ref)}</li>`)}</ul>`
  return refs.length <= open
    ? list
    : html`<details><summary>${count(refs.length)} stored objects</summary>${list}</details>`
}

/** One below the other, in a cell. */
export const stacked = (...all: Value[]): Html =>
  html`${all.filter((one) => one !== null).map((one, at) => html`${at > 0 ? html`<br>` : null}${one}`)}`

/** What is asked, small, above what was seen, and what that rests on, small, below. */
export const seen = (title: string | undefined, reason: Value, rests: Value = null): Html =>
  stacked(
    title === undefined ? null : html`<span class="muted small">${title}</span>`,
    reason,
    rests === null ? null : html`<span class="muted small">${rests}</span>`,
  )

export const sinceWord = (since: Instant): Html => html`<span class="muted small">since ${minute(since)}</span>`

/** `15:20` of an instant: on pages of one day. */
export const clock = (at: Instant): string => minute(at).slice(11)
