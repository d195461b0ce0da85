// Finds entries of the ledger by few reads: the newest one, that of a tick, those of a day.
import pMap from 'p-map'
import { isLater, seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import { type Entry, readAt, type Stated } from '../../ledger/chain.ts'
import { keyId } from '../../ledger/dsse.ts'
import { findHead } from '../../ledger/head.ts'
import type { Instant } from '../../model.ts'
import { parseKey } from '../../store/keys.ts'
import type { Site } from './site.ts'

/** `by`: who vouches for it. `ledger`: the key that the store itself names, which anybody could have put there. */
export type Top = { entry: Entry; by: 'pinned' | 'ledger' | 'nobody' }

/**
 * The newest entry that a pinned key vouches for; where none is pinned, or none of them signed here, that of the key which the
 * first entry names; else whatever lies under the highest number. Undefined for an empty ledger. Throws STORE_UNREADABLE.
 */
export const topOf = async (site: Site): Promise<Top | undefined> => {
  const first = await entryAt(site, 1)
  const own = first?.tick.key?.publicKey
  for (const key of pinnedKeys(site).reverse()) {
    const entry = await headBy(site, key, own)
    if (entry) return { entry, by: 'pinned' }
  }
  const entry = own === undefined ? undefined : await headBy(site, own, own)
  if (entry) return { entry, by: 'ledger' }
  const highest = await highestOf(site)
  return highest && { entry: highest, by: 'nobody' }
}

/** PEM, in the order in which they signed. */
export const pinnedKeys = ({ pins: { publicKey, laterKeys } }: Site): string[] =>
  publicKey === undefined ? [] : [publicKey, ...(laterKeys ?? [])]

// What the first entry was not signed by, and no entry describes, would be looked for through the whole ledger.
const headBy = async (site: Site, key: string, genesis: string | undefined): Promise<Entry | undefined> => {
  const isFirst = pinnedKeys(site)[0] === key
  if (isFirst && genesis !== undefined && idOf(genesis) !== keyId(key)) return undefined
  try {
    return await findHead(site.store, { own: key }, site.now)
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'LEDGER_BROKEN') return undefined
    throw error
  }
}

const idOf = (publicKey: string): string | undefined => {
  try {
    return keyId(publicKey)
  } catch {
    return undefined // the text is no key
  }
}

const highestOf = async (site: Site): Promise<Stated | undefined> => {
  const numbers: number[] = []
  for await (const { key, deleteMarker } of site.store.list('ledger/')) {
    const parsed = parseKey(key)
    if (parsed?.kind === 'ledger' && !deleteMarker) numbers.push(parsed.sequence)
  }
  for (const sequence of numbers.reverse()) {
    const found = await entryAt(site, sequence)
    if (found) return found
  }
  return undefined
}

/** What lies under a number, whoever signed it; from memory where it was read before. Throws STORE_UNREADABLE. */
export const entryAt = async (site: Site, sequence: number): Promise<Stated | undefined> => {
  const known = site.entries.get(sequence)
  if (known) return known
  const found = await readAt(site.store, { sequence })
  if (found) site.entries.set(sequence, found)
  return found
}

/** The entry that seals a tick: found by halving, for ticks follow each other as entries do. */
export const entryOf = async (site: Site, tick: Instant, top: Top): Promise<Stated | undefined> => {
  const at = await firstFrom(site, tick, top)
  return at?.tick.tick === tick ? at : undefined
}

/** The entries of the ticks of `[from, to)`, in order. */
export const entriesOf = async (
  site: Site,
  { from, to }: { from: Instant; to: Instant },
  top: Top,
): Promise<Stated[]> => {
  const found: Stated[] = []
  const first = await firstFrom(site, from, top)
  if (!first) return found
  let last = first.tick.tick
  for (let sequence = first.tick.sequence; sequence <= top.entry.tick.sequence && isLater(to, last); ) {
    // One entry an hour, but for ticks by hand: so many at once as there are hours left.
    const hours = Math.ceil((seconds(to) - seconds(last)) / 3_600)
    const many = Math.min(hours, 24, top.entry.tick.sequence - sequence + 1)
    const numbers = Array.from({ length: many }, (_, more) => sequence + more)
    const read = await pMap(numbers, (one) => entryAt(site, one), { concurrency: 12 })
    const own = read.filter((one) => one !== undefined)
    found.push(...own.filter(({ tick }) => !isLater(from, tick.tick) && isLater(to, tick.tick)))
    last = own.at(-1)?.tick.tick ?? last
    sequence += many
  }
  return found
}

/** The first entry of this tick or a later one. */
const firstFrom = async (site: Site, from: Instant, { entry }: Top): Promise<Stated | undefined> => {
  const { tick: newest } = entry
  if (isLater(from, newest.tick)) return undefined
  // No more than one entry an hour was sealed, unless somebody ran ticks by hand: a first guess, then halves.
  let guess = newest.sequence - Math.ceil((seconds(newest.tick) - seconds(from)) / 3_600)
  let [low, high] = [1, newest.sequence]
  while (low < high) {
    const middle = Math.min(Math.max(guess, low), high - 1)
    const read = await nearest(site, middle, high)
    if (!read || !isLater(from, read.tick.tick)) high = middle
    else low = read.tick.sequence + 1
    guess = Math.floor((low + high) / 2)
  }
  return nearest(site, low, newest.sequence + 1)
}

// A number under which nothing of this ledger lies is passed over.
const nearest = async (site: Site, from: number, below: number): Promise<Stated | undefined> => {
  for (let sequence = from; sequence < below; sequence++) {
    const read = await entryAt(site, sequence)
    if (read) return read
  }
  return undefined
}
