// Accounts for slots: who is observed owes a line for every slot from its beginning to its end, computed from the cadence alone.
import { instant, seconds } from '../clock.ts'
import type { Schedule, Tick } from '../ledger/statement.ts'
import type { Catalog } from '../catalog.ts'
import type { Instant, Slot, Status, Task } from '../model.ts'
import { firstSlot, lostAt, tickEvery } from '../plan/slots.ts'
import { startOf } from '../plan/tasks.ts'
import { isSlotLine, type IndexLine, type Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import type { Findings } from './checks.ts'

type Account = { source: string; subject: string; id: string; next: number; seen: Map<number, Status>; until: Instant | null }

export type Accounts = {
  /** Takes in a tick's plan and lines; what is lost by now and has no line is a finding. */
  enter(tick: Tick, plan: Plan, lines: IndexLine[]): void
  /** What was read late, badly or not at all. */
  close(): void
}

export const makeAccounts = (catalog: Catalog, findings: Findings): Accounts => {
  const accounts = new Map<string, Account>()
  const best = new Map<string, { status: Status; slot: Slot; reasons: string[] }>()

  const open = (task: Task, tasks: Task[], schedule: Schedule): void => {
    for (const { id, of } of catalog.sources) {
      const cadence = schedule[id]
      const subject = slug(task.subject)
      if (of !== task.subject.scope || !cadence) continue
      const name = `${id} ${subject}`
      const known = accounts.get(name)
      if (known) known.until = task.vanished
      else accounts.set(name, { source: id, subject, id: task.subject.id, next: seconds(firstSlot(startOf(tasks, task), cadence)), seen: new Map(), until: task.vanished })
    }
  }

  const settle = (account: Account, { schedule, tick }: Tick): void => {
    const cadence = schedule[account.source]
    if (!cadence) return
    for (;;) {
      if (account.until !== null && account.next >= seconds(account.until)) return
      const slot = { start: instant(account.next), end: instant(account.next + cadence.every) }
      const seen = account.seen.delete(account.next)
      const isDue = seconds(lostAt(cadence, slot)) <= seconds(tick) - tickEvery
      if (!seen && !isDue) return
      findings.hold('slot-accounted', seen, `${account.source}/${account.subject}`, `no line for the slot from ${slot.start}`)
      account.next += cadence.every
    }
  }

  return {
    enter(tick, plan, lines) {
      for (const task of plan.tasks) open(task, plan.tasks, tick.schedule)
      for (const line of lines) {
        if (!isSlotLine(line)) continue
        const { source, subject, slot, status, lateBy, reasons } = line
        accounts.get(`${source} ${subject}`)?.seen.set(seconds(slot.start), status)
        const at = `${source}/${subject}`
        if (lateBy > 0) findings.deviate('slot-read', at, `the slot from ${slot.start} was read ${lateBy} s late`)
        const known = best.get(`${at} ${slot.start}`)
        if (status === 'complete' || status === 'empty') best.delete(`${at} ${slot.start}`)
        else if (!known || rank(status) > rank(known.status)) best.set(`${at} ${slot.start}`, { status, slot, reasons })
        findings.look('slot-read')
      }
      for (const account of accounts.values()) settle(account, tick)
      for (const { subject } of plan.retired) for (const { id } of catalog.sources) accounts.delete(`${id} ${slug(subject)}`)
      for (const name of gone(accounts, plan)) accounts.delete(name)
    },
    close() {
      for (const [at, { status, slot, reasons }] of best) {
        const [name = at] = at.split(' ')
        findings.deviate('slot-read', name, `the slot from ${slot.start} is ${status}${reasons[0] ? `: ${reasons[0]}` : ''}`)
      }
    },
  }
}

// Excluded by a rule that the plan names: what that loosens is judged by config-weakened.
const gone = (accounts: Map<string, Account>, { tasks, excluded }: Plan): string[] => {
  if (excluded.length === 0) return []
  const here = new Set(tasks.map(({ subject }) => slug(subject)))
  const out = new Set(excluded.map(({ id }) => id))
  return [...accounts].flatMap(([name, { id, subject }]) => (out.has(id) && !here.has(subject) ? [name] : []))
}

const rank = (status: Status): number => ['missed', 'failed', 'partial', 'empty', 'complete'].indexOf(status)
