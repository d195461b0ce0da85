// What the page of an observation shows: its sheet first, then each question with its answer.
import type { Ref } from '../../model.ts'
import { exchangesOf } from '../../observation/read.ts'
import { isSlotLine } from '../../store/documents.ts'
import { configKey, parseKey } from '../../store/keys.ts'
import { badge, count } from '../html/badge.ts'
import { type Html, html } from '../html/html.ts'
import type { Part } from './frame.ts'
import type { HeldObject } from './hold-object.ts'
import { ipeOf } from './ipe.ts'
import type { AtObject } from './object.ts'
import type { Site } from './site.ts'
import { answers, mostAnswers } from './views/answers.ts'
import { ipeSheet } from './views/ipe.ts'
import type { Ways } from './ways.ts'

/** Stored bytes of all parts, as far as a sheet is made of them for one click. */
const mostBytes = 64 * 1024 * 1024

/** Throws EvidenceError for bytes that are no observation. */
export const observationParts = async (site: Site, ways: Ways, at: AtObject, held: HeldObject): Promise<Part[]> => {
  const { got } = held
  if (!got) return []
  const all = [...exchangesOf([{ key: at.key, body: got.body }])]
  const shown = all.slice(at.from, at.from + mostAnswers)
  const page = { key: at.key, versionId: at.versionId, shown, from: at.from, of: all.length }
  return [
    { id: 'sheet', title: 'The sheet of this observation', body: await sheet(site, ways, at.key, held) },
    { id: 'answers', title: 'Questions and answers', body: answers(ways, page) },
  ]
}

const sheet = async (
  site: Site,
  ways: Ways,
  key: string,
  { got, line, sealed }: HeldObject,
): Promise<Iterable<Html>> => {
  const parsed = parseKey(key)
  if (!got || parsed?.kind !== 'observation') return []
  const refs = line && isSlotLine(line) ? line.parts : [got.ref]
  const size = refs.reduce((sum, { bytes }) => sum + bytes, 0)
  if (size > mostBytes)
    return [
      html`<p>${badge('unknown', 'not made here')} All parts together have ${count(size)} bytes: take them along.</p>`,
    ]
  const found = await Promise.all(
    refs.map(async (ref) => ({ ref, is: ref.key === key ? got : await site.store.get(ref) })),
  )
  const odd = found.filter(({ ref, is }) => is?.ref.sha256 !== ref.sha256)
  if (odd.length > 0)
    return [
      html`<p>${badge('unread', 'no sheet')} Not all parts are what was sealed: ${odd.map(({ ref }) => html`<code>${ref.key}</code> `)}. What stands below is this part as it is now.</p>`,
    ]
  const parts = found.flatMap(({ ref, is }) => (is ? [{ ref: shownRef(ref, is.ref), body: is.body }] : []))
  const source = site.catalog.sources.find(({ id }) => id === parsed.source)
  if (!source)
    return [html`<p>${badge('unknown', 'no sheet')} This program does not know the source ${parsed.source}.</p>`]
  return ipeSheet(ways, ipeOf({ parts, source, home: sealed?.entry?.tick.home ?? '' }), configKey(parsed.tick))
}

// A folder keeps no versions, but the index says which it was.
const shownRef = (sealed: Ref, is: Ref): Ref => ({ ...is, versionId: is.versionId ?? sealed.versionId })
