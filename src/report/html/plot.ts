// Plots: values over the days of a period as lines or steps, with axes and a unit, and the same as a table.
import { seconds } from '../../clock.ts'
import type { Instant } from '../../model.ts'
import { count } from './badge.ts'
import { axisDays, dayName, monthName } from './calendar.ts'
import { type Html, html, type Value } from './html.ts'
import { table } from './table.ts'

/** `value` null: it was not known; the line is interrupted there. */
export type Point = { at: Instant; value: number | null }
/** In order of time. At most four series are told apart. */
export type Series = { name: string; kind: 'line' | 'step'; points: readonly Point[] }
export type Plot = {
  id: string
  caption: Value
  /** For whom cannot see it. */
  label: string
  /** What is counted: "open vulnerabilities". */
  unit: string
  from: Instant
  to: Instant
  series: readonly Series[]
}

const [width, height, left, right, top, bottom] = [860, 240, 56, 12, 24, 28]
const dot = 4

export const plot = (of: Plot): Html => {
  const values = of.series.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])))
  const steps = ticks(Math.max(1, ...values))
  const scale = scaleOf(of, steps.at(-1) ?? 1)
  return html`<figure class="plot" id="${of.id}"><figcaption>${of.caption}</figcaption>
<div class="scroll" role="region" tabindex="0" aria-label="${of.label}"><svg role="img" aria-label="${of.label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<text class="unit" x="0" y="12">${of.unit}</text>
${steps.map((value) => html`<path class="${value === 0 ? 'axis' : 'grid'}" d="M${left} ${scale.y(value)}H${width - right}"/><text class="tick" x="${left - 8}" y="${scale.y(value) + 4}" text-anchor="end">${count(value)}</text>`)}
${timeMarks(of).map(({ at, name }) => html`<path class="axis" d="M${scale.x(at)} ${height - bottom}v5"/><text class="tick" x="${scale.x(at)}" y="${height - 8}" text-anchor="middle">${name}</text>`)}
${of.series.map((one, nth) => html`<path class="series s${nth % 4}" d="${drawn(one, scale)}"/>`)}
</svg></div>
${of.series.length > 1 ? html`<ul class="legend">${of.series.map(({ name }, nth) => html`<li><svg class="key" width="34" height="10" aria-hidden="true"><path class="series s${nth % 4}" d="M1 5H33"/></svg> ${name}</li>`)}</ul>` : null}
<details class="alternative"><summary>The same as a table</summary>${[...asTable(of)]}</details></figure>`
}

type Scale = { x(at: number): number; y(value: number): number }

const scaleOf = ({ from, to }: Plot, most: number): Scale => {
  const [begin, end] = [seconds(from), Math.max(seconds(to), seconds(from) + 1)]
  return {
    x: (at) => tenth(left + ((at - begin) / (end - begin)) * (width - left - right)),
    y: (value) => tenth(height - bottom - (value / most) * (height - top - bottom)),
  }
}
const tenth = (number: number): number => Math.round(number * 10) / 10

/** From 0 to what holds the largest: 1, 2 or 5 of a power of ten apart. */
const ticks = (largest: number): number[] => {
  const raw = largest / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw) ?? raw)
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, nth) => nth * step)
}

const timeMarks = ({ from, to }: Plot): { at: number; name: string }[] => {
  const days = axisDays(Math.ceil(seconds(from) / 86_400), Math.floor((seconds(to) - 1) / 86_400), 12)
  return days.map((day) => {
    const date = dayName(day)
    return { at: day * 86_400, name: date.endsWith('-01') ? monthName(date) : date.slice(5) }
  })
}

const drawn = ({ kind, points }: Series, { x, y }: Scale): string => {
  let path = ''
  let isOpen = false
  for (const [nth, { at, value }] of points.entries()) {
    const here = x(seconds(at))
    if (value === null) {
      if (isOpen && kind === 'step') path += `H${here}`
      isOpen = false
      continue
    }
    // A value alone between unknown ones has no line: it is a short one.
    if (!isOpen && (points[nth + 1]?.value ?? null) === null)
      path += `M${here} ${y(value)}L${here + (here > width / 2 ? -dot : dot)} ${y(value)}`
    else if (!isOpen) path += `M${here} ${y(value)}`
    else path += kind === 'step' ? `H${here}V${y(value)}` : `L${here} ${y(value)}`
    isOpen = true
  }
  return path === '' ? 'M0 0' : path
}

const asTable = ({ id, unit, series }: Plot): Iterable<Html> =>
  table({
    id: `${id}-points`,
    caption: `${unit}, by time in UTC`,
    columns: [{ head: 'series' }, { head: 'at' }, { head: unit, kind: 'figure' }],
    rows: series.flatMap(({ name, points }) =>
      points.map(({ at, value }) => [name, at, value === null ? 'unknown' : count(value)]),
    ),
    sorts: false,
  })
