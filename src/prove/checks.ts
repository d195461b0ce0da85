// The named checks of verify, and what each of them looked at and found.

/** Every check by its name, with what it holds. A name never changes its meaning. */
export const checks = {
  // the ledger's entries
  'sequence-canonical': 'entries stand under twelve-digit numbers and nothing else',
  'foreign-entry': 'what stands among the entries is an entry of this ledger',
  'envelope-strict': 'envelopes are in the one spelling that we write',
  'json-strict': 'documents are in the one form that we write',
  signature: 'every statement is signed',
  'signature-extra': 'no signature stands beside the one that belongs there',
  'key-pinned': 'the pinned key signed, and no other',
  'key-change': 'a change of key is signed by the old key and by the new one',
  'key-retired': 'no key signs after it was replaced',
  'key-origin': 'the key was made in AWS KMS and cannot have left it',
  'ledger-id': 'the entries belong to the pinned ledger',
  account: 'the entries are of the pinned account',
  'chain-complete': 'each entry binds the one before it; none is missing',
  'seal-order': 'ticks, seals and writes follow each other in order',
  'seal-clock': 'the sealing clock and the time of the store agree within 15 minutes',
  'seal-delayed': 'every tick was sealed before the next one began',
  'tick-gap': 'no hour without a tick, or the gap is recorded',
  'period-covered': 'the ledger reaches over the whole period',
  'anchor-match': 'the entries are those that the auditor was told of at the time',
  'timestamp-valid': 'time-stamps are of the authority that was named, and not older than what they are of',
  // the objects
  'object-present': 'everything listed is there',
  'object-listed': 'everything that is there is listed',
  digest: 'bytes are those that were sealed',
  'single-version': 'every object has one version and no delete marker',
  'key-derives': 'every key follows from what the object says of itself',
  'lock-mode': 'every object is locked in COMPLIANCE mode',
  'lock-covers-period': 'locks reach a year beyond the period',
  'put-kind': 'every object was put in one request, by S3, under its own encryption',
  'slot-time': 'evidence was written when its slot could be read',
  'store-endpoint': 'the store was asked at AWS',
  'store-is-bucket': 'the store is the bucket that the statements name',
  'index-strict': 'indexes are sorted, unique and whole',
  'gzip-strict': 'compressed evidence is one gzip member and nothing else',
  // the observations
  'parts-complete': 'every observation has all its parts',
  'completeness-recomputed': 'the status of every slot follows from its lines',
  'observation-strict': 'observations are in the form that we write',
  'redaction-known': 'what the source declares secret is redacted, and nothing else',
  'answer-slice': 'no answer is cut out of another',
  'request-replay': 'no answer stands for another time than its own',
  'endpoint-genuine': 'answers came from AWS',
  // the slots and the population
  'slot-accounted': 'every expected slot has its line',
  'slot-read': 'every expected slot was read in time and in full',
  'plan-derives': 'every plan follows from what was sealed before it',
  'tombstone-supported': 'whoever is gone was not listed and not found',
  'config-weakened': 'the rules were not loosened',
  'acceptance-backdated': 'an acceptance counts from the tick that first sealed it',
  'acceptance-self-approved': 'nobody approved an acceptance of their own',
  'acceptance-renewed': 'nothing was accepted for more than a year in all',
  // the collector itself
  'code-changed': "the collector's code, roles, schedule, bucket, key and alerts are what they were",
  'code-released': "the collector's code is that of the release",
  // the verdicts
  'verdicts-complete': 'every control has its verdict',
  'verdict-reproduces': 'judging the same evidence again gives the same verdicts',
  'verdict-since': 'since when follows from the verdicts before',
  'verdict-inputs': 'verdicts rest on sealed evidence',
  'report-matches': 'the report says what the store gives',
  'timeline-reproduces': 'what was found around an incident follows again from what was stored',
  'streamed-reproduces': 'judging again what was streamed gives the same hits',
  'streamed-config': 'what was streamed was judged by the configuration of its time',
  // the bundle
  'zip-strict': 'a bundle is in the form that we write, and what lies beside the evidence is what it was',
  'sample-reproduces': "the auditor's own nonce draws the same sample of the population that the ledger gives",
} as const
export type Check = keyof typeof checks

/** fail: integrity is broken. deviation: named, and no breach. idle: nothing to look at here. */
export type State = 'pass' | 'fail' | 'deviation' | 'idle'
export type Result = {
  name: Check
  state: State
  looked: number
  findings: { state: 'fail' | 'deviation'; at: string; what: string }[]
  more: number
}

export const shown = 20

/** Collects what checks find. Findings beyond the first twenty of a check are counted. */
export const makeFindings = () => {
  const results = new Map<Check, Result>()
  const of = (name: Check): Result => {
    const known = results.get(name) ?? { name, state: 'idle', looked: 0, findings: [], more: 0 }
    results.set(name, known)
    return known
  }
  const find = (name: Check, state: 'fail' | 'deviation', at: string, what: string): void => {
    const result = of(name)
    if (result.state !== 'fail') result.state = state
    if (result.findings.length < shown) result.findings.push({ state, at, what })
    else result.more += 1
  }
  return {
    /** Says that a check looked at one more thing. */
    look(name: Check): void {
      const result = of(name)
      result.looked += 1
      if (result.state === 'idle') result.state = 'pass'
    },
    fail: (name: Check, at: string, what: string) => find(name, 'fail', at, what),
    deviate: (name: Check, at: string, what: string) => find(name, 'deviation', at, what),
    /** Looks, and fails unless it holds. */
    hold(name: Check, holds: boolean, at: string, what: string): boolean {
      this.look(name)
      if (!holds) this.fail(name, at, what)
      return holds
    },
    /**
     * Looks, and holds what this program makes of the evidence against what was sealed. A version that reckons otherwise is
     * named and is no breach: its own program comes to the same.
     */
    reproduce(name: Check, same: boolean, at: string, what: string, other: string | undefined): boolean {
      this.look(name)
      if (!same && other === undefined) find(name, 'fail', at, what)
      else if (!same) find(name, 'deviation', at, `${what}; it was made by version ${other}`)
      return same
    },
    /** All checks in their order, also those that had nothing to look at. */
    all: (): Result[] => (Object.keys(checks) as Check[]).map(of),
  }
}
export type Findings = ReturnType<typeof makeFindings>
