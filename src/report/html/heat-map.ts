// Heat map: a period as weeks by days, each with its worst state, and the same as a table.
import { count, legend } from './badge.ts'
import { dayName, dayNumber, monthName, weekday, weekdayName, weekdays } from './calendar.ts'
import { type Html, html, type Value } from './html.ts'
import { allStates, type State, told } from './states.ts'
import { table } from './table.ts'

export type HeatMap = {
  /** Unique on its page. */
  id: string
  caption: Value
  /** What is shown for whom cannot see it, before the counts: "NET-01 in the period". */
  label: string
  /** The first day, UTC: `2026-01-05`. */
  first: string
  /** One for each day. */
  states: readonly State[]
  /** What else is said of a day, by its place. */
  says?: (nth: number) => string | undefined
  /** A year of many tests on one page: the legend stands once. */
  legend?: boolean
}

/** Pixels from one day to the next; the tiles of `fills.ts` are of this size. */
export const pitch = 16
export const side = 13
// Multiples of the pitch, so that tiles begin where days do.
const [left, top, most] = [32, 16, 53]
/** Weeks: the name of a month and its year have room. */
const narrowest = 4

export const heatMap = (of: HeatMap): Html => {
  const { id, caption, states, label } = of
  const present = allStates.filter((state) => states.includes(state))
  const counts = present.map((state) => `${count(states.filter((one) => one === state).length)} ${told(state).word}`)
  return html`<figure class="heat" id="${id}"><figcaption>${caption}</figcaption>
${blocks(of).map((block) => drawn(of, block, `${label}: ${counts.join(', ')}`))}
${of.legend === false ? null : legend(present)}
<details class="alternative"><summary>The same as a table</summary>${[...asTable(of)]}</details></figure>`
}

type Block = { from: number; to: number }

// A row of weeks is no wider than a year; a longer period has several below each other.
const blocks = ({ first, states }: HeatMap): Block[] => {
  const begin = dayNumber(first)
  const all: Block[] = []
  for (let from = 0; from < states.length; ) {
    const to = Math.min(states.length, from + most * 7 - weekday(begin + from))
    all.push({ from, to })
    from = to
  }
  return all
}

const drawn = (of: HeatMap, { from, to }: Block, label: string): Html => {
  const begin = dayNumber(of.first) + from
  const offset = weekday(begin)
  const weeks = Math.ceil((offset + to - from) / 7)
  const [width, height] = [left + Math.max(weeks, narrowest) * pitch, top + 7 * pitch]
  const cells = Array.from({ length: to - from }, (_, nth) => {
    const [week, row] = [Math.floor((offset + nth) / 7), (offset + nth) % 7]
    return cell(of, from + nth, left + week * pitch, top + row * pitch)
  })
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><svg class="calendar" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${monthMarks(begin, to - from).map(({ week, name }) => html`<text x="${left + week * pitch}" y="10">${name}</text>`)}
${[0, 2, 4].map((row) => html`<text x="0" y="${top + row * pitch + 10}">${weekdays[row]}</text>`)}
${cells}</svg></div>`
}

const cell = ({ first, states, says }: HeatMap, nth: number, x: number, y: number): Html => {
  const state = states[nth] ?? 'idle'
  const date = dayNumber(first) + nth
  const more = says?.(nth)
  const title = `${weekdayName(date)} ${dayName(date)}: ${told(state).word}${more === undefined ? '' : `; ${more}`}`
  return html`<rect class="fill-${state}" x="${x}" y="${y}" width="${side}" height="${side}"><title>${title}</title></rect>`
}

const monthMarks = (begin: number, length: number): { week: number; name: string }[] => {
  const offset = weekday(begin)
  const firsts = Array.from({ length }, (_, nth) => nth).filter((nth) => dayName(begin + nth).endsWith('-01'))
  const marks = firsts.map((nth) => ({ week: Math.ceil((offset + nth) / 7), name: monthName(dayName(begin + nth)) }))
  const [next] = marks
  const own = { week: 0, name: monthName(dayName(begin), true) }
  return next && next.week < own.name.length / 2 ? marks : [own, ...marks.filter(({ week }) => week > 0)]
}

const asTable = (of: HeatMap): Iterable<Html> =>
  table({
    id: `${of.id}-days`,
    caption: 'Days in a row of one state, UTC',
    columns: [{ head: 'from' }, { head: 'to' }, { head: 'days', kind: 'figure' }, { head: 'state' }],
    rows: runs(of).map(({ from, to, state }) => [
      from,
      to,
      count(dayNumber(to) - dayNumber(from) + 1),
      told(state).word,
    ]),
    sorts: false,
  })

const runs = ({ first, states }: HeatMap): { from: string; to: string; state: State }[] => {
  const begin = dayNumber(first)
  const all: { from: string; to: string; state: State }[] = []
  for (const [nth, state] of states.entries()) {
    const date = dayName(begin + nth)
    const last = all.at(-1)
    if (last?.state === state) last.to = date
    else all.push({ from: date, to: date, state })
  }
  return all
}
