// Time-stamps of RFC 3161 as anchors: each is of an entry that is here, from when that was sealed, and of an authority that was named.
import { readToken, type Token } from '../anchors/timestamp-token.ts'
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest, Instant } from '../model.ts'
import type { Findings } from './checks.ts'
import type { Walked } from './entries.ts'
import type { Pins } from './pins.ts'

/** The newest entry of which a time-stamp holds. */
export type Stamped = { sequence: number; at: Instant; authority: string }

type Named = { name: string; token: Token }

/** Seconds by which the clocks of sealer and authority may differ. */
const apart = 900

/** A token is known by what it is of, and not by what its file is called. */
export const makeTimestamps = (findings: Findings, { timestamps }: Pick<Pins, 'timestamps'>) => {
  const open = new Map<Digest, Named[]>()
  for (const { name, answer } of timestamps?.answers ?? []) {
    const token = held(findings, name, () => readToken(answer, timestamps?.trusted ?? []))
    if (token) open.set(token.imprint, [...(open.get(token.imprint) ?? []), { name, token }])
  }
  const stamped: Stamped[] = []
  return {
    enter({ tick: { sequence, sealedAt }, sha256 }: Walked): void {
      for (const { name, token } of open.get(sha256) ?? []) {
        const { at, authority } = token
        const early = `is of ${at}, before entry ${sequence} was sealed at ${sealedAt}`
        if (findings.hold('timestamp-valid', seconds(at) >= seconds(sealedAt) - apart, name, early))
          stamped.push({ sequence, at, authority })
      }
      open.delete(sha256)
    },
    /** The newest that holds; null where none does. What is of no entry here is of another history. */
    close(): Stamped | null {
      for (const [imprint, all] of open)
        for (const { name, token } of all)
          findings.hold(
            'anchor-match',
            false,
            name,
            `${token.authority} saw ${imprint} at ${token.at}: no entry here has this digest`,
          )
      return stamped.at(-1) ?? null
    },
  }
}

const held = (findings: Findings, name: string, read: () => Token): Token | undefined => {
  findings.look('timestamp-valid')
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail('timestamp-valid', name, error.message)
    return undefined
  }
}
