// The images that pods and everything that makes pods were written with: of containers of every kind, and of volumes.
import { isRecord } from '../../json.ts'
import { containers, imagesIn, podMaker, podMakers, podSpec } from '../pod-spec.ts'
import { target } from '../sentence.ts'
import { visible } from '../visible.ts'
import { isWritten, mayWriteTo, wholeObject } from '../written.ts'
import { keyOf } from './key.ts'
import type { Taker } from './taker.ts'

/** `image` as it was written; null where the log does not hold the object. */
export type Image = { image: string | null; in: string }

// A name may have 255 characters, a tag 128, and a digest comes behind them.
const longest = 512

export const images: Taker<Image> = {
  most: 1_000,
  mayBe: mayWriteTo(podMakers),
  take(event) {
    const { resource, subresource, verb } = event
    const kind = podMaker(event)
    if (kind === undefined || !['', 'ephemeralcontainers'].includes(subresource)) return []
    if (!isWritten(event) || verb.startsWith('delete')) return []
    const where = visible(`${resource} ${target(event)}`, 120)
    const unseen: [string, Image] = [`? ${resource}`, { image: null, in: where }]
    const object = wholeObject(event, kind)
    const spec = object && podSpec(resource, object)
    if (!spec || !lists.every((member) => isList(spec[member]))) return [unseen]
    if (containers(spec).length === 0) return [unseen]
    return imagesIn(spec).map((image): [string, Image] => {
      if (typeof image !== 'string' || image === '') return unseen
      return [keyOf(image, longest), { image: visible(image, longest), in: where }]
    })
  },
}

const lists = ['containers', 'initContainers', 'ephemeralContainers', 'volumes']
const isList = (value: unknown): boolean =>
  value === undefined || value === null || Array.isArray(value) || isRecord(value)
