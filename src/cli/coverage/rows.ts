// Coverage in columns: figures to the right, and below each row its longest gap and why.
import { visible } from '../../audit-log/visible.ts'
import { type Counts, isWhole, readOf } from '../../report/coverage/counts.ts'
import type { Coverage, CoverageAt } from '../../report/coverage/coverage.ts'
import type { Gap } from '../../report/coverage/runs.ts'
import type { SubjectSeen } from '../../report/period/period.ts'
import { byBytes } from '../../store/order.ts'
import { clip, count, table } from '../terminal.ts'

export const figure = (number: number): string => number.toLocaleString('en-US')

/** Two digits, and 100 only where it is. */
export const percentText = (percent: number | null): string =>
  percent === null ? '-' : percent === 100 ? '100 %' : `${percent.toFixed(2)} %`

/** Short enough for a line: the name, and the region where it is not the name. */
export const labelOf = ({ subject: { scope, name, region } }: SubjectSeen): string => {
  const shown = visible(name, 60)
  return scope === 'region' || scope === 'account' || name === region ? shown : `${shown} (${visible(region, 20)})`
}

export const gapText = (gap: Gap): string => `${gap.from} to ${gap.to}, ${count(gap.slots, 'slot')}`

type Line = { names: string[]; counts: Counts; percent: number | null; below: string[] }

const heads = ['read', 'expected', 'share', 'late', 'partial', 'failed', 'missed', 'none']

const cells = ({ counts, percent }: Line): string[] => [
  ...[readOf(counts), counts.expected].map(figure),
  percentText(percent),
  ...[counts.late, counts.partial, counts.failed, counts.missed, counts.unaccounted].map(figure),
]

// A column in which there is nothing is left out, and the second name gives way where a line is too long.
const columns = (names: string[], lines: readonly Line[], width: number): string[] => {
  const body = lines.map(cells)
  const kept = heads.flatMap((_, at) => (at < 3 || body.some((row) => row[at] !== '0') ? [at] : []))
  const widths = heads.map((head, at) => Math.max(head.length, ...body.map((row) => row[at]?.length ?? 0)))
  const right = (row: readonly string[]): string[] => kept.map((at) => (row[at] ?? '').padStart(widths[at] ?? 0))
  const first = Math.max(...[names, ...lines.map((line) => line.names)].map(([one = '']) => one.length))
  const rest = kept.reduce((all, at) => all + 2 + (widths[at] ?? 0), 0)
  const longest = Math.max(16, width - 2 - first - 2 - rest)
  const named = ([one = '', other = '']: string[]): string[] => [one, clip(other, longest)]
  const all = [
    [...named(names), ...right(heads)],
    ...lines.map((line, at) => [...named(line.names), ...right(body[at] ?? [])]),
  ]
  return table(all)
    .split('\n')
    .flatMap((row, at) => [row, ...(lines[at - 1]?.below ?? []).map((one) => `    ${one}`)])
    .map((row) => clip(`  ${row}`, width))
}

export const sourceRows = ({ sources }: Coverage, width: number): string[] =>
  columns(
    ['source', 'subjects'],
    sources.map(({ source, subjects, ...rest }) => ({
      ...rest,
      names: [visible(source, 40), figure(subjects)],
      below: [],
    })),
    width,
  )

/** The worst first: by slots that were not read, then by late ones. */
export const atRows = (at: readonly CoverageAt[], width: number): string[] => {
  const twice = new Set<string>()
  const seen = new Map<string, string>()
  for (const { subject } of at) {
    const label = labelOf(subject)
    if ((seen.get(label) ?? subject.slug) !== subject.slug) twice.add(label)
    seen.set(label, subject.slug)
  }
  const nameOf = (subject: SubjectSeen): string => (twice.has(labelOf(subject)) ? subject.slug : labelOf(subject))
  const lines = at.map(({ source, subject, reasons, longest, ...rest }) => ({
    ...rest,
    names: [visible(source, 40), nameOf(subject)],
    below: [
      ...(longest ? [`longest gap: ${gapText(longest)}`] : []),
      ...reasons.map(({ reason, slots }) => `${figure(slots)} x ${visible(reason, 400)}`),
    ],
  }))
  return columns(['source', 'subject'], lines, width)
}

export const notWhole = ({ at }: Coverage): CoverageAt[] =>
  at
    .filter(({ counts }) => !isWhole(counts))
    .sort(
      (a, b) =>
        unread(b) - unread(a) ||
        b.counts.late - a.counts.late ||
        byBytes(a.source, b.source) ||
        byBytes(a.subject.slug, b.subject.slug),
    )

const unread = ({ counts }: CoverageAt): number => counts.expected - readOf(counts)
