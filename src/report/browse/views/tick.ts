// One tick: its statement, and every line of its index, each object a link.

import type { Tick } from '../../../ledger/statement.ts'
import { isSlotLine, type ObjectLine, type SlotLine } from '../../../store/documents.ts'
import { folder, ledgerKey, parseKey } from '../../../store/keys.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import type { TickOf } from '../day.ts'
import type { View } from '../frame.ts'
import { isNot } from '../state.ts'
import { go, type Ways } from '../ways.ts'
import { inStore, type Names, slotCounts } from './day.ts'
import { dayLink, minute, slotWord, stacked, storedLine, storedLink, subjectLink, tickLink } from './words.ts'

/** Lines on one sheet. */
export const mostLines = 1_000

/** `loose`: what lies in the folder of a tick that no statement seals. */
export type OneTick = TickOf & {
  sheet: number
  names: Names
  loose: { key: string; versionId: string | null; bytes: number }[]
}

/** How many sheets its lines take. */
export const sheetsOf = ({ lines }: Pick<TickOf, 'lines'>): number =>
  isNot(lines) ? 1 : Math.max(1, Math.ceil(lines.length / mostLines))

export const tickPage = (ways: Ways, one: OneTick): View => {
  const { tick, entry, lines, sheet } = one
  const day = tick.slice(0, 10)
  const all = isNot(lines) ? [] : lines
  const sheets = sheetsOf(one)
  const shown = all.slice((sheet - 1) * mostLines, sheet * mostLines)
  return {
    title: `Tick ${minute(tick)}`,
    lead: html`All times are UTC.${inStore(ways, folder(tick))}`,
    above: [
      { place: { page: 'home' }, name: 'Overview' },
      { place: { page: 'days' }, name: 'Days' },
      { place: { page: 'day', day }, name: day },
    ],
    first: [
      entry ? statement(ways, entry.tick) : unsealed(ways, one),
      ...(isNot(lines) ? [html`<p>${badge('none', 'its lines cannot be shown')} ${lines.not}</p>`] : []),
    ],
    parts: [
      ...(sheets > 1
        ? [
            {
              id: 'sheets',
              title: `Lines ${count((sheet - 1) * mostLines + 1)} to ${count(Math.min(all.length, sheet * mostLines))} of ${count(all.length)}`,
              body: [others(ways, tick, sheets, sheet)],
            },
          ]
        : []),
      { id: 'slots', title: 'Slots', body: slotTable(ways, shown.filter(isSlotLine), one.names, day) },
      {
        id: 'objects',
        title: 'Other objects',
        body: objectTable(
          ways,
          shown.filter((line): line is ObjectLine => !isSlotLine(line)),
          one.names,
          day,
        ),
      },
    ],
  }
}

export const statement = (ways: Ways, tick: Tick): Html =>
  facts([
    [
      'sealed',
      html`${minute(tick.sealedAt)} UTC by the sealer's clock, as ${storedLink(ways, { key: ledgerKey(tick.sequence), versionId: null }, `entry ${count(tick.sequence)}`)} of the ledger`,
    ],
    [
      'binds',
      tick.previous
        ? html`${storedLink(ways, { key: ledgerKey(tick.previous.sequence), versionId: null }, `entry ${count(tick.previous.sequence)}`)} by <code>${tick.previous.sha256}</code>`
        : 'nothing: it is the first',
    ],
    ['slots', slotCounts({ entry: { tick } as TickOf['entry'] })],
    ['still owed', count(tick.open)],
    ...(tick.outage
      ? [
          [
            'no tick ran',
            html`from ${minute(tick.outage.from)} to ${minute(tick.outage.to)} UTC, ${count(tick.outage.ticks)} hours`,
          ] as const,
        ]
      : []),
    ...(tick.strays > 0 ? [['adopted', `${count(tick.strays)} objects of earlier ticks`] as const] : []),
    [
      'collector',
      html`version ${tick.collector.version}, commit <code>${tick.collector.commit}</code>, as <code>${tick.collector.caller}</code>`,
    ],
    [
      'locked until',
      tick.retainUntil === null ? 'a folder locks nothing' : `${minute(tick.retainUntil)} UTC, as it says`,
    ],
    ['index', storedLine(ways, tick.index)],
    ['plan', storedLine(ways, tick.plan)],
    ['configuration', storedLine(ways, tick.config)],
  ])

const unsealed = (ways: Ways, { loose, tick }: OneTick): Html =>
  html`<p>${badge('none', 'no statement seals this tick')} What lies in its folder is vouched for by nobody, unless a later tick adopted it.</p><ul>${loose.map(({ key, versionId, bytes }) => html`<li>${storedLink(ways, { key, versionId }, key)}, ${count(bytes)} bytes</li>`)}</ul><p>${dayLink(ways, tick.slice(0, 10))}</p>`

const others = (ways: Ways, tick: string, sheets: number, own: number): Html =>
  html`<p>${Array.from({ length: sheets }, (_, at) => html`${at + 1 === own ? html`<b>${at + 1}</b>` : go(ways.to({ page: 'tick', tick, sheet: at + 1 }), String(at + 1))} `)}</p>`

const slotTable = (ways: Ways, lines: SlotLine[], names: Names, day: string): Iterable<Html> =>
  table({
    id: 'tick-slots',
    caption: 'What was to be read, and what was',
    columns: [
      { head: 'source' },
      { head: 'subject' },
      { head: 'slot, UTC' },
      { head: 'status', kind: 'mark' },
      { head: 'stored' },
    ],
    filters: true,
    none: 'no slots on this sheet',
    rows: lines.map(({ source, subject, slot, status, lateBy, reasons, parts }) => [
      source,
      { show: subjectLink(ways, subject, names.get(subject), day), sort: names.get(subject)?.name ?? subject },
      slotWord(slot),
      html`${badge(status)}${lateBy > 0 ? html` ${badge('late', `${count(lateBy)} s late`)}` : null}${reasons.length > 0 ? html` <span class="muted">${reasons.join('; ')}</span>` : null}`,
      parts.length === 0
        ? html`<span class="muted">nothing</span>`
        : stacked(...parts.map((part) => storedLine(ways, part))),
    ]),
  })

const objectTable = (ways: Ways, lines: ObjectLine[], names: Names, day: string): Iterable<Html> =>
  table({
    id: 'tick-objects',
    caption: 'What was made of it, and what earlier ticks left',
    columns: [{ head: 'what' }, { head: 'of' }, { head: 'stored' }],
    filters: true,
    none: 'none on this sheet',
    rows: lines.map(({ role, object, calls }) => [
      html`${role}${calls ? html` <span class="muted">calls for a look</span>` : null}`,
      about(ways, object.key, names, day),
      storedLine(ways, object),
    ]),
  })

const about = (ways: Ways, key: string, names: Names, day: string): Value => {
  const parsed = parseKey(key)
  if (parsed?.kind === 'published') return tickLink(ways, parsed.of)
  return parsed && 'subject' in parsed ? subjectLink(ways, parsed.subject, names.get(parsed.subject), day) : ''
}
