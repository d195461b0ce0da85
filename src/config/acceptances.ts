// acceptances.yml: failing controls that somebody with the authority to do so accepts, for a time and with a reason.
import * as z from 'zod/mini'
import { arnPattern } from '../arn-pattern.ts'
import { maybeSamePerson } from '../attested/person.ts'
import type { Catalog } from '../catalog.ts'
import { plus, seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { writeJson } from '../json.ts'
import type { Instant } from '../model.ts'
import { instant, sentence } from './yaml.ts'

const one = z.strictObject({
  control: z.string(),
  /** Of the subjects' ARNs; `*` stands for any characters. */
  subject: sentence('a subject is required').check(
    z.refine((it) => !/^\*+$/.test(it), 'is everything there is: name what it is of, as arn:aws:eks:*:*:cluster/NAME'),
  ),
  reason: sentence('a reason is required'),
  requestedBy: sentence('who requested it is required'),
  approver: sentence('an approver is required'),
  ticket: z.optional(sentence('is empty')),
  expires: instant,
})
export const acceptancesSchema = z.strictObject({ acceptances: z.array(one) })

/** `since`: the tick of the first sealed configuration that holds it, whatever it says of itself; null outside of a tick. */
export type Acceptance = z.infer<typeof one> & { since: Instant | null }
export const storedAcceptance = z.extend(one, { since: z.nullable(instant) })

/** The same as long as not a word of it changes: another approver or a later end is another acceptance. */
export const acceptanceId = ({ since: _, ...said }: Partial<Acceptance>): string => sha256(writeJson(said)).slice(7, 27)

/** Seconds that one may run. */
export const longest = 366 * 86_400

/** What no schema of one of them can say. `file` is what they stand in. */
export const acceptanceFaults = (all: Acceptance[], { controls }: Pick<Catalog, 'controls'>): string[] => {
  const ids = all.map(acceptanceId)
  return all.flatMap((acceptance, at) => {
    const { control, since, expires } = acceptance
    const fault = (name: string, why: string): string => `acceptances[${at}].${name}: ${why}`
    return [
      ...(controls.some(({ id }) => id === control) ? [] : [fault('control', `no such control: ${control}`)]),
      ...(isSelfApproved(acceptance) ? [fault('approver', 'may be who requested it, by name or address')] : []),
      ...(since !== null && seconds(expires) > seconds(plus(since, longest))
        ? [fault('expires', `more than a year after ${since}, from when on it counts`)]
        : []),
      ...(ids.indexOf(ids[at] ?? '') === at ? [] : [fault('control', 'the same acceptance stands twice')]),
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
