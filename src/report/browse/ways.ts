// How a page links to others: beside it where a server answers, through the console where an object is opened by itself.

import type { Ref } from '../../model.ts'
import { type Html, html, link, type Value } from '../html/html.ts'
import { type Place, pathOf } from './place.ts'

/** The address of a page, or null where none leads there: then its name stands alone. */
export type Ways = {
  to(place: Place): string | null
  stored(ref: Pick<Ref, 'key' | 'versionId'>): string | null
  /** All that lies below a prefix, as the store itself lists it. */
  folder(prefix: string): string | null
}

export const go = (address: string | null, text: Value): Html =>
  address === null ? html`${text}` : link(address, text)

/** From one page of a server to the others: relative, so that it may stand behind any prefix. */
export const relativeWays = (from: Place): Ways => {
  const up = '../'.repeat(pathOf(from).split('/').length - 1)
  const to = (place: Place): string => `${up}${pathOf(place)}`
  return { to, stored: ({ key }) => to({ page: 'object', key, versionId: null, from: 0 }), folder: () => null }
}
