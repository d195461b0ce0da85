// Evidence as it can be found again: key, version and digest, each to be taken with one click.
import type { Ref } from '../../model.ts'
import { count } from './badge.ts'
import { type Html, html } from './html.ts'

/** A stored object. In a folder it has no version, and none is shown. */
export const evidence = ({ key, versionId, sha256, bytes }: Ref): Html =>
  html`<span class="evidence"><code class="take">${key}</code>${
    versionId === null ? null : html`<span class="of">version <code class="take">${versionId}</code></span>`
  }<span class="of"><code class="take">${sha256}</code></span><span class="of">${count(bytes)} bytes</span></span>`

/** Several, folded where they are many. */
export const evidenceList = (refs: readonly Ref[], open = 3): Html => {
  if (refs.length === 0) return html`<p class="none">none</p>`
  const list = html`<ul class="refs">${refs.map((ref) => html`<li>${evidence(ref)}</li>`)}</ul>`
  if (refs.length <= open) return list
  return html`<details><summary>${count(refs.length)} stored objects</summary>${list}</details>`
}

/** A command to be copied, as a whole. */
export const command = (text: string): Html => {
  const lines = text.split('\n').map((line, at) => html`${at > 0 ? html`<br>` : null}${line}`)
  return html`<div class="command" data-copy><code>${lines}</code></div>`
}
