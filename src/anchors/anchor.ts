// An anchor: a ledger entry as somebody was told of it outside of the store. One line of JSON each, in a file of their own.
import * as z from 'zod/mini'
import { isInstant } from '../clock.ts'
import { isDigest } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson, writeJson } from '../json.ts'
import type { Digest } from '../model.ts'

/** `sha256`: the digest of the entry's payload. `ledger`: of which ledger, where the line says so. */
export type Anchor = { sequence: number; sha256: Digest; ledger?: Digest }

const digest = z.custom<Digest>(isDigest)
const shape = z.strictObject({
  ledger: z.optional(digest),
  sequence: z.int().check(z.positive()),
  sha256: digest,
  /** As `verify --json` says its head. */
  tick: z.optional(z.custom(isInstant)),
})

/** Undefined for what is not exactly one. */
export const readAnchor = (line: string): Anchor | undefined => {
  const { data } = shape.safeParse(parsed(line))
  if (!data) return undefined
  const { sequence, sha256, ledger } = data
  return { sequence, sha256, ...(ledger && { ledger }) }
}

const parsed = (line: string): unknown => {
  try {
    return parseJson(line)
  } catch (error) {
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}

/** As a line of the file; without its end. */
export const writeAnchor = ({ sequence, sha256, ledger }: Anchor): string =>
  writeJson({ sequence, sha256, ...(ledger && { ledger }) })

/** A file's anchors in its order, and the lines that are none. Blank lines are passed over. */
export const readAnchors = (text: string): { anchors: Anchor[]; wrong: string[] } => {
  const anchors: Anchor[] = []
  const wrong: string[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const anchor = readAnchor(line)
    if (anchor) anchors.push(anchor)
    else wrong.push(line)
  }
  return { anchors, wrong }
}
