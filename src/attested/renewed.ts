// Whether an item of the governance register is in order: attested in time, by the right person, for everybody whom it concerns.
import { seconds } from '../clock.ts'
import { type Item, items, type Register, type RegisterEntry, renewalOf } from '../config/register.ts'
import type { Attested } from '../facts/attested.ts'
import { fail, type Instant, type Outcome, pass, unknown } from '../model.ts'
import { dueOf, unreached } from './reached.ts'
import type { Kind } from './record.ts'
import { attestersOf, spokenOf } from './spoken.ts'
import { wrongOf } from './wrong.ts'

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
const none = { faults: [], said: [], rests: [] }
type Found = { unread: string[]; faults: string[]; said: string[]; rests: Attested[] }

/**
 * Judges an item from its records. What was attested, would count and could not be looked at is unknown, before anything else
 * is said. `more`: what the control itself finds wrong, given the record that counts.
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
  const said = found.flatMap((one) => one.said).join('; ')
  const attesters = attestersOf(found.flatMap((one) => one.rests))
  return pass(`attested, not read from AWS: ${said}; ${attesters}; responsible: ${entry.responsible.primary}`)
}

const look = (
  item: Item,
  entry: RegisterEntry | undefined,
  { kind, records, byAnother, ofDocument, byRoster }: Wanted,
  asOf: Instant,
  more: (counting: Attested) => string[],
): Found => {
  const own = records.filter(({ record }) => record.item === item)
  const judged = own
    .map((one) => ({ one, wrong: entry ? wrongOf(one, entry, { byAnother, ofDocument }) : [] }))
    .sort((a, b) => seconds(b.one.record.performedAt) - seconds(a.one.record.performedAt))
  const read = judged.filter(({ one }) => one.document?.state !== 'unread')
  const counting = read.find(({ wrong }) => wrong.length === 0)?.one
  // Of what a newer record names nobody can say whether it would count; an older one changes nothing.
  const isNewer = ({ record }: Attested): boolean =>
    !counting || seconds(record.performedAt) > seconds(counting.record.performedAt)
  const unread = own.flatMap((one) => (one.document?.state === 'unread' && isNewer(one) ? [one.document.why] : []))
  if (!entry || unread.length > 0) return { unread, ...none }
  const [newest] = read
  if (!newest) return { unread, faults: [`no ${kind} is attested: ${command(kind, item)}`], said: [], rests: [] }
  if (!counting) return { unread, faults: [`${newest.one.key}: ${newest.wrong.join(', ')}`], said: [], rests: [] }
  const days = renewalOf(item, entry)
  const due = dueOf(counting, days)
  const isOver = seconds(due) <= seconds(asOf)
  const inTime = read.filter(({ one, wrong }) => wrong.length === 0 && seconds(dueOf(one, days)) > seconds(asOf))
  const missing = byRoster ? unreached(entry, inTime, { days, kind }) : []
  // Whom an older one names that cannot be looked at, nobody can say.
  const unseen = judged.filter(
    ({ one }) => one.document?.state === 'unread' && seconds(dueOf(one, days)) > seconds(asOf),
  )
  if (missing.length > 0 && unseen.length > 0)
    return {
      unread: unseen.flatMap(({ one }) => (one.document?.state === 'unread' ? [one.document.why] : [])),
      ...none,
    }
  const usual = items[item].days
  const rule = days > usual ? ` (every ${days} days, where ${usual} are usual)` : ''
  const overdue = `the last ${kind}, ${counting.key}, was due again by ${due.slice(0, 10)}${rule}: ${command(kind, item)}`
  // Several may have reached them: one session each, or a record of each person.
  const others = inTime.length > 1 ? `with ${inTime.length - 1} more ` : ''
  const reached = byRoster ? `, ${others}all ${entry.roster?.length} on the roster` : ''
  return {
    unread,
    faults: [...(isOver ? [overdue] : []), ...missing, ...more(counting)],
    said: [`${spokenOf(counting)}${reached}, due again by ${due.slice(0, 10)}${rule}`],
    rests: byRoster ? inTime.map(({ one }) => one) : [counting],
  }
}

/** What to call to put such a record. */
const command = (kind: Kind, item: Item): string => `eks-evidence attest ${kind} --file FILE with item ${item}`
