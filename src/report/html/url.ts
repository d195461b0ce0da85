// Where a link may lead: within the page, to a page beside it, or to https. There is no way to write another.

declare const made: unique symbol
const urls = new WeakSet<object>()

/** What `toUrl` let pass, and nothing else. */
export type Url = { readonly [made]: true; readonly address: string }

const fragment = /^#[A-Za-z0-9][A-Za-z0-9._:~-]*$/
// No colon before the first slash, and none at all: nothing here can be read as a scheme, and `//` would be another host.
const beside =
  /^(?:\.{1,2}\/)*[A-Za-z0-9_~-][A-Za-z0-9._~%=-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~%=-]*)*\/?(?:#[A-Za-z0-9][A-Za-z0-9._:~-]*)?$/
const https = /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:\/[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?$/

/** `#place`, `page.html`, `../page.html#place` or `https://host/...`; null for everything else. */
export const toUrl = (address: string): Url | null => {
  if (address.length > 2_000) return null
  if (!fragment.test(address) && !beside.test(address) && !https.test(address)) return null
  const url = Object.freeze({ address }) as Url
  urls.add(url)
  return url
}

export const isUrl = (value: unknown): value is Url => typeof value === 'object' && value !== null && urls.has(value)
