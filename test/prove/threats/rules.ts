// Rules that were loosened while the ledger ran: shown with who and when, refused unless the auditor accepted them.
import { expect, it } from 'vitest'
import { acceptanceId } from '../../../src/config/acceptances.ts'
import { sha256 } from '../../../src/digest.ts'
import type { Digest, Instant } from '../../../src/model.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { configKey, indexKey } from '../../../src/store/keys.ts'
import { caller, catalog, daily, openAccount, stolen, tickAt } from '../account.ts'
import { check, deviating, failing, payloadOf, pinsOf } from '../fixture.ts'
import { type Edits, forge, refOf } from '../forge.ts'
import { type Memory, memorised } from '../memory-store.ts'
import { fails, forged, whatOf } from './tools.ts'

const before = `regions: [eu-west-1, us-east-1]\n${daily}`
const fewer = `regions: [eu-west-1]\n${daily}`

const acceptance = {
  control: 'NET-01',
  subject: 'arn:aws:eks:*:*:cluster/analytics',
  reason: 'nobody is in it',
  requestedBy: 'Ada Admin',
  approver: 'Chief Risk',
  expires: '2026-06-30T00:00:00Z',
}
type Acceptance = typeof acceptance
const fileOf = (all: Acceptance[]) => ({ name: 'acceptances.yml', text: JSON.stringify({ acceptances: all }) })

/** Three ticks, the later two with an acceptance: honest, then changed by who has the key. */
export const accepted = async (edits?: Edits, attack?: (store: Memory) => void): Promise<Verified> => {
  const at = await openAccount({ config: before })
  try {
    await at.tick(0)
    at.state.more = [fileOf([acceptance])]
    for (const hour of [1, 2]) await at.tick(hour)
    const { publicKey, describeKey } = await at.signer.describe()
    const store = await memorised(at.store)
    if (edits) await forge(store, stolen(at.key, describeKey), edits)
    attack?.(store)
    return await check(store, await pinsOf(store, publicKey, 2))
  } finally {
    await at.close()
  }
}

const acceptedFirst = async (edits?: Edits): Promise<Verified> => {
  const at = await openAccount({ config: before, more: [fileOf([acceptance])] })
  try {
    for (const hour of [0, 1]) await at.tick(hour)
    const { publicKey, describeKey } = await at.signer.describe()
    const store = await memorised(at.store)
    if (edits) await forge(store, stolen(at.key, describeKey), edits)
    return await check(store, await pinsOf(store, publicKey, 1))
  } finally {
    await at.close()
  }
}

/** What an acceptance says of itself, with all that goes with it in the configuration of each tick that holds it. */
const saying = (over: Partial<Acceptance>, since: Instant = tickAt(1)): Edits => ({
  config: (document) => {
    const { config, files } = document as unknown as { config: { acceptances?: object[] }; files: object[] }
    if (!config.acceptances) return
    const one = { ...acceptance, ...over }
    const { name, text } = fileOf([one])
    files[0] = { name, sha256: sha256(text), text }
    config.acceptances = [{ ...one, since }]
    Object.assign(document, { given: { accepted: { [acceptanceId(one)]: since } } })
  },
})
export const backdated = (): Promise<Verified> => accepted(saying({}, '2025-12-01T00:20:00Z'))
export const selfApproved = (): Promise<Verified> => accepted(saying({ approver: 'ada admin' }))

/** Accepted for 350 days, and then as `over` says it for thirty more; `between`: in a tick between the two. */
export const acceptedLong = async (over: Partial<Acceptance> | null, between?: Acceptance[]): Promise<Verified> => {
  const cadence = JSON.stringify(Object.fromEntries(catalog.sources.map(({ id }) => [id, 604_800])))
  const config = `regions: [us-east-1]\ncadence: ${cadence}\n`
  const at = await openAccount({ config, more: [fileOf([{ ...acceptance, expires: '2027-01-01T00:00:00Z' }])] })
  try {
    await at.tick(0)
    if (between) {
      at.state.more = [fileOf(between)]
      await at.tick(24 * 100)
      at.state.more = [fileOf([{ ...acceptance, expires: '2027-01-01T00:00:00Z' }])]
      await at.tick(24 * 100 + 1)
    }
    at.state.more = over ? [fileOf([{ ...acceptance, expires: '2027-12-01T00:00:00Z', ...over }])] : []
    for (const day of [350, 380]) await at.tick(24 * day)
    const { publicKey } = await at.signer.describe()
    const store = await memorised(at.store)
    return await check(store, await pinsOf(store, publicKey, 24 * 380))
  } finally {
    await at.close()
  }
}

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
      before.replace('cadence: {', 'cadence: { inventory: 86400,'),
      'inventory is observed every 86400 s instead of 3600 s',
    ],
    [
      'a cluster left out',
      `${before}exclude: [{ subject: "*cluster/analytics", reason: moved }]\n`,
      '*cluster/analytics is excluded: moved',
    ],
    ['a region left out', fewer, 'us-east-1 is not observed any more'],
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
    ['a detection switched off', `${before}detections: { DET-22: { off: too loud } }\n`, 'DET-22 is off: too loud'],
    [
      'a detection that is set otherwise',
      `${before}detections: { DET-49: { settings: { atLeast: 5000 } } }\n`,
      'DET-49 is set otherwise: {"atLeast":5000}',
    ],
    [
      'a longer time to mend',
      `${before}controls: { VUL-01: { settings: { critical: 900 } } }\n`,
      'VUL-01 is set otherwise',
    ],
    [
      'a longer time until a failure counts as late',
      `${before}sla: { critical: 90 }\n`,
      'a critical failure may stay open 90 days instead of 7 days',
    ],
    [
      'a deadline that is gone',
      `${before}sla: { high: 0 }\n`,
      'a high failure may stay open without a deadline instead of 30 days',
    ],
  ])('shows %s', async (_, after, what) => {
    const verified = await loosened(after)
    fails(verified, 'config-weakened')
    expect(whatOf(verified, 'config-weakened')).toContain(what)
    expect(whatOf(verified, 'config-weakened')).toContain(`by ${caller} from the tick ${tickAt(3)} on`)
  })

  const allow = `allow: [{ principals: ["*:role/ci"], reason: deploys }]`
  it('shows whom an allow-list lets pass, which is no breach', async () => {
    const verified = await loosened(`${before}detections: { DET-22: { ${allow} } }\n`)
    fails(verified)
    expect(deviating(verified)).toContain('config-weakened')
    expect(whatOf(verified, 'config-weakened')).toContain('DET-22 lets pass {"principals":["*:role/ci"]}: deploys')
  })

  it.each([
    ['lets nobody pass any more', '{}', `{ DET-22: { ${allow} } }`],
    ['gives another reason', `{ DET-22: { ${allow.replace('deploys', 'the pipeline')} } }`, `{ DET-22: { ${allow} } }`],
    ['is on again, for all but some', `{ DET-22: { ${allow} } }`, '{ DET-22: { off: too loud } }'],
  ])('says nothing of a detection that %s', async (_, after, first) => {
    const verified = await loosened(`${before}detections: ${after}\n`, `${before}detections: ${first}\n`)
    fails(verified)
    expect(verified.checks.find(({ name }) => name === 'config-weakened')).toMatchObject({ state: 'pass' })
  })

  it('takes a configuration that the auditor pinned for a deviation', async () => {
    const verified = await loosened(fewer, before, true)
    fails(verified)
    expect([verified.result, deviating(verified)]).toEqual(['deviations', ['config-weakened']])
  })

  it('says nothing of rules that were tightened', async () => {
    fails(await loosened(before, fewer))
  })

  it('says nothing of a deadline that is shorter, or that there is where none was', async () => {
    fails(await loosened(`${before}sla: { critical: 1, low: 90 }\n`, `${before}sla: { low: 0 }\n`))
  })

  it('finds nothing wrong with an acceptance that begins with the tick that sealed it', async () => {
    const verified = await accepted()
    fails(verified)
    expect(verified.checks.find(({ name }) => name === 'acceptance-backdated')).toMatchObject({
      state: 'pass',
      looked: 2,
    })
  })

  it('shows an acceptance that is dated before its seal', async () => {
    const verified = await backdated()
    fails(verified, 'acceptance-backdated')
    expect(whatOf(verified, 'acceptance-backdated')).toContain('is said to count from 2025-12-01T00:20:00Z')
  })

  it('shows an acceptance that is dated later than its seal, as it was begun anew', async () => {
    const verified = await accepted(saying({}, tickAt(2)))
    expect(whatOf(verified, 'acceptance-backdated')).toContain(tickAt(2))
  })

  it.each([
    ['is worded anew', { reason: 'nobody is in it.' }],
    ['names its subjects by another pattern', { subject: '*:cluster/ana*' }],
  ])('shows what is accepted for more than a year in all where it %s', async (_, over) => {
    const verified = await acceptedLong(over)
    fails(verified)
    expect(whatOf(verified, 'acceptance-renewed')).toContain(
      `NET-01 at arn:aws:eks:*:*:cluster/analytics was accepted for 380 days in all, first by the tick ${tickAt(0)}`,
    )
  })

  it('shows it where it was taken out for a while, too, and counts that out', async () => {
    expect(whatOf(await acceptedLong({ reason: 'x' }, []), 'acceptance-renewed')).toContain('for 379 days in all')
  })

  it.each([
    ['of another control', { control: 'NET-02' }],
    ['of other subjects', { subject: 'arn:aws:eks:*:*:cluster/staging' }],
    ['that is over', null],
  ])('adds nothing %s', async (_, over) => {
    const verified = await acceptedLong(over)
    expect(verified.checks.find(({ name }) => name === 'acceptance-renewed')).toMatchObject({ state: 'pass' })
  })

  it('shows an acceptance of the first tick that is dated before the ledger', async () => {
    const verified = await acceptedFirst(saying({}, '2025-12-01T00:20:00Z'))
    fails(verified, 'acceptance-backdated')
  })

  it.each([
    ['the configurations before are', configKey],
    ['all before is', indexKey],
  ])('accuses nobody of a date where %s gone', async (_, keyOf) => {
    const verified = await accepted({}, (store) => {
      for (const hour of [0, 1]) store.objects.delete(keyOf(tickAt(hour)))
    })
    expect(failing(verified)).toContain('object-present')
    expect(failing(verified)).not.toContain('acceptance-backdated')
  })

  it('takes an acceptance of the first tick that counts from there', async () => {
    const verified = await acceptedFirst()
    fails(verified)
    expect(verified.checks.find(({ name }) => name === 'acceptance-backdated')).toMatchObject({ looked: 2 })
  })

  // The program refuses such a configuration: so it is not what its files amount to, either.
  it('shows an acceptance that was approved by who requested it', async () => {
    const verified = await selfApproved()
    fails(verified, 'acceptance-self-approved', 'plan-derives')
    expect(whatOf(verified, 'acceptance-self-approved')).toContain('approved by who requested it, ada admin')
  })

  it.each([
    [
      'is renewed less often',
      { renewal: 30 },
      { renewal: 300 },
      'architecture is renewed every 300 days instead of 30',
    ],
    ['is another document', { document: 'documents/a.md' }, {}, 'architecture is not documents/a.md any more'],
    ['is left out', {}, null, 'the register says nothing of architecture any more'],
  ])('shows that an item of the register %s', async (_, was, is, what) => {
    const file = (over: object | null) => ({
      name: 'governance.yml',
      text: JSON.stringify({ items: over ? { architecture: { responsible: { primary: 'Ada' }, ...over } } : {} }),
    })
    const at = await openAccount({ config: before, more: [file(was)] })
    try {
      await at.tick(0)
      at.state.more = [file(is)]
      await at.tick(1)
      const store = await memorised(at.store)
      const { publicKey } = await at.signer.describe()
      const verified = await check(store, await pinsOf(store, publicKey, 1))
      fails(verified, 'config-weakened')
      expect(whatOf(verified, 'config-weakened')).toContain(what)
    } finally {
      await at.close()
    }
  })

  it('shows who is taken off a roster, which is no breach', async () => {
    const file = (...roster: string[]) => ({
      name: 'governance.yml',
      text: JSON.stringify({ items: { 'awareness-training': { responsible: { primary: 'Ada' }, roster } } }),
    })
    const at = await openAccount({ config: before, more: [file('Olu', 'Sam', 'Dana')] })
    try {
      await at.tick(0)
      at.state.more = [file('olu ', 'New')]
      await at.tick(1)
      const store = await memorised(at.store)
      const { publicKey } = await at.signer.describe()
      const verified = await check(store, await pinsOf(store, publicKey, 1))
      fails(verified)
      expect(deviating(verified)).toContain('config-weakened')
      expect(whatOf(verified, 'config-weakened')).toContain('awareness-training need not reach Sam, Dana any more')
    } finally {
      await at.close()
    }
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
