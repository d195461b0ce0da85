// SHA-256, the only digest in use.
import { createHash } from 'node:crypto'
import type { Digest } from './model.ts'

export const sha256 = (bytes: Uint8Array | string): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

export const isDigest = (text: unknown): text is Digest =>
  typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text)
