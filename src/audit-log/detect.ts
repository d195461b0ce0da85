// Runs every detection over one window's exchanges: pure, in one pass, bounded in what it returns.
import { seconds } from '../clock.ts'
import type { Detection, Rules } from '../detection.ts'
import type { Exchange, Slot } from '../model.ts'
import { byOneClock } from './clock-skew.ts'
import { burstsIn, countDistinct } from './counted.ts'
import { recordsOf } from './entries.ts'
import { firstUses, type Past } from './first-use.ts'
import { bounded, type Found } from './found.ts'
import { readQueries } from './insights.ts'
import { judgeEntries } from './judged.ts'
import { collectCounts, requests } from './requests.ts'

/**
 * One hit per detection and request, one per actor that did something often, one per principal that `past` does not show, one per
 * kind of unreadable entry.
 * Sorted by detection, time, audit id.
 */
export const detect = (
  detections: readonly Detection[],
  exchanges: Iterable<Exchange>,
  { slot, rules, past }: { slot: Slot; rules: Rules; past?: Past | undefined },
): Found[] => {
  const entries = judgeEntries(detections, rules, slot)
  const distinct = countDistinct(detections, rules, slot)
  const first = firstUses(detections, rules, slot, past)
  const counts = collectCounts()
  const clock = byOneClock()
  const onEntry = recordsOf((given) => {
    const entry = clock.entry(given)
    entries.judge(entry)
    distinct.take(entry)
    first.take(entry)
  })
  const queries = readQueries(exchanges, (query, row) => {
    onEntry(query, row)
    counts.onRow(query, row)
  })
  const [start, end] = [seconds(slot.start) * 1_000, seconds(slot.end) * 1_000]
  const rows = requests(counts.within(queries, start, end))
  return bounded([
    ...clock.hits([...entries.found(), ...distinct.found(), ...first.found()]),
    ...burstsIn(detections, rules, rows, slot),
  ])
}
