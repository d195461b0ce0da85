// What must hold after any ticks, whatever happened on the way: nothing broken, nothing lost, nothing twice.
import { expect } from 'vitest'
import type { Pins } from '../../src/prove/pins.ts'
import { isSlotLine, readIndex, type SlotLine } from '../../src/store/documents.ts'
import { folder, parseKey } from '../../src/store/keys.ts'
import { audit, type Little, tickAt } from './little.ts'

/** After the ticks of so many hours. */
export const holds = async (at: Little, hours: number, told: Partial<Pins> = {}) => {
  const { failed, checks, result } = await audit(at.memory, hours, told)
  expect(failed).toEqual([])
  expect(result).not.toBe('broken')
  expect(checks.find(({ name }) => name === 'slot-accounted')?.looked).toBeGreaterThan(0)
  const lines: SlotLine[] = []
  const listed = new Set<string>()
  for (const key of at.memory.objects.keys()) {
    if (parseKey(key)?.kind !== 'index') continue
    listed.add(key)
    const found = await at.memory.get({ key })
    for (const line of readIndex(found?.body ?? new Uint8Array())) {
      for (const ref of isSlotLine(line) ? line.parts : [line.object]) listed.add(ref.key)
      if (isSlotLine(line)) lines.push(line)
    }
  }
  const last = tickAt(hours - 1)
  const lost = [...at.memory.objects.keys()].filter(
    (key) => key.startsWith('ticks/') && !listed.has(key) && key < folder(last),
  )
  expect(lost).toEqual([])
  return { lines, result }
}
