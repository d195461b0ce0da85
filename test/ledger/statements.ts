// A statement as it should be, for tests that change one thing.
import { sha256 } from '../../src/digest.ts'
import type { Tick } from '../../src/ledger/statement.ts'

const ref = (key: string) => ({ key, versionId: null, sha256: sha256(key), bytes: key.length })

export const tick = (changes: Partial<Tick> = {}): Tick => ({
  ledger: null,
  account: '111122223333',
  home: 'eu-west-1',
  store: 'folder',
  sequence: 1,
  tick: '2026-01-05T00:20:00Z',
  sealedAt: '2026-01-05T00:21:00Z',
  previous: null,
  index: ref('ticks/2026/01/05/0020Z/index.ndjson'),
  plan: ref('ticks/2026/01/05/0020Z/plan.json'),
  config: ref('ticks/2026/01/05/0020Z/config.json'),
  schedule: { inventory: { kind: 'state', every: 3600, delay: 0, keeps: 0 } },
  counts: { complete: 1, empty: 0, partial: 0, failed: 0, missed: 0 },
  open: 0,
  outage: null,
  strays: 0,
  collector: { version: '1.0.0', commit: 'c', caller: 'arn' },
  retainUntil: null,
  key: null,
  ...changes,
})
