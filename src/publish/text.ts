// Text of others (names, reasons, actors) made fit for one field of a finding: one line, well formed, nothing invisible, not too long.

// Control and format characters (among them bidi overrides and zero widths), lone surrogates, line and paragraph separators.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * At most `max` UTF-16 units, never empty. What cannot be seen becomes U+FFFD rather than nothing, so that it still shows.
 * Cut here, as plain text: whoever writes the JSON escapes afterwards, so an escape is never cut in two.
 */
export const line = (text: string, max: number): string => {
  const seen = text
    .replace(/[\t\n\r\u0085]+/g, ' ')
    .replace(unseen, '\ufffd')
    .trim()
  return seen === '' ? '(empty)' : cut(seen, max)
}

const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  const kept = text.slice(0, max - 1)
  return `${endsInHalf(kept) ? kept.slice(0, -1) : kept}…`
}

const endsInHalf = (text: string): boolean => (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800
