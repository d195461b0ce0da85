// The first walk over a ledger for a bundle, or over a bundle: its entries, its populations, and who stands in them.
import { plus, seconds } from '../../clock.ts'
import { keyId } from '../../ledger/dsse.ts'
import type { Tick } from '../../ledger/statement.ts'
import type { Digest, Instant, Slot } from '../../model.ts'
import { makeFindings, type Result } from '../../prove/checks.ts'
import { makeCustodian } from '../../prove/custody.ts'
import { entries } from '../../prove/entries.ts'
import { makeObjects, type Objects } from '../../prove/objects.ts'
import type { Anchor, Pins } from '../../prove/pins.ts'
import { type IndexLine, readIndex } from '../../store/documents.ts'
import type { Store } from '../../store/store.ts'
import { tail } from '../period/gather.ts'
import type { BundleDocument } from './document.ts'
import { makePopulation, type Population } from './population.ts'

/** What of an entry is remembered: a year has nine thousand. */
export type EntryAt = Pick<
  Tick,
  'sequence' | 'tick' | 'sealedAt' | 'index' | 'plan' | 'config' | 'store' | 'account'
> & {
  sha256: Digest
}

export type WalkedLedger = {
  entries: EntryAt[]
  keys: BundleDocument['keys']
  population: Population
  objects: Objects
  linesOf(entry: EntryAt): Promise<IndexLine[]>
  /** What the walk found wrong. Not that the ledger does not reach over the whole period: verify says that, and a part is asked for in time. */
  broken: Result[]
}

type On = {
  store: Store
  pins: Pins
  upTo?: Anchor | undefined
  /** An entry of the period whose index was read: for whoever wants to look at it at once. */
  meet?(entry: EntryAt, lines: readonly IndexLine[], objects: Objects): Promise<void>
}

/** Entries from the period's start on, as long as they can hold slots of it: the indexes of these are in a bundle. */
export const span = (period: Slot): { from: Instant; to: Instant } => ({
  from: period.start,
  to: plus(period.end, tail),
})
export const isWithin = ({ from, to }: ReturnType<typeof span>, { tick }: Pick<EntryAt, 'tick'>): boolean =>
  seconds(tick) >= seconds(from) && seconds(tick) < seconds(to)

/** Throws LEDGER_BROKEN, JSON_INVALID for an index that is not what was sealed, STORE_UNREADABLE. */
export const walkLedger = async ({ store, pins, upTo, meet }: On): Promise<WalkedLedger> => {
  const findings = makeFindings()
  const custodian = makeCustodian(store, pins, findings)
  const objects = makeObjects(store, findings, custodian)
  const population = makePopulation(pins.period)
  const linesOf = async ({ index }: EntryAt): Promise<IndexLine[]> => readIndex(await objects.again(index))
  const all: EntryAt[] = []
  const keys: BundleDocument['keys'] = []
  for await (const { tick: whole, sha256 } of entries({ store, pins, findings, custodian, objects, upTo })) {
    const { sequence, tick, sealedAt, index, plan, config, key, account } = whole
    const entry = { sequence, tick, sealedAt, index, plan, config, sha256, account, store: whole.store }
    all.push(entry)
    if (key) keys.push({ fingerprint: `sha256:${keyId(key.publicKey)}`, from: tick })
    if (!isWithin(span(pins.period), entry)) continue
    const lines = await linesOf(entry)
    population.enter(sequence, lines)
    await meet?.(entry, lines, objects)
  }
  const broken = findings.all().filter(({ name, state }) => state === 'fail' && name !== 'period-covered')
  return { entries: all, keys, population, objects, linesOf, broken }
}
