// What was looked at of one object, check by check, and what the store itself says of it.
import type { Custody, Listed } from '../../../store/store.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, notice } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import { type Looked, standingOf } from '../checked.ts'
import { go, type Ways } from '../ways.ts'
import { minute, stacked } from './words.ts'

const marks: Record<Looked['state'], Html> = {
  pass: badge('complete', 'holds'),
  fail: badge('fail', 'broken'),
  deviation: badge('late', 'deviation'),
  open: badge('unknown', 'not known'),
}

/** What comes first: whether it is what it should be, in a sentence. `checks`: where all that was looked at is listed. */
export const standing = (looked: readonly Looked[], checks: string | null = '#checks'): Html => {
  const broken = looked.filter(({ state }) => state === 'fail')
  const open = looked.filter(({ state }) => state === 'open')
  const list = (all: readonly Looked[]): Html =>
    html`<ul>${all.map(({ check, what, said }) => html`<li><code>${check}</code> ${what}${said.map((one) => html`<br><span class="muted">${one}</span>`)}</li>`)}</ul>`
  switch (standingOf(looked)) {
    case 'broken':
      return notice(
        'bad',
        'Not what it should be',
        html`<p>${count(broken.length)} of the checks that were made just now fail:</p>${list(broken)}`,
      )
    case 'open':
      return notice(
        'doubt',
        'Not verified',
        html`<p>${looked.length === 0 ? 'Nothing could be looked at.' : html`Of what is shown here, ${count(open.length)} things are not known:`}</p>${list(open)}<p>${go(checks, 'What was looked at, and what came of it')}</p>`,
      )
    case 'deviation':
      return notice(
        'calm',
        'Held, with deviations',
        html`<p>${go(checks, 'What was looked at, and what came of it')}</p>`,
      )
    case 'holds':
      return notice(
        'calm',
        'It is what was sealed',
        html`<p>${badge('complete', `${count(looked.length)} checks were made just now, and hold`)} ${go(checks, 'which')}. <code>eks-evidence verify</code> looks at more, and at the whole ledger.</p>`,
      )
  }
}

export const looks = (looked: readonly Looked[]): Iterable<Html> =>
  table({
    id: 'looked-at',
    caption: 'By the names of verify, made when this page was asked for',
    columns: [
      { head: 'check' },
      { head: 'came to', kind: 'mark' },
      { head: 'what it holds' },
      { head: 'what was found' },
    ],
    sorts: false,
    none: 'nothing could be looked at',
    rows: looked.map(({ check, what, state, said }) => [
      html`<code>${check}</code>`,
      marks[state],
      what,
      stacked(...said),
    ]),
  })

export type Kept = {
  isBucket: boolean
  custody: Custody | undefined
  versions: readonly Listed[]
  shown: string | null
}

/** What the store says of the version that is shown, and which others there are. */
export function* kept(ways: Ways, key: string, { isBucket, custody, versions, shown }: Kept): Generator<Html> {
  if (!isBucket) {
    yield html`<p>${badge('unknown', 'a folder cannot tell')} when it was written, whether it was locked, or whether it was ever replaced. Ask the bucket for that.</p>`
    return
  }
  if (custody)
    yield facts([
      ['written', html`${minute(custody.at)} UTC, by S3's clock`],
      [
        'lock',
        custody.mode === 'COMPLIANCE'
          ? html`COMPLIANCE until ${custody.until ? minute(custody.until) : 'no date'}`
          : badge('fail', custody.mode === 'none' ? 'not locked' : custody.mode),
      ],
      ["S3's SHA-256", custody.sha256 === null ? 'none' : html`<code>${custody.sha256}</code>`],
      ['encrypted with', custody.encryption ?? 'nothing'],
      ['storage class', custody.storageClass ?? 'STANDARD'],
      ['ETag', html`<code>${custody.etag}</code>`],
    ])
  else
    yield html`<p>${badge('unknown', 'not asked')} What S3 says of its lock and time is held against a statement, and there is none.</p>`
  yield* table({
    id: 'versions',
    caption: 'All versions and delete markers of this key, newest first',
    columns: [
      { head: 'version', kind: 'key' },
      { head: 'written, UTC' },
      { head: 'bytes', kind: 'figure' },
      { head: 'what' },
    ],
    sorts: false,
    none: 'none',
    rows: versions.map(({ versionId, at, bytes, deleteMarker }) => {
      const place = { page: 'object' as const, key, versionId, from: 0 }
      const isShown = !deleteMarker && versionId === shown
      return [
        isShown || deleteMarker ? (versionId ?? '–') : go(ways.to(place), versionId ?? '–'),
        at ? minute(at) : '–',
        count(bytes),
        deleteMarker ? badge('fail', 'a delete marker') : isShown ? 'shown here' : '',
      ]
    }),
  })
}
