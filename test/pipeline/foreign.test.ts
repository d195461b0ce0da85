// What others put where a tick would write: it is named by verify, and stops nobody.
import { describe, expect, it } from 'vitest'
import { folder, indexKey, ledgerKey, observationKey, planKey, slug } from '../../src/store/keys.ts'
import { audit, makeLittle, tickAt } from './little.ts'

const garbage = Buffer.from('{"not":"ours"}\n')
const ticksIn = async (at: ReturnType<typeof makeLittle>) => (await audit(at.memory, 5)).head?.tick

describe('a foreign object', () => {
  it('at the next number of the ledger is passed over', async () => {
    const at = makeLittle()
    await at.tick(0)
    await at.memory.putOnce(ledgerKey(2), garbage)
    for (let hour = 1; hour < 5; hour++) await at.tick(hour)
    const { failed, head } = await audit(at.memory, 5)
    expect(head).toMatchObject({ sequence: 6, tick: tickAt(4) })
    expect(failed).toEqual([expect.stringContaining('fail foreign-entry ledger/000000000002')])
  })

  it('at the highest number stops no sealer', async () => {
    const at = makeLittle()
    await at.tick(0)
    await at.memory.putOnce(ledgerKey(999_999_999_999), garbage)
    for (let hour = 1; hour < 5; hour++) await at.tick(hour)
    const { failed, head } = await audit(at.memory, 5)
    expect(head).toMatchObject({ sequence: 5, tick: tickAt(4) })
    expect(failed).toEqual([expect.stringContaining('fail foreign-entry ledger/999999999999')])
  })

  it('that is an entry of another ledger of the same key stops no sealer', async () => {
    const [at, other] = [makeLittle(), makeLittle()]
    other.state.config = 'regions: [eu-west-1]\n'
    for (const hour of [0, 1]) await other.tick(hour)
    await at.tick(0)
    const [spliced] = other.memory.objects.get(ledgerKey(2)) ?? []
    await at.memory.putOnce(ledgerKey(2), spliced?.body ?? new Uint8Array())
    for (let hour = 1; hour < 5; hour++) await at.tick(hour)
    const { failed, head } = await audit(at.memory, 5)
    expect(head).toMatchObject({ sequence: 6, tick: tickAt(4) })
    expect(failed).toEqual([expect.stringContaining('fail ledger-id ledger/000000000002')])
  })

  it('at the number of the first entry keeps no ledger from beginning behind it', async () => {
    const at = makeLittle()
    await at.memory.putOnce(ledgerKey(1), garbage)
    for (let hour = 0; hour < 2; hour++) expect(await at.tick(hour)).toMatchObject({ sequence: hour + 2 })
  })

  for (const [what, keyOf] of Object.entries({ plan: planKey, index: indexKey })) {
    it(`where a tick's ${what} belongs costs that tick, and no other`, async () => {
      const at = makeLittle()
      await at.tick(0)
      await at.memory.putOnce(keyOf(tickAt(1)), garbage)
      await expect(at.tick(1)).rejects.toMatchObject({ code: 'JSON_INVALID' })
      for (let hour = 2; hour < 5; hour++) await at.tick(hour)
      expect(await ticksIn(at)).toBe(tickAt(4))
    })
  }

  it('where an observation belongs is listed as a failed reading, and the slot is asked again', async () => {
    const at = makeLittle()
    for (let hour = 0; hour < 2; hour++) await at.tick(hour)
    const prod = { id: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod', name: 'prod', bornAt: '2025-01-01T00:00:00Z' }
    const region = { id: 'aws://111122223333/eu-west-1', name: 'eu-west-1', bornAt: null }
    const window = observationKey(tickAt(2), 'activity', slug(prod), '2026-01-05T01:00:00Z', 1, false)
    const inventory = observationKey(tickAt(2), 'inventory', slug(region), '2026-01-05T02:00:00Z', 1, false)
    await at.memory.putOnce(window, garbage)
    await at.memory.putOnce(inventory, garbage)
    for (let hour = 2; hour < 5; hour++) await at.tick(hour)
    const { said, head } = await audit(at.memory, 5)
    expect(head?.tick).toBe(tickAt(4))
    for (const key of [window, inventory])
      expect(said.filter((one) => one.startsWith('fail') && one.includes(key))).not.toEqual([])
    expect(said.filter((one) => one.includes('slot-accounted'))).toEqual([])
  })

  it('in a folder to come stops nothing', async () => {
    const at = makeLittle()
    await at.memory.putOnce(`${folder(tickAt(3))}evaluations/prod.json`, garbage)
    for (let hour = 0; hour < 5; hour++) await at.tick(hour)
    expect(await ticksIn(at)).toBe(tickAt(4))
  })
})
