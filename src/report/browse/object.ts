// The page of one stored object: whether it is what was sealed, then what it says, then its bytes to take along.
import { EvidenceError } from '../../errors.ts'
import { parseJson, utf8 } from '../../json.ts'
import { keyId } from '../../ledger/dsse.ts'
import { gunzip } from '../../observation/gzip.ts'
import { isSlotLine, readEvaluation, readIndex, readPlan } from '../../store/documents.ts'
import { ledgerKey, parseKey } from '../../store/keys.ts'
import type { Custody, Got, Listed } from '../../store/store.ts'
import { readTimeline } from '../../store/timelines.ts'
import { badge, count } from '../html/badge.ts'
import { type Html, html } from '../html/html.ts'
import { facts } from '../html/section.ts'
import { type Looked, lookedAt, makeChecked } from './checked.ts'
import { pinnedKeys, type Top } from './entries.ts'
import type { Part, View } from './frame.ts'
import { type HeldEntry, holdEntry } from './hold-entry.ts'
import { type HeldObject, holdObject } from './hold-object.ts'
import { observationParts } from './observation.ts'
import type { Place } from './place.ts'
import type { Site } from './site.ts'
import { entryParts, indexParts, plainParts, planParts } from './views/documents.ts'
import { evaluationParts } from './views/evaluation.ts'
import { kept, looks, standing } from './views/held.ts'
import { timelineParts } from './views/timeline.ts'
import { minute, slotWord, storedLink, subjectLink, tickLink } from './views/words.ts'
import { go, type Ways } from './ways.ts'

export type AtObject = Extract<Place, { page: 'object' }>

/** Undefined where nothing lies under the key and nothing ever said so. Throws STORE_UNREADABLE. */
export const objectPage = async (
  site: Site,
  ways: Ways,
  at: AtObject,
  top: Top | undefined,
): Promise<View | undefined> => {
  const parsed = parseKey(at.key)
  if (!parsed) return strange(site, ways, at)
  const checked = makeChecked(site)
  if (parsed.kind === 'ledger') {
    const held = await holdEntry(site, checked, parsed.sequence, top)
    if (held.versions.length === 0) return undefined
    return entryView(site, ways, at, {
      held,
      looked: lookedAt(checked),
      isNewest: top?.entry.tick.sequence === held.sequence,
    })
  }
  const asked = { key: at.key, parsed, ...(at.versionId !== null && { versionId: at.versionId }) }
  const held = await holdObject(site, checked, asked, top)
  if (held.versions.length === 0 && !held.line && parsed.kind !== 'index') return undefined
  return objectView(site, ways, { at, held, looked: lookedAt(checked) })
}

const above = (at: AtObject, tick: string | undefined): View['above'] => [
  { place: { page: 'home' }, name: 'Overview' },
  ...(tick
    ? [
        { place: { page: 'day' as const, day: tick.slice(0, 10) }, name: tick.slice(0, 10) },
        { place: { page: 'tick' as const, tick, sheet: 1 }, name: `tick ${minute(tick).slice(11)}` },
      ]
    : [{ place: { page: 'ledger' as const, from: null }, name: `The ledger` }]),
  ...(at.from > 0 ? [{ place: { ...at, from: 0 }, name: 'its first answers' }] : []),
]

type ShownEntry = { held: HeldEntry; looked: Looked[]; isNewest: boolean }

const entryView = (site: Site, ways: Ways, at: AtObject, { held, looked, isNewest }: ShownEntry): View => ({
  title: `Entry ${count(held.sequence)} of the ledger`,
  above: above(at, undefined),
  first: [standing(looked), taking(ways, at, held.got)],
  parts: [
    ...(held.entry
      ? entryParts(ways, held.entry, { isNewest, pinned: pinnedKeys(site).map(keyId) })
      : [unreadable('it is no statement in its one form')]),
    ...checks(site, ways, at, looked, held),
  ],
})

type Shown = { at: AtObject; held: HeldObject; looked: Looked[] }

const objectView = async (site: Site, ways: Ways, { at, held, looked }: Shown): Promise<View> => {
  const parsed = parseKey(at.key)
  const tick = parsed && parsed.kind !== 'ledger' ? parsed.tick : undefined
  const parts = held.got ? await said(site, ways, at, held) : [unreadable('its bytes are not in this store')]
  return {
    title: titleOf(at.key),
    above: above(at, tick),
    first: [standing(looked), where(ways, at, held), taking(ways, at, held.got)],
    parts: [...parts, ...checks(site, ways, at, looked, held)],
  }
}

const titleOf = (key: string): string => {
  const parsed = parseKey(key)
  switch (parsed?.kind) {
    case 'observation':
      return `What ${parsed.source} read`
    case 'evaluation':
      return 'Evaluation'
    case 'timeline':
      return 'Timeline of an incident'
    case 'streamed':
      return 'What the stream saw'
    case 'published':
      return 'What was published'
    case 'config':
      return 'Configuration of a tick'
    case 'plan':
      return 'Plan of a tick'
    default:
      return 'Index of a tick'
  }
}

// Where it stands among the others: its subject, its slot, the index and the statement that seal it.
const where = (ways: Ways, { key }: AtObject, { line, sealed }: HeldObject): Html => {
  const parsed = parseKey(key)
  if (!parsed || parsed.kind === 'ledger') return html``
  const entry = sealed?.entry
  const slot = line && isSlotLine(line) ? line : undefined
  return facts([
    ['key', html`<code>${key}</code>`],
    ['tick', html`${tickLink(ways, parsed.tick)} UTC`],
    ...('subject' in parsed
      ? [['subject', subjectLink(ways, parsed.subject, undefined, parsed.tick.slice(0, 10))] as const]
      : []),
    ...(slot
      ? [
          [
            'slot',
            html`${slotWord(slot.slot)} UTC ${badge(slot.status)}${slot.lateBy > 0 ? html` ${badge('late', `${count(slot.lateBy)} s late`)}` : null}${slot.reasons.length > 0 ? html`: ${slot.reasons.join('; ')}` : null}`,
          ] as const,
        ]
      : []),
    ...(slot && slot.parts.length > 1
      ? [
          [
            'parts',
            html`${slot.parts.map((part, nth) => html`${part.key === key ? html`<b>${nth + 1}</b>` : storedLink(ways, part, String(nth + 1))} `)}`,
          ] as const,
        ]
      : []),
    [
      'sealed by',
      entry
        ? html`${storedLink(ways, { key: ledgerKey(entry.tick.sequence), versionId: null }, `entry ${count(entry.tick.sequence)}`)} through ${storedLink(ways, entry.tick.index, 'its index')}${entry.tick.tick === parsed.tick ? null : `, which adopted it from an earlier tick`}`
        : badge('none', 'no entry that was found'),
    ],
  ])
}

const taking = (ways: Ways, { key, versionId }: AtObject, got: Got | undefined): Html => {
  const to = ways.to({ page: 'raw', key, versionId })
  if (!got) return html`<p>${badge('unread', 'There are no bytes to take along.')}</p>`
  return html`<p>${go(to, 'Download the bytes as they are stored')} <span class="muted">${count(got.ref.bytes)} bytes, <code>${got.ref.sha256}</code></span></p>`
}

type Laid = { got: Got | undefined; versions: readonly Listed[]; custody: Custody | undefined }

const checks = (
  { endpoint }: Site,
  ways: Ways,
  { key }: AtObject,
  looked: Looked[],
  { got, versions, custody }: Laid,
): Part[] => [
  { id: 'checks', title: 'What was looked at', body: looks(looked) },
  {
    id: 'kept',
    title: 'What the store says of it',
    body: kept(ways, key, {
      isBucket: endpoint !== null,
      custody: custody ?? got?.custody,
      versions,
      shown: got?.ref.versionId ?? null,
    }),
  },
]

const unreadable = (why: string): Part => ({
  id: 'unreadable',
  title: 'It cannot be shown',
  body: [html`<p>${badge('unread', 'not shown')} ${why}. The bytes can still be taken along.</p>`],
})

// Whatever the bytes are, the page comes: what cannot be read is said, and shown as nothing else.
const said = async (site: Site, ways: Ways, at: AtObject, held: HeldObject): Promise<Part[]> => {
  const { got } = held
  const parsed = parseKey(at.key)
  if (!got || !parsed) return []
  try {
    switch (parsed.kind) {
      case 'observation':
        return await observationParts(site, ways, at, held)
      case 'evaluation':
        return evaluationParts(ways, site.catalog, readEvaluation(got.body))
      case 'timeline':
        return timelineParts(ways, readTimeline(got.body))
      case 'plan':
        return planParts(ways, readPlan(got.body))
      case 'index':
        return indexParts(ways, parsed.tick, readIndex(got.body))
      default:
        return plainParts('What it says', parseJson(textOf(at.key, got.body)))
    }
  } catch (error) {
    if (error instanceof EvidenceError) return [unreadable(error.message)]
    throw error
  }
}

const textOf = (key: string, body: Uint8Array): string => utf8(key.endsWith('.gz') ? gunzip(body) : body)

// What has no name in the layout is not looked into: nothing could say what it should be.
const strange = async (site: Site, ways: Ways, at: AtObject): Promise<View | undefined> => {
  const got = await site.store.get({ key: at.key, ...(at.versionId !== null && { versionId: at.versionId }) })
  if (!got) return undefined
  return {
    title: 'Not of this layout',
    above: [{ place: { page: 'home' }, name: 'Overview' }],
    first: [
      html`<p>${badge('none', 'No index can list it')} <code>${at.key}</code> is not a key that this program makes. It is in the store, and is no evidence.</p>`,
      taking(ways, at, got),
    ],
    parts: [],
  }
}
