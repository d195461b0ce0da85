// Which keys a store takes: those that mean the same in a bucket, in a folder and on every file system.
import { EvidenceError } from '../errors.ts'

const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** ASCII letters, digits, `.`, `_`, `-` and `/`; no empty segment and none that begins with a dot; at most 1024 bytes, as S3 allows. */
export const isPlainKey = (key: string): boolean =>
  key.length <= 1024 && key.split('/').every((part) => part.length <= 255 && segment.test(part))

/** Throws KEY_INVALID. */
export const refuseStrangeKey = (key: string): void => {
  if (isPlainKey(key)) return
  throw new EvidenceError('KEY_INVALID', { key }, { hint: 'build keys with store/keys.ts' })
}
