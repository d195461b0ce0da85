// The other documents of a tick: its plan, its index, its statement, and whatever has no form of its own here.
import type { Stated } from '../../../ledger/chain.ts'
import type { IndexLine, Plan } from '../../../store/documents.ts'
import { ledgerKey, slug } from '../../../store/keys.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import type { Part } from '../frame.ts'
import { go, type Ways } from '../ways.ts'
import { statement } from './tick.ts'
import { budget, tree } from './tree.ts'
import { minute, slotWord, storedLine, storedLink, subjectLink, tickLink } from './words.ts'

const mostTasks = 1_000

export const planParts = (ways: Ways, plan: Plan): Part[] => [
  {
    id: 'intent',
    title: 'What the tick intends',
    body: [
      facts([
        ['tick', tickLink(ways, plan.tick)],
        ['account', `${plan.account}, home region ${plan.home}`],
        [
          'goes on from',
          plan.after ? `entry ${count(plan.after.sequence)}, ${plan.after.sha256}` : 'nothing: it is the first',
        ],
        ['configuration', storedLine(ways, plan.config)],
        [
          'documents refused',
          plan.refused.length === 0
            ? 'none'
            : html`${badge('failed', 'the configuration before goes on')} ${plan.refused.join('; ')}`,
        ],
        [
          'collector',
          html`version ${plan.collector.version}, commit <code>${plan.collector.commit}</code>, as <code>${plan.collector.caller}</code>`,
        ],
        ['stack', plan.deployment === null ? 'none' : html`<code>${plan.deployment}</code>`],
      ]),
    ],
  },
  { id: 'tasks', title: 'Subjects, and what is due', body: tasks(ways, plan) },
  {
    id: 'whole',
    title: 'All of it',
    body: [
      html`<details><summary>as it stands</summary>${tree({ ...plan, tasks: plan.tasks.slice(0, 200) }, budget(6_000))}</details>`,
    ],
  },
]

function* tasks(ways: Ways, plan: Plan): Generator<Html> {
  const all = plan.tasks
  if (all.length > mostTasks) yield html`<p>The first ${count(mostTasks)} of ${count(all.length)}.</p>`
  yield* table({
    id: 'plan-tasks',
    caption: 'What is due of each, and what was lost unread',
    columns: [{ head: 'subject' }, { head: 'due' }, { head: 'lost', kind: 'mark' }],
    filters: true,
    rows: all
      .slice(0, mostTasks)
      .map(({ subject, due, lost }) => [
        { show: subjectLink(ways, slug(subject), subject, plan.tick.slice(0, 10)), sort: subject.name },
        due.length === 0
          ? html`<span class="muted">nothing</span>`
          : due.map(({ source, slot }) => `${source} ${slotWord(slot)}`).join('; '),
        lost.length === 0
          ? ''
          : badge('missed', lost.map(({ source, slot }) => `${source} ${slotWord(slot)}`).join('; ')),
      ]),
  })
}

/** An index as an object: its page as a tick shows it line by line. */
export const indexParts = (ways: Ways, tick: string, lines: readonly IndexLine[]): Part[] => [
  {
    id: 'lines',
    title: 'Its lines',
    body: [
      html`<p>${count(lines.length)} lines. ${go(ways.to({ page: 'tick', tick, sheet: 1 }), 'The page of the tick')} shows them by what they are.</p>`,
      html`<details><summary>the first of them as they stand</summary>${tree(lines.slice(0, 200), budget(3_000))}</details>`,
    ],
  },
]

/** An entry of the ledger: what it says, who signed, and its bytes decoded. */
export const entryParts = (
  ways: Ways,
  { tick, sha256, signatures, payload }: Stated,
  { isNewest, pinned }: { isNewest: boolean; pinned: readonly string[] },
): Part[] => [
  {
    id: 'says',
    title: 'What it says',
    body: [
      statement(ways, tick),
      facts([
        ['seals the tick', tickLink(ways, tick.tick)],
        ['store', tick.store],
        [
          'ledger',
          tick.ledger === null ? html`it begins one: <code>${sha256}</code>` : html`<code>${tick.ledger}</code>`,
        ],
        ['digest of its payload', html`<code>${sha256}</code>`],
        ['payload', `${count(payload.length)} bytes, in-toto Statement v1 in a DSSE envelope`],
        [
          'signed by',
          html`<ul>${signatures.map(({ keyid, sig }) => html`<li>key <code>${keyid}</code> ${pinned.includes(keyid) ? badge('complete', 'pinned') : badge('unknown', 'not pinned')}, signature <code>${Buffer.from(sig).toString('base64')}</code></li>`)}</ul>`,
        ],
        ...(tick.key ? [['describes the key', tree(tick.key, budget(200))] as const] : []),
      ]),
      neighbours(ways, tick.sequence, isNewest),
    ],
  },
  {
    id: 'whole',
    title: 'All of it',
    body: [html`<details><summary>the statement as it stands</summary>${tree(tick, budget(2_000))}</details>`],
  },
]

const neighbours = (ways: Ways, sequence: number, isNewest: boolean): Html => {
  const entry = (one: number, name: string): Html =>
    html`${storedLink(ways, { key: ledgerKey(one), versionId: null }, name)} `
  return html`<p>${sequence > 1 ? entry(sequence - 1, 'The entry before') : null}${isNewest ? null : entry(sequence + 1, 'The entry behind')}${go(ways.to({ page: 'ledger', from: sequence }), 'In the ledger')}</p>`
}

/** What has no form of its own here: as its members stand. */
export const plainParts = (title: string, value: unknown): Part[] => [
  { id: 'whole', title, body: [tree(value, budget(8_000))] },
]

/** When a part of a ledger is listed. */
export const entryRow = (ways: Ways, { tick, sha256 }: Pick<Stated, 'tick' | 'sha256'>) => [
  go(
    ways.stored({ key: `ledger/${String(tick.sequence).padStart(12, '0')}.dsse.json`, versionId: null }),
    count(tick.sequence),
  ),
  tickLink(ways, tick.tick),
  minute(tick.sealedAt),
  html`<code>${sha256}</code>`,
  tick.outage ? badge('missed', `no tick from ${minute(tick.outage.from)} to ${minute(tick.outage.to)}`) : '',
]
