// The summary as a person reads it.
import { clip, count, paint, table, wrapped } from '../../src/cli/terminal.ts'
import type { Status } from '../../src/model.ts'
import { columns, storyText } from './story-text.ts'
import type { Summary } from './summary.ts'

export const summaryText = (told: Summary): string =>
  [
    heading('What happened, and what the evidence says of it'),
    storyText(told.story),
    heading('Slots'),
    slotsText(told),
    heading('Verdicts at the end'),
    verdictsText(told),
    heading('Open in Security Hub'),
    `  ${Object.entries(told.findings)
      .map(([label, number]) => `${number} ${label}`)
      .join(', ')}`,
    heading('Evidence'),
    `  ${count(told.objects, 'locked object')}, ${(told.bytes / 1_048_576).toFixed(1)} MiB, from ${count(told.apiCalls, 'AWS API call')}`,
    heading('verify, with pins as an auditor holds them'),
    verifiedText(told),
    heading('An insider, who may do everything in this account'),
    insiderText(told),
    heading('Head of the ledger'),
    `  entry ${told.head.sequence}, tick ${told.head.tick}`,
    `  ${told.head.sha256}`,
    `  key ${told.head.keyId}`,
  ].join('\n')

const heading = (text: string): string => `\n${paint('bold', text)}`

const meaning: Record<Status, string> = {
  complete: 'read in full',
  empty: 'read in full, and there was nothing',
  partial: 'read in part: controls that rest on the rest are unknown',
  failed: 'asked, and not read',
  missed: 'not asked while it could be read',
}

const slotsText = ({ slots }: Summary): string => {
  const statuses = Object.keys(meaning) as Status[]
  return [
    table([
      ...statuses.map((status) => [`  ${status}`, right(slots[status], 6), meaning[status]]),
      [
        '  expected',
        right(slots.expected, 6),
        slots.late > 0
          ? `${slots.late.toLocaleString('en-US')} of them read late, more than an hour after they could be`
          : 'none of them read late',
      ],
    ]),
  ].join('\n')
}

const verdictsText = ({ verdicts }: Summary): string =>
  table([
    ['  relevant to', 'pass', 'fail', 'unknown', 'not applicable'],
    ...Object.entries(verdicts).map(([criterion, by]) => [
      `  ${criterion}`,
      right(by.pass, 4),
      right(by.fail, 4),
      right(by.unknown, 7),
      right(by['not-applicable'], 14),
    ]),
  ])

const verifiedText = ({ verified }: Summary): string => {
  const { result, entries, checks, deviations } = verified
  const all = deviations.reduce((sum, one) => sum + one.count, 0)
  return [
    {
      intact: `  ${paint('green', 'Intact and without a gap')}, over ${count(entries, 'entry', 'entries')}.`,
      deviations: `  ${paint('yellow', `Intact, with ${count(all, 'named deviation')}`)}, over ${count(entries, 'entry', 'entries')}.`,
      broken: `  ${paint('red', 'INTEGRITY IS BROKEN')}, over ${count(entries, 'entry', 'entries')}.`,
    }[result],
    `  ${count(checks.pass, 'check')} passed, ${checks.deviation} with deviations, ${checks.fail} failed`,
    ...deviations.flatMap(({ check, count: number, first }) => [
      `  ${check}: ${number}`,
      ...first.map((line) => `    ${clip(line, columns - 4)}`),
      ...(number > first.length ? [`    and ${number - first.length} more`] : []),
    ]),
  ].join('\n')
}

const insiderText = ({ insider: { day, bucket, copy } }: Summary): string => {
  const rest = copy.since === null ? 'verify' : `verify, going on from entry ${copy.since},`
  return [
    `  ${wrapped(`asks the bucket to delete ${count(bucket.asked, 'object')} of ${day}: ${bucket.refused} refused, ${bucket.said}`, columns - 2, 4)}`,
    `  ${wrapped(`deletes all ${count(copy.deleted, 'object')} of that day in a copy on a disk: ${rest} ends with exit code ${copy.exit}`, columns - 2, 4)}`,
    ...copy.failed.map(
      ({ check, count: number, first }) => `    ${clip(`${check}: ${number}, as ${first}`, columns - 4)}`,
    ),
  ].join('\n')
}

const right = (number: number, width: number): string => number.toLocaleString('en-US').padStart(width)
