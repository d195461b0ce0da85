// What the configuration says of detections: settings, who may do what nobody is told of, and which are off. Each with its reason.
import * as z from 'zod/mini'
import { readRange } from '../answers/cidr.ts'
import type { Detection } from '../detection.ts'
import { membersOf, sentence, setting, settingFaults } from './yaml.ts'

const reason = sentence('a reason is required')
const pattern = z.string().check(
  z.minLength(1),
  z.refine((text) => text.isWellFormed(), 'is no Unicode text'),
  z.refine((text) => !/^\*+$/.test(text), 'would allow everything: name somebody, or switch the detection off'),
)
const patterns = z.array(pattern).check(z.minLength(1, 'names nothing'))
const cidr = z.string().check(z.refine((text) => readRange(text) !== undefined, 'expected a range as 10.0.0.0/8'))

const allow = z
  .strictObject({
    principals: z.optional(patterns),
    namespaces: z.optional(patterns),
    images: z.optional(patterns),
    cidrs: z.optional(z.array(cidr).check(z.minLength(1, 'names nothing'))),
    reason,
  })
  .check(
    z.refine(
      ({ principals, namespaces, images, cidrs }) => Boolean(principals ?? namespaces ?? images ?? cidrs),
      'expected principals, namespaces, images or cidrs',
    ),
  )

export const detectionRules = z._default(
  z.record(
    z.string(),
    z.union([
      z.strictObject({ off: reason }),
      z.strictObject({
        settings: z.optional(z.record(z.string(), setting)),
        allow: z.optional(z.array(allow).check(z.minLength(1, 'allows nothing'))),
      }),
    ]),
  ),
  {},
)

// An entry that cannot be read names nobody; a burst is told by its actor alone.
const nameable: Record<Detection['kind'], readonly string[]> = {
  event: ['principals', 'namespaces', 'images', 'cidrs'],
  distinct: ['principals', 'cidrs'],
  burst: ['principals'],
  change: ['principals', 'cidrs'],
  'first-use': ['principals'],
  entry: [],
}

/** Over the text as it was read: detections that nobody knows, and what they cannot tell. */
export const ruleFaults = (raw: unknown, detections: readonly Detection[]): string[] =>
  Object.entries(membersOf(raw)).flatMap(([id, one]) => {
    const detection = detections.find((known) => known.id === id)
    if (!detection) return [`detections.${id}: no such detection`]
    const { settings, allow } = membersOf(one)
    const able = nameable[detection.kind]
    const strange = (Array.isArray(allow) ? allow : []).flatMap((entry, at) =>
      Object.keys(membersOf(entry))
        .filter((member) => nameable.event.includes(member) && !able.includes(member))
        .map((member) => `detections.${id}.allow[${at}].${member}: this detection does not tell it`),
    )
    return [...settingFaults(`detections.${id}`, detection.settings ?? {}, settings), ...strange]
  })
