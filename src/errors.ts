// The only error class. Codes are a closed list: tests and scripts rely on them, people read the hint.

export const codes = {
  CONFIG_INVALID: 'the configuration does not fit its schema',
  USAGE: 'the command was not called as its help says',
  PINS_MISSING: 'a pin is missing, or is not what it should be',
  STORE_UNREADABLE: 'the store cannot be read',
  INPUT_UNREADABLE: 'the input cannot be read',
  STORE_REFUSED: 'the store refused a write',
  STORE_CONFLICT: 'the store holds something else under this key',
  KEY_INVALID: 'this is not a key of the evidence layout',
  JSON_INVALID: 'this is not the JSON that we write and accept',
  GZIP_INVALID: 'this is not gzip as we write it',
  OBSERVATION_INVALID: 'this is not an observation as we write it',
  ENVELOPE_INVALID: 'this is not a DSSE envelope as we write it',
  LEDGER_BROKEN: 'the ledger cannot be continued as it is',
  SIGNER_UNAVAILABLE: 'the signing key cannot be used now',
  AWS_REFUSED: 'AWS refused a call that cannot be done without',
  ANCHOR_CONTRADICTED: 'two histories: what was told before is not what is told now',
  TIMESTAMP_INVALID: 'this is no time-stamp that holds',
  TIMESTAMP_REFUSED: 'the time-stamping authority gave no token',
  REPORT_INVALID: 'this is no report as we write it',
  BUNDLE_INVALID: 'this is no bundle as we write it',
  BATCH_REFUSED: 'this is no batch of the audit log of a cluster of this account',
  PLAN_MISSING: 'this tick has no plan',
  UNKNOWN_ID: 'nothing of this name is in the registry',
} as const
export type Code = keyof typeof codes

export class EvidenceError extends Error {
  readonly code: Code
  readonly detail: Readonly<Record<string, unknown>>
  /** What to do next. */
  readonly hint: string

  constructor(code: Code, detail: Record<string, unknown>, how: { hint: string; cause?: unknown }) {
    const said = Object.entries(detail).map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    super([codes[code], ...said].join('; '), { cause: how.cause })
    this.name = 'EvidenceError'
    this.code = code
    this.detail = detail
    this.hint = how.hint
  }
}
