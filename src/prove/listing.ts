// Goes through everything that lies in the store beside the ledger's walk: what nobody listed, and what has more than one version.
import { folder, parseKey } from '../store/keys.ts'
import type { Listed, Store } from '../store/store.ts'
import type { Findings } from './checks.ts'
import { described } from './entries.ts'

/** An index lists its own folder, and strays of the folders of so many ticks before it. */
const lag = 4

export const makeListing = (store: Store, findings: Findings) => {
  const all = grouped(store.list(''))
  const unlisted = new Map<string, number>()
  const early = new Set<string>()
  let entries = 0
  let next: IteratorResult<Listed[]> | undefined

  const meet = (versions: Listed[]): void => {
    const [{ key }] = versions as [Listed]
    const parsed = parseKey(key)
    if (parsed?.kind === 'ledger' || key.startsWith('ledger/')) return // the walk has them
    findings.hold('single-version', versions.length === 1, key, described(versions))
    findings.hold('key-derives', parsed !== undefined, key, 'is no key of the evidence layout')
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
    /** An entry with the keys that its index lists, and the index itself. */
    async enter(tick: string, keys: Iterable<string>): Promise<void> {
      await advance(`${folder(tick)}~`)
      entries += 1
      for (const key of keys) {
        if (unlisted.delete(key)) findings.look('object-listed')
        else early.add(key)
      }
      for (const [key, since] of unlisted) if (since < entries - lag) report(key)
    },
    /** What lies behind the last entry may be a tick that is not sealed yet; everything else is foreign. */
    async close(last: string | undefined): Promise<void> {
      await advance(undefined)
      for (const [key] of unlisted) if (!last || !isAfter(key, last)) report(key)
    },
  }

  function report(key: string): void {
    unlisted.delete(key)
    findings.look('object-listed')
    findings.fail('object-listed', key, 'no index lists it')
  }
}

// The newest folders may hold what a late worker left and the next seal will list.
const isAfter = (key: string, last: string): boolean => key.startsWith('ticks/') && key >= folder(last)

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
