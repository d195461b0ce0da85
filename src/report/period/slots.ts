// Which slots the period expects of each source at each subject, computed from cadence and births alone, and what the indexes say of each.
import type { Catalog } from '../../catalog.ts'
import { instant, seconds } from '../../clock.ts'
import type { Schedule, Tick } from '../../ledger/statement.ts'
import type { Slot } from '../../model.ts'
import { endOf } from '../../plan/incidents.ts'
import { dueAt, firstSlot, tickEvery } from '../../plan/slots.ts'
import { isSlotLine, type SlotLine } from '../../store/documents.ts'
import { byBytes } from '../../store/order.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import { type SlotsOf, type SubjectSeen, slotStatuses } from './period.ts'

/** What was said of the slots of one source, subject and cadence, over the whole period. */
type Said = {
  source: string
  subject: string
  every: number
  /** The start of the first slot that begins in the period, in seconds. */
  base: number
  statuses: Uint8Array
  sealedBy: Uint32Array
  late: Map<number, number>
  reasons: Map<number, string[]>
  /** The first and the last place of which anything was said. */
  from: number
  to: number
}

type Owing = { subjects: readonly SubjectSeen[]; catalog: Pick<Catalog, 'sources'>; head: Tick | undefined }

export const makeSlots = ({ start, end }: Slot): Watcher & { all(on: Owing): SlotsOf[] } => {
  const [begin, stop] = [seconds(start), seconds(end)]
  const said = new Map<string, Said>()

  // Slots follow each other: after a change of cadence they need not begin with a multiple of it.
  const saidOf = (source: string, subject: string, every: number, at: number): Said => {
    const offset = at % every
    const name = `${source} ${subject} ${every} ${offset}`
    const known = said.get(name)
    if (known) return known
    const base = Math.ceil((begin - offset) / every) * every + offset
    const length = Math.max(0, Math.ceil((stop - base) / every))
    const [statuses, sealedBy] = [new Uint8Array(length), new Uint32Array(length)]
    const [late, reasons] = [new Map<number, number>(), new Map<number, string[]>()]
    const fresh = { source, subject, every, base, statuses, sealedBy, late, reasons, from: length, to: -1 }
    said.set(name, fresh)
    return fresh
  }

  // Of several attempts the best counts, and of equals the first.
  const take = ({ source, subject, slot, status, lateBy, reasons }: SlotLine, sequence: number): void => {
    const at = seconds(slot.start)
    if (at < begin || at >= stop) return
    const one = saidOf(source, subject, seconds(slot.end) - at, at)
    const place = (at - one.base) / one.every
    const rank = slotStatuses.indexOf(status)
    if (rank <= (one.statuses[place] ?? 0)) return
    one.statuses[place] = rank
    one.sealedBy[place] = sequence
    one.from = Math.min(one.from, place)
    one.to = Math.max(one.to, place)
    if (lateBy > 0) one.late.set(place, lateBy)
    else one.late.delete(place)
    if (reasons.length > 0) one.reasons.set(place, reasons)
    else one.reasons.delete(place)
  }

  return {
    enter({ walked: { tick }, lines }: EntrySeen) {
      for (const line of lines) if (isSlotLine(line)) take(line, tick.sequence)
    },
    all({ subjects, catalog, head }) {
      if (!head) return []
      const bySubject = Map.groupBy([...said.values()], ({ source, subject }) => `${source} ${subject}`)
      const own = subjects.flatMap((subject) =>
        catalog.sources
          .filter(
            ({ id, of }) =>
              of === subject.subject.scope && (head.schedule[id] || bySubject.has(`${id} ${subject.slug}`)),
          )
          .flatMap(({ id, kind }) => {
            const cadence = head.schedule[id]
            const of = (every: number, at: number): Said => saidOf(id, subject.slug, every, at)
            const all = [...(bySubject.get(`${id} ${subject.slug}`) ?? [])]
            return spans(all, { subject, cadence, head, stop, of }).map((span) => cut(span, kind))
          }),
      )
      return own.sort((a, b) => byBytes(nameOf(a), nameOf(b)) || a.first - b.first)
    },
  }
}

type Span = { one: Said; from: number; to: number }
type At = {
  subject: SubjectSeen
  cadence: Schedule[string] | undefined
  head: Tick
  stop: number
  of(every: number, at: number): Said
}

// Each slot begins where the one before ends, by whatever cadence it was; by the newest one up to what was due when the ledger ended.
const spans = (all: readonly Said[], at: At): Span[] => {
  const { subject, cadence, of } = at
  const inTurn = [...all].sort((a, b) => startOf(a) - startOf(b))
  const every = inTurn[0]?.every ?? cadence?.every ?? 86_400
  const owedFrom = seconds(firstSlot(subject.from, { every } as Schedule[string]))
  const one = inTurn[0] ?? of(every, owedFrom)
  const from = Math.min(one.from, Math.max(0, Math.ceil((owedFrom - one.base) / every)))
  const isOne = inTurn.length < 2 && (cadence === undefined || cadence.every === every)
  const told = isOne ? [{ one, from, to: one.to }] : inOrder(inTurn, one.base + from * every)
  const last = told.at(-1) ?? { one, from, to: from - 1 }
  const next = last.one.base + (last.to + 1) * last.one.every
  const newest = cadence && cadence.every !== last.one.every ? of(cadence.every, next) : last.one
  const due = cadence ? lastDue(newest, cadence, at) : -1
  const owed = newest === last.one ? [] : [{ one: newest, from: (next - newest.base) / newest.every, to: due }]
  const whole = [...told.slice(0, -1), { ...last, to: newest === last.one ? Math.max(last.to, due) : last.to }, ...owed]
  return whole
    .filter((span) => span.to >= span.from)
    .flatMap((span) => outside(span, { ...at, cadence: { ...scheduled(cadence, span.one), every: span.one.every } }))
}

// What lies between two of which something was said is owed by the cadence of the first.
const inOrder = (all: readonly Said[], begin: number): Span[] => {
  const lines = all
    .flatMap((one) => [...one.statuses].flatMap((status, place) => (status > 0 ? [{ one, place }] : [])))
    .sort((a, b) => beginOf(a) - beginOf(b))
  const found: Span[] = []
  let at = begin
  for (const line of lines) {
    const start = beginOf(line)
    if (start < at) continue
    const last = found.at(-1)?.one ?? line.one
    for (; at + last.every <= start; at += last.every) add(found, last, (at - last.base) / last.every)
    add(found, line.one, line.place)
    at = start + line.one.every
  }
  return found
}

const beginOf = ({ one, place }: { one: Said; place: number }): number => one.base + place * one.every

const add = (found: Span[], one: Said, place: number): void => {
  const last = found.at(-1)
  if (last?.one === one && last.to === place - 1) last.to = place
  else found.push({ one, from: place, to: place })
}

// What a source owed by a cadence that it has no more: with the delay of now.
const scheduled = (cadence: Schedule[string] | undefined, { every }: Said): Schedule[string] =>
  cadence ?? { kind: 'state', every, delay: 0, keeps: 0 }

const startOf = ({ base, from, every }: Said): number => base + from * every

// The last place that was due at the head, and before the subject's end.
const lastDue = (one: Said, cadence: Schedule[string], { subject, head, stop }: At): number => {
  const behind = behindOf(one, cadence, subject)
  const gone = endOf(one.source, subject.vanished)
  const end = Math.min(stop, gone === null ? Number.POSITIVE_INFINITY : seconds(gone))
  const last = Math.min(
    Math.floor((seconds(head.tick) - behind - one.base) / one.every),
    Math.ceil((end - one.base) / one.every) - 1,
  )
  return Math.min(last, one.statuses.length - 1)
}

// Due times are the same number of seconds behind the start of a slot, whichever slot it is.
const behindOf = ({ source, base, every }: Said, cadence: Schedule[string], { subject }: SubjectSeen): number =>
  seconds(dueAt(source, cadence, subject, { start: instant(base), end: instant(base + every) })) - base

// Who is left out owes nothing as long as it is: nothing that was not due in the tick before, and was not read.
const outside = ({ one, from, to }: Span, { subject, cadence, head }: At & { cadence: Schedule[string] }): Span[] => {
  let parts: Span[] = [{ one, from, to }]
  const behind = behindOf(one, cadence, subject)
  const replaced = subject.replaced === undefined ? [] : [{ from: subject.replaced, to: null }]
  for (const span of [...subject.excluded, ...replaced]) {
    let first = Math.floor((seconds(span.from) - tickEvery - behind - one.base) / one.every) + 1
    while ((one.statuses[first] ?? 0) > 0) first += 1
    const last = Math.floor((seconds(span.to ?? head.tick) - one.base) / one.every) - (span.to === null ? 0 : 1)
    parts = parts.flatMap((part) =>
      first > last || last < part.from || first > part.to
        ? [part]
        : [
            { ...part, to: Math.min(part.to, first - 1) },
            { ...part, from: Math.max(part.from, last + 1) },
          ].filter((piece) => piece.to >= piece.from),
    )
  }
  return parts
}

const cut = ({ one, from, to }: Span, kind: SlotsOf['kind']): SlotsOf => ({
  source: one.source,
  subject: one.subject,
  kind,
  every: one.every,
  first: one.base + from * one.every,
  statuses: one.statuses.subarray(from, to + 1),
  sealedBy: one.sealedBy.subarray(from, to + 1),
  late: shifted(one.late, from, to),
  reasons: shifted(one.reasons, from, to),
})

const shifted = <T>(all: ReadonlyMap<number, T>, from: number, to: number): Map<number, T> =>
  new Map([...all].filter(([place]) => place >= from && place <= to).map(([place, value]) => [place - from, value]))

const nameOf = ({ source, subject, every }: SlotsOf): string => `${source} ${subject} ${String(every).padStart(9, '0')}`
