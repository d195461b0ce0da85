// What a test came to, as a state and as the sentence that says it: passes over what was expected, whatever else there was.
import { badge, rate, rateState } from '../../html/badge.ts'
import type { Html } from '../../html/html.ts'
import type { State } from '../../html/states.ts'
import { dayStates, type TestSeen, type Totals } from '../../period/tests.ts'

type Tested = { totals: Totals; deviations: number; days?: Uint8Array }

/** What turned and turned back within a slot is a deviation too, and what was unknown for a part of one leaves no pass. */
export const stateOf = ({ totals, deviations, days }: Tested): State => {
  if (totals.expected === 0) return deviations > 0 ? 'fail' : 'idle'
  if (deviations > 0) return 'fail'
  const state = rateState(totals)
  return state === 'pass' && days?.includes(dayStates.indexOf('unknown')) ? 'unknown' : state
}

export const deviationsOf = ({ at }: Pick<TestSeen, 'at'>): number =>
  at.reduce((sum, { deviations }) => sum + deviations.length, 0)

export const cameTo = (tested: Tested): Html => {
  const { totals, deviations } = tested
  return totals.expected === 0 && deviations === 0
    ? badge('idle', 'nothing was expected')
    : rate(totals, stateOf(tested))
}
