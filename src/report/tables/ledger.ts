// Tables `outages`, `collectors`, `keys` and `integrity`: what the ledger says of itself, and what the walk found wrong with it.
import { defineTable } from './table.ts'

export const outages = defineTable({
  name: 'outages',
  says: 'Hours in a row in which no tick ran, as the next statement names them.',
  columns: {
    from: 'the first tick that should have run',
    to: 'the last',
    ticks: 'how many',
    sequence: 'the ledger entry that names them',
  },
  *rows({ period }) {
    for (const { from, to, ticks, sequence } of period.outages) yield { from, to, ticks, sequence }
  },
})

export const collectors = defineTable({
  name: 'collectors',
  says: 'One program that sealed, from its first tick to the next row.',
  columns: {
    from: 'its first tick',
    sequence: 'that ledger entry',
    version: 'its version',
    commit: 'the commit that it was built from, as it says',
    caller: 'the ARN that ran it',
  },
  *rows({ period }) {
    for (const { from, sequence, version, commit, caller } of period.collectors)
      yield { from, sequence, version, commit, caller }
  },
})

export const keys = defineTable({
  name: 'keys',
  says: 'One key that signed, in the order in which they took over.',
  columns: {
    fingerprint: 'the SHA-256 of its DER (SubjectPublicKeyInfo)',
    from: 'the first tick that it signed',
  },
  *rows({ period }) {
    for (const { fingerprint, from } of period.keys) yield { fingerprint, from }
  },
})

export const integrity = defineTable({
  name: 'integrity',
  says: 'What the walk over the ledger found wrong; whatever rests on that is in no other table. verify checks more.',
  columns: {
    check: 'the check of verify that it breaks',
    state: 'fail: integrity is broken; deviation: named, and no breach',
    at: 'where',
    what: 'what was found',
    more: 'further findings of this check that are not listed',
  },
  *rows({ period }) {
    for (const { name, findings, more } of period.broken)
      for (const { state, at, what } of findings) yield { check: name, state, at, what, more }
  },
})
