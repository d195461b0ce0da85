// The copy of the ledger with another owner: what is missing is put, nothing is replaced, another history is told.
import { expect, it } from 'vitest'
import { copyLedger, type LedgerCopy } from '../../src/anchors/ledger-copy.ts'
import { sha256 } from '../../src/digest.ts'
import type { Digest } from '../../src/model.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { makeSigner, putLedger } from './small-ledger.ts'

const signer = makeSigner()
const opened = async (count = 5) => {
  const store = memoryStore('s3://evidence')
  const digests = await putLedger(store, signer, count)
  return { store, digests, ledger: digests[0] as Digest }
}
const copyOf = (held = new Map<string, Uint8Array>()) => {
  const puts: string[] = []
  const copy: LedgerCopy = {
    where: 's3://theirs',
    async *keys() {
      yield* [...held.keys()]
    },
    get: async (key) => held.get(key),
    putOnce: async (key, body) => {
      puts.push(key)
      if (held.has(key)) return false
      held.set(key, body)
      return true
    },
  }
  return { copy, held, puts }
}
const isTimeUp = () => false
const bytesAt = async (store: Awaited<ReturnType<typeof opened>>['store'], sequence: number): Promise<Uint8Array> =>
  (await store.get({ key: ledgerKey(sequence) }))?.body ?? new Uint8Array()

it('puts what is missing, byte for byte, and nothing the next time', async () => {
  const { store, ledger } = await opened()
  const { copy, held, puts } = copyOf()
  expect(await copyLedger({ store, ledger, copy, isTimeUp })).toEqual({ copied: 5, left: 0, conflict: null })
  for (const sequence of [1, 5]) expect(held.get(ledgerKey(sequence))).toEqual(await bytesAt(store, sequence))
  held.delete(ledgerKey(3))
  puts.length = 0
  expect(await copyLedger({ store, ledger, copy, isTimeUp })).toEqual({ copied: 1, left: 0, conflict: null })
  expect(puts).toEqual([ledgerKey(3)])
})

it('puts nothing where the newest there is another history, and says which', async () => {
  const { store, digests, ledger } = await opened()
  const theirs = memoryStore('s3://x')
  const there = await putLedger(theirs, signer, 4, (sequence) => (sequence === 4 ? { open: 9 } : {}))
  const { copy, puts } = copyOf(new Map([[ledgerKey(4), await bytesAt(theirs, 4)]]))
  expect(await copyLedger({ store, ledger, copy, isTimeUp })).toEqual({
    copied: 0,
    left: 0,
    conflict: { sequence: 4, here: digests[3], there: there[3] },
  })
  expect(puts).toEqual([])
})

it('tells of an entry there that is not here any more, and of garbage', async () => {
  const { store, ledger } = await opened(5)
  const longer = memoryStore('s3://x')
  const there = await putLedger(longer, signer, 6)
  const gone = copyOf(new Map([[ledgerKey(6), await bytesAt(longer, 6)]]))
  expect(await copyLedger({ store, ledger, copy: gone.copy, isTimeUp })).toMatchObject({
    conflict: { sequence: 6, here: null, there: there[5] },
  })
  const garbage = copyOf(new Map([[ledgerKey(5), Buffer.from('garbage')]]))
  expect(await copyLedger({ store, ledger, copy: garbage.copy, isTimeUp })).toMatchObject({
    conflict: { sequence: 5, there: null },
  })
})

it('copies what was put first under a number, and nothing that is of another ledger', async () => {
  const { store, ledger } = await opened(3)
  const foreign = memoryStore('s3://x')
  await putLedger(foreign, signer, 4, () => ({ account: '999999999999' }))
  await store.putOnce(ledgerKey(4), await bytesAt(foreign, 4))
  await store.putOnce(ledgerKey(5), Buffer.from('garbage'))
  const { copy, held } = copyOf()
  expect(await copyLedger({ store, ledger, copy, isTimeUp })).toEqual({ copied: 3, left: 0, conflict: null })
  expect([...held.keys()]).toEqual([1, 2, 3].map(ledgerKey))
})

it('goes on another day where the time is up', async () => {
  const { store, ledger } = await opened(5)
  const { copy, held } = copyOf()
  expect(await copyLedger({ store, ledger, copy, isTimeUp: () => held.size >= 2 })).toMatchObject({ conflict: null })
  expect(held.size).toBeLessThan(5)
  expect((await copyLedger({ store, ledger, copy, isTimeUp })).left).toBe(0)
  expect(held.size).toBe(5)
})

it('adopts what another run put meanwhile, and tells where that is another entry', async () => {
  const { store, digests, ledger } = await opened(2)
  const { copy, held } = copyOf()
  const late: LedgerCopy = { ...copy, keys: () => copyOf().copy.keys() }
  held.set(ledgerKey(1), await bytesAt(store, 1))
  held.set(ledgerKey(2), Buffer.from('garbage'))
  expect(await copyLedger({ store, ledger, copy: late, isTimeUp })).toEqual({
    copied: 1,
    left: 0,
    conflict: { sequence: 2, here: digests[1], there: null },
  })
  expect(sha256(held.get(ledgerKey(2)) ?? '')).toBe(sha256('garbage'))
})
