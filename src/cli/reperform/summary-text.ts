// The end of a reperform: what was asked, what was answered otherwise, and what that can mean.
import { visible } from '../../audit-log/visible.ts'
import { count, paint, table } from '../terminal.ts'
import type { Reperformed } from './reperform.ts'

const results = {
  same: paint('green', 'Every answer is what was stored.'),
  differs: paint('yellow', 'Not everything was answered the same, or could be compared: see above.'),
  unasked: paint('red', 'Nothing could be compared: AWS answered none of the questions.'),
  broken: paint('red', 'Integrity is broken, so nothing was asked: see the checks that failed.'),
}

export const summaryText = (done: Reperformed): string => {
  const { sample, head } = done
  return [
    ...done.checks.flatMap(({ name, findings, more }) => [
      paint('bold', name),
      table(findings.map(({ at, what }) => [`  ${paint('red', 'FAIL')}`, visible(at, 200), visible(what, 300)])),
      ...(more > 0 ? [`  and ${more} more`] : []),
      '',
    ]),
    `asked by      ${visible(done.caller)}`,
    `observations  ${done.chosen.toLocaleString('en-US')} of ${done.population.toLocaleString('en-US')}${sample ? `, drawn by the nonce ${visible(sample.nonce, 80)}` : ''}`,
    `questions     ${count(done.questions, 'question')}: ${done.same} answered the same, ${done.changed} otherwise, ${done.notCompared} not compared, ${done.denied} of them denied to you`,
    `outcomes      ${count(done.outcomes.judged, 'outcome')} judged on stored and on live answers: ${done.outcomes.same} the same`,
    `ledger        ${head ? `entry ${head.sequence}, tick ${head.tick}, ${head.sha256}` : 'no entry'}`,
    ...(done.sandbox ? ['sandbox       made against the local sandbox: this says nothing about AWS'] : []),
    ...(done.result === 'differs'
      ? [
          '',
          'A difference means that something was changed since it was read, or that one of the two answers is wrong:',
          'CloudTrail tells which. What was not compared is not known to be the same.',
        ]
      : []),
    '',
    results[done.result],
  ].join('\n')
}
