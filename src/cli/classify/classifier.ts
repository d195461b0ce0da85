// Takes pieces of the input, judges what is in them, and counts what was read.
import type { AuditEntry } from '../../audit-log/entries.ts'
import type { Found } from '../../audit-log/found.ts'
import { judgeTrail } from './cloud-trail.ts'
import { isOffline, type Judging, judgeAll } from './judge.ts'
import type { Piece } from './pieces.ts'
import { itemsIn, type PassedOver } from './records.ts'
import { inOrder, pointerOf, type Sum } from './told.ts'

export type Classified = Sum & { hits: readonly Found[]; lacks: ReadonlyMap<string, string[]> }

/** `each` sees every entry before it is judged. */
export const classifier = (
  judging: Judging,
  each: (entry: AuditEntry) => void = () => undefined,
): { take(piece: Piece): void; end(): Classified } => {
  const passedOver = new Map<PassedOver, number>()
  const lacks = new Map<string, string[]>()
  let [records, entries, unreadable] = [0, 0, 0]
  const judged = judgeAll(judging, (entry) => {
    entries += 1
    if (!entry.event.readable) unreadable += 1
    each(entry)
  })
  const trail = judgeTrail(judging)
  // Several pieces may stand on one line: what is in them is numbered through.
  let here = { line: 0, items: 0 }
  return {
    take(piece) {
      if (piece.line !== here.line) here = { line: piece.line, items: 0 }
      const items = itemsIn(piece)
      const isAlone = here.items === 0 && items.length === 1
      for (const item of items) {
        here.items += 1
        if ('passedOver' in item) {
          passedOver.set(item.passedOver, (passedOver.get(item.passedOver) ?? 0) + 1)
          continue
        }
        const pointer = pointerOf(piece.line, isAlone ? undefined : here.items)
        if ('trail' in item) {
          trail.take(pointer, item)
          continue
        }
        const { lacks: lacked, ...record } = item
        if (lacked) lacks.set(pointer, lacked)
        records += 1
        judged.take({ pointer, ...record })
      }
    },
    end: () => ({
      ...{ entries, unreadable, passedOver, lacks },
      repeated: records - entries,
      lacking: lacks.size,
      trail: trail.records(),
      hits: inOrder([...judged.found(), ...trail.found()]),
      notJudged: judging.detections.filter((one) => !isOffline(one) && one.kind !== 'change'),
      off: judging.detections.flatMap(({ id }) => {
        const rule = judging.rules[id]
        return rule && 'off' in rule ? [{ id, why: rule.off }] : []
      }),
    }),
  }
}
