// Has an authority of RFC 3161 stamp the head, and keeps the token among the records, which the next reading seals.
import { askTimestamp } from '../anchors/timestamp-ask.ts'
import { heldAt, type Place, putDocument } from '../attested/put.ts'
import type { Digest, Instant } from '../model.ts'

/** `records/timestamps/<12 digits>.tsr`: one token for an entry, whatever it says. */
export const timestampKey = (sequence: number): string => `records/timestamps/${String(sequence).padStart(12, '0')}.tsr`

type Entry = { sequence: number; sha256: Digest }

/**
 * Of the head, once. A crash between the answer and the put asks again: the authority stamps it anew, and nothing is lost. Whether
 * the token holds is not looked at here: verify does, for whoever trusts an authority. Throws TIMESTAMP_REFUSED, STORE_REFUSED,
 * STORE_UNREADABLE, STORE_CONFLICT.
 */
export const stamp = async (
  records: Place,
  authority: string,
  { sequence, sha256 }: Entry,
  now: Instant,
): Promise<'stamped' | 'known'> => {
  const key = timestampKey(sequence)
  if (await heldAt(records, key)) return 'known'
  const answer = await askTimestamp(authority, sha256, now)
  await putDocument(records, key, answer, { type: 'application/timestamp-reply', again: false })
  return 'stamped'
}
