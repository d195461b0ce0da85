// What a month's cost is a function of: who there is, how much is logged, and how it is observed.
import * as z from 'zod/mini'
import { EvidenceError } from '../../errors.ts'
import { type Assumed, assumed } from './assumed.ts'
import { faultsOf, membersOf } from './faults.ts'

const amount = z.number().check(z.nonnegative())
const cluster = z.strictObject({
  name: z.string(),
  region: z.string(),
  /** Bytes a day that its log group takes in, all log types together, uncompressed; null: not known. */
  loggedBytesPerDay: z.nullable(amount),
  /** How that is known. */
  measuredBy: z.string(),
  /** Log types that are on. */
  types: z.array(z.string()),
  /** What the log group holds, and for how many days it has held it; null: not known. */
  storedBytes: z.nullable(amount),
  keptDays: z.nullable(amount),
})
const schema = z.strictObject({
  /** Where the stack runs: whose prices count. */
  region: z.string(),
  /** Which are observed. */
  regions: z.array(z.string()).check(z.minLength(1)),
  clusters: z.array(cluster),
  repositories: z.array(z.strictObject({ name: z.string(), region: z.string(), images: z.nullable(amount) })),
  /** In place of what is assumed. */
  assume: z._default(z.record(z.string(), amount), {}),
})
export type Inventory = z.infer<typeof schema>
export type ClusterUse = z.infer<typeof cluster>

export type SourceOf = { id: string; of: string; every: number; first: boolean }

export type Usage = Omit<Inventory, 'assume'> & {
  assume: Assumed
  sources: SourceOf[]
  /** How many controls judge a subject of each kind. */
  controls: Record<string, number>
  lockDays: number
  streams: boolean
}

/** An inventory as `estimate --json` prints it, or as somebody wrote it for a what-if. Throws USAGE. */
export const readInventory = (value: unknown, file: string): Inventory => {
  const { data, error } = schema.safeParse(value)
  const strange = Object.keys(membersOf(value, 'assume')).filter((name) => !Object.hasOwn(assumed, name))
  const faults = [
    ...faultsOf(error),
    ...strange.map(
      (name) => `assume.${name}: there is no such assumption; there are ${Object.keys(assumed).join(', ')}`,
    ),
  ]
  if (data && faults.length === 0) return data
  const hint = 'take the member inventory of what estimate --json prints, and change it'
  throw new EvidenceError('USAGE', { '--inventory': file, faults }, { hint })
}

/** What is assumed, with what the inventory says otherwise. */
export const assumptions = (said: Inventory['assume']): Assumed =>
  ({ ...Object.fromEntries(Object.entries(assumed).map(([name, { value }]) => [name, value])), ...said }) as Assumed
