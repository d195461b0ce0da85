// Each exchange of an observation: the question, and the answer as a person reads it.
import type { Exchange } from '../../../model.ts'
import { badge, count } from '../../html/badge.ts'
import { bounded, type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { go, type Ways } from '../ways.ts'
import { budget, tree, withheld } from './tree.ts'
import { minute } from './words.ts'

/** Answers on one page. */
export const mostAnswers = 25

export type Answers = {
  key: string
  versionId: string | null
  /** Those that are shown, the first of them the so manyth of the part. */
  shown: readonly Exchange[]
  from: number
  of: number
}

export function* answers(ways: Ways, { key, versionId, shown, from, of }: Answers): Generator<Html> {
  const other = (at: number, name: string): Html | null =>
    at >= 0 && at < of && at !== from ? html`${go(ways.to({ page: 'object', key, versionId, from: at }), name)} ` : null
  const way = html`<p>${of === 0 ? 'This part holds none.' : `${count(from + 1)} to ${count(from + shown.length)} of ${count(of)} in this part.`} ${other(Math.max(0, from - mostAnswers), 'before')}${other(from + mostAnswers, 'next')}</p>`
  yield way
  // A page takes so much and no more, whatever AWS answered.
  const left = budget(6_000)
  for (const [nth, one] of shown.entries()) yield exchange(one, from + nth, left, shown.length === 1)
  if (of > mostAnswers) yield way
}

const exchange = (one: Exchange, nth: number, left: ReturnType<typeof budget>, open: boolean): Html => {
  const { action, input, at, host, date, requestId } = one
  return html`<details id="answer-${nth + 1}" open="${open || nth % mostAnswers < 5}"><summary>${count(nth + 1)}. <code>${action}</code> ${ending(one)} ${inputWord(input)}</summary>${facts(
    [
      ['asked', tree(input, left)],
      ['answered', html`${minute(at)} UTC by the collector's clock${date ? html`, ${minute(date)} by AWS's` : null}`],
      ['by', host === null ? 'nobody: no answer came' : html`<code>${host}</code>`],
      ['request', requestId === null ? 'without an id' : html`<code>${requestId}</code>`],
      ['answer', answer(one, left)],
    ],
  )}</details>`
}

const inputWord = (input: unknown): Html => {
  const said = JSON.stringify(input) ?? ''
  return said === '{}' ? html`` : html`<span class="muted">${bounded(said, 120)}</span>`
}

const ending = (one: Exchange): Html => {
  if (one.got === 'body') return badge('complete', 'answered')
  return one.got === 'absent' ? badge('empty', 'there is none') : badge('failed', html`failed: ${one.code}`)
}

const answer = (one: Exchange, left: ReturnType<typeof budget>): Html => {
  if (one.got === 'absent')
    return html`${badge('empty', 'there is none')} AWS said so by the error <code>${one.code}</code>, which this question expects.`
  if (one.got === 'failed')
    return html`${badge('failed', 'not read')} <code>${one.code}</code>: ${bounded(one.message, 4_000)}. Whatever rests on it is unknown.`
  const { raw, redacted } = one
  return html`${redacted ? html`<p>${withheld} ${redacted.map((name) => html`<code>${name}</code> `)}</p>` : null}${raw ? html`<p class="muted">not the bytes as they came: their digest is <code>${raw}</code></p>` : null}${tree(one.body, left)}`
}
