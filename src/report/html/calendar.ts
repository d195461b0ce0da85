// Days in weeks, months and ticks of a time axis, in UTC and without a locale.
import { instant, seconds } from '../../clock.ts'

const day = 86_400
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Days since 1970 of `2026-01-05`, or of the day of an instant. */
export const dayNumber = (at: string): number => Math.floor(seconds(`${at.slice(0, 10)}T00:00:00Z`) / day)
export const dayName = (number: number): string => instant(number * day).slice(0, 10)
/** 0 is Monday: 1970 began on a Thursday. */
export const weekday = (number: number): number => (((number + 3) % 7) + 7) % 7
export const weekdayName = (number: number): string => weekdays[weekday(number)] ?? ''
/** `Jan`, and in January or where it is asked for with the year. */
export const monthName = (date: string, withYear = false): string => {
  const month = months[Number(date.slice(5, 7)) - 1] ?? ''
  return withYear || month === 'Jan' ? `${month} ${date.slice(0, 4)}` : month
}

/** Days at which a time axis has a mark: at most `most`, on firsts of months as long as there are three of them. */
export const axisDays = (from: number, to: number, most: number): number[] => {
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, nth) => from + nth)
  const firsts = all.filter((one) => dayName(one).endsWith('-01'))
  const chosen = firsts.length >= 3 ? firsts : all
  const every = Math.ceil(chosen.length / most)
  return chosen.filter((_, nth) => nth % every === 0)
}
