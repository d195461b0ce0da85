// What became of each slot: its best attempt, once no further one can come.
import { plus, seconds } from '../clock.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant, Slot, Status } from '../model.ts'
import { lostAt } from '../plan/slots.ts'
import type { SlotLine } from '../store/documents.ts'
import type { Findings } from './checks.ts'

type Attempt = { at: string; status: Status; slot: Slot; reason: string; until: Instant }

export const makeAttempts = (findings: Findings) => {
  /** Slots not read yet. They leave when they are read or lost, so that their number does not grow with the years. */
  const open = new Map<string, Attempt>()

  const report = ({ at, status, slot, reason }: Attempt): void =>
    findings.deviate('slot-read', at, `the slot from ${slot.start} is ${status}${reason ? `: ${reason}` : ''}`)

  return {
    enter({ source, subject, slot, status, lateBy, reasons }: SlotLine, { schedule }: Tick): void {
      const at = `${source}/${subject}`
      const name = `${at} ${slot.start}`
      findings.look('slot-read')
      if (status === 'complete' || status === 'empty') {
        open.delete(name)
        if (lateBy > 0) findings.deviate('slot-read', at, `the slot from ${slot.start} was read ${lateBy} s late`)
        return
      }
      const known = open.get(name)
      if (known && rank(known.status) >= rank(status)) return
      const cadence = schedule[source]
      const until = cadence ? lostAt(cadence, slot) : plus(slot.end, 0)
      open.set(name, { at, status, slot, reason: reasons[0] ?? '', until })
    },
    /** What is lost by now will not be read any more. */
    settle({ tick }: Tick): void {
      for (const [name, attempt] of open) {
        if (seconds(attempt.until) > seconds(tick)) continue
        report(attempt)
        open.delete(name)
      }
    },
    close(): void {
      for (const attempt of open.values()) report(attempt)
    },
  }
}

const rank = (status: Status): number => ['missed', 'failed', 'partial', 'empty', 'complete'].indexOf(status)
