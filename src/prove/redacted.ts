// Holds an answer against what its source declares secret: nothing else was withheld, and all of that was.
import type { Exchange } from '../model.ts'
import { redact } from '../redaction/redaction.ts'
import type { Source } from '../source.ts'
import type { Findings } from './checks.ts'

/** `other`: another version that made the evidence; what it declared may have been more or less. */
export const redaction = (
  findings: Findings,
  { redacts = [] }: Pick<Source, 'redacts'>,
  key: string,
  one: Exchange,
  other: string | undefined,
): void => {
  if (one.got !== 'body') return
  const { action, body, redacted = [] } = one
  const declared = new Set(redacts.filter((each) => each.action === action).flatMap(({ names }) => names))
  const unknown = redacted.filter((name) => !declared.has(name))
  const what = `${action}: ${unknown.join(', ')} was withheld, and is not declared`
  findings.reproduce('redaction-known', unknown.length === 0, key, what, other)
  const { names } = redact(redacts, action, body)
  const left = `${action}: ${names.join(', ')} is declared secret, and was not withheld`
  findings.reproduce('redaction-known', names.length === 0, key, left, other)
}
