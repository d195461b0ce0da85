// recheck: what comes out otherwise by another program or other settings is shown, and what was altered is never judged.
import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../src/catalog.ts'
import { plus } from '../../src/clock.ts'
import { acceptanceId } from '../../src/config/acceptances.ts'
import { defaults } from '../../src/config.ts'
import type { AnyControl } from '../../src/control.ts'
import { EvidenceError } from '../../src/errors.ts'
import { open } from '../../src/ledger/dsse.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import { fail, pass } from '../../src/model.ts'
import { type Difference, type Rechecked, type Rechecking, recheck } from '../../src/prove/recheck/recheck.ts'
import { settingsOf } from '../../src/prove/recheck/settings.ts'
import { ledgerKey, parseKey } from '../../src/store/keys.ts'
import { account, base, catalog, type Little, makeLittle, signer } from '../pipeline/little.ts'

const hours = 18

const sealed = async (): Promise<Little> => {
  const at = makeLittle()
  for (let hour = 0; hour < hours; hour++) await at.tick(hour)
  return at
}

const judged = async (at: Little, more: Partial<Rechecking> = {}) => {
  const first = await at.memory.get({ key: ledgerKey(1) })
  const pins = {
    publicKey: (await signer.describe()).publicKey,
    account,
    ledger: payloadDigest(open(first?.body ?? new Uint8Array()).payload),
    period: { start: base, end: plus(base, hours * 3_600) },
    sandbox: true,
  }
  const all = recheck({ store: at.memory, pins, catalog, version: '1', commit: null, ...more })
  const found: Difference[] = []
  for (;;) {
    const { value, done } = await all.next()
    if (done) return { found, done: value as Rechecked }
    found.push(value)
  }
}

const changed = (id: string, change: Partial<AnyControl>): Catalog => ({
  ...catalog,
  controls: catalog.controls.map((one) => (one.id === id ? { ...one, ...change } : one)),
})
const otherwise = changed('OPEN', { assess: ({ open }) => (open ? pass('public is fine') : pass('private')) })
const another = { version: '2', catalog: otherwise }

const altered = (at: Little, kind: string, change = (body: Uint8Array) => Buffer.concat([body, Buffer.from(' ')])) => {
  const key = [...at.memory.objects.keys()].find((one) => parseKey(one)?.kind === kind && one.includes('test-')) ?? ''
  const [held] = at.memory.objects.get(key) ?? []
  if (!held?.body) throw new Error(`no ${kind}`)
  at.memory.objects.set(key, [{ ...held, body: change(held.body) }])
  return key
}

describe('the same program', () => {
  it('comes to the same, verdict for verdict', async () => {
    const { found, done } = await judged(await sealed())
    expect(found).toEqual([])
    expect(done).toMatchObject({ result: 'same', otherwise: 0, unjudged: 0, lacking: [], added: [], entries: hours })
    expect(done.same).toBe(done.judged)
    expect(done.madeBy).toEqual([{ version: '1', commit: '0'.repeat(40), ticks: hours }])
  })

  it('counts each stored verdict once, however long it stands', async () => {
    const { done } = await judged(await sealed(), { controls: ['OPEN'] })
    // Two clusters, three slots of six hours.
    expect(done.judged).toBe(6)
  })

  it('finds nothing the same where it judged nothing', async () => {
    const nobody = judged(await sealed(), { subjects: ['nobody'] })
    await expect(nobody).rejects.toMatchObject({ code: 'UNKNOWN_ID' })
  })

  it('looks at nothing but what was asked for', async () => {
    const at = await sealed()
    const { done } = await judged(at, { controls: ['OPEN'], subjects: ['arn:*:cluster/test'] })
    expect(done.judged).toBe(3)
    await expect(judged(at, { controls: ['NONE-01'] })).rejects.toThrow(EvidenceError)
  })
})

describe('another program', () => {
  it('shows each verdict that comes out otherwise, with what differs and what it rests on', async () => {
    const { found, done } = await judged(await sealed(), another)
    expect(done).toMatchObject({ result: 'differs', otherwise: 3, changes: { 'fail -> pass': 3 } })
    expect(found).toHaveLength(3)
    expect(found[0]).toMatchObject({
      kind: 'verdict',
      control: 'OPEN',
      subject: { name: 'test' },
      slot: { start: base },
      stored: { outcome: 'fail', reason: 'public' },
      now: { outcome: 'pass', reason: 'public is fine' },
      because: [{ what: 'version', stored: '1', now: '2' }],
      evaluation: { key: expect.stringContaining('/evaluations/test-'), sha256: expect.stringMatching(/^sha256:/) },
      evidence: [{ key: expect.stringContaining('/eks-cluster/test-'), versionId: null }],
    })
  })

  it('names its commit where that is known', async () => {
    const { found } = await judged(await sealed(), { ...another, commit: 'f'.repeat(40) })
    expect(found[0]?.because).toContainEqual({ what: 'commit', stored: '0'.repeat(40), now: 'f'.repeat(40) })
  })

  it('says which controls it lacks, and which of its own were never judged', async () => {
    const renamed = changed('OPEN', { id: 'OPEN-2' })
    const { found, done } = await judged(await sealed(), { version: '2', catalog: renamed })
    expect(found).toEqual([])
    expect(done.result).toBe('differs')
    expect(done.lacking).toEqual([
      { control: 'OPEN', why: 'this program has no such control', verdicts: 6, outcomes: { pass: 3, fail: 3 } },
    ])
    expect(done.added).toEqual([{ control: 'OPEN-2', verdicts: 6, outcomes: { pass: 3, fail: 3 } }])
  })

  it('comes to unknown where it lacks the source', async () => {
    const { sources } = catalog
    const poorer = { ...catalog, sources: sources.filter(({ id }) => id !== 'activity') }
    const { found } = await judged(await sealed(), { version: '2', catalog: poorer })
    expect(new Set(found.map((one) => (one.kind === 'verdict' ? `${one.control} ${one.now?.outcome}` : '')))).toEqual(
      new Set(['BUSY unknown', 'BUSY undefined']),
    )
  })
})

describe('other settings', () => {
  const off = settingsOf({ ...defaults, controls: { OPEN: { off: 'not of interest' } } })

  it('show what they would have said', async () => {
    const strict = changed('OPEN', {
      settings: { strict: false },
      assess: ({ open }, { settings }) => (open || settings.strict === true ? fail('public') : pass('private')),
    })
    const settings = settingsOf({ ...defaults, controls: { OPEN: { settings: { strict: true } } } })
    const { found, done } = await judged(await sealed(), { catalog: strict, settings })
    expect(done).toMatchObject({ result: 'differs', otherwise: 3, by: { settings: 'given' } })
    expect(found[0]).toMatchObject({
      subject: { name: 'prod' },
      because: [{ what: 'settings', stored: '{"strict":false}', now: '{"strict":true}' }],
    })
  })

  it('that turn a control off leave its verdicts unjudged, and say so', async () => {
    const { done } = await judged(await sealed(), { settings: off })
    expect(done.lacking).toMatchObject([{ control: 'OPEN', why: 'it is off in these settings', verdicts: 6 }])
  })

  it('keep an acceptance from when it was sealed, and let a new one count from the tick alone', () => {
    const one = { control: 'OPEN', subject: '*', reason: 'r', owner: 'a', approver: 'b', until: '2026-02-01T00:00:00Z' }
    const acceptance = { ...one, since: null } as unknown as (typeof defaults.acceptances)[number]
    const given = settingsOf({ ...defaults, acceptances: [acceptance] })
    const before = { ...defaults, acceptances: [{ ...acceptance, since: base }] }
    expect(acceptanceId(acceptance)).toBe(acceptanceId(before.acceptances[0] ?? acceptance))
    expect(given(before, plus(base, 3_600)).acceptances).toMatchObject([{ since: base }])
    expect(given(defaults, plus(base, 3_600)).acceptances).toMatchObject([{ since: plus(base, 3_600) }])
  })
})

describe('what was altered', () => {
  it('is not judged: a reading', async () => {
    const at = await sealed()
    const key = altered(at, 'observation')
    const { done } = await judged(at)
    expect(done.result).toBe('broken')
    expect(done.unjudged).toBeGreaterThan(0)
    expect(done.checks.flatMap(({ findings }) => findings.map(({ what }) => what)).join()).toContain(key)
  })

  it('is named: an evaluation', async () => {
    const at = await sealed()
    const key = altered(at, 'evaluation')
    const { done } = await judged(at)
    expect(done.result).toBe('broken')
    expect(done.checks[0]).toMatchObject({ name: 'digest', findings: [{ at: key }] })
  })

  it('breaks integrity also where another program judges: an entry of the ledger', async () => {
    const at = await sealed()
    const [held] = at.memory.objects.get(ledgerKey(3)) ?? []
    at.memory.objects.delete(ledgerKey(3))
    if (!held) throw new Error('no entry 3')
    const { done } = await judged(at, another)
    expect(done.result).toBe('broken')
    expect(done.checks.map(({ name }) => name)).toContain('chain-complete')
  })

  it('shows as a verdict that does not follow from its evidence, where nothing explains it', async () => {
    const { found, done } = await judged(await sealed(), { catalog: otherwise })
    expect(done).toMatchObject({ result: 'broken', checks: [{ name: 'verdict-reproduces' }] })
    expect(found[0]?.because).toEqual([])
  })

  it('is not looked for without pins', async () => {
    const at = await sealed()
    await expect(judged(at, { pins: {} })).rejects.toMatchObject({ code: 'PINS_MISSING' })
  })
})
