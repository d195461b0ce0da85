// The head of the ledger, whatever others put among the entries.
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import { type Head, ledgerId, readEntry } from '../../src/ledger/chain.ts'
import { seal } from '../../src/ledger/dsse.ts'
import { findHead } from '../../src/ledger/head.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { writeStatement } from '../../src/ledger/statement.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { tick } from './statements.ts'

const signerOf = (): Signer & { publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return {
    publicKey: pem,
    describe: async () => ({ id: 'local', publicKey: pem, describeKey: null }),
    sign: async (message) => sign('sha256', message, privateKey),
  }
}
const own = signerOf()
const entry = (sequence: number, by: Signer = own) => seal(writeStatement(tick({ sequence })), by)

/** Three entries, and what a test lays among them: newest first, null for a delete marker. */
const ledger = async (more: Record<string, (Uint8Array | null)[]> = {}) => {
  const objects: Record<string, (Uint8Array | null)[]> = {}
  for (const sequence of [1, 2, 3]) objects[ledgerKey(sequence)] = [await entry(sequence)]
  const held = Object.entries({ ...objects, ...more }).map(([key, bodies]) => [
    key,
    bodies.map((body, at) => ({ versionId: `v${bodies.length - at}`, body, at: null, custody: null })),
  ])
  return memoryStore('s3://x', new Map(held as never))
}
const headOf = async (more: Parameters<typeof ledger>[0] = {}) =>
  (await findHead(await ledger(more), { own: own.publicKey }))?.tick.sequence
const garbage = Buffer.from('garbage')

describe('the head', () => {
  it('is none of an empty ledger', async () => {
    expect(await findHead(memoryStore('/x'), { own: own.publicKey })).toBeUndefined()
  })

  it('is the newest entry, with the digest that the next one binds', async () => {
    const head = await findHead(await ledger(), { own: own.publicKey })
    expect(head).toMatchObject({ tick: { sequence: 3 }, sha256: sha256(writeStatement(tick({ sequence: 3 }))) })
  })

  it.each<[string, () => Promise<Parameters<typeof ledger>[0]>]>([
    ['garbage at the next number', async () => ({ [ledgerKey(4)]: [garbage] })],
    ['garbage at the highest number', async () => ({ [ledgerKey(999_999_999_999)]: [garbage] })],
    ['an entry under another number', async () => ({ [ledgerKey(7)]: [await entry(2)] })],
    ['an entry of another key', async () => ({ [ledgerKey(4)]: [await entry(4, signerOf())] })],
    [
      'names that are no numbers',
      async () => ({ 'ledger/4': [await entry(4)], 'ledger/4.dsse.json': [await entry(4)] }),
    ],
    ['a delete marker over the newest', async () => ({ [ledgerKey(3)]: [null, await entry(3)] })],
    ['a later put over the newest', async () => ({ [ledgerKey(3)]: [garbage, null, await entry(3)] })],
    ['a delete marker alone', async () => ({ [ledgerKey(4)]: [null] })],
  ])('is not moved by %s', async (_, more) => {
    expect(await headOf(await more())).toBe(3)
  })

  it.each([
    ['an hour before the first', '2026-01-04T23:20:00Z'],
    ['at the first', '2026-01-05T00:20:00Z'],
    ['after forty days without an entry', '2026-02-14T00:20:00Z'],
    ['after ten years without an entry', '2036-01-05T00:20:00Z'],
  ])('is the same %s', async (_, now) => {
    expect((await findHead(await ledger(), { own: own.publicKey }, now))?.tick.sequence).toBe(3)
    expect(await findHead(memoryStore('/x'), { own: own.publicKey }, now)).toBeUndefined()
  })

  it('is found without listing what is old', async () => {
    const store = memoryStore('/x')
    for (let sequence = 1; sequence <= 600; sequence++) await store.putOnce(ledgerKey(sequence), await entry(sequence))
    const listed: string[] = []
    const heard = {
      ...store,
      async *list(prefix: string, after?: string) {
        for await (const one of store.list(prefix, after)) {
          listed.push(one.key)
          yield one
        }
      },
    }
    const head = await findHead(heard, { own: own.publicKey }, plus(tick().tick, 599 * 3_600))
    expect(head?.tick.sequence).toBe(600)
    expect(listed.length).toBeLessThan(300)
  })

  it('counts what was put first, and not what was put over it', async () => {
    expect(await headOf({ [ledgerKey(4)]: [await entry(4), garbage] })).toBe(3)
  })
})

describe('a ledger that another key began', () => {
  const begun = async (by: Signer & { publicKey: string }, key: string) => {
    const first = await seal(
      writeStatement(tick({ sequence: 1, key: { id: 'local', publicKey: key, describeKey: null } })),
      by,
    )
    return memoryStore('s3://x', new Map([[ledgerKey(1), [{ versionId: 'v1', body: first, at: null, custody: null }]]]))
  }

  it('is not begun anew', async () => {
    const other = signerOf()
    await expect(findHead(await begun(other, other.publicKey), { own: own.publicKey })).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
      hint: expect.stringContaining('sign with it'),
    })
  })

  it('is none where its first statement is not signed by the key that it names', async () => {
    expect(await findHead(await begun(signerOf(), signerOf().publicKey), { own: own.publicKey })).toBeUndefined()
  })
})

describe('one entry', () => {
  // The ledger of an entry that names none is its own digest.
  const inForce = (sequence: number): Head => {
    const ledger = sha256(writeStatement(tick({ sequence })))
    return { tick: tick({ ledger }), sha256: sha256('before'), publicKey: own.publicKey, retired: [] }
  }

  it.each([
    ['a delete marker', [null]],
    ['a later put', [garbage, null]],
  ])('is what was put first, under %s too', async (_, over) => {
    const store = await ledger({ [ledgerKey(3)]: [...over, await entry(3)] })
    expect((await readEntry(store, 3, inForce(3)))?.tick.sequence).toBe(3)
  })

  it('is none where its signature is not alone', async () => {
    const envelope = JSON.parse(Buffer.from(await entry(4)).toString()) as { signatures: unknown[] }
    envelope.signatures.push(...envelope.signatures)
    const store = await ledger({ [ledgerKey(4)]: [Buffer.from(JSON.stringify(envelope))] })
    expect(await readEntry(store, 4, inForce(4))).toBeUndefined()
  })

  it('names its ledger: the first by its own digest', () => {
    expect(ledgerId({ tick: tick(), sha256: sha256('1') })).toBe(sha256('1'))
    expect(ledgerId({ tick: tick({ ledger: sha256('0') }), sha256: sha256('1') })).toBe(sha256('0'))
  })
})
