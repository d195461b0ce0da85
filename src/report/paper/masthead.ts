// The top of the first page: what this is, and loudly what does not hold.
import { checks } from '../../prove/checks.ts'
import type { Verified } from '../../prove/verify.ts'
import { badge, count } from '../html/badge.ts'
import { type Html, html } from '../html/html.ts'
import { notice } from '../html/section.ts'
import type { Reported } from '../reported.ts'
import { brokenNotice } from './sections/ledger-facts.ts'

/** Verify says so, or the walk of this report met something that is not what was sealed. That a period is not over breaks nothing. */
export const isBroken = ({ verified, period }: Pick<Reported, 'verified' | 'period'>): boolean =>
  verified?.result === 'broken' || period.broken.some(({ name }) => name !== 'period-covered')

export const masthead = ({ period, verified }: Reported): Html => {
  const { slot, account, home, sandbox } = period
  return html`<p class="eyebrow">Evidence for SOC 2 Type II · Amazon EKS and Amazon ECR</p>
<h1>Report of the period<br>${slot.start.slice(0, 10)} to ${slot.end.slice(0, 10)}</h1>
<p class="lead">AWS account ${account}, collected from ${home === '' ? 'a region that no entry names' : home}. Prepared by management with a tool, eks-evidence, from a signed ledger. It is not an auditor's opinion.</p>
${sandbox ? notice('doubt', 'Made against the local sandbox', html`<p>Nothing in it says anything about AWS.</p>`) : null}${
  period.head === null
    ? notice(
        'bad',
        'No entry of the ledger holds',
        html`<p>With these pins there is nothing to report of. <code>eks-evidence verify</code> says why.</p>`,
      )
    : null
}${verified ? verification(verified) : notVerified}${brokenNotice(period)}`
}

const notVerified = notice(
  'doubt',
  'The ledger was not verified in full for this report',
  html`<p>Signatures, chain and the digests of what was read for it were held; verdicts were not judged again, and not every object was looked at. Verify it yourself, as said below.</p>`,
)

const shown = 6

const verification = ({ result, checks: all }: Verified): Html | null => {
  if (result === 'intact') return null
  const named = all.filter(({ state }) => state === (result === 'broken' ? 'fail' : 'deviation'))
  const list = html`<ul>${named.map(({ name, findings, more }) => {
    const first = findings.slice(0, shown)
    const all = findings.length + more
    return html`<li>${badge(result === 'broken' ? 'fail' : 'partial', name)}: ${checks[name]}. ${count(all)} found otherwise<ul>${first.map(
      ({ at, what }) => html`<li><code>${at}</code>: ${what}</li>`,
    )}${all > first.length ? html`<li class="muted">and ${count(all - first.length)} more</li>` : null}</ul></li>`
  })}</ul>`
  if (result === 'broken')
    return notice(
      'bad',
      'Integrity is broken: do not rely on this report',
      html`<p>Verification failed by name. What follows is what the store says, with what was altered left out as far as the walk met it.</p>${list}`,
    )
  return html`<details class="notice doubt"><summary class="headline">The ledger is intact, with named deviations</summary><p>Nothing was altered. These are gaps and departures that verification names.</p>${list}</details>`
}
