// By day: years, months and the days of which anything lies in the store.

import { count } from '../../html/badge.ts'
import { dayName, dayNumber, monthName, weekday, weekdays } from '../../html/calendar.ts'
import { type Html, html } from '../../html/html.ts'
import type { View } from '../frame.ts'
import { go, type Ways } from '../ways.ts'

const home = { place: { page: 'home' }, name: 'Overview' } as const
const all = { place: { page: 'days' }, name: 'Days' } as const

export type Month = { month: string; days: string[] }

/** Every year with its months. */
export const daysPage = (ways: Ways, years: readonly { year: string; months: readonly string[] }[]): View => ({
  title: 'Days',
  above: [home],
  lead: 'Days are in UTC. A day is listed where any tick of it put anything.',
  parts: [
    ...years.map(({ year, months }) => ({
      id: `year-${year}`,
      title: go(ways.to({ page: 'year', year }), year),
      body: [monthList(ways, months)],
    })),
    ...(years.length === 0
      ? [{ id: 'none', title: 'None', body: [html`<p>Nothing lies below ticks/ in this store.</p>`] }]
      : []),
  ],
})

export const yearPage = (ways: Ways, year: string, months: readonly Month[]): View => ({
  title: year,
  above: [home, all],
  parts: months.map((one) => ({
    id: `month-${one.month}`,
    title: go(ways.to({ page: 'month', month: one.month }), named(one.month)),
    body: [calendar(ways, one)],
  })),
})

export const monthPage = (ways: Ways, one: Month): View => ({
  title: named(one.month),
  above: [home, all, { place: { page: 'year', year: one.month.slice(0, 4) }, name: one.month.slice(0, 4) }],
  first: [calendar(ways, one), html`<p>${count(one.days.length)} days with anything in them.</p>`],
  parts: [],
})

const named = (month: string): string => `${monthName(`${month}-01`)} ${month.slice(0, 4)}`.replace(/(\d{4}) \1$/, '$1')

const monthList = (ways: Ways, months: readonly string[]): Html =>
  html`<ul>${months.map((month) => html`<li>${go(ways.to({ page: 'month', month }), named(month))}</li>`)}</ul>`

/** Weeks as rows. A day without a link is one without anything. */
const calendar = (ways: Ways, { month, days }: Month): Html => {
  const first = dayNumber(`${month}-01`)
  const next = month.endsWith('-12')
    ? `${Number(month.slice(0, 4)) + 1}-01`
    : `${month.slice(0, 5)}${String(Number(month.slice(5)) + 1).padStart(2, '0')}`
  const length = dayNumber(`${next}-01`) - first
  const weeks = Math.ceil((weekday(first) + length) / 7)
  const cell = (week: number, at: number): Html => {
    const nth = week * 7 + at - weekday(first)
    if (nth < 0 || nth >= length) return html`<td></td>`
    const day = dayName(first + nth)
    const figure = String(nth + 1)
    return days.includes(day)
      ? html`<td>${go(ways.to({ page: 'day', day }), html`${figure}<span class="vh"> ${day}</span>`)}</td>`
      : html`<td class="muted">${figure}<span class="vh"> ${day}: nothing here</span></td>`
  }
  return html`<div class="sheet" role="region" tabindex="0" aria-label="${named(month)}"><table><caption class="vh">${named(month)}</caption><thead><tr>${weekdays.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${Array.from(
    { length: weeks },
    (_, week) => html`<tr>${weekdays.map((_name, at) => cell(week, at))}</tr>`,
  )}</tbody></table></div>`
}
