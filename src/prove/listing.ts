// Goes through everything that lies in the store beside the ledger's walk: what nobody listed, and what has more than one version.

import type { Instant } from '../model.ts'
import { folder, parseKey } from '../store/keys.ts'
import type { Listed, Store } from '../store/store.ts'
import type { Findings } from './checks.ts'
import type { Custodian } from './custody.ts'
import { oneVersion } from './entries.ts'
import { putLate } from './late.ts'

/** An index lists its own folder, and the strays of the folders of so many entries before it (seal/strays.ts). */
const lag = 3

/** Its oldest version, and the number of entries before it. */
type Met = { since: number; first: Listed | undefined }

export const makeListing = (store: Store, findings: Findings, custodian: Custodian) => {
  const all = grouped(store.list(''))
  /** What was met and is listed by no index yet. */
  const unlisted = new Map<string, Met>()
  /** What an index lists and the listing has not shown: it is not there, or it shows behind the folder of its tick. */
  const early = new Set<string>()
  /** Of these nothing else will tell that they are gone: they are not read again. */
  const recalled = new Set<string>()
  let entries = 0
  let next: IteratorResult<Listed[]> | undefined

  const meet = (versions: Listed[]): void => {
    const [{ key }] = versions as [Listed]
    if (key.startsWith('ledger/')) return // the walk has them
    oneVersion(findings, key, versions)
    findings.hold('key-derives', parseKey(key) !== undefined, key, 'is no key of the evidence layout')
    if (early.delete(key)) findings.look('object-listed')
    else unlisted.set(key, { since: entries, first: versions.findLast(({ deleteMarker }) => !deleteMarker) })
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
    /** An entry with its index and the keys that it lists. `isKnown`: it was verified before. */
    async enter(tick: string, index: string, keys: Iterable<string>, isKnown = false): Promise<void> {
      await advance(`${folder(tick)}~`)
      entries += 1
      const closed = unlisted.get(index)?.first?.at ?? null
      for (const key of [index, ...keys]) {
        if (unlisted.delete(key)) {
          findings.look('object-listed')
          continue
        }
        early.add(key)
        if (isKnown) recalled.add(key)
      }
      for (const [key, met] of unlisted) {
        if (met.since >= entries - lag) break // in the order of meeting: all others are younger
        await report(key, met, closed)
      }
    },
    /** The folders of the newest entries may hold what a late worker left, and those behind them a tick under way: the next index lists it. */
    async close(last: string | undefined): Promise<void> {
      const young = entries - lag
      await advance(undefined)
      for (const key of recalled)
        if (early.has(key)) findings.hold('object-present', false, key, 'was verified before, and is not there')
      if (last === undefined && unlisted.size > 0) {
        const what = `${unlisted.size} objects, and no entry of the pinned ledger that could list them`
        findings.hold('object-listed', false, store.where, what)
        return
      }
      for (const [key, met] of unlisted) {
        const isTick = key.startsWith('ticks/') && parseKey(key) !== undefined
        if (last && isTick && key >= `${folder(last)}~`) findings.look('object-listed')
        else if (last && isTick && met.since >= young)
          findings.deviate('object-listed', key, 'not listed yet: the next entries can still list it')
        else await report(key, met, null)
      }
    },
  }

  // `closed`: when the index was put that was the last to list it.
  async function report(key: string, { first }: Met, closed: Instant | null): Promise<void> {
    unlisted.delete(key)
    const late = first && (await putLate(store, custodian, first, closed))
    if (late) {
      findings.look('object-listed')
      findings.deviate(
        'object-listed',
        key,
        `put at ${late}, when no index could list it any more: nothing rests on it`,
      )
    } else findings.hold('object-listed', false, key, 'no index lists it')
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
