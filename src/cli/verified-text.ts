// The result of verify as a person reads it.
import { checks, type Result } from '../prove/checks.ts'
import type { Pins } from '../prove/pins.ts'
import type { Verified } from '../prove/verify.ts'
import { count, paint, table } from './terminal.ts'

const marks = {
  pass: paint('green', 'pass'),
  fail: paint('red', 'FAIL'),
  deviation: paint('yellow', 'deviation'),
  idle: paint('dim', 'nothing to look at'),
}

const results = {
  intact: paint('green', 'Intact and without a gap.'),
  deviations: paint('yellow', 'Intact, with the deviations named above.'),
  broken: paint('red', 'Integrity is broken: see the checks that failed.'),
}

const assurances = {
  content:
    'content: signatures, chain and bytes of a folder; when and under which lock it was written a folder cannot show',
  'content+s3-time': 'content+s3-time: signatures, chain and bytes, and what S3 says of times, locks and versions',
  anchored: 'anchored: also held against entries received outside of the store at the time',
}

export const verifiedText = (verified: Verified, { period }: Partial<Pins>): string => {
  const { entries, head, leftOut, since, stamped, assurance, result, sandbox } = verified
  return [
    table(
      verified.checks.map((check) => [
        check.name,
        marks[check.state],
        check.looked > 0 ? `${check.looked.toLocaleString('en-US')} looked at` : '',
        paint('dim', checks[check.name]),
      ]),
    ),
    '',
    ...verified.checks.flatMap(findings),
    `period      ${period?.start} to ${period?.end}, its end not included`,
    `ledger      ${count(entries, 'entry', 'entries')}${head ? `; the last is ${head.sequence}, tick ${head.tick}, ${head.sha256}` : ''}`,
    ...(since === null
      ? []
      : [`since       entries 1 to ${since} rest on your earlier run: held against it, and not examined again`]),
    ...(leftOut
      ? [
          `left out    ${count(leftOut.objects, 'object')} by the sample, and the indexes of ${count(leftOut.entries, 'entry', 'entries')} outside of the period`,
        ]
      : []),
    `assurance   ${assurances[assurance]}`,
    ...(stamped ? [`time-stamp  entry ${stamped.sequence} was there by ${stamped.at}, says ${stamped.authority}`] : []),
    ...(isLocal(verified)
      ? ['sandbox     answers came from this very machine: --sandbox, if it was the local sandbox']
      : []),
    ...(sandbox ? ['sandbox     made against the local sandbox: this says nothing about AWS'] : []),
    '',
    results[result],
  ].join('\n')
}

const isLocal = ({ sandbox, checks }: Verified): boolean =>
  !sandbox &&
  checks.some(
    ({ name, findings }) => name === 'endpoint-genuine' && findings.some(({ what }) => what.endsWith(' at 127.0.0.1')),
  )

const findings = ({ name, findings, more }: Result): string[] => {
  if (findings.length === 0) return []
  const lines = findings.map(({ state, at, what }) => [`  ${marks[state]}`, at, what])
  return [paint('bold', name), table(lines), ...(more > 0 ? [`  and ${more} more`] : []), '']
}
