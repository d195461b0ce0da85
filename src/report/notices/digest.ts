// The weekly digest for stakeholders: one screen of plain text, from the model of seven days. Pure.
import type { Catalog } from '../../catalog.ts'
import { readOf } from '../coverage/counts.ts'
import { coverageOf } from '../coverage/coverage.ts'
import type { Period } from '../period/period.ts'
import { type Notice, plain, subjectOf } from './notice.ts'
import { countWeek, type Listed, type Week } from './week.ts'

/** By this name the record of it is known, and the governance register calls it so. */
export const digestItem = 'security-metrics'

/** Of each list; what is beyond is counted. */
const most = 6
const widest = 118

export const digest = (period: Period, catalog: Pick<Catalog, 'sources' | 'controls'>): Notice => {
  const { slot, account, head } = period
  const week = countWeek(period, catalog)
  const days = `${slot.start.slice(0, 10)} to ${slot.end.slice(0, 10)}`
  const broken = brokenIn(period).length > 0 ? ', INTEGRITY BROKEN' : ''
  return {
    item: digestItem,
    subject: subjectOf(`eks-evidence ${account}: ${days}, ${week.standing.length} deviations standing${broken}`),
    text: [
      `Amazon EKS and ECR in account ${account}, ${days} UTC, the last day not included.`,
      'Made by a tool of management from stored evidence. It is no opinion of an auditor, and speaks of what was read.',
      '',
      ...observed(period),
      ...integrity(period),
      head
        ? `head        entry ${head.sequence}, tick ${head.tick}, ${head.sha256}`
        : 'head        the ledger has no entry',
      '',
      ...standing(week),
      ...list('new', week.begun, week.begun.length),
      ...list('past their deadline', week.pastSla, week.pastSla.length),
      ...list('mended', week.fixed, week.fixed.length),
      ...incidents(period),
      '',
      columns('by criterion', 'tests', 'no deviation noted in', 'standing', 'not known'),
      ...week.criteria.map(criterion),
      '',
      'Relevant to these criteria; whether one is met is not said here. Tests about the evidence itself (EVD) are in no count.',
      '',
    ].join('\n'),
  }
}

const observed = (period: Period): string[] => {
  const { totals, percent, longest, came, went } = coverageOf(period)
  const { expected, partial, failed, missed, unaccounted, late } = totals
  const read = `${readOf(totals)} of ${expected} expected observations read in full${percent === null ? '' : `, ${percent} %`}`
  const gap = longest
    ? [`            longest gap: ${plain(longest.source, 30)} from ${longest.from} to ${longest.to}`]
    : []
  const now = period.subjects.filter(({ vanished }) => vanished === null)
  const of = (scope: string): number => now.filter(({ subject }) => subject.scope === scope).length
  return [
    `observed    ${read}; late ${late}, partial ${partial}, failed ${failed}, missed ${missed + unaccounted}`,
    ...gap,
    `population  clusters ${of('cluster')}, repositories ${of('repository')}; came ${came.length}, went ${went.length}; owed ${period.owed.length}`,
  ]
}

// A ledger that begins or ends within the week is no breach: how far it reaches is said by itself.
const brokenIn = ({ broken }: Period) => broken.filter(({ name }) => name !== 'period-covered')

const integrity = (period: Period): string[] => {
  const { outages, configs, slot, first, head } = period
  const broken = brokenIn(period)
  const isCovered = broken.length === period.broken.length
  const hours = outages.reduce((sum, { ticks }) => sum + ticks, 0)
  const changed = configs.filter(({ from }) => from >= slot.start).flatMap(({ changes }) => changes)
  const loosened = changed.filter((one) => one.loosened).length
  return [
    broken.length > 0
      ? `integrity   BROKEN: ${broken.map(({ name }) => name).join(', ')}. Run eks-evidence verify`
      : 'integrity   nothing broken in what this digest read; eks-evidence verify looks at all of it',
    ...(isCovered || !first || !head ? [] : [`covered     the ledger runs from ${first.tick} to ${head.tick} alone`]),
    ...(hours > 0 ? [`outages     ${hours} hours without a tick`] : []),
    ...(changed.length > 0 ? [`rules       ${changed.length} changes, of which loosened ${loosened}`] : []),
  ]
}

const standing = ({ standing: all, bySeverity, pastSla, accepted }: Week): string[] => {
  const { critical, high, medium, low } = bySeverity
  const of = `critical ${critical}, high ${high}, medium ${medium}, low ${low}`
  return [
    `deviations  standing ${all.length} (${of}); past their deadline ${pastSla.length}; under an acceptance ${accepted}`,
  ]
}

const list = (what: string, all: readonly Listed[], count: number): string[] => [
  `  ${what}: ${count}`,
  ...all.slice(0, most).map(line),
  ...(count > most ? [`    and ${count - most} more`] : []),
]

// A title is the good state as a sentence: alone it would read as what is.
const line = ({ control, severity, subject, since, until, title }: Listed): string => {
  const when = until ? `${since.slice(0, 10)} to ${until.slice(0, 10)}` : `since ${since.slice(0, 10)}`
  const who = plain(subject.subject.name, 40)
  return plain(`    ${severity.padEnd(8)}  ${control}  ${who}, ${when}, deviates from: ${title}`, widest)
}

const incidents = ({ incidents: all, found, subjects }: Period): string[] => {
  const names = new Map(subjects.map(({ slug, subject }) => [slug, subject.name]))
  const hits = [...found.counts.values()].reduce((sum, { total }) => sum + total, 0)
  return [
    `detections  ${hits} hits of audit and management events; incidents looked into ${all.length}`,
    ...all
      .slice(0, most)
      .map(({ subject, timeline: { incident } }) =>
        plain(
          `    ${plain(names.get(subject) ?? subject, 40)}, ${incident.from} to ${incident.to}: ${incident.count} hits, ${[...new Set(incident.hits.map(({ detection }) => detection))].join(' ')}`,
          widest,
        ),
      ),
    ...(all.length > most ? [`    and ${all.length - most} more`] : []),
  ]
}

const columns = (id: string, tests: string, pass: string, open: string, unknown: string): string =>
  `${id.padEnd(12)}${tests.padStart(6)}${pass.padStart(26)}${open.padStart(12)}${unknown.padStart(12)}`

const criterion = ({ criterion: id, tests, pass, expected, standing, notKnown }: Week['criteria'][number]): string =>
  columns(`  ${id}`, `${tests}`, `${pass} of ${expected}`, `${standing}`, `${notKnown}`)
