// One day: its ticks, and what each source read of each subject, slot by slot, every part a link.
import { seconds } from '../../../clock.ts'
import type { Subject } from '../../../model.ts'
import { isSlotLine } from '../../../store/documents.ts'
import { ledgerKey } from '../../../store/keys.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { table } from '../../html/table.ts'
import { type Day, type Row, rowsOf, type SlotOf, type TickOf, worst } from '../day.ts'
import type { Part, View } from '../frame.ts'
import { isNot } from '../state.ts'
import { go, type Ways } from '../ways.ts'
import { clock, minute, slotWord, storedLink, subjectLink, tickLink } from './words.ts'

export type Names = ReadonlyMap<string, Subject>

/** `changes`: the parts that tell what changed, or null where a page of its own does. */
export const dayPage = (ways: Ways, day: Day, names: Names, changes: Part[] | null): View => {
  const to = ways.to({ page: 'changes', day: day.day })
  return {
    title: day.day,
    above: [
      { place: { page: 'home' }, name: 'Overview' },
      { place: { page: 'days' }, name: 'Days' },
      { place: { page: 'month', month: day.day.slice(0, 7) }, name: day.day.slice(0, 7) },
    ],
    lead: html`${count(day.ticks.length)} ticks. All times are UTC.${inStore(ways, `ticks/${day.day.replaceAll('-', '/')}/`)}`,
    ...(changes === null &&
      to !== null && {
        first: [html`<p>${go(to, 'What changed on this day: verdicts that turned, and what detections found')}</p>`],
      }),
    parts: [
      { id: 'ticks', title: 'Ticks', body: ticks(ways, day) },
      ...(changes ?? []),
      { id: 'slots', title: 'What was read', body: slots(ways, day.day, rowsOf(day), names) },
    ],
  }
}

/** Where the store's own console lists the same. */
export const inStore = (ways: Ways, prefix: string): Html | null => {
  const to = ways.folder(prefix)
  return to === null ? null : html` ${go(to, 'The folder in the console')}.`
}

const ticks = (ways: Ways, { ticks: all }: Day): Iterable<Html> =>
  table({
    id: 'day-ticks',
    caption: 'Each with the statement that seals it',
    columns: [
      { head: 'tick' },
      { head: 'sealed' },
      { head: 'entry' },
      { head: 'slots' },
      { head: 'other objects', kind: 'figure' },
      { head: 'not as it should be' },
    ],
    none: 'no tick of this day put anything',
    rows: all.map((one) => [
      go(ways.to({ page: 'tick', tick: one.tick, sheet: 1 }), clock(one.tick)),
      one.entry ? sealedAt(one) : badge('none', 'not sealed'),
      one.entry
        ? storedLink(ways, { key: ledgerKey(one.entry.tick.sequence), versionId: null }, count(one.entry.tick.sequence))
        : '–',
      slotCounts(one),
      isNot(one.lines) ? '–' : count(one.lines.filter((line) => !isSlotLine(line)).length),
      oddities(one),
    ]),
  })

// Nearly always within the minute: then the date is no news.
const sealedAt = ({ tick, entry }: TickOf): string => {
  const at = entry?.tick.sealedAt ?? ''
  return at.slice(0, 10) === tick.slice(0, 10) ? clock(at) : minute(at)
}

export const slotCounts = ({ entry }: Pick<TickOf, 'entry'>): Html => {
  if (!entry) return html`–`
  const some = Object.entries(entry.tick.counts).filter(([, number]) => number > 0)
  return html`${some.map(([status, number]) => html`${badge(status as SlotOf['status'], `${count(number)} ${status}`)} `)}`
}

const oddities = ({ entry, lines }: TickOf): Html => {
  const said = [
    ...(isNot(lines) ? [lines.not] : []),
    ...(entry?.tick.outage
      ? [`no tick ran from ${minute(entry.tick.outage.from)} to ${minute(entry.tick.outage.to)}`]
      : []),
    ...(entry && entry.tick.strays > 0 ? [`${count(entry.tick.strays)} objects of earlier ticks adopted`] : []),
  ]
  return said.length === 0 ? html`<span class="muted">nothing</span>` : html`${said.join('; ')}`
}

/** One row for each source at each subject. */
export const slots = (ways: Ways, day: string, rows: readonly Row[], names: Names): Iterable<Html> =>
  table({
    id: 'day-slots',
    caption: 'By source and subject: the best reading of each slot, as a link to what is stored',
    columns: [{ head: 'source' }, { head: 'subject' }, { head: 'status', kind: 'mark' }, { head: 'slots' }],
    filters: true,
    none: 'nothing was read',
    rows: rows.map(({ source, subject, slots: own }) => [
      source,
      { show: subjectLink(ways, subject, names.get(subject), day), sort: names.get(subject)?.name ?? subject },
      statusOf(own),
      html`${own.map((slot, at) => html`${at > 0 ? ' ' : null}${slotMark(ways, slot)}`)}`,
    ]),
  })

const statusOf = (own: readonly SlotOf[]): Html => {
  const status = worst(own.map((slot) => slot.status))
  const late = own.filter(({ lateBy }) => lateBy > 0).length
  const good = own.filter(({ status: one }) => one === 'complete' || one === 'empty').length
  return html`${badge(status, own.length === 1 ? status : `${count(good)} of ${count(own.length)} read whole`)}${late > 0 ? html` ${badge('late', own.length === 1 ? 'late' : `${count(late)} late`)}` : null}`
}

/** The slot as a link to its parts, with its status in words where that is not as it should be. */
export const slotMark = (ways: Ways, { slot, status, parts, reasons, tick }: SlotOf): Html => {
  const name = isHour(slot) ? slot.start.slice(11, 16) : slotWord(slot)
  const [first, ...more] = parts
  const linked = first
    ? html`${storedLink(ways, first, name)}${more.map((part, at) => html` ${storedLink(ways, part, `part ${at + 2}`)}`)}`
    : html`${name} <span class="muted">nothing stored; ${tickLink(ways, tick)}</span>`
  if (status === 'complete' || status === 'empty') return linked
  return badge(
    status,
    html`${linked} ${status}${reasons.length > 0 ? html`: <span class="muted">${reasons.join('; ')}</span>` : null}`,
  )
}

const isHour = ({ start, end }: SlotOf['slot']): boolean => seconds(end) - seconds(start) === 3_600
