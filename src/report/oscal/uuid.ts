// UUIDs that follow from names: version 5 of RFC 9562, so that the same thing in the same ledger has the same one in every document.
import { createHash } from 'node:crypto'

/** Of everything here: version 5 of `urn:eks-evidence:oscal:v1` in RFC 9562's namespace of URLs. */
export const namespace = '035368e1-a230-522d-b1ed-71035adcb1cc'

/** `parts` name one thing: none of them holds a line feed. */
export const uuid = (...parts: readonly (string | number)[]): string => version5(namespace, parts.join('\n'))

/** RFC 9562, section 5.5. */
export const version5 = (space: string, name: string): string => {
  const hash = createHash('sha1')
    .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
