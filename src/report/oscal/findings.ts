// What each test came to over the period. OSCAL knows two words for it; the second is said of whatever was not seen to hold.
import type { Period } from '../period/period.ts'
import type { TestSeen } from '../period/tests.ts'
import { originsOf } from './actors.ts'
import { noted } from './noted.ts'
import { observationOf } from './observations.ts'
import { riskOf } from './risks.ts'
import { markup, objectiveId, props, some } from './text.ts'
import { uuid } from './uuid.ts'

type Status = { state: 'satisfied' | 'not-satisfied'; reason: 'pass' | 'fail' | 'other'; remarks: string }

export const findingOf = (period: Period, test: TestSeen) => {
  const { control, at, totals } = test
  const turns = at.flatMap(({ subject, turns: all }) => all.map((turn) => ({ slug: subject.slug, turn })))
  const risks = at.flatMap(({ deviations }) => deviations)
  return {
    uuid: uuid(period.ledger, 'finding', control.id, period.slot.start, period.slot.end),
    title: markup(`${control.id}: ${control.title}`),
    description: markup(`${noted(totals)} Relevant to ${control.criteria.join(', ') || 'no criterion'}.`),
    props: props({ test: control.id, subjects: at.length, ...totals, deviations: risks.length }),
    origins: originsOf(period),
    target: {
      type: 'objective-id',
      'target-id': objectiveId(control.id),
      title: markup(control.title),
      status: statusOf(period, test),
    },
    ...some(
      'related-observations',
      turns.map(({ slug, turn }) => ({ 'observation-uuid': observationOf(period, control.id, slug, turn) })),
    ),
    ...some(
      'related-risks',
      risks.map((one) => ({ 'risk-uuid': riskOf(period, one) })),
    ),
  }
}

/** `satisfied` alone where every expected observation was read, none failed, none is unknown and at least one passed. */
export const statusOf = (
  period: Pick<Period, 'broken' | 'head' | 'slot'>,
  { totals, at, off }: Pick<TestSeen, 'totals' | 'at' | 'off'>,
): Status => {
  const other = (remarks: string): Status => ({ state: 'not-satisfied', reason: 'other', remarks: markup(remarks) })
  const deviations = at.reduce((sum, one) => sum + one.deviations.length, 0)
  if (totals.fail > 0 || deviations > 0)
    return { state: 'not-satisfied', reason: 'fail', remarks: markup(`${deviations} deviations; ${noted(totals)}`) }
  if (period.broken.length > 0)
    return other(
      `The ledger does not hold (${period.broken.map(({ name }) => name).join(', ')}): nothing is said to pass.`,
    )
  if (totals.expected === 0)
    return other(off.length > 0 ? 'Switched off: nothing was observed.' : 'Nothing was observed.')
  if (totals.unknown > 0 || totals.unread > 0) return other(`Not every expected observation tells. ${noted(totals)}`)
  if (totals.pass === 0) return other(`Applicable nowhere. ${noted(totals)}`)
  return { state: 'satisfied', reason: 'pass', remarks: markup(noted(totals)) }
}
