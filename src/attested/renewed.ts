// Whether an item of the governance register is in order: attested in time, by the right person, for everybody whom it concerns.
import { instant, seconds } from '../clock.ts'
import { type Item, items, type Register, type RegisterEntry, renewalOf } from '../config/register.ts'
import type { Attested } from '../facts/attested.ts'
import { fail, type Instant, type Outcome, pass, unknown } from '../model.ts'
import type { Kind } from './record.ts'

export type Wanted = {
  kind: Kind
  records: readonly Attested[]
  /** Looked at by somebody other than who did or wrote it. */
  byAnother?: true
  /** Of a document, whose bytes lie there as they were attested. */
  ofDocument?: true
  /** By everybody whom the register names. */
  byRoster?: true
}
type Found = { unread: string[]; faults: string[]; said: string[] }

/**
 * Judges an item from its records. What was attested and could not be looked at is unknown, before anything else is said.
 * `more`: what the control itself finds wrong, given the record that counts.
 */
export const governed = (
  item: Item,
  wanted: Wanted[],
  { asOf, register }: { asOf: Instant; register: Register | null },
  more: (counting: Attested) => string[] = () => [],
): Outcome => {
  const entry = register?.[item]
  const found = wanted.map((one) => look(item, entry, one, asOf, more))
  const unread = found.flatMap((one) => one.unread)
  if (unread.length > 0) return unknown(unread.join('; '))
  if (!register)
    return fail(`there is no governance register, config/governance.yml, so nobody answers for ${items[item].asks}`)
  if (!entry) return fail(`the governance register says nothing of ${item}: ${items[item].asks}`)
  const faults = found.flatMap((one) => one.faults)
  if (faults.length > 0) return fail(faults.join('; '))
  const { primary } = entry.responsible
  return pass(`responsible: ${primary}; ${found.flatMap((one) => one.said).join('; ')}; attested, not read from AWS`)
}

const look = (
  item: Item,
  entry: RegisterEntry | undefined,
  { kind, records, byAnother, ofDocument, byRoster }: Wanted,
  asOf: Instant,
  more: (counting: Attested) => string[],
): Found => {
  const own = records.filter(({ record }) => record.item === item)
  const unread = own.flatMap(({ document }) => (document?.state === 'unread' ? [document.why] : []))
  if (!entry || unread.length > 0) return { unread, faults: [], said: [] }
  const days = renewalOf(item, entry)
  const judged = own
    .map((one) => ({ one, wrong: wrongOf(one, entry, { byAnother, ofDocument }) }))
    .sort((a, b) => seconds(b.one.record.performedAt) - seconds(a.one.record.performedAt))
  const [newest] = judged
  if (!newest) return { unread, faults: [`no ${kind} is attested: ${command(kind, item)}`], said: [] }
  const counting = judged.find(({ wrong }) => wrong.length === 0)?.one
  if (!counting) return { unread, faults: [`${kind} of ${dayOf(newest.one)}: ${newest.wrong.join(', ')}`], said: [] }
  const due = dueOf(counting, days)
  const overdue =
    seconds(due) <= seconds(asOf)
      ? [`last ${kind} on ${dayOf(counting)}, due again by ${due.slice(0, 10)}: ${command(kind, item)}`]
      : []
  const missing = byRoster ? unreached(entry, judged, { days, asOf, kind }) : []
  const { by, reviewedBy, attestedBy } = counting.record
  const who = reviewedBy ? `${reviewedBy} on the work of ${by}` : by
  const said = `${kind} on ${dayOf(counting)} by ${who}, due again by ${due.slice(0, 10)}, put by ${attestedBy}`
  return { unread, faults: [...overdue, ...missing, ...more(counting)], said: [said] }
}

const wrongOf = (
  { putAt, record, document }: Attested,
  { document: place }: RegisterEntry,
  { byAnother, ofDocument }: { byAnother: true | undefined; ofDocument: true | undefined },
): string[] => {
  const { performedAt, by, reviewedBy, document: named } = record
  return [
    ...(seconds(performedAt) > seconds(putAt) ? [`was put before it was done, at ${putAt}`] : []),
    ...(byAnother && !reviewedBy ? ['names nobody who reviewed it'] : []),
    ...(byAnother && reviewedBy && same(by, reviewedBy) ? [`was reviewed by its own author, ${by}`] : []),
    ...(ofDocument && !named ? ['names no document: attest it with --document or its key'] : []),
    ...(named && place && !isAt(named.key, place) ? [`is of ${named.key}, and the register names ${place}`] : []),
    ...(document?.state === 'altered' || document?.state === 'missing' ? [document.why] : []),
  ]
}

const isAt = (key: string, place: string): boolean => (place.endsWith('/') ? key.startsWith(place) : key === place)

// A person is reached by any record in time that names them.
const unreached = (
  { roster = [] }: RegisterEntry,
  judged: { one: Attested; wrong: string[] }[],
  { days, asOf, kind }: { days: number; asOf: Instant; kind: Kind },
): string[] => {
  if (roster.length === 0) return ['the register names no roster, so nobody can say whom it must reach']
  const inTime = judged.filter(({ one, wrong }) => wrong.length === 0 && seconds(dueOf(one, days)) > seconds(asOf))
  const people = inTime.flatMap(({ one }) => one.record.people ?? [one.record.by])
  const missing = roster.filter((name) => !people.some((one) => same(one, name)))
  return missing.length > 0
    ? [`no ${kind} within ${days} days names ${missing.length} of ${roster.length}: ${missing.join(', ')}`]
    : []
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
const dayOf = ({ record }: Attested): string => record.performedAt.slice(0, 10)
const dueOf = ({ record }: Attested, days: number): Instant => instant(seconds(record.performedAt) + days * 86_400)

/** What to call to put such a record. */
const command = (kind: Kind, item: Item): string => `eks-evidence attest ${kind} --file FILE with item ${item}`
