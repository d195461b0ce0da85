// Keys: what is made is read back, and nothing else is a key.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Subject } from '../../src/model.ts'
import {
  configKey,
  evaluationKey,
  folder,
  indexKey,
  ledgerKey,
  observationKey,
  parseKey,
  planKey,
  publishedKey,
  slug,
  streamedKey,
} from '../../src/store/keys.ts'
import { isPlainKey } from '../../src/store/plain-key.ts'

const runs = { numRuns: 200, seed: 1 }
const minute = fc.integer({ min: 0, max: 60_000_000 }).map((minutes) => instant(minutes * 60))
const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => instant(seconds))
const source = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
const subject = fc.record({ id: fc.string(), name: fc.string({ unit: 'binary' }), bornAt: fc.option(second) }).map(slug)

describe('a key', () => {
  it('of an observation is read back', () => {
    fc.assert(
      fc.property(
        minute,
        source,
        subject,
        second,
        fc.integer({ min: 1, max: 999_999 }),
        fc.boolean(),
        (tick, of, name, slotStart, part, gzip) => {
          const key = observationKey(tick, of, name, slotStart, part, gzip)
          fc.pre(!['evaluations', 'published'].includes(of))
          expect(parseKey(key)).toEqual({ kind: 'observation', tick, source: of, subject: name, slotStart, part, gzip })
          expect(isPlainKey(key)).toBe(true)
        },
      ),
      runs,
    )
  })

  it('of everything else is read back', () => {
    fc.assert(
      fc.property(minute, second, subject, fc.integer({ min: 0, max: 999_999_999_999 }), (tick, of, name, sequence) => {
        expect(parseKey(planKey(tick))).toEqual({ kind: 'plan', tick })
        expect(parseKey(configKey(tick))).toEqual({ kind: 'config', tick })
        expect(parseKey(indexKey(tick))).toEqual({ kind: 'index', tick })
        expect(parseKey(evaluationKey(tick, name))).toEqual({ kind: 'evaluation', tick, subject: name })
        expect(parseKey(publishedKey(tick, of))).toEqual({ kind: 'published', tick, of })
        const batch = sha256(name).slice('sha256:'.length, 'sha256:'.length + 20)
        expect(parseKey(streamedKey(tick, name, sha256(name)))).toEqual({
          kind: 'streamed',
          tick,
          subject: name,
          batch,
        })
        expect(parseKey(ledgerKey(sequence))).toEqual({ kind: 'ledger', sequence })
      }),
      runs,
    )
  })

  const tick = '2026-01-05T00:20:00Z'
  it.each([
    '',
    'ledger/1.dsse.json',
    'ledger/0000000000001.dsse.json',
    'ledger/000000000001.dsse.json/x',
    'ledger/00000000000a.dsse.json',
    '/ledger/000000000001.dsse.json',
    'LEDGER/000000000001.dsse.json',
    'ledger/000000000001.dsse.json\n',
    'ledger/０00000000001.dsse.json',
    `${folder(tick)}PLAN.json`,
    `${folder(tick)}plan.json.bak`,
    `${folder(tick)}x/../plan.json`,
    `${folder(tick)}evaluations/A.json`,
    `${folder(tick)}evaluations/a/b.json`,
    `${folder(tick)}streamed/x.json`,
    `${folder(tick)}streamed/x.0123456789ABCDEF0123.json`,
    `${folder(tick)}inventory/x.20260105T000000Z.0.ndjson`,
    `${folder(tick)}inventory/x.20260105T000000Z.01.ndjson`,
    `${folder(tick)}inventory/x.20260230T000000Z.1.ndjson`,
    `${folder(tick)}inventory/x.20260105T240000Z.1.ndjson`,
    `${folder(tick)}inventory/x.20260105T000000Z.1.ndjson.gz.gz`,
    `${folder(tick)}inventory/ä.20260105T000000Z.1.ndjson`,
    'ticks/2026/02/30/0020Z/plan.json',
    'ticks/2026/01/05/2400Z/plan.json',
    'ticks/2026/1/5/0020Z/plan.json',
    'ticks/2026/01/05/0020/plan.json',
  ])('is not %j', (key) => {
    expect(parseKey(key)).toBeUndefined()
  })

  it('is never read from anything that would be written otherwise', () => {
    const letters = fc.constantFrom(
      'ticks/',
      '2026/',
      '01/',
      '05/',
      '0020Z/',
      'plan.json',
      'inventory/',
      'x',
      '.',
      '20260105T000000Z',
      '1',
      '.ndjson',
      '.gz',
      'ledger/',
      '000000000001',
      '.dsse.json',
    )
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 12 }).map((parts) => parts.join('')),
        (key) => parseKey(key) === undefined || isPlainKey(key),
      ),
      { ...runs, numRuns: 500 },
    )
  })
})

describe('a slug', () => {
  const cluster = (changes: Partial<Subject>): Subject => ({
    scope: 'cluster',
    id: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
    name: 'prod',
    region: 'eu-west-1',
    bornAt: '2026-01-01T00:00:00Z',
    ...changes,
  })

  it('shows the name and tells namesakes apart by id and birth', () => {
    expect(slug(cluster({}))).toMatch(/^prod-[0-9a-f]{20}$/)
    const all = [
      cluster({}),
      cluster({ bornAt: '2026-01-02T00:00:00Z' }),
      cluster({ bornAt: null }),
      cluster({ id: 'arn:x' }),
    ].map(slug)
    expect(new Set(all).size).toBe(4)
  })

  it.each([
    ['prod/payments API', /^prod-payments-api-/],
    ['../../etc/passwd', /^etc-passwd-/],
    ['äöü', /^x-/],
    ['', /^x-/],
    ['a'.repeat(200), /^a{40}-/],
  ])('makes %j plain', (name, shape) => {
    expect(slug(cluster({ name }))).toMatch(shape)
  })
})
