// The end of a recheck: what was judged, what came out otherwise where and how often, and what was not judged.
import { visible } from '../../audit-log/visible.ts'
import type { Rechecked } from '../../prove/recheck/recheck.ts'
import { count, paint, table } from '../terminal.ts'
import type { Seen } from './told.ts'

const results = {
  same: paint('green', 'Everything that was judged again came out the same.'),
  differs: paint('yellow', 'Not everything came out the same: see above.'),
  broken: paint('red', 'Integrity is broken: see the checks that failed; eks-evidence verify looks at more.'),
}

export const summaryText = (done: Rechecked, seen: Seen[], config: string | undefined): string => {
  const { by, period, head, madeBy } = done
  const commit = by.commit === null ? '' : `, commit ${visible(by.commit, 60)}`
  return [
    ...(seen.length > 0 ? [table([heading, ...seen.map(row)]), ''] : []),
    ...done.checks.flatMap(({ name, findings, more }) => [
      paint('bold', name),
      table(findings.map(({ at, what }) => [`  ${paint('red', 'FAIL')}`, visible(at, 200), visible(what, 300)])),
      ...(more > 0 ? [`  and ${more} more`] : []),
      '',
    ]),
    ...(config === undefined
      ? []
      : [`settings    those of ${visible(config)}: what this configuration would have said, not what was configured`]),
    `judged by   version ${by.version}${commit}${config === undefined ? '; the settings that were sealed' : ''}`,
    ...madeBy.map(
      ({ version, commit, ticks }) =>
        `made by     version ${visible(version, 60)}, commit ${visible(commit, 60)}: ${count(ticks, 'tick')}`,
    ),
    `period      ${period.start} to ${period.end}, its end not included`,
    `ledger      ${count(done.entries, 'entry', 'entries')}${head ? `; the last is ${head.sequence}, tick ${head.tick}, ${head.sha256}` : ''}`,
    `verdicts    ${count(done.judged, 'verdict')} judged again: ${done.same.toLocaleString('en-US')} the same, ${(done.judged - done.same).toLocaleString('en-US')} otherwise`,
    ...(done.hits > 0
      ? [`hits        of ${count(done.hits, 'slot of a detection', 'slots of a detection')} looked for again`]
      : []),
    ...done.added.map(
      ({ control, verdicts, outcomes }) =>
        `new         ${control} is judged here and stored nowhere: ${count(verdicts, 'verdict')}, ${counted(outcomes)}`,
    ),
    ...done.lacking.map(
      ({ control, why, verdicts, outcomes }) =>
        `not judged  ${visible(control, 40)}, for ${why}: ${count(verdicts, 'stored verdict')}, ${counted(outcomes)}`,
    ),
    ...(done.unjudged > 0 ? [`not judged  ${count(done.unjudged, 'verdict')} whose evidence is gone or altered`] : []),
    'rests on    what each verdict was judged by: the readings, and what the evaluation before it carried',
    ...(done.sandbox ? ['sandbox     made against the local sandbox: this says nothing about AWS'] : []),
    '',
    results[done.result],
  ].join('\n')
}

const heading = ['control', 'at', 'stored -> now', 'slots', 'first', 'last']
const row = ({ what, at, change, slots, first, last }: Seen): string[] => [
  what,
  at,
  change,
  slots.toLocaleString('en-US'),
  first,
  last,
]

const counted = (outcomes: object): string =>
  Object.entries(outcomes)
    .map(([outcome, times]) => `${times} ${outcome}`)
    .join(', ')
