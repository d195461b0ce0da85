// Goes through everything that lies in the store beside the ledger's walk: what nobody listed, and what has more than one version.
import { folder, parseKey } from '../store/keys.ts'
import type { Listed, Store } from '../store/store.ts'
import type { Findings } from './checks.ts'
import { described } from './entries.ts'

/** An index lists its own folder, and the strays of the folders of so many entries before it (seal/strays.ts). */
const lag = 3

export const makeListing = (store: Store, findings: Findings) => {
  const all = grouped(store.list(''))
  /** What was met and is listed by no index yet, with the number of entries before it. */
  const unlisted = new Map<string, number>()
  /** What an index lists and the listing has not shown: it is not there, or it shows behind the folder of its tick. */
  const early = new Set<string>()
  /** Of these nothing else will tell that they are gone: they are not read again. */
  const recalled = new Set<string>()
  let entries = 0
  let next: IteratorResult<Listed[]> | undefined

  const meet = (versions: Listed[]): void => {
    const [{ key }] = versions as [Listed]
    if (key.startsWith('ledger/')) return // the walk has them
    findings.hold('single-version', versions.length === 1, key, described(versions))
    findings.hold('key-derives', parseKey(key) !== undefined, key, 'is no key of the evidence layout')
    if (early.delete(key)) findings.look('object-listed')
    else unlisted.set(key, entries)
  }
  const advance = async (until: string | undefined): Promise<void> => {
    for (;;) {
      next ??= await all.next()
      if (next.done || (until !== undefined && (next.value[0]?.key ?? '') >= until)) return
      meet(next.value)
      next = undefined
    }
  }

  return {
    /** An entry with the keys that its index lists, and the index itself. `isKnown`: it was verified before. */
    async enter(tick: string, keys: Iterable<string>, isKnown = false): Promise<void> {
      await advance(`${folder(tick)}~`)
      entries += 1
      for (const key of keys) {
        if (unlisted.delete(key)) {
          findings.look('object-listed')
          continue
        }
        early.add(key)
        if (isKnown) recalled.add(key)
      }
      for (const [key, since] of unlisted) {
        if (since >= entries - lag) break // in the order of meeting: all others are younger
        report(key)
      }
    },
    /** The folders of the newest entries may hold what a late worker left, and those behind them a tick under way: the next index lists it. */
    async close(last: string | undefined): Promise<void> {
      const young = entries - lag
      await advance(undefined)
      for (const key of recalled)
        if (early.has(key)) findings.hold('object-present', false, key, 'was verified before, and is not there')
      for (const [key, since] of unlisted) {
        const isTick = key.startsWith('ticks/') && parseKey(key) !== undefined
        if (last && isTick && key >= `${folder(last)}~`) findings.look('object-listed')
        else if (last && isTick && since >= young)
          findings.deviate('object-listed', key, 'not listed yet: the next entries can still list it')
        else report(key)
      }
    },
  }

  function report(key: string): void {
    unlisted.delete(key)
    findings.hold('object-listed', false, key, 'no index lists it')
  }
}

async function* grouped(list: AsyncIterable<Listed>): AsyncGenerator<Listed[]> {
  let same: Listed[] = []
  for await (const one of list) {
    if (same.length > 0 && same[0]?.key !== one.key) {
      yield same
      same = []
    }
    same.push(one)
  }
  if (same.length > 0) yield same
}
