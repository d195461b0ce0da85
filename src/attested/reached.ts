// Whom records reach, of those whom the register names.
import { instant, seconds } from '../clock.ts'
import type { RegisterEntry } from '../config/register.ts'
import type { Attested } from '../facts/attested.ts'
import type { Instant } from '../model.ts'
import { isSameName } from './person.ts'
import type { Kind } from './record.ts'

export const dueOf = ({ record }: Pick<Attested, 'record'>, days: number): Instant =>
  instant(seconds(record.performedAt) + days * 86_400)

/** A person is reached by any record in time that names them. */
export const unreached = (
  { roster = [] }: RegisterEntry,
  inTime: { one: Attested }[],
  { days, kind }: { days: number; kind: Kind },
): string[] => {
  if (roster.length === 0) return ['the register names no roster, so nobody can say whom it must reach']
  // Nobody acknowledges for others; a list of those who attended is another person's.
  const people = inTime.flatMap(({ one: { record } }) =>
    kind === 'acknowledgement' ? [record.by] : (record.people ?? [record.by]),
  )
  const missing = roster.filter((name) => !people.some((one) => isSameName(one, name)))
  return missing.length > 0
    ? [`no ${kind} within ${days} days names ${missing.length} of ${roster.length}: ${missing.join(', ')}`]
    : []
}
