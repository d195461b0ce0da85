// What a bench says: one JSON object with every figure, its unit and how it was had.
import { parseArgs } from 'node:util'

export type Figure = { name: string; value: number; unit: string; how: string }

/** `conditions`: what holds for all its figures. `faults`: what must not be and was counted, each in a sentence. They alone make a bench fail, never how long it took. */
export type Bench = {
  bench: string
  quick: boolean
  conditions: string
  figures: Figure[]
  faults: string[]
  seed?: number
}

export type Asked = { quick: boolean; seed: number }

export const asked = (): Asked => {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  })
  return { quick: values.quick, seed: Number(values.seed) }
}

/** Prints the bench; a fault makes the process end with 1. */
export const tell = (bench: Bench): void => {
  process.stdout.write(`${JSON.stringify(bench)}\n`)
  if (bench.faults.length > 0) process.exitCode = 1
}

/** Three digits that count. */
export const rounded = (value: number): number => Number(value.toPrecision(value >= 1_000 ? 6 : 3))

export const megabytes = (bytes: number): number => rounded(bytes / 1e6)

/** What a work gave, and the seconds that it took. */
export const timed = async <T>(work: () => T | Promise<T>): Promise<{ value: T; seconds: number }> => {
  const begun = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - begun) / 1_000 }
}

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
