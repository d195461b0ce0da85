// The sheet of an observation: source, query, parameters, run by and at, counts reconciled, and how to ask the same again.
import { badge, count } from '../../html/badge.ts'
import { command } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import type { Ipe } from '../ipe.ts'
import { go, type Ways } from '../ways.ts'
import { minute, slotWord, storedList, subjectWord, tickLink } from './words.ts'

/** `configKey`: where the configuration of its tick lies. */
export function* ipeSheet(ways: Ways, sheet: Ipe, configKey: string): Generator<Html> {
  const { counts, runAt, completeness } = sheet
  yield facts([
    ['source', html`<b>${sheet.source}</b>`],
    ['of', html`${subjectWord(sheet.subject)} <code>${sheet.subject.id}</code>`],
    ['slot', `${slotWord(sheet.slot)} UTC, half-open`],
    ['run by', html`<code>${sheet.runBy}</code>`],
    [
      'run at',
      runAt ? `${minute(runAt.first)} to ${minute(runAt.last)} UTC, by the collector's clock` : 'no answer is there',
    ],
    ['in the tick', tickLink(ways, sheet.tick)],
    ['tool', html`eks-evidence ${sheet.tool.version}, commit <code>${sheet.tool.commit}</code>`],
    [
      'configuration',
      html`${go(ways.stored({ key: configKey, versionId: null }), 'config.json')} <code>${sheet.config}</code>`,
    ],
    [
      'questions',
      `${count(counts.asked)} asked: ${count(counts.answered)} answered, ${count(counts.absent)} "there is none", ${count(counts.failed)} failed; ${count(counts.furtherPages)} of them for further pages`,
    ],
    ['complete', whole(completeness)],
    ...(sheet.redactions.length > 0
      ? [
          [
            'withheld',
            html`<ul>${sheet.redactions.map(({ action, name, answers }) => html`<li><code>${name}</code> of ${action}, in ${count(answers)} answers</li>`)}</ul>`,
          ] as const,
        ]
      : []),
    ['stored as', storedList(ways, sheet.parts)],
  ])
  yield* table({
    id: 'ipe-actions',
    caption: 'Queries: what was asked, how often, and what came of it',
    columns: [
      { head: 'action' },
      ...['asked', 'answered', 'there is none', 'failed', 'further pages'].map((head) => ({
        head,
        kind: 'figure' as const,
      })),
    ],
    rows: counts.byAction.map((one) => [
      html`<code>${one.action}</code>`,
      ...[one.asked, one.answered, one.absent, one.failed, one.furtherPages].map(count),
    ]),
    none: 'nothing was asked',
  })
  yield* table({
    id: 'ipe-reconciled',
    caption: 'Counts reconciled',
    columns: [
      { head: 'what' },
      { head: 'expected', kind: 'figure' },
      { head: 'found', kind: 'figure' },
      { head: 'agree', kind: 'mark' },
    ],
    sorts: false,
    rows: sheet.reconciled.map(({ what, expected, found, agree }) => [
      what,
      expected === null ? '–' : count(expected),
      count(found),
      agree ? badge('complete', 'agree') : badge('fail', 'differ'),
    ]),
    none: 'nothing was counted twice',
  })
  const own = sheet.exchanges.filter((one) => one.command !== null && !one.furtherPage)
  if (own.length > 0)
    yield html`<details><summary>${count(own.length)} commands that ask AWS the same again, for whoever may read the account</summary>${own.map((one) => html`${command(one.command ?? '')}`)}</details>`
}

const whole = ({ claimed, recomputed, lacks, agree }: Ipe['completeness']): Html => {
  const reasons = [...new Set([...recomputed.reasons, ...lacks.map(({ action, reason }) => `${action}: ${reason}`)])]
  const said = claimed
    ? agree
      ? 'as the last line says'
      : `the last line says ${claimed.status}`
    : 'the last part is missing'
  return html`${badge(recomputed.status)} counted again from its lines; ${agree ? said : badge('fail', said)}${reasons.length > 0 ? html`<ul>${reasons.slice(0, 50).map((reason) => html`<li>${reason}</li>`)}</ul>` : null}`
}
