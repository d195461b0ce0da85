// Slots by what became of them: of several attempts at one the best counts.
import type { Status } from '../../src/model.ts'
import type { SlotLine } from '../../src/store/documents.ts'

export type SlotsSeen = { source: string; status: Status; late: boolean; slots: number; attempts: number }

const order: Status[] = ['missed', 'failed', 'partial', 'empty', 'complete']

/** Of the attempts at a slot the best, and of equals the first. */
export const bestOf = (attempts: SlotLine[]): SlotLine | undefined =>
  attempts.reduce<SlotLine | undefined>(
    (best, one) => (best && order.indexOf(best.status) >= order.indexOf(one.status) ? best : one),
    undefined,
  )

/** The slots that were not read in full or not in time, by source. */
export const oddSlots = (lines: SlotLine[]): SlotsSeen[] => {
  const slots = Map.groupBy(lines, ({ source, subject, slot }) => `${source} ${subject} ${slot.start}`)
  const odd = [...slots.values()].flatMap((attempts) => {
    const best = bestOf(attempts)
    const isOdd = best && (best.lateBy > 0 || ['partial', 'failed', 'missed'].includes(best.status))
    return isOdd ? [{ source: best.source, status: best.status, late: best.lateBy > 0, attempts: attempts.length }] : []
  })
  return [...Map.groupBy(odd, ({ source, status, late }) => `${source} ${status} ${late}`).values()].flatMap((same) =>
    same.slice(0, 1).map((one) => ({
      ...one,
      slots: same.length,
      attempts: same.reduce((sum, { attempts }) => sum + attempts, 0),
    })),
  )
}
