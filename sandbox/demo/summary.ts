// What a run of the demo amounts to: counted from the store as anybody could, not from what the pipeline said.

import { paint, table } from '../../src/cli/terminal.ts'
import type { Entry } from '../../src/ledger/chain.ts'
import { keyId } from '../../src/ledger/dsse.ts'
import type { Evaluation, Hit, Outcome, Status, Verdict } from '../../src/model.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { isSlotLine, readEvaluation, readIndex } from '../../src/store/documents.ts'
import { parseKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import type { StoryEvent } from '../scenario/event.ts'
import { type Recorded, recorded } from './recorded.ts'

type Counts = Record<string, number>
export type Summary = {
  slots: Record<Status, number>
  late: number
  objects: number
  bytes: number
  apiCalls: number
  /** The last verdict of every control and subject, by criterion. */
  verdicts: Record<string, Record<Outcome['outcome'], number>>
  /** What Security Hub shows, by severity; only what is active and not resolved. */
  findings: Counts
  recorded: Recorded[]
  deviations: string[]
  result: Verified['result']
  checks: { passed: number; of: number }
  head: { sequence: number; tick: string; sha256: string; keyId: string }
}

type Given = {
  store: Store
  findings: Record<string, unknown>[]
  story: StoryEvent[]
  head: Entry
  verified: Verified
  calls: number
  key: string
}

export const summary = async ({ store, findings, story, head, verified, calls, key }: Given): Promise<Summary> => {
  const slots: Summary['slots'] = { complete: 0, empty: 0, partial: 0, failed: 0, missed: 0 }
  const best = new Map<string, Status>()
  let late = 0
  let objects = 0
  let bytes = 0
  const evaluations: Evaluation[] = []
  for await (const listed of store.list('')) {
    objects += 1
    bytes += listed.bytes
    const kind = parseKey(listed.key)?.kind
    if (kind !== 'index' && kind !== 'evaluation') continue
    const body = (await store.get(listed))?.body ?? new Uint8Array()
    if (kind === 'evaluation') evaluations.push(readEvaluation(body))
    else {
      for (const line of readIndex(body).filter(isSlotLine)) {
        const name = `${line.source} ${line.subject} ${line.slot.start}`
        if (line.lateBy > 0) late += 1
        best.set(name, better(best.get(name), line.status))
      }
    }
  }
  for (const status of best.values()) slots[status] += 1
  return {
    slots,
    late,
    objects,
    bytes,
    apiCalls: calls,
    verdicts: byCriterion(evaluations),
    findings: bySeverity(findings),
    recorded: recorded(story, evaluations, best),
    deviations: verified.checks.flatMap(({ name, findings: found, more }) =>
      found
        .filter(({ state }) => state === 'deviation')
        .map(({ at, what }) => `${name}: ${at}: ${what}`)
        .slice(0, 6)
        .concat(found.length + more > 6 ? [`${name}: ${found.length + more} in all`] : []),
    ),
    result: verified.result,
    checks: {
      passed: verified.checks.filter(({ state }) => state === 'pass' || state === 'deviation').length,
      of: verified.checks.filter(({ state }) => state !== 'idle').length,
    },
    head: { sequence: head.tick.sequence, tick: head.tick.tick, sha256: head.sha256, keyId: keyId(key) },
  }
}

const order: Status[] = ['missed', 'failed', 'partial', 'empty', 'complete']
const better = (known: Status | undefined, next: Status): Status =>
  known && order.indexOf(known) > order.indexOf(next) ? known : next

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
  const counts: Counts = {}
  for (const finding of findings) {
    const { Label = 'INFORMATIONAL' } = (finding['Severity'] ?? {}) as { Label?: string }
    const { Status } = (finding['Workflow'] ?? {}) as { Status?: string }
    if (finding['RecordState'] === 'ACTIVE' && Status !== 'RESOLVED') counts[Label] = (counts[Label] ?? 0) + 1
  }
  return counts
}

export type { Hit }

export const summaryText = (told: Summary): string => {
  const { slots, verdicts, findings, head, checks } = told
  const heading = (text: string): string => `\n${paint('bold', text)}`
  return [
    heading('What the days brought, and what the evidence says of it'),
    ...told.recorded.flatMap(({ what, seen }) => [`  ${what}`, ...seen.map((line) => paint('dim', `      ${line}`))]),
    heading('Slots'),
    table(Object.entries(slots).map(([status, number]) => [`  ${status}`, String(number)])),
    ...(told.late > 0 ? [`  late ${told.late}`] : []),
    heading('Verdicts at the end, by criterion'),
    table([
      ['  relevant to', 'pass', 'fail', 'unknown', 'not applicable'],
      ...Object.entries(verdicts).map(([criterion, by]) => [
        `  ${criterion}`,
        ...(['pass', 'fail', 'unknown', 'not-applicable'] as const).map((one) => String(by[one])),
      ]),
    ]),
    heading('Open in Security Hub'),
    table(
      ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'].flatMap((label) =>
        findings[label] ? [[`  ${label}`, String(findings[label])]] : [],
      ),
    ),
    heading('Evidence'),
    `  ${told.objects.toLocaleString('en-US')} locked objects, ${(told.bytes / 1_048_576).toFixed(1)} MiB, from ${told.apiCalls.toLocaleString('en-US')} AWS API calls`,
    heading('verify, with the pins of an auditor'),
    `  ${checks.passed} of ${checks.of} checks hold; ${told.deviations.length > 0 ? 'deviations:' : 'no deviations'}`,
    ...told.deviations.map((line) => `  - ${line.length > 180 ? `${line.slice(0, 179)}…` : line}`),
    `  ${{ intact: 'Intact and continuous.', deviations: 'Intact, with these deviations.', broken: paint('red', 'INTEGRITY IS BROKEN.') }[told.result]}`,
    heading('Head of the ledger'),
    `  entry ${head.sequence}, tick ${head.tick}`,
    `  ${head.sha256}`,
    `  key ${head.keyId}`,
  ].join('\n')
}
