// The ledger that a report rests on: its entries, its keys, who vouches for the store.
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, notice } from '../../html/section.ts'
import type { Mark, Period } from '../../period/period.ts'
import { some, type Told } from './told.ts'

export const ledgerFacts = (told: Pick<Told, 'period' | 'verified'>): Html => {
  const { period } = told
  const { ledger, entries, first, head, keys, store, sandbox, account } = period
  const isFolder = store === 'folder'
  return html`${brokenNotice(period)}${facts([
    ['account', account],
    ['ledger', html`<code class="take">${ledger}</code>`],
    ['entries walked', count(entries)],
    ['first', first ? mark(first) : 'none holds'],
    ['newest', head ? mark(head) : 'none holds'],
    [
      'keys that signed',
      html`<ul>${keys.map(({ fingerprint, from }) => html`<li><code class="take">${fingerprint}</code> from ${from} on</li>`)}</ul>`,
    ],
    [
      'store',
      html`<code>${store}</code>${sandbox ? ', of a local account and not of AWS' : null}. ${
        isFolder
          ? 'A folder tells the bytes and nothing of when they were written: assurance is of the content alone.'
          : 'Locks, single puts and the times of S3 are held by verify, which asks the bucket.'
      }`,
    ],
    ['verified', verifiedSaid(told)],
    [
      'read for this report',
      'Each entry was held against pins, signature and the entry before it, and each object that was read against its digest. That is less than verify does, which reads every object.',
    ],
  ])}`
}

const verifiedSaid = ({ verified }: Pick<Told, 'verified'>): Html => {
  if (!verified) return html`${badge('unknown', 'not verified')}: the full verify was left out`
  const { result, assurance, checks } = verified
  const named = checks.filter(({ state }) => state === 'fail' || state === 'deviation')
  const said =
    result === 'intact'
      ? badge('pass', 'intact')
      : badge('fail', result === 'broken' ? 'integrity is broken' : 'intact, with deviations')
  return html`${said}; assurance <code>${assurance}</code>${
    named.length > 0
      ? html`<ul>${named.map(({ name, state, findings, more }) => html`<li>${badge(state === 'fail' ? 'fail' : 'partial', name)}: ${some(findings.length + more, 'finding')}</li>`)}</ul>`
      : null
  }`
}

const mark = ({ sequence, tick, sealedAt, sha256, key }: Mark): Html =>
  html`entry ${count(sequence)} of the tick ${tick}, sealed ${sealedAt}<br><code class="take">${key}</code> · <code class="take">${sha256}</code>`

/** What a walk found broken stands first wherever the information is judged. */
export const brokenNotice = ({ broken: all }: Period): Html | null => {
  // That the ledger does not reach over the period is no alteration: what lies outside is said where slots are counted.
  const broken = all.filter(({ name }) => name !== 'period-covered')
  if (broken.length === 0) return null
  const findings = broken.flatMap(({ name, findings }) => findings.map((one) => ({ name, ...one })))
  const more = broken.reduce((sum, one) => sum + one.more, 0)
  return notice(
    'bad',
    'Some of what the ledger names is not what was sealed',
    html`<p>${some(findings.length + more, 'finding')}. Whatever rests on it is not in this report. <code>eks-evidence verify</code> names all of it.</p><details><summary>${more > 0 ? `The first ${findings.length}` : 'All of them'}</summary><ul>${findings.map(
      ({ name, at, what }) => html`<li>${badge('fail', name)} <code>${at}</code>: ${what}</li>`,
    )}</ul></details>`,
  )
}
