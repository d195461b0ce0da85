// Periods made by hand, for tests of what is written of a period: small, whole, and changed in one place at a time.

import { instant, plus, seconds } from '../../src/clock.ts'
import { defaults } from '../../src/config.ts'
import { sha256 } from '../../src/digest.ts'
import type { Digest, Instant, Ref, Subject } from '../../src/model.ts'
import {
  type ConfigSeen,
  type HitGroup,
  type Period,
  type SlotsOf,
  type SubjectSeen,
  slotStatuses,
  type Turn,
} from '../../src/report/period/period.ts'
import { slug } from '../../src/store/keys.ts'

export const account = '111122223333'
export const start: Instant = '2026-01-05T00:00:00Z'
export const end: Instant = '2026-01-08T00:00:00Z'
export const tickAt = (hour: number): Instant => plus(start, hour * 3_600 + 1_200)

export const refMade = (key: string): Ref => ({
  key,
  versionId: `v-${key.length}`,
  sha256: sha256(key),
  bytes: key.length,
})

export const clusterMade = (name = 'prod', changed: Partial<Subject> = {}): Subject => {
  const region = changed.region ?? 'eu-west-1'
  const id = `arn:aws:eks:${region}:${account}:cluster/${name}`
  return { scope: 'cluster', id, name, region, bornAt: '2025-01-01T00:00:00Z', ...changed }
}

export const subjectMade = (subject: Subject = clusterMade(), changed: Partial<SubjectSeen> = {}): SubjectSeen => ({
  slug: slug(subject),
  subject,
  firstSeen: start,
  from: start,
  vanished: null,
  tombstone: null,
  excluded: [],
  ...changed,
})

const letters = 'nmfpec' // in the order of slotStatuses

/**
 * The slots of a source at a subject, hourly from `from` on: `c` complete, `e` empty, `p` partial, `f` failed, `m` missed, `n` none.
 * `late`: seconds, by place. What is not whole has the reason that its status is.
 */
export const slotsMade = (
  source: string,
  subject: string,
  spelled: string,
  changed: Partial<Pick<SlotsOf, 'kind' | 'every' | 'late' | 'reasons'>> & { from?: Instant } = {},
): SlotsOf => {
  const statuses = Uint8Array.from(spelled, (letter) => letters.indexOf(letter))
  const { from = start, ...more } = changed
  const unread = [...statuses].flatMap((status, at) => (status > 0 && status < 4 ? [[at, status] as const] : []))
  return {
    ...{ source, subject, kind: 'window', every: 3_600, first: seconds(from), statuses },
    sealedBy: Uint32Array.from(statuses, (status, at) => (status === 0 ? 0 : at + 2)),
    late: new Map(),
    reasons: new Map(unread.map(([at, status]) => [at, [`logs:StartQuery was ${slotStatuses[status]}`]])),
    ...more,
  }
}

export const turnMade = (at: Instant, outcome: Turn['outcome'], changed: Partial<Turn> = {}): Turn => {
  const tick = plus(at, 4_800)
  const evaluation = refMade(`ticks/${tick.slice(0, 10).replaceAll('-', '/')}/0020Z/evaluations/prod.json`)
  const basis = [refMade(`${evaluation.key}.basis`)]
  return { at, outcome, reason: `it is ${outcome}`, since: at, tick, sequence: 2, evaluation, basis, ...changed }
}

export const configMade = (changed: Partial<ConfigSeen> = {}): ConfigSeen => ({
  ref: refMade('ticks/2026/01/05/0020Z/config.json'),
  config: defaults,
  from: tickAt(0),
  sequence: 1,
  caller: `arn:aws:sts::${account}:assumed-role/eks-evidence/plan`,
  refused: [],
  changes: [],
  ...changed,
})

export const hitMade = (changed: Partial<HitGroup> = {}): HitGroup => ({
  ...{ detection: 'DET-01', actor: 'alice', actorClass: 'human', severity: 'high', allowed: null, criteria: ['CC7.2'] },
  ...{ subject: slug(clusterMade()), day: '2026-01-05', first: plus(start, 1_800), last: plus(start, 5_400), count: 2 },
  outcomes: { allowed: 2 },
  reason: 'alice opened a shell in kube-system/x',
  auditID: '00000000-0000-4000-8000-000000000001',
  evaluation: refMade('ticks/2026/01/05/0120Z/evaluations/prod.json'),
  ...changed,
})

const mark = (sequence: number, tick: Instant) => ({
  ...{ sequence, tick, sha256: sha256(`entry ${sequence}`), sealedAt: plus(tick, 120) },
  key: `ledger/${String(sequence).padStart(12, '0')}.dsse.json`,
})

/** Three days of one cluster, read whole; one control turned once. */
export const periodMade = (changed: Partial<Period> = {}): Period => {
  const cluster = subjectMade()
  return {
    slot: { start, end },
    ledger: sha256('ledger') as Digest,
    account,
    home: 'eu-west-1',
    store: 'folder',
    sandbox: true,
    entries: 73,
    first: mark(1, tickAt(0)),
    head: mark(73, tickAt(72)),
    keys: [{ fingerprint: sha256('key'), from: tickAt(0) }],
    schedule: {
      'audit-log': { kind: 'window', every: 3_600, delay: 900, keeps: 30 * 86_400 },
      'eks-cluster': { kind: 'state', every: 86_400, delay: 0, keeps: 0 },
    },
    broken: [],
    collectors: [
      { version: '1.0.0', commit: '0'.repeat(40), caller: configMade().caller, from: tickAt(0), sequence: 1 },
    ],
    outages: [],
    configs: [configMade()],
    subjects: [cluster],
    owed: [],
    slots: [
      slotsMade('audit-log', cluster.slug, 'c'.repeat(72)),
      slotsMade('eks-cluster', cluster.slug, 'ccc', { kind: 'state', every: 86_400 }),
    ],
    turns: new Map([
      [`${cluster.slug} NET-01`, [turnMade(start, 'pass'), turnMade(instant(seconds(start) + 86_400), 'fail')]],
    ]),
    newest: new Map(),
    found: { groups: [], more: 0, counts: new Map() },
    incidents: [],
    ...changed,
  }
}
