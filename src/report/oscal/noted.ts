// What a test came to, in the words of an auditor: how many deviations in how many of the observations that were expected.
import type { Totals } from '../period/tests.ts'

/** A sentence over slots; nothing that was not read is left out of what was expected. */
export const noted = ({ expected, pass, fail, unknown, notApplicable, unread, late, accepted }: Totals): string => {
  const beside = [
    [notApplicable, 'not applicable'],
    [unknown, 'unknown'],
    [unread, 'not read whole'],
    [late, 'read late'],
    [accepted, 'failed under an acceptance, which changes no outcome'],
  ] as const
  const told = fail === 0 ? `No deviation noted in ${pass}` : `Deviations noted in ${fail}`
  const rest = beside.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
  return `${[`${told} of ${expected} expected observations`, ...rest].join('; ')}.`
}
