// Badges: an outcome, a status or a severity as a word with a shape.
import type { Severity } from '../../model.ts'
import { type Html, html, type Value } from './html.ts'
import { type State, told } from './states.ts'

/** `word` where the state is told in other words; the shape and the colour stay. */
export const badge = (state: State, word: Value = told(state).word): Html =>
  html`<span class="badge ${told(state).tone} ${told(state).shape}">${word}</span>`

/** What a heat map's or a table's marks mean. */
export const legend = (of: readonly State[]): Html =>
  html`<ul class="legend">${of.map((state) => html`<li>${badge(state)} <span>${told(state).says}</span></li>`)}</ul>`

export const severityBadge = (severity: Severity): Html =>
  html`<span class="severity ${severity}"><i></i><i></i><i></i><i></i>${severity}</span>`

export type Rate = {
  expected: number
  pass: number
  fail: number
  unknown: number
  unread: number
  notApplicable: number
}

/**
 * What a rate amounts to, as a state. It is never `pass` where anything is unknown or was not read, or where nothing was
 * expected: `unknown` then.
 */
export const rateState = ({ expected, pass, fail, unknown, unread, notApplicable }: Rate): State => {
  if (fail > 0) return 'fail'
  if (unknown > 0) return 'unknown'
  if (unread > 0) return 'unread'
  if (expected > 0 && notApplicable === expected) return 'not-applicable'
  return expected > 0 && pass + notApplicable === expected ? 'pass' : 'unknown'
}

/**
 * "no deviation noted in n of m expected observations": passes over what was expected, and nothing else. `state` where more is
 * known than the counts tell.
 */
export const rate = (one: Rate, state: State = rateState(one)): Html => {
  const sentence = html`no deviation noted in <b class="figure">${count(one.pass)}</b> of <b class="figure">${count(one.expected)}</b> expected observations`
  return html`<span class="rate">${badge(state, sentence)}</span>`
}

/** 12,345 in any locale. */
export const count = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',')
