// Which years, months, days and ticks a store holds: found by leaps from name to name, never by listing what lies between.
import { isInstant } from '../../clock.ts'
import type { Instant } from '../../model.ts'
import { folder } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'

type Lists = Pick<Store, 'list'>

/** `2026`. Throws STORE_UNREADABLE, as all here. */
export const yearsOf = (store: Lists): Promise<string[]> => namesBelow(store, 'ticks/', /^\d{4}$/)

/** Months of a year, as `2026-01`. */
export const monthsOf = async (store: Lists, year: string): Promise<string[]> =>
  (await namesBelow(store, `ticks/${year}/`, /^(0[1-9]|1[0-2])$/)).map((month) => `${year}-${month}`)

/** Days of a month, as `2026-01-05`. */
export const daysOf = async (store: Lists, month: string): Promise<string[]> =>
  (await namesBelow(store, `ticks/${month.replace('-', '/')}/`, /^\d{2}$/))
    .map((day) => `${month}-${day}`)
    .filter((day) => isInstant(`${day}T00:00:00Z`))

/** Ticks of a day that put something. */
export const ticksOf = async (store: Lists, day: string): Promise<Instant[]> =>
  (await namesBelow(store, `ticks/${day.replaceAll('-', '/')}/`, /^\d{4}Z$/))
    .map((time) => `${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:00Z`)
    .filter(isInstant)

/** What lies in the folder of a tick. */
export const listedIn = (store: Lists, tick: Instant) => store.list(folder(tick))

/** Names directly below a prefix that look like this: one call for each. */
const namesBelow = async (store: Lists, prefix: string, like: RegExp): Promise<string[]> => {
  const names: string[] = []
  for (let after = prefix; ; ) {
    const key = await firstBehind(store, prefix, after)
    if (key === undefined) return names
    const [name = '', ...rest] = key.slice(prefix.length).split('/')
    if (rest.length > 0 && like.test(name)) names.push(name)
    after = rest.length > 0 ? `${prefix}${name}0` : key // in the order of keys `0` follows `/`: behind all that lies in it
  }
}

const firstBehind = async (store: Lists, prefix: string, after: string): Promise<string | undefined> => {
  for await (const { key } of store.list(prefix, after)) return key
  return undefined
}
