// Draws a sample that anybody can draw again: by the auditor's nonce and the names of a population, and by nothing else.
import { sha256 } from '../../digest.ts'
import { EvidenceError } from '../../errors.ts'
import { byBytes } from '../../store/order.ts'

/** How many items are drawn; `all` draws every one, and needs no nonce. */
export type Size = number | 'all'

/** What orders a population: hex, of `printf '%s\n%s' NONCE NAME | sha256sum`. */
export const score = (nonce: string, name: string): string => sha256(`${nonce}\n${name}`).slice('sha256:'.length)

/**
 * The names of the lowest scores, so many of them or all that there are, in the order of their names. A smaller sample by the same
 * nonce is part of a larger one. The population is gone through once; a name that comes twice counts once.
 */
export const draw = (names: Iterable<string>, nonce: string, size: Size): string[] => {
  if (size === 'all') return [...new Set(names)].sort(byBytes)
  const drawn: { name: string; score: string }[] = [] // by score, never more than asked for
  for (const name of names) {
    const own = { name, score: score(nonce, name) }
    const last = drawn.at(-1)
    if (drawn.length >= size && (!last || own.score >= last.score)) continue
    const place = drawn.findIndex((one) => one.score >= own.score)
    if (drawn[place]?.score === own.score) continue
    drawn.splice(place < 0 ? drawn.length : place, 0, own)
    if (drawn.length > size) drawn.pop()
  }
  return drawn.map(({ name }) => name).sort(byBytes)
}

/** Shorter ones can be tried out until the sample is as somebody wants it. */
const shortestNonce = 8

/** The nonce as it is given. Throws USAGE for one that is none. */
export const nonceOf = (text: string): string => {
  const isPlain = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text) // whoever types it in a shell must come to the same bytes
  if (isPlain && text.length >= shortestNonce && new Set(text).size > 3) return text
  throw new EvidenceError(
    'USAGE',
    { nonce: text },
    {
      hint: `expected at least ${shortestNonce} printable ASCII characters of the auditor's own choosing, as \`openssl rand -hex 16\` gives them, told after the head of the ledger was`,
    },
  )
}
