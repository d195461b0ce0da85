// What a run of the demo amounts to: counted from what verify read, as anybody could, and not from what the pipeline said.
import type { Entry } from '../../src/ledger/chain.ts'
import { keyId } from '../../src/ledger/dsse.ts'
import type { Evaluation, Outcome, Status, Verdict } from '../../src/model.ts'
import type { Check } from '../../src/prove/checks.ts'
import type { Verified } from '../../src/prove/verify.ts'
import type { SlotLine } from '../../src/store/documents.ts'
import type { Store } from '../../src/store/store.ts'
import type { StoryEvent } from '../scenario/event.ts'
import type { InsiderSeen } from './insider.ts'
import { tombstonesIn } from './lives.ts'
import type { Heard } from './overheard.ts'
import { bestOf } from './slots-seen.ts'
import { storySeen, type Told } from './story-seen.ts'

type Counts = Record<string, number>

export type Summary = {
  story: Told[]
  slots: Record<Status, number> & {
    expected: number
    /** Read, but more than an hour after they could be. */
    late: number
  }
  objects: number
  bytes: number
  apiCalls: number
  /** The last verdict of every control and of every subject that is still there, by criterion. */
  verdicts: Record<string, Record<Outcome['outcome'], number>>
  /** What Security Hub shows as active and not resolved, by severity. */
  findings: Counts
  verified: Pick<Verified, 'result' | 'assurance' | 'entries'> & {
    checks: { pass: number; deviation: number; fail: number }
    deviations: { check: Check; count: number; first: string[] }[]
  }
  head: { sequence: number; tick: string; sha256: string; keyId: string }
  insider: InsiderSeen
}

type Given = {
  store: Store
  heard: Heard
  findings: Record<string, unknown>[]
  story: StoryEvent[]
  head: Entry
  verified: Verified
  calls: number
  publicKey: string
  insider: InsiderSeen
}

export const summary = async (on: Given): Promise<Summary> => {
  const { store, heard, findings, story, head, verified, calls, publicKey, insider } = on
  const lines = heard.lines()
  const evaluations = heard.evaluations()
  let objects = 0
  let bytes = 0
  for await (const listed of store.list('')) {
    objects += 1
    bytes += listed.bytes
  }
  const tombstones = await tombstonesIn(store, heard.tombstones())
  const gone = new Set(tombstones.map(({ id }) => id))
  return {
    story: storySeen(story, {
      evaluations,
      incidents: heard.incidents(),
      lines,
      statements: heard.statements(),
      tombstones,
    }),
    slots: slotsOf(lines),
    objects,
    bytes,
    apiCalls: calls,
    verdicts: byCriterion(evaluations.filter(({ subject }) => !gone.has(subject.id))),
    findings: bySeverity(findings),
    verified: proofOf(verified),
    head: { sequence: head.tick.sequence, tick: head.tick.tick, sha256: head.sha256, keyId: keyId(publicKey) },
    insider,
  }
}

const slotsOf = (lines: SlotLine[]): Summary['slots'] => {
  const slots = { expected: 0, complete: 0, empty: 0, partial: 0, failed: 0, missed: 0, late: 0 }
  for (const attempts of Map.groupBy(
    lines,
    ({ source, subject, slot }) => `${source} ${subject} ${slot.start}`,
  ).values()) {
    const best = bestOf(attempts)
    if (!best) continue
    slots.expected += 1
    slots[best.status] += 1
    if (best.lateBy > 0) slots.late += 1
  }
  return slots
}

const byCriterion = (evaluations: Evaluation[]): Summary['verdicts'] => {
  const last = new Map<string, Verdict>()
  for (const { subject, verdicts } of evaluations)
    for (const verdict of verdicts) last.set(`${subject.id} ${verdict.control}`, verdict)
  const counts: Summary['verdicts'] = {}
  for (const { criteria, outcome } of last.values()) {
    for (const criterion of criteria) {
      counts[criterion] ??= { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 }
      counts[criterion][outcome] += 1
    }
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const bySeverity = (findings: Record<string, unknown>[]): Counts => {
  const counts: Counts = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFORMATIONAL: 0 }
  for (const finding of findings) {
    const { Label = 'INFORMATIONAL' } = (finding.Severity ?? {}) as { Label?: string }
    const { Status } = (finding.Workflow ?? {}) as { Status?: string }
    if (finding.RecordState === 'ACTIVE' && Status !== 'RESOLVED') counts[Label] = (counts[Label] ?? 0) + 1
  }
  return counts
}

/** Of each check so many findings are shown; verify itself names them all. */
const shown = 3

const proofOf = ({ result, assurance, entries, checks }: Verified): Summary['verified'] => ({
  result,
  assurance,
  entries,
  checks: {
    pass: checks.filter(({ state }) => state === 'pass').length,
    deviation: checks.filter(({ state }) => state === 'deviation').length,
    fail: checks.filter(({ state }) => state === 'fail').length,
  },
  deviations: checks.flatMap(({ name, findings, more }) =>
    findings.length === 0
      ? []
      : [
          {
            check: name,
            count: findings.length + more,
            first: findings.slice(0, shown).map(({ at, what }) => `${at}: ${what}`),
          },
        ],
  ),
})
