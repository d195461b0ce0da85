// Runs an example of a detection by the path of its kind: what the log holds becomes hits.
import { useKey, uses } from '../../src/audit-log/activity/uses.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import type { Past } from '../../src/audit-log/first-use.ts'
import type { Found } from '../../src/audit-log/found.ts'
import { joining, nothingSeen, type Seen } from '../../src/audit-log/seen.ts'
import { changesFound } from '../../src/changes/detect.ts'
import { slotAt } from '../../src/clock.ts'
import type { Settings } from '../../src/control.ts'
import type { BurstRow, Detection, Example, Rules } from '../../src/detection.ts'
import { historyOfRecords } from '../../src/examples/change-events.ts'
import type { Exchange } from '../../src/model.ts'
import { slot, subject } from '../audit-log/account.ts'

const region = { id: 'aws://111122223333/eu-central-1', region: 'eu-central-1' }

export const entriesOf = (example: Example): readonly unknown[] => ('log' in example ? example.log : example)
export const rulesOf = ({ id }: Detection, example: Example): Rules =>
  'log' in example ? { [id]: { settings: example.settings as Settings } } : {}
const text = (entry: unknown): string => (typeof entry === 'string' ? entry : JSON.stringify(entry))
const counted = ({ actor, verb, resource, code, count }: BurstRow): Record<string, string> =>
  countExample(count, { 'user.username': actor, verb, 'objectRef.resource': resource, 'responseStatus.code': code })

/** Of a principal's first use the entries before the slot are its history, read from the hour of the first of them on. */
export const inSlot = ({ kind }: Detection, example: Example): readonly unknown[] =>
  kind === 'first-use' ? entriesOf(example).filter((one) => timeOf(one) >= slot.start) : entriesOf(example)

const timeOf = (entry: unknown): string => String((entry as { stageTimestamp: unknown }).stageTimestamp)

const pastOf = (example: Example): Past => {
  const before = entriesOf(example).flatMap((one) => {
    const event = readEvent(text(one))
    return event.readable && event.at !== null && event.at < slot.start ? [{ key: useKey(event), at: event.at }] : []
  })
  const [first] = before.map(({ at }) => at).sort()
  if (!first) return { cluster: subject.id, of: () => undefined }
  const join = joining<object>(uses.most)
  const seen = before.reduce<Seen<object>>(
    (sum, { key, at }) => join(sum, { ...nothingSeen(), items: { [key]: { at } } }),
    nothingSeen(),
  )
  const from = slotAt(first, 3_600).start
  const history = { seen, from, covered: [{ start: from, end: slot.start }], unread: [] }
  return { cluster: subject.id, of: () => history }
}

/** `exchanges`: in place of what the example's own entries become. */
export const hitsOf = (detection: Detection, example: Example, exchanges?: Exchange[]): Found[] => {
  const rules = rulesOf(detection, example)
  const entries = inSlot(detection, example)
  if (detection.kind === 'change') {
    const history = historyOfRecords(entries as Record<string, unknown>[])
    return changesFound([detection], history, { subject: region, slot, rules })
  }
  const window =
    detection.kind === 'burst'
      ? windowExample(slot, { counts: (entries as BurstRow[]).map(counted) })
      : windowExample(slot, { messages: entries.map(text) })
  const past = detection.kind === 'first-use' ? pastOf(example) : undefined
  return detect([detection], exchanges ?? window, { slot, rules, past })
}
