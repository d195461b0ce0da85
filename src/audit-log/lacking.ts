// Why a sum over the audit log does not show that something did not happen.
import { plus, seconds } from '../clock.ts'
import type { Tally } from '../control.ts'
import type { Seen } from './seen.ts'

/** undefined where it does. `lasts`: how far back it counts, in seconds; everything where left out. */
export const lacking = <T>({ value, to, unread }: Tally<Seen<T>>, lasts?: number): string | undefined => {
  const holes = lasts === undefined ? unread : unread.filter(({ end }) => end > plus(to, -lasts))
  const [first] = holes
  if (first) {
    const hours = holes.reduce((sum, { start, end }) => sum + (seconds(end) - seconds(start)) / 3_600, 0)
    return `${hours} hours of the log were not read, the first from ${first.start}`
  }
  if (value.unreadable !== null) return `an entry of ${value.unreadable} could not be read and may have been one`
  if (value.cut !== null) return 'there were more than are carried along'
  return undefined
}
