// How whoever does not trust these pages checks what they show, and what was pinned when they were asked for.

import { keyId } from '../../../ledger/dsse.ts'
import type { Digest, Slot } from '../../../model.ts'
import type { Pins } from '../../../prove/pins.ts'
import { badge } from '../../html/badge.ts'
import { command } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, notice } from '../../html/section.ts'
import type { Top } from '../entries.ts'
import type { View } from '../frame.ts'
import { go, type Ways } from '../ways.ts'

export type Told = {
  where: string
  account: string | null
  ledger: Digest | null
  period: Slot | null
  sandbox: boolean
}

/** The command that verifies this store; what is not known here stands as a word to be replaced. */
export const verifyWith = ({ where, account, ledger, period, sandbox }: Told): string =>
  [
    `npx eks-evidence verify ${inShell(where)} --key key.pem --account ${account ?? 'ACCOUNT'}`,
    `  --ledger ${ledger ?? 'LEDGER'}`,
    `  --period ${period ? `${period.start}..${period.end}` : 'START..END'}${sandbox ? ' --sandbox' : ''}`,
  ].join(' \\\n')

const inShell = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** What a reader must bring along and did not; null where all is there. */
export const pinsNotice = (ways: Ways, pins: Partial<Pins>): Html | null => {
  const missing = [
    ...(pins.publicKey === undefined ? [['--key', 'whose signatures these are'] as const] : []),
    ...(pins.account === undefined ? [['--account', 'of which account this is'] as const] : []),
    ...(pins.ledger === undefined
      ? [['--ledger', 'whether this is the ledger that you were told of, or another one put in its place'] as const]
      : []),
    ...(pins.period === undefined
      ? [['--period', 'whether the ledger and its locks reach over the period that you audit'] as const]
      : []),
  ]
  if (missing.length === 0) return null
  const headline =
    pins.publicKey === undefined ? 'No key is pinned: nothing here is verified' : 'Not everything is pinned'
  return notice(
    'doubt',
    headline,
    html`<p>Whoever could change this store could change what it says of itself. Without what you bring along from outside of it, it is not known:</p><ul>${missing.map(([option, what]) => html`<li>${what} <span class="muted">(<code>${option}</code>)</span></li>`)}</ul><p>${go(ways.to({ page: 'check' }), 'What is pinned, and how to check it all')}</p>`,
  )
}

export const checkPage = (pins: Partial<Pins>, told: Told): View => ({
  title: 'Check it yourself',
  above: [{ place: { page: 'home' }, name: 'Overview' }],
  lead: 'These pages are made by a program from the store. They are no evidence: the stored objects are.',
  parts: [
    {
      id: 'command',
      title: 'The whole ledger at once',
      body: [
        html`<p>This reads the store and nothing else, and names what holds and what does not:</p>`,
        command(verifyWith(told)),
        html`<p>The key, the account, the ledger's id and the period come from outside of the store. <code>docs/verify-by-hand.md</code> does the central part with openssl, sha256sum, tail and jq.</p>`,
      ],
    },
    { id: 'pins', title: 'What was pinned for these pages', body: [pinned(pins)] },
    {
      id: 'what',
      title: 'What the page of an object looks at',
      body: [
        html`<ul><li>its bytes against the digest in the index that lists it;</li><li>that index against the digest in its statement;</li><li>the statement's signature against the key that you pinned, its ledger and its account;</li><li>the entries before and behind it, which bind each other by digest;</li><li>in a bucket: its lock, its versions, and the time at which S3 says it was written.</li></ul>`,
        html`<p>That is done each time such a page is asked for. Lists are not held against signatures: they are the way to the objects. Which of several pinned keys was in force at an entry is not asked, verdicts are not judged again here, and no list of the whole store is compared with the ledger: <code>eks-evidence verify</code> does both.</p>`,
      ],
    },
  ],
})

const pinned = (pins: Partial<Pins>): Html => {
  const keys = pins.publicKey === undefined ? [] : [pins.publicKey, ...(pins.laterKeys ?? [])]
  const none = badge('unknown', 'not pinned')
  return facts([
    ['key', keys.length === 0 ? none : html`${keys.map((key) => html`<p><code>${keyId(key)}</code></p>`)}`],
    ['account', pins.account ?? none],
    ['ledger', pins.ledger ? html`<code>${pins.ledger}</code>` : none],
    ['period', pins.period ? `${pins.period.start} to ${pins.period.end}, half-open` : none],
    ['anchors', `${pins.anchors?.length ?? 0}`],
    ['accepts the sandbox', pins.sandbox ? badge('late', 'yes: nothing is said about AWS') : 'no'],
  ])
}

/** On pages that lie in a bucket: as of when, and that nothing on them was verified. */
export const staticNotice = (ways: Ways, top: Top | undefined): Html => {
  const asOf = top ? `entry ${top.entry.tick.sequence}, sealed ${top.entry.tick.sealedAt}` : 'no entry'
  return notice(
    'calm',
    'A way to the evidence, and no evidence',
    html`<p>Made as of ${asOf}. Links lead to the S3 console: a page opens there by its button Open, evidence by its version. Nothing here was held against a key of yours: ${go(ways.to({ page: 'check' }), 'check it yourself')}.</p>`,
  )
}

export const staticFoot = (where: string): Html =>
  html`Made from ${where} by the collector's account. It may be made anew and is not locked: it is not evidence, and not an auditor's opinion. The stored objects are the evidence. All times are UTC.`
