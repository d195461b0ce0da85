// What a path is answered with: a page, the bytes of an object, or that there is nothing. It reads the store and nothing else.
import { EvidenceError } from '../../errors.ts'
import { badge } from '../html/badge.ts'
import { html } from '../html/html.ts'
import { type Frame, framed, type View } from './frame.ts'
import { type Place, placeOf } from './place.ts'
import type { Site } from './site.ts'
import { viewOf } from './view-of.ts'
import { pinsNotice } from './views/check.ts'
import { relativeWays } from './ways.ts'

/** `name`: what it is saved as, of bytes that are to be saved and never shown. */
export type Answer = { status: 200 | 400 | 404 | 502; body: string | Uint8Array } & (
  | { kind: 'page' }
  | { kind: 'bytes'; name: string }
)

/** `path` as it stands behind the first slash of an address, percent encoding and all. Never throws for what is asked or stored. */
export const page = async (site: Site, path: string): Promise<Answer> => {
  const place = placeOf(path)
  if (!place)
    return written(site, { page: 'home' }, 404, nothing('There is no such page', 'The address names nothing here.'))
  try {
    if (place.page === 'raw') return await bytes(site, place)
    const view = await viewOf(site, relativeWays(place), place)
    if (view) return await written(site, place, 200, view)
    return await written(
      site,
      place,
      404,
      nothing('It is not here', 'Nothing of this name is in the store, and nothing in it says that there should be.'),
    )
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return written(site, place, 502, nothing('It cannot be read', `${error.message}. ${error.hint}`))
  }
}

const bytes = async (site: Site, place: Extract<Place, { page: 'raw' }>): Promise<Answer> => {
  const { key, versionId } = place
  const found = await site.store.get({ key, ...(versionId !== null && { versionId }) })
  if (!found) return written(site, place, 404, nothing('It is not here', 'The store has no such object.'))
  return { status: 200, kind: 'bytes', body: found.body, name: key.replaceAll('/', '_') }
}

const nothing = (title: string, why: string): View => ({
  title,
  above: [{ place: { page: 'home' }, name: 'Overview' }],
  first: [html`<p>${badge('none', title)}</p>`, html`<p>${why}</p>`],
  parts: [],
})

const written = async (site: Site, place: Place, status: Answer['status'], view: View): Promise<Answer> => ({
  status,
  kind: 'page',
  body: [...framed(frameOf(site, place), view)].join(''),
})

const frameOf = ({ store, pins }: Site, place: Place): Frame => {
  const ways = relativeWays(place)
  return {
    ways,
    where: store.where,
    notice: place.page === 'check' ? null : pinsNotice(ways, pins),
    foot: html`Made from ${store.where} when this page was asked for. It is not evidence, and not an auditor's opinion: the stored objects are the evidence. All times are UTC.`,
  }
}
