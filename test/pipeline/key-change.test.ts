// A key that takes over from another: both sign once, whatever stops, races or lies in the way, and nobody else is followed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvidenceError } from '../../src/errors.ts'
import { writeJson } from '../../src/json.ts'
import { type Envelope, keyId, open, seal } from '../../src/ledger/dsse.ts'
import { findHead } from '../../src/ledger/head.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { readStatement, type Tick, writeStatement } from '../../src/ledger/statement.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { holds } from './holds.ts'
import { audit, type Little, makeLittle, makeSigner, type Own, signer as old, tickAt } from './little.ts'
import { died, type Stop, stopping, taking } from './stops.ts'

const next = makeSigner()
const changed = { signer: next, previousSigner: old as Signer }
const pinned = { laterKeys: [next.publicKey] }

const away = (): never => {
  throw new EvidenceError('SIGNER_UNAVAILABLE', { keyId: 'k' }, { hint: 'later' })
}
const gone: Signer = { describe: async () => away(), sign: async () => away() }
const mute: Signer = { describe: old.describe, sign: async () => away() }

const entries = async (at: Little): Promise<(Envelope & { tick: Tick })[]> => {
  const keys = [...at.memory.objects.keys()].filter((key) => key.startsWith('ledger/')).sort()
  const bodies = await Promise.all(keys.map((key) => at.memory.get({ key })))
  return bodies.map((found) => {
    const opened = open(found?.body ?? new Uint8Array())
    return { ...opened, tick: readStatement(opened.payload) }
  })
}
const names = new Map([old, next].map((one, at) => [keyId(one.publicKey), at === 0 ? 'old' : 'new']))
const signed = async (at: Little) =>
  (await entries(at)).map(({ signatures }) => signatures.map(({ keyid }) => names.get(keyid) ?? 'other').join('+'))

const begun = async (ticks = 2): Promise<Little> => {
  const at = makeLittle()
  for (let hour = 0; hour < ticks; hour++) await at.tick(hour)
  return at
}

describe('a key that takes over', () => {
  it('signs the next entry beside the old one, which describes it, and all further ones alone', async () => {
    const at = await begun()
    for (let hour = 2; hour < 5; hour++) await at.tick(hour, changed)
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'new', 'new'])
    expect((await entries(at)).map(({ tick }) => tick.key?.publicKey ?? null)).toEqual([
      old.publicKey,
      null,
      next.publicKey,
      null,
      null,
    ])
    await holds(at, 5, pinned)
  })

  it.each([1, 2, 4])('asks nothing of the old key any more, %i ticks later', async (later) => {
    const at = await begun()
    for (let hour = 2; hour < 2 + later; hour++) await at.tick(hour, changed)
    await at.tick(2 + later, { signer: next, previousSigner: gone })
    await at.tick(3 + later, { signer: next })
    await holds(at, 4 + later, pinned)
  })

  it('is found as the head without the old key, also in the very entry that changes it', async () => {
    const at = await begun()
    await at.tick(2, changed)
    expect(await findHead(at.memory, { own: next.publicKey })).toMatchObject({
      tick: { tick: tickAt(2) },
      publicKey: next.publicKey,
      retired: [keyId(old.publicKey)],
    })
  })

  it('may be followed by a third', async () => {
    const third = makeSigner()
    const at = await begun()
    await at.tick(2, changed)
    await at.tick(3, { signer: third, previousSigner: next })
    await at.tick(4, { signer: third })
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'new+other', 'other'])
    await holds(at, 5, { laterKeys: [next.publicKey, third.publicKey] })
  })

  it('begins a ledger as any other where there is none', async () => {
    const at = makeLittle()
    await at.tick(0, changed)
    expect(await signed(at)).toEqual(['new'])
    await holds(at, 1, { publicKey: next.publicKey })
  })

  it('is refused where nobody names the old one', async () => {
    const at = await begun()
    await expect(at.tick(2, { signer: next })).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
      hint: expect.stringContaining('previous key'),
    })
  })

  it('is refused where the one that is named did not sign the ledger', async () => {
    const at = await begun()
    await expect(at.tick(2, { signer: next, previousSigner: makeSigner() })).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
    })
  })
})

describe('the old key out of reach', () => {
  it.each([
    ['cannot sign', mute],
    ['cannot even be described', gone],
  ])('(it %s) makes ticks wait; they are read, and sealed in order once it is back', async (_, previousSigner) => {
    const at = await begun()
    for (const hour of [2, 3])
      await expect(at.tick(hour, { signer: next, previousSigner })).rejects.toMatchObject({
        code: 'SIGNER_UNAVAILABLE',
      })
    expect(await signed(at)).toEqual(['old', 'old'])
    await at.tick(4, changed)
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'new', 'new'])
    const { lines } = await holds(at, 5, pinned)
    expect(lines.filter(({ status }) => status !== 'complete' && status !== 'empty')).toEqual([])
  })

  it('and the new one too: reading goes on', async () => {
    const at = await begun()
    await at.tick(2, changed)
    await expect(at.tick(3, { signer: gone, previousSigner: gone })).rejects.toMatchObject({
      code: 'SIGNER_UNAVAILABLE',
    })
    await at.tick(4, { signer: next })
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'new', 'new'])
    await holds(at, 5, pinned)
  })
})

describe('an old configuration that is still at work', () => {
  it('signs nothing after the change; what it read waits for the new one', async () => {
    const at = await begun()
    await at.tick(2, changed)
    await expect(at.tick(3)).rejects.toMatchObject({
      code: 'SIGNER_UNAVAILABLE',
      message: expect.stringContaining('was replaced'),
    })
    await at.tick(4, changed)
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'new', 'new'])
    await holds(at, 5, pinned)
  })

  it('that is asked to take over again is refused: a key that was replaced stays so', async () => {
    const at = await begun()
    await at.tick(2, changed)
    await at.tick(3, changed)
    await expect(at.tick(4, { signer: old, previousSigner: next })).rejects.toMatchObject({
      code: 'SIGNER_UNAVAILABLE',
    })
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'new'])
  })
})

describe('a tick that changes the key and stops at any call to the store', () => {
  for (const how of ['before', 'after', 'lost'] satisfies Stop[]) {
    it(`is finished by its own rerun, and signed by both once (${how})`, { timeout: 300_000 }, async () => {
      const trial = await begun(1)
      const store = stopping(trial.memory, Number.POSITIVE_INFINITY, 'before')
      await trial.tick(1, { ...changed, store })
      for (let n = 1; n <= store.calls(); n++) {
        const at = await begun(1)
        await died(at.tick(1, { ...changed, store: stopping(at.memory, n, how) }))
        for (const hour of [1, 2, 3]) await at.tick(hour, changed)
        expect(await signed(at)).toEqual(['old', 'old+new', 'new', 'new'])
        await holds(at, 4, pinned)
      }
    })
  }
})

describe('sealers that race, one with the old configuration', () => {
  const turns = fc.infiniteStream(fc.nat())

  it.each([
    ['one tick', 0],
    ['two ticks', 1],
  ])('on %s change the key once, and neither is lost', { timeout: 300_000 }, async (_, apart) => {
    await fc.assert(
      fc.asyncProperty(turns, fc.boolean(), async (stream, isOldFirst) => {
        const at = await begun(1)
        const { gated, run } = taking((waiting) => (stream.next().value as number) % waiting)
        const [one, other] = isOldFirst ? [{}, changed] : [changed, {}]
        at.clock.set(tickAt(1 + apart))
        await run([
          at.tick(1, { ...one, store: gated(at.memory) }),
          at.tick(1 + apart, { ...other, store: gated(at.memory) }),
        ])
        for (let hour = 1; hour < 5; hour++) await at.tick(hour, changed)
        const all = await signed(at)
        expect(all.filter((by) => by === 'old+new')).toHaveLength(1)
        expect(all.join(' ')).toMatch(/^(old )+old\+new( new)+$/)
        await holds(at, 5, pinned)
      }),
      { seed: 17, numRuns: 40 },
    )
  })
})

/** What somebody puts under the next number: a statement that follows the head and names a key, signed as a test says. */
const planted = async (at: Little, key: Own | null, sign: (payload: Uint8Array) => Promise<Uint8Array>) => {
  const head = await findHead(at.memory, { own: old.publicKey })
  if (!head) throw new Error('no head')
  const { tick, sha256 } = head
  const sequence = tick.sequence + 1
  const statement: Tick = {
    ...tick,
    sequence,
    ledger: tick.ledger ?? sha256,
    tick: tickAt(2),
    previous: { sequence: tick.sequence, sha256 },
    key: key && (await key.describe()),
  }
  await at.memory.putOnce(ledgerKey(sequence), await sign(writeStatement(statement)))
}

/** An envelope whose signatures bear other names than those of their keys. */
const posing = async (payload: Uint8Array, by: Own[], as: Own[]): Promise<Uint8Array> => {
  const { signatures, ...rest } = JSON.parse(
    Buffer.from(await seal(payload, by[0] ?? old, ...by.slice(1))).toString(),
  ) as { signatures: { sig: string }[] }
  const renamed = signatures.map(({ sig }, at) => ({ keyid: keyId((as[at] ?? old).publicKey), sig }))
  return Buffer.from(writeJson({ ...rest, signatures: renamed }))
}

describe('a change of key that somebody else writes', () => {
  const foreign = makeSigner()
  it.each<[string, Own | null, (payload: Uint8Array) => Promise<Uint8Array>, string]>([
    ['the foreign key alone', foreign, (payload) => seal(payload, foreign), 'key-change'],
    ['the foreign key twice', foreign, (payload) => seal(payload, foreign, foreign), 'key-change'],
    [
      'the foreign key in the name of the old one',
      foreign,
      (payload) => posing(payload, [foreign, foreign], [old, foreign]),
      'key-change',
    ],
    ['the old key alone', foreign, (payload) => seal(payload, old), 'key-change'],
    ['both, in the wrong order', foreign, (payload) => seal(payload, foreign, old), 'key-change'],
    ['both, and a third', foreign, (payload) => seal(payload, old, foreign, foreign), 'signature-extra'],
    ['both, and names no key', null, (payload) => seal(payload, old, foreign), 'signature-extra'],
    ['the old key, to itself', old, (payload) => seal(payload, old, old), 'key-retired'],
  ])('is not followed where it is signed by %s; verify names it', async (_, key, sign, check) => {
    const at = await begun()
    await planted(at, key, sign)
    for (const hour of [2, 3]) await at.tick(hour)
    await at.tick(4, changed)
    expect((await signed(at)).slice(3)).toEqual(['old', 'old', 'old+new'])
    const { failed, head } = await audit(at.memory, 5, pinned)
    expect(head?.tick).toBe(tickAt(4))
    expect(failed.map((one) => one.split(' ').slice(1, 3).join(' '))).toContain(`${check} ${ledgerKey(3)}:`)
  })

  it('is not followed where the new key signed it alone, though the new key is ours', async () => {
    const at = await begun()
    await planted(at, next, (payload) => seal(payload, next))
    await at.tick(2, changed)
    expect((await signed(at)).slice(2)).toEqual(['new', 'old+new'])
    expect((await audit(at.memory, 3, pinned)).failed).toEqual([
      expect.stringMatching(/^fail key-change ledger\/000000000003/),
    ])
  })

  it('is not followed where it belongs to another ledger of the same key', async () => {
    const [at, other] = [await begun(), makeLittle()]
    other.state.config = 'regions: [eu-west-1]\n'
    for (const hour of [0, 1]) await other.tick(hour)
    await other.tick(2, changed)
    const [spliced] = other.memory.objects.get(ledgerKey(3)) ?? []
    await at.memory.putOnce(ledgerKey(3), spliced?.body ?? new Uint8Array())
    for (const hour of [2, 3]) await at.tick(hour)
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'old', 'old'])
    expect((await audit(at.memory, 4)).failed).toEqual([expect.stringMatching(/^fail ledger-id ledger\/000000000003/)])
  })
})

describe('an entry that the old key signs after the change', () => {
  it('is not the head, though the old key is still named as the previous one', async () => {
    const at = await begun()
    await at.tick(2, changed)
    const [, , third] = await entries(at)
    if (!third) throw new Error('no third')
    const payload = writeStatement({ ...third.tick, sequence: 4, key: null, tick: tickAt(3) })
    await at.memory.putOnce(ledgerKey(4), await seal(payload, old))
    for (const hour of [3, 4]) await at.tick(hour, changed)
    expect(await signed(at)).toEqual(['old', 'old', 'old+new', 'old', 'new', 'new'])
    expect((await audit(at.memory, 5, pinned)).failed).toEqual([
      expect.stringMatching(/^fail key-retired ledger\/000000000004/),
    ])
  })
})

describe('whoever verifies a ledger of changed keys', () => {
  const told = async (pins: Parameters<typeof audit>[2]) => {
    const at = await begun()
    for (let hour = 2; hour < 5; hour++) await at.tick(hour, changed)
    return audit(at.memory, 5, pins)
  }
  const ofKeys = (said: string[]) => said.filter((one) => / key-/.test(one))

  it('with every key pinned is told of nothing', async () => {
    expect(ofKeys((await told(pinned)).said)).toEqual([])
  })

  it('with the first key pinned follows, and is told to which key', async () => {
    const { said, failed } = await told({})
    expect(failed).toEqual([])
    expect(ofKeys(said)).toEqual([
      `deviation key-change ${ledgerKey(3)}: changes the key to ${keyId(next.publicKey)}, which is not pinned`,
    ])
  })

  it('with the last key alone is refused: the ledger began with another', async () => {
    const { failed } = await told({ publicKey: next.publicKey })
    expect(failed.map((one) => one.split(' ')[1])).toContain('key-pinned')
  })
})
