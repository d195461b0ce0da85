// The auditor's own state file: where an earlier run of verify ended.
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod/mini'
import { isDigest } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest } from '../model.ts'
import type { Anchor } from '../prove/pins.ts'
import type { Verified } from '../prove/verify.ts'

const digest = z.custom<Digest>(isDigest)
const state = z.strictObject({ ledger: digest, sequence: z.int().check(z.positive()), sha256: digest })

/** Undefined where the file is not there yet. Throws USAGE for one that is not of this ledger, or cannot be written. */
export const earlier = (file: string, ledger: Digest): Anchor | undefined => {
  const text = held(file)
  if (text === undefined) return undefined
  const { data } = state.safeParse(parsed(text))
  if (data?.ledger === ledger) return { sequence: data.sequence, sha256: data.sha256 }
  const why = data ? `it is of the ledger ${data.ledger}` : 'it is not what an earlier run wrote'
  throw new EvidenceError(
    'USAGE',
    { '--since': file, why },
    { hint: 'name the file of this ledger, or one that is not there yet' },
  )
}

/** Where something is broken the file stays as it was: the next run begins at the same place. */
export const remember = (file: string, ledger: Digest, { result, head }: Verified): void => {
  if (result === 'broken' || !head) return
  writeFileSync(file, `${JSON.stringify({ ledger, sequence: head.sequence, sha256: head.sha256 })}\n`)
}

// Whether it can be written is asked before the long run, not found out after it.
const held = (file: string): string | undefined => {
  try {
    const isThere = existsSync(file)
    accessSync(isThere ? file : dirname(file), constants.R_OK | constants.W_OK)
    return isThere ? readFileSync(file, 'utf8') : undefined
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError('USAGE', { '--since': file, why }, { hint: 'name a file that can be written', cause })
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // said by whoever asked
  }
}
