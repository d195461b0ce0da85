// How far the information itself can be relied on (IPE): what was expected and read, what ran, with which rules and keys. In no total.

import type { Counts } from '../../coverage/counts.ts'
import { coverageOf } from '../../coverage/coverage.ts'
import { gapsOf, type Run } from '../../coverage/runs.ts'
import { count } from '../../html/badge.ts'
import { evidence } from '../../html/evidence.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import { notice, section } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import type { Period } from '../../period/period.ts'
import { isOfInformation } from '../../period/survey.ts'
import { mostRows, unreadTable } from './gap-tables.ts'
import { ledgerFacts } from './ledger-facts.ts'
import { ownDeployments } from './own-deployments.ts'
import { named } from './subject.ts'
import { testPage } from './test-page.ts'
import { entriesOf } from './tests.ts'
import { type Chapter, inOrder, some, type Told, when } from './told.ts'

const parts = [
  { at: 'read', title: 'Expected and read' },
  { at: 'gaps', title: 'What was not read, or late' },
  { at: 'outages', title: 'Hours without a tick' },
  { at: 'ledger', title: 'The ledger' },
  { at: 'programs', title: 'Programs and configurations that ran' },
  { at: 'deployments', title: 'Deployments of this tool' },
].map(({ at, title }) => ({ at: `reliability-${at}`, title }))
const [read, gaps, outages, ledger, programs, deployments] = parts as [Part, Part, Part, Part, Part, Part]
type Part = { at: string; title: string }

export const reliabilityChapter = (told: Told): Chapter => {
  const own = inOrder(told.catalog.controls.filter(isOfInformation))
  return {
    at: 'reliability',
    title: 'Reliability of the information',
    below: [...parts, ...entriesOf(own)],
    body: (number) =>
      section({ id: 'reliability', title: 'Reliability of the information', number, leaf: true }, chapter()),
  }
  function* chapter(): Generator<Html> {
    const { period } = told
    yield html`<p>What this report rests on was produced by the entity's own tool (IPE). The tests below are about that tool and stand in no total of the criteria.</p>
`
    yield* part(read, readTable(period))
    yield* part(gaps, gapsTold(period))
    yield* part(outages, outagesTold(period))
    yield* part(ledger, [ledgerFacts(told)])
    yield* part(programs, ran(period))
    yield* part(deployments, ownDeployments(told))
    for (const control of own) yield* testPage(told, control)
  }
}

const part = ({ at, title }: Part, body: Iterable<Html>): Generator<Html> =>
  section({ id: at, title, level: 3, search: true }, body)

const heads = ['complete', 'empty', 'partial', 'failed', 'missed', 'unaccounted', 'late']

function* readTable(period: Period): Generator<Html> {
  const { sources, totals, percent, longest, outside } = coverageOf(period)
  if (outside.length > 0)
    yield notice(
      'doubt',
      'The ledger does not reach over the whole period',
      html`<p>Nothing is expected there, and nothing known:</p><ul>${outside.map(({ start, end }) => html`<li>${start} to ${end}</li>`)}</ul>`,
    )
  yield* table({
    id: 'reliability-slots',
    caption: html`Slots of each source <span class="muted">all but late add up to what was expected; the share that was read is cut, so that it is 100 only where all was</span>`,
    columns: [
      { head: 'source', kind: 'mark' },
      { head: 'subjects', kind: 'figure' },
      { head: 'expected', kind: 'figure' },
      ...heads.map((head) => ({ head, kind: 'figure' as const })),
      { head: 'read', kind: 'figure' },
    ],
    rows: sources.map((one): Cell[] => [one.source, count(one.subjects), ...figures(one.counts), share(one.percent)]),
    totals: ['all', '', ...figures(totals), share(percent)],
  })
  if (longest)
    yield html`<p>The longest time in which a source was not read: <code>${longest.source}</code> at ${named(longest.subject)}, ${longest.from} to ${longest.to}, ${some(longest.slots, 'slot')}.</p>`
}

const figures = ({ expected, complete, empty, partial, failed, missed, unaccounted, late }: Counts): string[] =>
  [expected, complete, empty, partial, failed, missed, unaccounted, late].map(count)

const share = (percent: number | null): string => (percent === null ? 'none expected' : `${percent} %`)

function* gapsTold(period: Period): Generator<Html> {
  const first: Run[] = []
  let all = 0
  for (const slots of period.slots) {
    for (const run of gapsOf(slots)) {
      all += 1
      if (first.length < mostRows) first.push(run)
    }
  }
  if (all === 0) yield html`<p>Every expected slot was read whole and in time.</p>`
  else yield* unreadTable('reliability-gaps-table', period, first, all)
}

function* outagesTold({ outages }: Period): Generator<Html> {
  yield* table({
    id: 'reliability-outages-table',
    caption: 'Hours in which the collector did not run, as the next statement says it, UTC',
    columns: [
      { head: 'from', kind: 'mark' },
      { head: 'to', kind: 'mark' },
      { head: 'ticks', kind: 'figure' },
      { head: 'said by entry', kind: 'figure' },
    ],
    rows: outages.map(({ from, to, ticks, sequence }): Value[] => [
      when(from),
      when(to),
      count(ticks),
      count(sequence),
    ]),
    none: 'none recorded',
    sorts: false,
  })
}

function* ran({ collectors, configs }: Period): Generator<Html> {
  yield* table({
    id: 'reliability-programs-table',
    caption: 'Programs that sealed, UTC',
    columns: [
      { head: 'from', kind: 'mark' },
      { head: 'version' },
      { head: 'commit', kind: 'key' },
      { head: 'run by', kind: 'key' },
      { head: 'entry', kind: 'figure' },
    ],
    rows: collectors.map(({ from, version, commit, caller, sequence }): Value[] => [
      when(from),
      version,
      commit,
      caller,
      count(sequence),
    ]),
    sorts: false,
  })
  yield* table({
    id: 'reliability-configs-table',
    caption: html`Configurations that ran, UTC <span class="muted">what changed from each to the next stands in the change log</span>`,
    columns: [{ head: 'from', kind: 'mark' }, { head: 'config.json' }, { head: 'entry', kind: 'figure' }],
    rows: configs.map(({ from, ref, sequence }): Value[] => [when(from), evidence(ref), count(sequence)]),
    sorts: false,
  })
}
