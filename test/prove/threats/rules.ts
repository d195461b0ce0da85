// Rules that were loosened while the ledger ran: shown with who and when, refused unless the auditor accepted them.
import { expect, it } from 'vitest'
import type { Digest, Instant } from '../../../src/model.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { configKey } from '../../../src/store/keys.ts'
import { caller, openAccount, tickAt } from '../account.ts'
import { check, deviating, payloadOf } from '../fixture.ts'
import { refOf } from '../forge.ts'
import { memorised } from '../memory-store.ts'
import { fails, forged, whatOf } from './tools.ts'

const before = 'regions: [eu-west-1, us-east-1]\n'

/** Three ticks under one configuration, three under another, sealed as honestly as ever. */
const loosened = async (after: string, first = before, accepted = false): Promise<Verified> => {
  const at = await openAccount({ config: first })
  try {
    for (let hour = 0; hour < 3; hour++) await at.tick(hour)
    at.state.config = after
    for (let hour = 3; hour < 6; hour++) await at.tick(hour)
    const { publicKey } = await at.signer.describe()
    const store = await memorised(at.store)
    const configs: Digest[] = accepted ? [refOf(store, configKey(tickAt(3))).sha256] : []
    const period = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T05:00:00Z' }
    return await check(store, {
      publicKey,
      account: at.account,
      ledger: await payloadOf(store, 1),
      period,
      sandbox: true,
      configs,
    })
  } finally {
    await at.close()
  }
}

export const rules = (): void => {
  it.each([
    [
      'a slower cadence',
      `${before}cadence: { inventory: 86400 }\n`,
      'inventory is observed every 86400 s instead of 3600 s',
    ],
    [
      'a cluster left out',
      `${before}exclude: [{ subject: "*cluster/analytics", reason: moved }]\n`,
      '*cluster/analytics is excluded: moved',
    ],
    ['a region left out', 'regions: [eu-west-1]\n', 'us-east-1 is not observed any more'],
    [
      'a region excluded',
      `${before}exclude: [{ subject: "aws://*/us-east-1", reason: closed }]\n`,
      'aws://*/us-east-1 is excluded: closed',
    ],
    [
      'a control switched off',
      `${before}controls: { LOG-01: { off: too loud } }\n`,
      'LOG-01 is set otherwise: {"off":"too loud"}',
    ],
    [
      'a longer time to mend',
      `${before}controls: { VUL-01: { settings: { critical: 900 } } }\n`,
      'VUL-01 is set otherwise',
    ],
  ])('shows %s', async (_, after, what) => {
    const verified = await loosened(after)
    fails(verified, 'config-weakened')
    expect(whatOf(verified, 'config-weakened')).toContain(what)
    expect(whatOf(verified, 'config-weakened')).toContain(`by ${caller} from the tick ${tickAt(3)} on`)
  })

  it('takes a configuration that the auditor pinned for a deviation', async () => {
    const verified = await loosened('regions: [eu-west-1]\n', before, true)
    fails(verified)
    expect([verified.result, deviating(verified)]).toEqual(['deviations', ['config-weakened']])
  })

  it('says nothing of rules that were tightened', async () => {
    fails(await loosened(before, 'regions: [eu-west-1]\n'))
  })

  it('shows a shorter retention', async () => {
    const verified = await forged({
      statement: (tick) =>
        void (tick.sequence > 3 && Object.assign(tick, { retainUntil: '2027-01-01T00:00:00Z' as Instant })),
    })
    fails(verified, 'config-weakened')
    expect(whatOf(verified, 'config-weakened')).toContain('evidence is locked until 2027-01-01T00:00:00Z instead of')
  })

  it('shows that locks were given up', async () => {
    const verified = await forged({
      statement: (tick) => void (tick.sequence > 3 && Object.assign(tick, { retainUntil: null })),
    })
    expect(whatOf(verified, 'config-weakened')).toContain('evidence is not locked any more')
  })

  it('shows a cadence in the statement that its configuration does not give', async () => {
    const verified = await forged({
      plan: ({ schedule }) => void Object.assign(schedule.inventory ?? {}, { every: 7_200 }),
    })
    expect(whatOf(verified, 'plan-derives')).not.toBe('')
  })

  it('shows a configuration that its files do not give', async () => {
    const verified = await forged({
      config: ({ config }) => Object.assign(config, { exclude: [], cadence: { 'eks-versions': 3_600 } }),
    })
    expect(whatOf(verified, 'plan-derives')).toContain('is not what its files amount to')
  })
}
