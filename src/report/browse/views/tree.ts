// JSON as a person reads it: names and values, one below the other; what is long or deep is folded, what is withheld is said.
import { isRecord } from '../../../json.ts'
import { marker } from '../../../redaction/redaction.ts'
import { count } from '../../html/badge.ts'
import { bounded, type Html, html, type Value } from '../../html/html.ts'

/** How much one page takes: what is beyond is counted and not shown. */
export type Budget = { left: number }
export const budget = (nodes = 4_000): Budget => ({ left: nodes })

const longest = 4_000
const deepest = 24

/** `of` is spent; what it does not cover is said, with how to come by it. */
export const tree = (value: unknown, of: Budget = budget(), depth = 0): Html => {
  of.left -= 1
  if (typeof value === 'string') return text(value, of, depth)
  if (value === null || typeof value !== 'object') return html`<code>${String(value)}</code>`
  if (of.left <= 0 || depth >= deepest) return html`<span class="muted">not shown here: download the bytes</span>`
  return Array.isArray(value) ? items(value, of, depth) : members(value, of, depth)
}

const members = (value: object, of: Budget, depth: number): Html => {
  const entries = Object.entries(value)
  if (entries.length === 0) return html`<span class="muted">{ } nothing in it</span>`
  const rows = taken(entries, of).map(
    ([name, one]) => html`<li><span class="muted">${bounded(name, 300)}</span> ${tree(one, of, depth + 1)}</li>`,
  )
  const name = `${count(entries.length)} ${entries.length === 1 ? 'member' : 'members'}`
  return folded(value, html`<ul>${rows}${beyond(entries.length - rows.length)}</ul>`, depth, name)
}

const items = (value: unknown[], of: Budget, depth: number): Html => {
  if (value.length === 0) return html`<span class="muted">[ ] an empty list</span>`
  if (value.length <= 12 && value.every(isShort))
    return html`${value.map((one, at) => html`${at > 0 ? ', ' : null}${tree(one, of, depth + 1)}`)}`
  const rows = taken(value, of).map((one) => html`<li>${tree(one, of, depth + 1)}</li>`)
  const list = html`<ol>${rows}${beyond(value.length - rows.length)}</ol>`
  return folded(value, list, depth, `a list of ${count(value.length)}`)
}

const isShort = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.length <= 60 && !/^\s*[{[]/.test(value)
    : typeof value !== 'object' || value === null

// No more than there is room for: each takes one at least.
const taken = <T>(all: readonly T[], of: Budget): readonly T[] => all.slice(0, Math.max(1, of.left))

const beyond = (more: number): Html | null =>
  more > 0 ? html`<li class="muted">and ${count(more)} more, not shown here: download the bytes</li>` : null

// What is small is shown at once, however deep it lies.
const folded = (value: object, inner: Html, depth: number, name: Value): Html =>
  depth < 3 || leaves(value, 16) < 16 ? inner : html`<details><summary>${name}</summary>${inner}</details>`

/** How much there is within, counted up to `most`. */
const leaves = (value: unknown, most: number): number => {
  if (typeof value !== 'object' || value === null) return 1
  let sum = 0
  for (const one of Object.values(value)) {
    sum += leaves(one, most - sum)
    if (sum >= most) break
  }
  return sum
}

const text = (value: string, of: Budget, depth: number): Html => {
  if (value === marker) return withheld
  const inner = depth < deepest ? within(value) : undefined
  if (inner !== undefined) return html`<span class="muted">text that holds JSON:</span> ${tree(inner, of, depth + 1)}`
  if (value === '') return html`<span class="muted">an empty text</span>`
  const shown = value.length > longest ? value.slice(0, longest).toWellFormed() : value
  const more = value.length - shown.length
  return html`<code>${shown.split('\n').map((one, at) => html`${at > 0 ? html`<br>` : null}${line(one)}`)}</code>${more > 0 ? html` <span class="muted">and ${count(more)} more characters</span>` : null}`
}

const line = (value: string): Html => html`${value.split(marker).map((part, at) => [at > 0 ? withheld : null, part])}`

export const withheld = html`<span class="badge gap bar">withheld before it was stored</span>`

// Policies come in percent encoding, entries of logs as lines of JSON.
const within = (value: string): unknown => {
  if (value.length > 200_000) return undefined
  const plain = value.startsWith('%7B') ? decoded(value) : value
  if (!/^\s*[{[]/.test(plain)) return undefined
  try {
    const inner: unknown = JSON.parse(plain)
    return isRecord(inner) || Array.isArray(inner) ? inner : undefined
  } catch {
    return undefined // text that only looks like it
  }
}

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
