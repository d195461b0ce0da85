// The period report as one page: first what broke, what it is and how to check it; then what stays open; then chapter by chapter.
import { html } from '../html/html.ts'
import { page } from '../html/page.ts'
import { assuranceOf, type Reported } from '../reported.ts'
import { assumptions } from './assumptions.ts'
import { boundary } from './boundary.ts'
import { front } from './front.ts'
import { isBroken, masthead } from './masthead.ts'
import { overview } from './overview.ts'
import { chapters } from './sections/chapters.ts'
import type { Chapter } from './sections/told.ts'

/** In pieces, each test computed when its turn comes. The same model gives the same bytes. */
export function* paper(reported: Reported): Generator<string> {
  const { period, by } = reported
  const [start, end] = [period.slot.start.slice(0, 10), period.slot.end.slice(0, 10)]
  const first: Chapter[] = [front(reported), assumptions]
  const all: Chapter[] = [...first, boundary(reported), overview(reported), ...chapters(reported)]
  const numbered = all.map((chapter, nth) => ({ ...chapter, number: String(nth + 1) }))
  yield* page({
    title: `Evidence of ${period.account}, ${start} to ${end}`,
    running: {
      left: `Account ${period.account}, ${start} to ${end} UTC`,
      right: standing(reported),
    },
    masthead: masthead(reported),
    contents: numbered.map(({ at, title, number, below }) => ({
      at: `#${at}`,
      title,
      number,
      below: below.map((one) => ({ ...one, at: `#${one.at}` })),
    })),
    first: numbered.slice(0, first.length).flatMap(({ body, number }) => [...body(number)]),
    body: numbered
      .values()
      .drop(first.length)
      .flatMap(({ body, number }) => body(number)),
    foot: html`<p>Prepared by management with eks-evidence ${by.version} (${by.commit}) from the ledger ${period.ledger}. It is not an auditor's opinion.</p>`,
  })
}

/** On each sheet of paper, for sheets are parted from their first. */
const standing = (reported: Reported): string => {
  const said = isBroken(reported) ? 'integrity is broken' : `assurance: ${assuranceOf(reported)}`
  return reported.period.sandbox ? `local sandbox, not AWS; ${said}` : said
}
