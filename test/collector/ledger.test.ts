// A ledger of a deployed collector, made by the whole pipeline while its code is swapped and swapped back.
import { describe, expect, it } from 'vitest'
import { codeOf } from '../../sandbox/scenario/deployment-functions.ts'
import { gunzip } from '../../src/observation/gzip.ts'
import { openAccount, tickAt } from '../prove/account.ts'
import { check, deviating, failing, pinsOf } from '../prove/fixture.ts'
import { memorised } from '../prove/memory-store.ts'
import { whatOf } from '../prove/threats/tools.ts'

const secret = 'hunter2 of the wrong variable'

describe('a ledger of a deployed collector', () => {
  it('names code that was swapped for one tick, and holds no value of an environment', async () => {
    const at = await openAccount({ deployed: true })
    try {
      const seal = at.stack.functions.find(({ FunctionName }) => FunctionName.endsWith('-seal'))
      if (!seal) throw new Error('no function seal')
      const own = String(seal.CodeSha256)
      Object.assign(seal.Environment?.Variables ?? {}, { WRONG: secret })
      await at.tick(0)
      seal.CodeSha256 = codeOf('another', 'seal')
      await at.tick(1)
      seal.CodeSha256 = own
      await at.tick(2)
      expect(at.warnings).toEqual([])

      const { publicKey } = await at.signer.describe()
      const store = await memorised(at.store)
      const verified = await check(store, await pinsOf(store, publicKey, 2))
      expect([failing(verified), deviating(verified)]).toEqual([[], ['code-changed']])
      const said = whatOf(verified, 'code-changed')
      expect(said).toContain(`and is "${codeOf('another', 'seal')}", since the tick ${tickAt(1)}`)
      expect(said).toContain(`and is "${own}", since the tick ${tickAt(2)}`)

      const texts = [...store.objects].map(([key, [held]]) =>
        Buffer.from(key.endsWith('.gz') ? gunzip(held?.body ?? Buffer.of()) : (held?.body ?? '')).toString('utf8'),
      )
      expect(texts.filter((text) => text.includes('"WRONG":"[redacted]"'))).toHaveLength(3)
      expect(texts.filter((text) => text.includes(secret))).toEqual([])
    } finally {
      await at.close()
    }
  })
})
