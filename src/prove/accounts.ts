// Accounts for slots: who is observed owes a line for every slot from its beginning to its end, computed from the cadence alone.
import type { Catalog } from '../catalog.ts'
import { instant, seconds, slotAt } from '../clock.ts'
import type { Schedule, Tick } from '../ledger/statement.ts'
import type { Instant, Slot, Subject } from '../model.ts'
import { endOf } from '../plan/incidents.ts'
import { catchUp, dueAt, firstSlot, lostAt } from '../plan/slots.ts'
import { startsOf } from '../plan/tasks.ts'
import { type IndexLine, isSlotLine, type Plan, type SlotLine } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { makeAttempts } from './attempts.ts'
import type { Findings } from './checks.ts'

/** One source at one subject; `next` is the start of the first slot without a line, `seen` holds those behind it. */
type Account = {
  source: string
  subject: Subject
  next: number
  seen: Set<number>
  until: Instant | null
  every: number
}

export type Accounts = {
  /** Takes in a tick's plan and lines; what is due by now and has no line is a finding. */
  enter(tick: Tick, plan: Plan, lines: IndexLine[]): void
  /** What was read late, badly or not at all, up to the end of the period. */
  close(end: Instant): void
}

export const makeAccounts = (catalog: Catalog, findings: Findings): Accounts => {
  let accounts = new Map<string, Account>()
  const attempts = makeAttempts(findings)
  let begun = false

  // Where the ledger's beginning is missing, nobody can say what was settled before.
  const startAt = (start: Instant, cadence: Schedule[string], { tick, previous }: Tick): number =>
    seconds(begun || previous === null ? firstSlot(start, cadence) : slotAt(tick, cadence.every).end)

  const open = ({ tasks }: Plan, tick: Tick): Map<string, Account> => {
    const start = startsOf(tasks)
    const all = new Map<string, Account>()
    for (const task of tasks) {
      for (const { id, of } of catalog.sources) {
        const cadence = tick.schedule[id]
        if (of !== task.subject.scope || !cadence) continue
        const name = nameOf(id, slug(task.subject))
        const fresh = () => ({
          source: id,
          subject: task.subject,
          next: startAt(start(task), cadence, tick),
          seen: new Set<number>(),
        })
        all.set(name, { ...(accounts.get(name) ?? fresh()), until: endOf(id, task.vanished), every: cadence.every })
      }
    }
    return all
  }

  const settle = (account: Account, fresh: number, { schedule, tick }: Tick): void => {
    const { source, subject, seen } = account
    const cadence = schedule[source]
    if (!cadence) return
    for (; account.until === null || account.next < seconds(account.until); account.next += cadence.every) {
      const slot = { start: instant(account.next), end: instant(account.next + cadence.every) }
      if (seen.delete(account.next)) {
        findings.look('slot-accounted')
        continue
      }
      const isLost = seconds(lostAt(cadence, slot)) <= seconds(tick)
      const isDue = seconds(dueAt(source, cadence, subject, slot)) <= seconds(tick)
      if (!isDue || (fresh >= catchUp && !isLost)) return // a tick catches up so many slots, the next one goes on
      findings.hold('slot-accounted', false, at(source, slug(subject)), `no line for the slot from ${slot.start}`)
    }
  }

  return {
    enter(tick, plan, lines) {
      accounts = open(plan, tick) // whoever is no longer planned was retired or excluded: plan-derives holds that
      begun = true
      const slots = lines.filter(isSlotLine)
      planned(findings, plan, slots)
      for (const line of slots) {
        const account = accounts.get(nameOf(line.source, line.subject))
        if (account && seconds(line.slot.start) >= account.next) account.seen.add(seconds(line.slot.start))
        attempts.enter(line, tick)
      }
      for (const { subject, due } of plan.tasks) {
        for (const { id } of catalog.sources) {
          const account = accounts.get(nameOf(id, slug(subject)))
          if (!account) continue
          const fresh = due.filter(({ source, slot }) => source === id && seconds(slot.start) >= account.next)
          settle(account, fresh.length, tick)
        }
      }
      attempts.settle(tick)
    },
    close(end) {
      attempts.close()
      for (const { source, subject, next, every, until } of accounts.values()) {
        const isOver = next + every <= seconds(end) && (until === null || next < seconds(until))
        if (isOver)
          findings.deviate(
            'slot-read',
            at(source, slug(subject)),
            `the slot from ${instant(next)} was not read when the ledger ended`,
          )
      }
    },
  }
}

const nameOf = (source: string, subject: string): string => `${source} ${subject}`
const at = (source: string, subject: string): string => `${source}/${subject}`

// The index has a line for every slot that its plan names, and for no other.
const planned = (findings: Findings, { tasks }: Plan, lines: SlotLine[]): void => {
  const name = (source: string, subject: string, { start, end }: Slot): string => `${source}/${subject} ${start} ${end}`
  const here = new Set(lines.map(({ source, subject, slot }) => name(source, subject, slot)))
  const wanted = new Set(
    tasks.flatMap(({ subject, due, lost }) =>
      [...due, ...lost].map(({ source, slot }) => name(source, slug(subject), slot)),
    ),
  )
  for (const one of wanted) findings.hold('slot-accounted', here.has(one), one, 'planned, and without a line')
  for (const one of here) if (!wanted.has(one)) findings.fail('slot-accounted', one, 'has a line, and was not planned')
}
