// What the API server reads from the address of a request: Go's net/url, and not what a browser would make of it.

import { ofLast } from './remembered.ts'

/**
 * The parameters, each decoded once, in the order they came. A pair with `;` or with an escape that is none is no pair: url.ParseQuery
 * leaves it out, and so does the server (https://pkg.go.dev/net/url#ParseQuery).
 */
export const parametersOf: (uri: string) => ReadonlyMap<string, readonly string[]> = ofLast((uri) => {
  const found = new Map<string, string[]>()
  const at = uri.indexOf('?')
  for (const pair of at < 0 ? [] : uri.slice(at + 1).split('&')) {
    if (pair === '' || pair.includes(';')) continue
    const equals = pair.indexOf('=')
    const [key, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    const [name, said] = [unescaped(key.replaceAll('+', ' ')), unescaped(value.replaceAll('+', ' '))]
    if (name === undefined || said === undefined) continue
    const before = found.get(name)
    if (before) before.push(said)
    else found.set(name, [said])
  }
  return found
})

/** The path as it was sent. */
export const pathOf = (uri: string): string => uri.split('?', 1)[0] ?? ''

/** The path as the API server reads it; undefined where an escape in it is none. */
export const decodedPath = (uri: string): string | undefined => unescaped(pathOf(uri))

const inNamespace = /^\/api(?:s\/[^/]+)?\/[^/]+\/(?:watch\/)?namespaces\/([^/]+)/

/** The namespace that the address names; '' where it names none. Of a cluster's own objects the body may claim one, and is not heard. */
export const namespaceOf = (uri: string): string => inNamespace.exec(decodedPath(uri) ?? '')?.[1] ?? ''

const proxied = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?(?:nodes|pods|services)\/[^/]+\/proxy(?:\/(.*))?$/s

/** What is asked of the other end of a proxy, without the first `/`, decoded; undefined where the address is another. */
export const proxiedPath = (uri: string): string | undefined => {
  const found = proxied.exec(decodedPath(uri) ?? '')
  return found ? (found[1] ?? '') : undefined
}

const unescaped = (text: string): string | undefined => {
  if (!text.includes('%')) return text
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return ofBytes(text)
  }
}

// Bytes and not characters: what they stand for need not be UTF-8.
const ofBytes = (text: string): string => {
  const bytes = Buffer.from(text)
    .toString('latin1')
    .replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
