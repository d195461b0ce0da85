// The front page: scope, standing and how to check it.
import { coverageOf } from '../coverage/coverage.ts'
import { badge, count } from '../html/badge.ts'
import { command } from '../html/evidence.ts'
import { type Html, html } from '../html/html.ts'
import { facts, section } from '../html/section.ts'
import { localTime } from '../local-time.ts'
import { isOfInformation, surveyOf } from '../period/survey.ts'
import { sum } from '../period/tests.ts'
import { assuranceOf, pageName, type Reported } from '../reported.ts'
import { isBroken } from './masthead.ts'
import { cameTo } from './sections/came-to.ts'
import { type Chapter, some, to } from './sections/told.ts'

const assurances = {
  'not verified': 'none beyond what was read for this report: the full verify was left out',
  content: 'signatures, chain and bytes of a folder; when and under which lock it was written a folder cannot show',
  'content+s3-time': 'signatures, chain and bytes, and what S3 says of times, locks and versions',
  anchored: 'also held against entries that the auditor received outside of the store at the time',
}

export const front = (reported: Reported): Chapter => ({
  at: 'standing',
  title: 'Scope and standing',
  below: [],
  body: (number) => section({ id: 'standing', title: 'Scope and standing', number }, body(reported)),
})

function* body(reported: Reported): Generator<Html> {
  const { period, pinned } = reported
  const { head, first, entries, keys, store, ledger } = period
  yield facts([
    ['period', bounds(reported)],
    ['came to', html`${totals(reported)}`],
    ['read', readSaid(reported)],
    ['assurance', assuranceSaid(reported)],
    [
      'anchors',
      pinned.anchors.length === 0
        ? 'none were brought along: two histories could not be told apart in a copy (next page)'
        : html`${some(pinned.anchors.length, 'entry', 'entries')} received outside of the store: ${pinned.anchors.slice(0, 12).map(({ sequence, sha256 }) => html`<br>entry ${count(sequence)} <code class="take">${sha256}</code>`)}${pinned.anchors.length > 12 ? html`<br>and ${count(pinned.anchors.length - 12)} more` : null}`,
    ],
    [
      'head of the ledger',
      head
        ? html`entry ${count(head.sequence)}, tick ${head.tick}<br><code class="take">${head.sha256}</code>`
        : 'none holds',
    ],
    [
      'ledger',
      html`<code class="take">${ledger}</code><br>${some(entries, 'entry', 'entries')}${first ? html` from the tick ${first.tick} on` : null}, in <code>${store === '' ? 'no store' : store}</code>`,
    ],
    [
      'signing key',
      html`${pinned.keys.map((key, nth) => html`${nth > 0 ? html`<br>` : null}<code class="take">${key}</code>`)}<br>SHA-256 of the public key as pinned; ${some(keys.length, 'entry', 'entries')} of the ledger ${keys.length === 1 ? 'describes' : 'describe'} a key`,
    ],
    ['configuration', configSaid(reported)],
  ])
  yield html`<h3 id="verify-it">Verify it yourself</h3>
<p>Take the public key, the account and the ledger's id from outside of the store. The command reads the store alone and makes this report again, byte by byte:</p>
${command(verifyCommand(reported))}
<p>The same by hand, with openssl, sha256sum, tail and jq: <code>docs/verify-by-hand.md</code>. What is cited here is cited by key, version and SHA-256.</p>
`
}

const assuranceSaid = (reported: Reported): Html => {
  if (isBroken(reported)) return badge('fail', 'none: integrity is broken, as said above')
  const assurance = assuranceOf(reported)
  return html`<code>${assurance}</code>: ${assurances[assurance]}`
}

/** Half-open; local times beside it where a zone was named. */
export const bounds = ({ period: { slot }, zone }: Pick<Reported, 'period' | 'zone'>): Html =>
  html`${slot.start} to ${slot.end}, its end not included (UTC)${
    zone === null
      ? null
      : html`<br><span class="muted">${localTime(slot.start, zone)} to ${localTime(slot.end, zone)} in ${zone}</span>`
  }`

const totals = ({ period, catalog }: Reported): Html => {
  const tests = [...surveyOf(period, catalog).tests.values()].filter(({ control }) => !isOfInformation(control))
  const all = sum(tests.map((one) => one.totals))
  const of = (name: 'all' | 'open' | 'pastSla' | 'accepted') =>
    tests.reduce((total, { deviations }) => total + deviations[name], 0)
  return html`${cameTo({ totals: all, deviations: of('all') })}, by ${some(tests.length, 'test')}<br>${some(of('all'), 'deviation')}: ${count(of('open'))} open at the end, ${count(of('pastSla'))} past ${to('overview', 'their deadline')}, ${count(of('accepted'))} under an acceptance at some time<br>${count(all.unknown)} observations unknown, ${count(all.unread)} not read, ${count(all.notApplicable)} not applicable, ${count(all.late)} late`
}

const readSaid = ({ period }: Reported): Html => {
  const { totals, percent } = coverageOf(period)
  return html`${count(totals.complete + totals.empty)} of ${count(totals.expected)} expected slots were read${percent === null ? null : ` (${percent} %)`}; ${count(totals.missed)} missed, ${count(totals.failed)} failed, ${count(totals.partial)} partial, ${count(totals.unaccounted)} unaccounted for: ${to('reliability', 'reliability of the information')}`
}

const configSaid = ({ period }: Reported): Html => {
  const changes = period.configs.flatMap((one) => one.changes)
  const loosened = changes.filter((one) => one.loosened).length
  return html`${some(period.configs.length, 'configuration')} ran, with ${some(changes.length, 'change')}, of which ${count(loosened)} loosened a rule: ${to('reliability-programs', 'who and when')}`
}

const verifyCommand = ({ period, pinned }: Reported): string => {
  const { store, account, ledger, slot, sandbox } = period
  const keys = pinned.keys.map((_, nth) => `--key public-key${nth > 0 ? `-${nth + 1}` : ''}.pem`).join(' ')
  return [
    `npx eks-evidence verify ${store === 'folder' || store === '' ? 'STORE' : store}`,
    `  --report ${pageName}${sandbox ? ' --sandbox' : ''} ${keys} --account ${account}`,
    `  --ledger ${ledger}`,
    `  --period ${slot.start}..${slot.end}`,
  ].join(' \\\n')
}
