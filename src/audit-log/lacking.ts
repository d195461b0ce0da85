// Why a sum over the audit log does not show that something did not happen.
import { isLater, plus, seconds } from '../clock.ts'
import type { Tally } from '../control.ts'
import type { Instant } from '../model.ts'
import type { Seen } from './seen.ts'

/** undefined where it does. `lasts`: how far back it counts, in seconds; everything where left out. */
export const lacking = <T>({ value, to, unread }: Tally<Seen<T>>, lasts?: number): string | undefined => {
  const isRecent = (at: Instant): boolean => lasts === undefined || isLater(at, plus(to, -lasts))
  const holes = unread.filter(({ end }) => isRecent(end))
  const [first] = holes
  if (first) {
    const hours = holes.reduce((sum, { start, end }) => sum + (seconds(end) - seconds(start)) / 3_600, 0)
    return `${hours} hours of the log were not read, the first from ${first.start}`
  }
  if (value.unreadable !== null && isRecent(value.unreadable))
    return `an entry of ${value.unreadable} could not be read and may have been one`
  return value.cut !== null && isRecent(value.cut) ? 'there were more than are carried along' : undefined
}
