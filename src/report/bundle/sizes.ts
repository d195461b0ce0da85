// sample-sizes.yml: how many items are drawn of a population, by how often it is read. The auditor's table, with defaults of ours.
import * as z from 'zod/mini'
import { faultsOf, readYaml } from '../../config/yaml.ts'
import { EvidenceError } from '../../errors.ts'
import type { Size } from './sample.ts'

/** From the rarest to the most often; a population is of the last that is at least as rare as it is read. */
export const frequencies = [
  { name: 'annual', every: 365 * 86_400 },
  { name: 'quarterly', every: 90 * 86_400 },
  { name: 'monthly', every: 28 * 86_400 },
  { name: 'weekly', every: 7 * 86_400 },
  { name: 'daily', every: 86_400 },
  { name: 'many-times-a-day', every: 0 },
] as const
export type Frequency = (typeof frequencies)[number]['name']
export type Sizes = Record<Frequency, number>

/** The upper ends of the ranges that firms use. Nobody prescribes them. */
export const defaultSizes: Sizes = {
  annual: 1,
  quarterly: 2,
  monthly: 5,
  weekly: 15,
  daily: 40,
  'many-times-a-day': 60,
}

/** `every` in seconds. */
export const frequencyOf = (every: number): Frequency =>
  frequencies.find((one) => every >= one.every)?.name ?? 'many-times-a-day'

const size = z.int('expected a whole number').check(z.positive('expected at least 1'))
const sizesSchema = z.strictObject(
  {
    annual: z._default(size, defaultSizes.annual),
    quarterly: z._default(size, defaultSizes.quarterly),
    monthly: z._default(size, defaultSizes.monthly),
    weekly: z._default(size, defaultSizes.weekly),
    daily: z._default(size, defaultSizes.daily),
    'many-times-a-day': z._default(size, defaultSizes['many-times-a-day']),
  },
  'expected sizes by frequency, as daily: 25',
)

/** What the file leaves out is as by default. Throws CONFIG_INVALID. */
export const readSizes = (name: string, text: string): Sizes => {
  const read = readYaml({ name, text })
  const { data, error } = 'faults' in read ? {} : sizesSchema.safeParse(read.value ?? {})
  if (data) return data
  const faults = 'faults' in read ? read.faults : faultsOf(error, name)
  throw new EvidenceError('CONFIG_INVALID', { faults }, { hint: 'docs/operations.md shows the whole file' })
}

/** `sample` overrides the table for every population. */
export const sizeOf = (sizes: Sizes, every: number, sample?: Size): Size => sample ?? sizes[frequencyOf(every)]
