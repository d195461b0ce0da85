// acceptances.yml: failing controls that somebody with the authority to do so accepts, for a time and with a reason.
import * as z from 'zod/mini'
import { arnPattern } from '../arn-pattern.ts'
import { maybeSamePerson } from '../attested/person.ts'
import type { Catalog } from '../catalog.ts'
import { plus, seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { isRecord, writeJson } from '../json.ts'
import type { Instant } from '../model.ts'
import { instant, listIn, sentence } from './yaml.ts'

const one = z.strictObject(
  {
    control: sentence('a control is required'),
    /** Of the subjects' ARNs; `*` stands for any characters. */
    subject: sentence('a subject is required').check(
      z.refine(
        (it) => !/^\*+$/.test(it),
        'is everything there is: name what it is of, as arn:aws:eks:*:*:cluster/NAME',
      ),
    ),
    reason: sentence('a reason is required'),
    requestedBy: sentence('who requested it is required'),
    approver: sentence('an approver is required'),
    ticket: z.optional(sentence('is empty')),
    expires: instant,
  },
  'expected what is accepted, by whom and until when',
)
export const acceptancesSchema = z.strictObject(
  { acceptances: z.array(one, 'expected a list') },
  'expected acceptances and a list of them',
)

/** `since`: the tick of the first sealed configuration that holds it, whatever it says of itself; null outside of a tick. */
export type Acceptance = z.infer<typeof one> & { since: Instant | null }
export const storedAcceptance = z.extend(one, { since: z.nullable(instant) })

/** The same as long as not a word of it changes: another approver or a later end is another acceptance. */
export const acceptanceId = ({ since: _, ...said }: Said): string => sha256(writeJson(said)).slice(7, 27)

/** Seconds that one may run. */
export const longest = 366 * 86_400

type Said = { [Name in keyof Acceptance]?: string | null | undefined }

// A valid one is all text; of any other what is text can be told.
const textsOf = (value: unknown): Said =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(([, one]) => typeof one === 'string' && one.isWellFormed()),
  )

/**
 * What no schema of one of them can say: over the text as it was read, so that it is told beside whatever else is wrong.
 * `since`: from when on each counts, by its id.
 */
export const acceptanceFaults = (
  raw: unknown,
  since: Record<string, Instant>,
  { controls }: Pick<Catalog, 'controls'>,
): string[] => {
  const all = listIn(raw, 'acceptances').map(textsOf)
  const ids = all.map(acceptanceId)
  return all.flatMap(({ control, approver, requestedBy, expires }, at) => {
    const fault = (name: string, why: string): string => `acceptances[${at}].${name}: ${why}`
    const id = ids[at] ?? ''
    const from = since[id]
    return [
      ...(!control || controls.some((known) => known.id === control)
        ? []
        : [fault('control', `no such control: ${control}`)]),
      ...(isSelfApproved({ approver: approver ?? '', requestedBy: requestedBy ?? '' })
        ? [fault('approver', 'may be who requested it, by name or address')]
        : []),
      ...(from !== undefined && seconds(expires ?? '') > seconds(plus(from, longest))
        ? [fault('expires', `more than a year after ${from}, from when on it counts`)]
        : []),
      ...(ids.indexOf(id) === at ? [] : [fault('control', 'the same acceptance stands twice')]),
    ]
  })
}

export const isSelfApproved = ({ approver, requestedBy }: Pick<Acceptance, 'approver' | 'requestedBy'>): boolean =>
  maybeSamePerson(approver, requestedBy)

/** What of a subject is accepted at a tick, by control; of several the one that ends last. It never changes a verdict. */
export const acceptedAt = (
  all: readonly Acceptance[],
  subject: { id: string },
  tick: Instant,
): Record<string, { id: string; until: Instant }> => {
  const found = all
    .filter(
      ({ since, expires }) => since !== null && seconds(since) <= seconds(tick) && seconds(tick) < seconds(expires),
    )
    .filter((acceptance) => !isSelfApproved(acceptance) && arnPattern(acceptance.subject)(subject.id))
    .sort((a, b) => seconds(a.expires) - seconds(b.expires))
  return Object.fromEntries(found.map((it) => [it.control, { id: acceptanceId(it), until: it.expires }]))
}

/**
 * From when on each counts: as the configuration before has it, else from this tick on. So what is stored is bounded, and
 * follows from the entry before.
 */
export const acceptedSince = (
  all: readonly Acceptance[],
  before: readonly Acceptance[],
  tick: Instant,
): Record<string, Instant> => {
  const known = new Map(before.map((acceptance) => [acceptanceId(acceptance), acceptance.since]))
  return Object.fromEntries(all.map(acceptanceId).map((id) => [id, known.get(id) ?? tick]))
}
