// XML, written: enough for the query protocol and S3.

/** A member with undefined is left out; a list as a member repeats its element; a list by itself is its items in order. */
export type Xml = string | number | boolean | undefined | Xml[] | { [element: string]: Xml }

/** `<?xml ...?>` and one root element. */
export const document = (root: string, content: Xml, namespace?: string): string => {
  const open = namespace === undefined ? root : `${root} xmlns="${namespace}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${open}>${inner(content)}</${root}>`
}

const inner = (content: Xml): string => {
  if (content === undefined) return ''
  if (typeof content !== 'object') return escaped(String(content))
  if (Array.isArray(content)) return content.map(inner).join('')
  return Object.entries(content)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((item) => element(name, item)))
    .join('')
}

const element = (name: string, value: Xml): string => (value === undefined ? '' : `<${name}>${inner(value)}</${name}>`)

// Control characters cannot stand in XML 1.0 at all; S3 answers such keys only with encoding-type=url.
const escaped = (plain: string): string =>
  plain
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')

/** The text of the first such element, unescaped, or undefined. */
export const textOf = (xml: string, name: string): string | undefined => {
  const found = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)</`).exec(xml)?.[1]
  return found
    ?.trim()
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
