// How a template is read: where its holes are, and that it is nothing but whole tags and text.
import { toUrl } from './url.ts'

/** Where a value stands. `whole`: it is all of an attribute's value, so that the attribute can be left out. */
export type Hole = { at: 'text' } | { at: 'attribute' | 'whole'; name: string }
/** One more literal than there are holes. Before a whole attribute the literal ends where its name would begin. */
export type Template = { literals: string[]; holes: Hole[] }

const hole = '\0'
const name = '[a-zA-Z][a-zA-Z0-9:-]*'
const text = /[^<]+/y
const tag = new RegExp(`<(/?${name})((?:\\s+${name}(?:="[^"<]*")?)*)\\s*/?>`, 'y')
const attribute = new RegExp(`(\\s+)(${name})(?:="([^"]*)")?`, 'g')
// Nothing that runs, loads, animates, or is read as another language: a tag that is not named here is refused.
const tags = new Set(
  [
    ...['a', 'b', 'br', 'caption', 'circle', 'code', 'dd', 'defs', 'details', 'div', 'dl', 'dt', 'em', 'figcaption'],
    ...['figure', 'footer', 'g', 'h1', 'h2', 'h3', 'h4', 'header', 'i', 'li', 'line', 'main', 'nav', 'ol', 'p', 'path'],
    ...['pattern', 'rect', 'section', 'small', 'span', 'strong', 'summary', 'svg', 'table', 'tbody', 'td', 'text'],
    ...['tfoot', 'th', 'thead', 'time', 'title', 'tr', 'ul', 'wbr'],
  ].flatMap((one) => [one, `/${one}`]),
)
const refusedAttribute = /^(on.*|style|srcdoc|srcset|http-equiv|formaction|action|ping)$/i
/** Attributes that lead somewhere. */
export const leads = /^(href|src|xlink:href|cite|data|poster|background|manifest)$/i

/** Throws TypeError for what cannot be told to be harmless: that is a fault of the program, found when it first runs. */
export const readTemplate = (strings: readonly string[]): Template => {
  const whole = strings.join(hole)
  if (whole.split(hole).length !== strings.length) throw new TypeError('a template holds U+0000')
  const made: Template = { literals: [''], holes: [] }
  let at = 0
  while (at < whole.length) {
    const found = matchAt(text, whole, at) ?? matchAt(tag, whole, at)
    if (!found) throw new TypeError(`a template is not whole tags and text: ${whole.slice(at, at + 60)}`)
    if (found[1] === undefined) addText(made, found[0])
    else addTag(made, found[0], found[1], found[2] ?? '')
    at += found[0].length
  }
  return made
}

const matchAt = (pattern: RegExp, whole: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(whole)
}

const add = ({ literals }: Template, more: string): void => {
  literals.push(`${literals.pop() ?? ''}${more}`)
}

const addText = (made: Template, found: string): void => {
  const [first = '', ...rest] = found.split(hole)
  add(made, first)
  for (const literal of rest) {
    made.holes.push({ at: 'text' })
    made.literals.push(literal)
  }
}

const addTag = (made: Template, found: string, tagName: string, attributes: string): void => {
  if (!tags.has(tagName)) throw new TypeError(`a template may not hold <${tagName}>`)
  add(made, `<${tagName}`)
  for (const [, blank = ' ', key = '', value] of attributes.matchAll(attribute)) {
    if (refusedAttribute.test(key)) throw new TypeError(`a template may not hold the attribute ${key}`)
    if (leads.test(key) && value !== hole && !toUrl(value ?? '')) throw new TypeError(`${key} leads to ${value}`)
    if (value === hole) {
      add(made, blank)
      made.holes.push({ at: 'whole', name: key })
      made.literals.push('')
      continue
    }
    const [first = '', ...rest] = (value ?? '').split(hole)
    add(made, value === undefined ? `${blank}${key}` : `${blank}${key}="${first}`)
    for (const literal of rest) {
      made.holes.push({ at: 'attribute', name: key })
      made.literals.push(literal)
    }
    if (value !== undefined) add(made, '"')
  }
  add(made, found.slice(1 + tagName.length + attributes.length))
}
