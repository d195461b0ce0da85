// The page of a test: what it came to, its population, its gaps, every deviation, and what of it can be looked up where.
import type { AnyControl } from '../../../control.ts'
import { severityBadge } from '../../html/badge.ts'
import { heatMap } from '../../html/heat-map.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, section } from '../../html/section.ts'
import type { State } from '../../html/states.ts'
import { type DayState, dayAt, dayStates, type TestSeen, testOf } from '../../period/tests.ts'
import { cameTo, deviationsOf } from './came-to.ts'
import { deviationTable } from './deviation-table.ts'
import { gapTables } from './gap-tables.ts'
import { subjects } from './subject.ts'
import { subjectTables } from './subject-tables.ts'
import { reading, settingsSaid } from './test-facts.ts'
import { criteriaOf, some, type Told, testAt } from './told.ts'
import { totalsTable } from './totals-table.ts'

/** What is of one test alone is made here and let go again. */
export function* testPage(told: Told, control: AnyControl): Generator<Html> {
  const { id, title, of, severity } = control
  yield* section({ id: testAt(id), title: `${id} ${title}`, level: 3, leaf: true, search: true }, body())

  function* body(): Generator<Html> {
    const test = testOf(told.period, told.catalog, control)
    yield html`<p class="small muted">${criteriaOf(control)} · ${severityBadge(severity)} · ${subjects(test.at.length, of)} · ${told.period.slot.start} to ${told.period.slot.end}, the end not included</p>
<p class="lead">${outcome(test)}</p>
`
    if (test.totals.expected > 0) {
      yield* totalsTable(`${testAt(id)}-totals`, [{ name: subjects(test.at.length, of), totals: test.totals }])
      yield calendar(told, test)
    }
    yield* deviationTable(told, test)
    yield* gapTables(told, test)
    yield html`<h4>What it rests on</h4>${facts([...reading(told, test), ...settingsSaid(told, test)])}`
    yield* subjectTables(test)
  }
}

const outcome = (test: TestSeen): Html => {
  const { totals, at, off, days } = test
  const deviations = deviationsOf(test)
  const open = at.flatMap((one) => one.deviations).filter(({ ended }) => ended === 'open').length
  if (totals.expected === 0)
    return html`nothing was expected: ${off.length > 0 ? 'it was switched off' : 'there was nothing to observe'}`
  const rest = [
    ...(deviations > 0 ? [`${some(deviations, 'deviation')}, ${open} open`] : []),
    ...(totals.unknown > 0 ? [`${some(totals.unknown, 'observation')} unknown`] : []),
    ...(totals.unread > 0 ? [`${some(totals.unread, 'observation')} not read`] : []),
  ]
  return html`${cameTo({ totals, deviations, days })}${rest.length > 0 ? html`; ${rest.join('; ')}` : null}.`
}

/** As heat maps call what a day came to. */
export const stateOfDay: Record<DayState, State> = {
  none: 'idle',
  'not-applicable': 'not-applicable',
  pass: 'pass',
  unread: 'unread',
  unknown: 'unknown',
  accepted: 'accepted',
  fail: 'fail',
}

const calendar = ({ period }: Told, { control, at, days }: TestSeen): Html =>
  heatMap({
    id: `${testAt(control.id)}-days`,
    caption: 'The worst of each day, UTC, over all subjects',
    label: `${control.id} by day`,
    first: dayAt(period, 0),
    states: [...days].map((state) => stateOfDay[dayStates[state] ?? 'none']),
    says: (nth) => {
      const own = at.filter((one) => (one.days[nth] ?? 0) > 0)
      const worst = own.filter((one) => one.days[nth] === days[nth])
      return own.length > 1 ? `at ${worst.length} of ${own.length}` : undefined
    },
  })
