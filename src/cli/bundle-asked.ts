// How many items of a population are asked for: the same options draw a bundle and hold it.
import { readFileSync } from 'node:fs'
import { EvidenceError } from '../errors.ts'
import type { Method } from '../report/bundle/method.ts'
import type { Size } from '../report/bundle/sample.ts'
import { readSizes } from '../report/bundle/sizes.ts'

export type GivenSizes = { sample?: string; sizes?: string }

/** What is given, and nothing else. Throws USAGE, CONFIG_INVALID. */
export const sizesAsked = ({ sample, sizes }: GivenSizes): Partial<Pick<Method, 'size' | 'sizes'>> => ({
  ...(sample !== undefined && { size: sizeOf(sample) }),
  ...(sizes !== undefined && { sizes: readSizes(sizes, read(sizes)) }),
})

const sizeOf = (text: string): Size => {
  if (text === 'all') return 'all'
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new EvidenceError('USAGE', { '--sample': text }, { hint: 'expected a number from 1 on, or all' })
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError('USAGE', { '--sizes': file, why }, { hint: 'name a file that can be read', cause })
  }
}
