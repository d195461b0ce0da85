// The only place where text becomes markup: whatever a page shows is written with `html`.
import { visible } from '../../audit-log/visible.ts'
import { type Hole, leads, readTemplate, type Template } from './template.ts'
import { isUrl, toUrl, type Url } from './url.ts'

const made = Symbol('html')

/** Markup made by `html`. Nothing else is: the symbol is known to this file alone, so no text and no stored JSON passes for it. */
export type Html = { readonly [made]: string }
/** What a hole takes. Nothing is written for null, undefined and false; lists are joined. */
export type Value = string | number | Html | Url | boolean | null | undefined | readonly Value[]

const templates = new WeakMap<readonly string[], Template>()

/**
 * Text is escaped, and its hidden characters are shown by their codes. An attribute whose whole value is null, undefined or
 * false is left out, and is there without a value where it is true. `href` and the like take what `toUrl` gave, and nothing else.
 * Throws TypeError for a template that is not whole tags and text.
 */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html => {
  const { literals, holes } = templateOf(strings)
  let written = literals[0] ?? ''
  for (const [at, hole] of holes.entries()) written += filled(hole, values[at]) + (literals[at + 1] ?? '')
  return { [made]: written }
}

const templateOf = (strings: readonly string[]): Template => {
  const known = templates.get(strings)
  if (known) return known
  const read = readTemplate(strings)
  templates.set(strings, read)
  return read
}

const filled = (hole: Hole, value: Value): string => {
  if (hole.at === 'text') return inText(value)
  if (leads.test(hole.name) && !isUrl(value) && !isNothing(value))
    throw new TypeError(`${hole.name} takes what toUrl gave, as its whole value`)
  if (hole.at === 'attribute') return inAttribute(value)
  if (isNothing(value)) return ''
  return value === true ? hole.name : `${hole.name}="${inAttribute(value)}"`
}

const isNothing = (value: Value): boolean => value === null || value === undefined || value === false

const inText = (value: Value): string => {
  if (Array.isArray(value)) return value.map(inText).join('')
  return isHtml(value) ? value[made] : plain(value)
}

const inAttribute = (value: Value): string => {
  if (Array.isArray(value)) return value.map(inAttribute).join('')
  if (isHtml(value)) throw new TypeError('markup inside of an attribute')
  return isUrl(value) ? escaped(value.address) : plain(value)
}

const plain = (value: unknown): string => {
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (value === null || value === undefined || value === false) return ''
  throw new TypeError(`neither text nor markup: ${typeof value}`)
}

const special = /[&<>"'`]/g
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

const escaped = (text: string): string =>
  visible(text, Number.POSITIVE_INFINITY).replace(special, (char) => escapes[char] ?? '')

export const isHtml = (value: unknown): value is Html => typeof value === 'object' && value !== null && made in value

/** The markup as it is written into a file. */
export const markup = (one: Html): string => one[made]

/** At most `most` characters, and how many more there are: where a page must not be flooded. */
export const bounded = (text: string, most: number): string => visible(text, most)

/** A link where the address is one that may be followed; else its text alone. */
export const link = (address: string, text: Value): Html => {
  const url = toUrl(address)
  return url ? html`<a href="${url}">${text}</a>` : html`${text}`
}
