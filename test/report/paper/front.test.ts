// The front page: each of its figures counted again from the model, and what it says of keys, head, anchors, zone and command.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../../src/clock.ts'
import { defaults } from '../../../src/config.ts'
import { sha256 } from '../../../src/digest.ts'
import { front } from '../../../src/report/paper/front.ts'
import type { Period, Turn } from '../../../src/report/period/period.ts'
import type { Reported } from '../../../src/report/reported.ts'
import { account, configMade, periodMade, slotsMade, start, subjectMade, tickAt, turnMade } from '../period-made.ts'
import { bodyOf, factsIn, key, reportedMade, verifiedMade } from './reported-made.ts'

const said = (name: string, changed: Partial<Period> = {}, beside: Partial<Reported> = {}): string =>
  factsIn(front(reportedMade(changed, beside))).get(name) ?? ''
const day = (nth: number): string => plus(start, nth * 86_400)
const cluster = subjectMade()

describe('what it came to', () => {
  it('is told of every expected observation, with what stands beside', () => {
    expect(said('came to')).toBe(
      'no deviation noted in 1 of 3 expected observations, by 1 test 1 deviation: 1 open at the end, 0 past their deadline, ' +
        '0 under an acceptance at some time 0 observations unknown, 0 not read, 0 not applicable, 0 late',
    )
  })

  const outcomes: Turn['outcome'][] = ['pass', 'fail', 'unknown', 'not-applicable']
  const days = fc.array(fc.tuple(fc.constantFrom(...'cccmfp'), fc.constantFrom(...outcomes)), {
    minLength: 1,
    maxLength: 12,
  })
  const of = (all: readonly (readonly [status: string, outcome: Turn['outcome']])[]): Partial<Period> => {
    const turned = all.flatMap(([status, outcome], nth) => (status === 'c' ? [{ nth, outcome }] : []))
    const turns = turned.filter(({ outcome }, at) => turned[at - 1]?.outcome !== outcome)
    const spelled = all.map(([status]) => status).join('')
    return {
      slot: { start, end: day(all.length) },
      slots: [slotsMade('eks-cluster', cluster.slug, spelled, { kind: 'state', every: 86_400 })],
      turns: new Map([[`${cluster.slug} NET-01`, turns.map(({ nth, outcome }) => turnMade(day(nth), outcome))]]),
    }
  }

  it('is counted slot by slot, whatever was read and whatever came of it', () => {
    fc.assert(
      fc.property(days, (all) => {
        const count = (outcome: Turn['outcome']): number =>
          all.filter((one) => one[0] === 'c' && one[1] === outcome).length
        const unread = all.filter(([status]) => status !== 'c').length
        const text = said('came to', of(all))
        expect(text).toContain(
          `no deviation noted in ${count('pass')} of ${all.length} expected observations, by 1 test`,
        )
        expect(text).toContain(
          `${count('unknown')} observations unknown, ${unread} not read, ${count('not-applicable')} not applicable`,
        )
      }),
      { numRuns: 200 },
    )
  })

  it('is green only where every expected observation was read and none is unknown or a deviation', () => {
    fc.assert(
      fc.property(days, (all) => {
        const isClean = all.every(([status, outcome]) => status === 'c' && /^(pass|not-applicable)$/.test(outcome))
        const isGreen = /class="badge good/.test(bodyOf(front(reportedMade(of(all)))))
        expect(isGreen).toBe(isClean && all.some(([, outcome]) => outcome === 'pass'))
      }),
      { numRuns: 200 },
    )
  })

  it('of nothing expected says so', () => {
    expect(said('came to', { subjects: [], slots: [], turns: new Map() })).toContain('nothing was expected')
  })
})

describe('what was read', () => {
  it('is counted slot by slot, and 100 only where every one was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ccecmfpn'), minLength: 1, maxLength: 60 }), (spelled) => {
        const of = (letter: string): number => spelled.split(letter).length - 1
        const read = of('c') + of('e')
        const text = said('read', { slots: [slotsMade('audit-log', cluster.slug, spelled)] })
        expect(text).toContain(`${read} of ${spelled.length} expected slots were read (`)
        expect(text).toContain(
          `${of('m')} missed, ${of('f')} failed, ${of('p')} partial, ${of('n')} unaccounted for: reliability of the information`,
        )
        expect(text.includes('(100 %)')).toBe(read === spelled.length)
      }),
    )
  })

  it('of nothing has no share', () => {
    expect(said('read', { slots: [] })).toMatch(/^0 of 0 expected slots were read; /)
  })
})

describe('where it comes from', () => {
  it('is the head by entry, tick and digest', () => {
    const { head } = periodMade()
    expect(said('head of the ledger')).toBe(`entry 73, tick ${tickAt(72)} ${head?.sha256}`)
  })
  it('is the ledger by its id, its length and its store', () => {
    expect(said('ledger')).toBe(`${sha256('ledger')} 73 entries from the tick ${tickAt(0)} on, in s3://evidence`)
  })
  it('is a key by its fingerprint, as pinned', () => {
    expect(said('signing key')).toContain(key)
    expect(said('signing key')).toContain('1 entry of the ledger describes a key')
  })
  it('says how many anchors were brought, and each by its digest', () => {
    expect(said('anchors')).toMatch(/^none were brought along: two histories could not be told apart in a copy/)
    const anchors = Array.from({ length: 14 }, (_, nth) => ({ sequence: nth + 1_000, sha256: sha256(`entry ${nth}`) }))
    const text = said('anchors', {}, { pinned: { keys: [key], anchors, configs: [] } })
    expect(text).toMatch(/^14 entries received outside of the store: entry 1,000 sha256:/)
    expect(text).toMatch(/and 2 more$/)
  })
  it('counts configurations, their changes and those that loosened a rule', () => {
    const changes = [
      { what: 'a cadence', loosened: true },
      { what: 'a region', loosened: false },
    ]
    expect(said('configuration', { configs: [configMade(), configMade({ config: defaults, changes })] })).toBe(
      '2 configurations ran, with 2 changes, of which 1 loosened a rule: who and when',
    )
  })
})

describe('the period', () => {
  it('is half open, in UTC', () => {
    expect(said('period')).toBe('2026-01-05T00:00:00Z to 2026-01-08T00:00:00Z, its end not included (UTC)')
  })
  it('has its bounds in a zone beside it, over the turn of its clocks', () => {
    const slot = { start: instant(seconds('2026-03-28T23:00:00Z')), end: instant(seconds('2026-03-29T22:00:00Z')) }
    const text = said('period', { slot, slots: [] }, { zone: 'Europe/Berlin' })
    expect(text).toMatch(/^2026-03-28T23:00:00Z to 2026-03-29T22:00:00Z, its end not included \(UTC\) /)
    expect(text).toMatch(/2026-03-29 00:00.* to 2026-03-30 00:00.* in Europe\/Berlin$/)
  })
})

describe('assurance', () => {
  it.each([
    ['content', /^content: signatures, chain and bytes of a folder/],
    ['content+s3-time', /^content\+s3-time: signatures, chain and bytes, and what S3 says/],
    ['anchored', /^anchored: also held against entries that the auditor received/],
  ] as const)('is told by its name and what it means: %s', (assurance, text) => {
    expect(said('assurance', {}, { verified: verifiedMade({ assurance }) })).toMatch(text)
  })
  it('is none where the full verify was left out', () => {
    expect(said('assurance', {}, { verified: null })).toMatch(/^not verified: none beyond what was read/)
  })
  it.each(['content', 'content+s3-time', 'anchored'] as const)('is none where integrity is broken: %s', (assurance) => {
    const text = said('assurance', {}, { verified: verifiedMade({ assurance, result: 'broken' }) })
    expect(text).toBe('none: integrity is broken, as said above')
  })
  it('is none where the walk of this report met what was not sealed, verified or not', () => {
    const broken: Period['broken'] = [{ name: 'digest', state: 'fail', looked: 1, findings: [], more: 0 }]
    expect(said('assurance', { broken })).toBe('none: integrity is broken, as said above')
  })
})

it('an unfinished period breaks no assurance', () => {
  const broken: Period['broken'] = [{ name: 'period-covered', state: 'fail', looked: 1, findings: [], more: 0 }]
  expect(said('assurance', { broken })).toMatch(/^content\+s3-time: /)
})

describe('the command', () => {
  it('is what verifies this report: store, pins and file', () => {
    const text = bodyOf(front(reportedMade())).replace(/<br>/g, '')
    expect(text).toContain(
      `npx eks-evidence verify s3://evidence \\  --report report.html --key public-key.pem --account ${account} \\` +
        `  --ledger ${sha256('ledger')} \\  --period 2026-01-05T00:00:00Z..2026-01-08T00:00:00Z`,
    )
  })
  it('names each key that signed, and the sandbox', () => {
    const pinned = { keys: [key, key], anchors: [], configs: [] }
    const text = bodyOf(front(reportedMade({ sandbox: true, store: 'folder' }, { pinned })))
    expect(text).toContain('verify STORE \\')
    expect(text).toContain('--sandbox --key public-key.pem --key public-key-2.pem')
  })
})
