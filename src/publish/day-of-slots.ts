// What became of the slots that the ticks of a day accounted for, from their sealed indexes, one at a time.
import { seconds } from '../clock.ts'
import { type Entry, entryBefore } from '../ledger/chain.ts'
import { sealed } from '../ledger/sealed.ts'
import { isSlotLine, readIndex } from '../store/documents.ts'
import type { Store } from '../store/store.ts'
import type { SlotsOfDay } from './heartbeat.ts'

/** The ticks of the day up to and with this entry's. A slot that was tried several times counts once, by what became of it. */
export const dayOfSlots = async (store: Store, head: Entry): Promise<SlotsOfDay> => {
  const entries: Entry[] = []
  const from = seconds(head.tick.tick) - 86_400
  for (let entry: Entry | undefined = head; entry && seconds(entry.tick.tick) > from; ) {
    entries.unshift(entry)
    entry = await entryBefore(store, entry)
  }
  // Only what is not read is remembered, so that this is small where most is.
  const open = new Set<string>()
  let [read, missed] = [0, 0]
  for (const { tick } of entries) {
    for (const line of readIndex(await sealed(store, tick.index))) {
      if (!isSlotLine(line)) continue
      const name = `${line.source} ${line.subject} ${line.slot.start}`
      if (line.status === 'partial' || line.status === 'failed') open.add(name)
      else open.delete(name)
      if (line.status === 'missed') missed += 1
      if (line.status === 'complete' || line.status === 'empty') read += 1
    }
  }
  return { expected: read + missed + open.size, read, missed, open: open.size }
}
