// The chapter of the tests: a page for each, computed when its turn comes.
import type { AnyControl } from '../../../control.ts'
import { type Html, html } from '../../html/html.ts'
import { section } from '../../html/section.ts'
import { isOfInformation } from '../../period/survey.ts'
import { testPage } from './test-page.ts'
import { type Chapter, inOrder, type Told, testAt } from './told.ts'

export const testsChapter = (told: Told): Chapter => {
  const own = inOrder(told.catalog.controls.filter((one) => !isOfInformation(one)))
  return {
    at: 'tests',
    title: 'Tests',
    below: entriesOf(own),
    body: (number) => section({ id: 'tests', title: 'Tests', number, leaf: true }, pages(told, own)),
  }
}

export const entriesOf = (controls: readonly AnyControl[]) =>
  controls.map(({ id, title }) => ({ at: testAt(id), title, number: id }))

function* pages(told: Told, controls: readonly AnyControl[]): Generator<Html> {
  yield html`<p>Each control of the tool is a test here. An observation is expected for each slot of its population: what is unknown or was not read counts among what was expected, and never as a pass. A deviation lasts from the slot in which it was first seen to the one that was read without it; what is unknown in between ends none.</p>
`
  for (const control of controls) yield* testPage(told, control)
}
