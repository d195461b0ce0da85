// Chance that can be had again: the same seed gives the same numbers in the same order.

export type Chance = {
  /** From 0 up to but without 1. */
  next(): number
  /** True so often: 0.1 is once in ten. */
  happens(share: number): boolean
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  one<T>(of: readonly T[]): T
}

/** mulberry32, by Tommy Ettinger: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export const chance = (seed: number): Chance => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    happens: (share) => next() < share,
    one<T>(of: readonly T[]): T {
      if (of.length === 0) throw new RangeError('nothing to choose from')
      return of[between(0, of.length - 1)] as T
    },
  }
}
