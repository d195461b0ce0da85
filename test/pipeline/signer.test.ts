// The signing key out of reach: reading goes on, and everything that waits is sealed later, in its order.
import { describe, expect, it } from 'vitest'
import { EvidenceError } from '../../src/errors.ts'
import { open } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { readStatement } from '../../src/ledger/statement.ts'
import { isSlotLine, readIndex } from '../../src/store/documents.ts'
import { indexKey } from '../../src/store/keys.ts'
import { holds } from './holds.ts'
import { audit, type Little, makeLittle, signer, tickAt } from './little.ts'
import { died, stopping } from './stops.ts'

const away = (): never => {
  throw new EvidenceError('SIGNER_UNAVAILABLE', { keyId: 'k' }, { hint: 'later' })
}
/** Cannot sign, and, if it is not even reachable, cannot say which key it is. */
const signers: Record<string, Signer> = {
  'cannot be used': { describe: signer.describe, sign: async () => away() },
  'is out of reach': { describe: async () => away(), sign: async () => away() },
}

const ledger = (at: Little) =>
  Promise.all(
    [...at.memory.objects.keys()]
      .filter((key) => key.startsWith('ledger/'))
      .sort()
      .map(async (key) => readStatement(open((await at.memory.get({ key }))?.body ?? new Uint8Array()).payload)),
  )

for (const [how, gone] of Object.entries(signers)) {
  describe(`a signing key that ${how}`, () => {
    for (const first of [0, 2]) {
      it(`for three ticks from the ${first === 0 ? 'very first' : 'third'} on: they are read, and sealed in order`, async () => {
        const at = makeLittle()
        for (let hour = 0; hour < first; hour++) await at.tick(hour)
        for (let hour = first; hour < first + 3; hour++) {
          await expect(at.tick(hour, { signer: gone })).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
        }
        expect(await ledger(at)).toHaveLength(first)
        for (let hour = first + 3; hour < first + 6; hour++) await at.tick(hour)
        const entries = await ledger(at)
        expect(entries.map(({ tick }) => tick)).toEqual(entries.map((_, hour) => tickAt(hour)))
        expect(entries.map(({ strays, outage }) => [strays, outage])).toEqual(entries.map(() => [0, null]))
        const { lines } = await holds(at, first + 6)
        expect(lines.filter(({ status }) => status !== 'complete' && status !== 'empty')).toEqual([])
      })
    }

    it('while a tick stopped half-way: that one is finished, and the next is read all the same', async () => {
      const at = makeLittle()
      await at.tick(0)
      await died(at.tick(1, { store: stopping(at.memory, 20, 'before') }))
      await expect(at.tick(2, { signer: gone })).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
      for (const hour of [1, 2]) {
        const index = await at.memory.get({ key: indexKey(tickAt(hour)) })
        expect(readIndex(index?.body ?? new Uint8Array()).filter(isSlotLine).length).toBeGreaterThan(0)
      }
      await at.tick(3)
      await holds(at, 4)
    })

    it('on a rerun of the same tick: nothing is read again', async () => {
      const at = makeLittle()
      await at.tick(0)
      await expect(at.tick(1, { signer: gone })).rejects.toThrow()
      const asked = at.send.asked.length
      await expect(at.tick(1, { signer: gone })).rejects.toThrow()
      await at.tick(1)
      expect(at.send.asked.length).toBe(asked)
      await holds(at, 2)
    })
  })
}

describe('a configuration that changed while ticks waited for the key', () => {
  it('and changed back is judged under each time', async () => {
    const at = makeLittle()
    const [gone] = Object.values(signers)
    if (!gone) throw new Error('no signer')
    const own = at.state.config
    await at.tick(1)
    at.state.config = `${own}controls: {OPEN: {off: for a while}}\n`
    await died(at.tick(2, { signer: gone }))
    at.state.config = own
    await at.tick(3)
    const judged = [...at.memory.objects.keys()].filter((key) => key.includes('0320Z/evaluations/'))
    expect(judged.map((key) => key.replace(/.*evaluations\/(.*)-[0-9a-f]{20}.json/, '$1')).toSorted()).toEqual([
      'eu-west-1',
      'prod',
      'test',
      'us-east-1',
    ])
    const { failed } = await audit(at.memory, 4)
    expect(failed.filter((one) => !one.startsWith('fail config-weakened'))).toEqual([])
  })
})
