// What the configuration says of detections: settings, who may do what nobody is told of, and which are off. Each with its reason.
import * as z from 'zod/mini'
import { narrow } from '../answers/cidr.ts'
import { rangeOf } from '../audit-log/address.ts'
import { podMakers } from '../audit-log/pod-spec.ts'
import type { Detection } from '../detection.ts'
import { membersOf, sentence, setting, settingFaults } from './yaml.ts'

const everything = 'would allow everything: name somebody, or switch the detection off'
// It stands on every hit that it lets pass.
const reason = sentence('a reason is required').check(z.maxLength(500, 'is longer than 500 characters'))
const pattern = z.string('expected text').check(
  z.minLength(1, 'names nothing'),
  z.refine((text) => text.isWellFormed(), 'is no Unicode text'),
  z.refine((text) => !/^\*+$/.test(text), everything),
)
const patterns = z.array(pattern, 'expected a list of names').check(z.minLength(1, 'names nothing'))
const cidr = z.string('expected text').check(
  z.refine((text) => rangeOf(text) !== undefined, 'expected a range as 10.0.0.0/8'),
  z.refine((text) => narrow(rangeOf(text)?.prefix ?? 32) === (rangeOf(text)?.prefix ?? 32), everything),
)
const cidrs = z.array(cidr, 'expected a list of ranges').check(z.minLength(1, 'names nothing'))

const allow = z
  .strictObject(
    {
      principals: z.optional(patterns),
      namespaces: z.optional(patterns),
      images: z.optional(patterns),
      cidrs: z.optional(cidrs),
      reason,
    },
    'expected what it lets pass, with a reason',
  )
  .check(
    z.refine(
      ({ principals, namespaces, images, cidrs }) => Boolean(principals ?? namespaces ?? images ?? cidrs),
      'expected principals, namespaces, images or cidrs',
    ),
  )

const rule = z
  .strictObject(
    {
      off: z.optional(reason),
      settings: z.optional(z.record(z.string(), setting, 'expected settings by their names')),
      allow: z.optional(z.array(allow, 'expected a list').check(z.minLength(1, 'allows nothing'))),
    },
    'expected off with a reason, or settings and allow',
  )
  .check(
    z.refine(
      ({ off, settings, allow }) => off === undefined || (settings === undefined && allow === undefined),
      'is off: it has no settings, and lets nobody pass',
    ),
  )

export const detectionRules = z._default(z.record(z.string(), rule, 'expected detections by their ids'), {})

// An entry that cannot be read names nobody; a burst is told by its actor alone.
const nameable: Record<Detection['kind'], readonly string[]> = {
  event: ['principals', 'namespaces', 'images', 'cidrs'],
  distinct: ['principals', 'cidrs'],
  burst: ['principals'],
  change: ['principals', 'cidrs'],
  'first-use': ['principals'],
  entry: [],
}

const runsImages = (detection: Detection): boolean =>
  !('select' in detection) ||
  !detection.select.resource ||
  detection.select.resource.some((one) => podMakers.includes(one))

/** Over the text as it was read: detections that nobody knows, and what they cannot tell. */
export const ruleFaults = (raw: unknown, detections: readonly Detection[]): string[] =>
  Object.entries(membersOf(raw)).flatMap(([id, one]) => {
    const detection = detections.find((known) => known.id === id)
    if (!detection) return [`detections.${id}: no such detection`]
    const { settings, allow } = membersOf(one)
    const able = nameable[detection.kind].filter((member) => member !== 'images' || runsImages(detection))
    const strange = (Array.isArray(allow) ? allow : []).flatMap((entry, at) =>
      Object.keys(membersOf(entry))
        .filter((member) => nameable.event.includes(member) && !able.includes(member))
        .map((member) => `detections.${id}.allow[${at}].${member}: this detection does not tell it`),
    )
    return [...settingFaults(`detections.${id}`, detection.settings ?? {}, settings), ...strange]
  })
