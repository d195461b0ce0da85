// The images that pods and everything that makes pods were written with: containers of every kind.

import { containers, podMakers, podSpec } from '../pod-spec.ts'
import { target } from '../sentence.ts'
import { visible } from '../visible.ts'
import { isWritten, mayWriteTo, wholeObject } from '../written.ts'
import type { Taker } from './taker.ts'

/** `image` as it was written; null where the log does not hold the object. */
export type Image = { image: string | null; in: string }

export const images: Taker<Image> = {
  most: 300,
  mayBe: mayWriteTo(podMakers),
  take(event) {
    const { resource, subresource, verb } = event
    if (!podMakers.includes(resource) || !['', 'ephemeralcontainers'].includes(subresource)) return []
    if (!isWritten(event) || verb.startsWith('delete')) return []
    const where = visible(`${resource} ${target(event)}`, 120)
    const unseen: [string, Image] = [`? ${resource}`, { image: null, in: where }]
    const object = wholeObject(event)
    const spec = object && podSpec(resource, object)
    if (!spec) return [unseen]
    const found = containers(spec)
    if (found.length === 0) return [unseen]
    return found.map(({ image }): [string, Image] => {
      if (typeof image !== 'string' || image === '') return unseen
      return [visible(image, 300), { image: visible(image, 300), in: where }]
    })
  },
}
