// Coverage as a person reads it: one screen where all is whole, else what is not, the worst first.
import { visible } from '../../audit-log/visible.ts'
import { readOf } from '../../report/coverage/counts.ts'
import type { Coverage } from '../../report/coverage/coverage.ts'
import { localTime } from '../../report/local-time.ts'
import type { Period } from '../../report/period/period.ts'
import type { Told } from '../../report/tables/table.ts'
import { clip, count, paint, wrapped } from '../terminal.ts'
import { besideText } from './beside.ts'
import { atRows, figure, gapText, labelOf, notWhole, percentText, sourceRows } from './rows.ts'
import { isUtc } from './zone.ts'

export type Shown = {
  zone: string
  /** Of the terminal, in characters. */
  width: number
  all: boolean
  /** Only a part of the coverage was asked for. */
  isPart: boolean
}

/** Lines of what is not whole, unless all were asked for. */
export const mostLines = 20

export const coverageText = ({ period, coverage }: Told, shown: Shown): string =>
  [
    ...brokenLines(period, shown.width),
    ...boundsLines(period, shown),
    '',
    ...totalsLines(coverage, shown),
    '',
    ...partLines(coverage, shown),
    ...besideText(period, coverage, shown.width),
    '',
    ...footLines(coverage, shown.width),
  ].join('\n')

// First, for nothing that follows is worth more than this.
const brokenLines = ({ broken }: Period, width: number): string[] => {
  if (broken.length === 0) return []
  const said = `Integrity is broken: ${count(broken.length, 'check')} failed on the way. What rests on that may be missing below; verify names the rest.`
  return [
    paint('red', wrapped(said, width, 2)),
    ...broken.flatMap(({ name, findings, more }) => [
      ...findings
        .slice(0, 3)
        .map(({ at, what }) => clip(`  ${name}  ${visible(at, 200)}  ${visible(what, 400)}`, width)),
      ...(findings.length + more > 3 ? [`  ${name}  and ${figure(findings.length + more - 3)} more`] : []),
    ]),
    '',
  ]
}

const boundsLines = ({ slot, entries, first, head, store, sandbox }: Period, { zone, width }: Shown): string[] => [
  `period      ${slot.start} to ${slot.end}, its end not included`,
  ...(isUtc(zone) ? [] : [`            ${localTime(slot.start, zone)} to ${localTime(slot.end, zone)} in ${zone}`]),
  ...(first && head
    ? [`ledger      ${count(entries, 'entry', 'entries')}, ticks ${first.tick} to ${head.tick}`]
    : ['ledger      no entry']),
  ...(store === '' ? [] : [clip(`store       ${visible(store, 200)}, as the statements say`, width)]),
  ...(sandbox ? ['sandbox     made against the local sandbox: this says nothing about AWS'] : []),
]

const totalsLines = (coverage: Coverage, { width, isPart }: Shown): string[] => {
  const { totals, percent, notDue, longest, outside, at } = coverage
  const { complete, empty, late, partial, failed, missed, unaccounted } = totals
  const said = `${figure(readOf(totals))} of ${figure(totals.expected)} expected observations were read: ${percentText(percent)}`
  const counts = { complete, empty, late, partial, failed, missed, unaccounted }
  return [
    paint('bold', said) + (isPart ? ' (of what was asked for)' : ''),
    `  ${Object.entries(counts)
      .map(([name, value]) => `${name} ${figure(value)}`)
      .join('  ')}`,
    ...(longest
      ? [clip(`  longest gap: ${gapText(longest)}: ${longest.source} at ${labelOf(longest.subject)}`, width)]
      : []),
    `  by ${count(coverage.sources.length, 'source')} at ${count(new Set(at.map(({ subject }) => subject.slug)).size, 'subject')}`,
    ...(notDue > 0
      ? [
          paint(
            'yellow',
            `  ${figure(notDue)} more end in the period and were not due by the last tick: not expected yet`,
          ),
        ]
      : []),
    ...outside.map(({ start, end }) => paint('yellow', `  the ledger does not reach over ${start} to ${end}`)),
  ]
}

const partLines = (coverage: Coverage, { width, all }: Shown): string[] => {
  const open = notWhole(coverage)
  const rows = all ? coverage.at : open.slice(0, mostLines)
  const rest = open.length - rows.length
  return [
    ...(all ? ['by source', ...sourceRows(coverage, width), ''] : []),
    ...(rows.length > 0
      ? [
          all
            ? 'by source and subject'
            : `not whole: ${figure(open.length)} of ${figure(coverage.at.length)} sources at a subject, the worst first`,
          ...atRows(rows, width),
          ...(rest > 0 && !all ? [`  and ${figure(rest)} more: --all shows everything, --csv writes it`] : []),
          '',
        ]
      : []),
  ]
}

const results = {
  whole: () => paint('green', 'Every expected observation was read, and in time.'),
  gaps: () => paint('yellow', 'Not everything that was expected was read in time: see above.'),
  broken: () => paint('red', 'Integrity is broken: run verify before anything here is relied on.'),
}

const footLines = ({ result }: Coverage, width: number): string[] => [
  wrapped(
    'Whatever was not read stays among the expected. A slot in progress, not due by the last tick, is not expected yet.',
    width,
    0,
  ),
  wrapped(
    'Signatures, chain and the digests of what was read here were checked on the way. This is not the full verify.',
    width,
    0,
  ),
  '',
  results[result](),
]
