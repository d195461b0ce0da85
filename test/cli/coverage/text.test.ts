// Coverage as a person reads it: one screen where all is whole, what is broken first, and never wider than the terminal.
import { describe, expect, it } from 'vitest'
import { controls, detections, sources } from '../../../gen/registry.ts'
import { coverageText, mostLines, type Shown } from '../../../src/cli/coverage/text.ts'
import { zoneOf } from '../../../src/cli/coverage/zone.ts'
import { localTime } from '../../../src/report/local-time.ts'
import type { Period } from '../../../src/report/period/period.ts'
import { toldOf } from '../../../src/report/tables/tables.ts'
import {
  clusterMade,
  configMade,
  periodMade,
  refMade,
  slotsMade,
  subjectMade,
  tickAt,
} from '../../report/period-made.ts'

const shown: Shown = { zone: 'UTC', width: 100, all: false, isPart: false }
const text = (changed: Partial<Period> = {}, how: Partial<Shown> = {}): string =>
  coverageText(toldOf(periodMade(changed), { controls, detections, sources }), { ...shown, ...how })
const lines = (changed: Partial<Period> = {}, how: Partial<Shown> = {}): string[] => text(changed, how).split('\n')

const evil = '\u202E\u001b[31m<script>\r\n'.padEnd(3_000, 'x')
const many = Array.from({ length: 60 }, (_, at) => subjectMade(clusterMade(`c${String(at).padStart(2, '0')}`)))

/** Something in every part, and everything that comes from outside is hostile. */
const worst: Partial<Period> = {
  subjects: [
    subjectMade(clusterMade(evil), { excluded: [{ rule: evil, from: tickAt(1), to: null }] }),
    subjectMade(clusterMade('gone'), {
      ...{ from: tickAt(5), vanished: tickAt(9) },
      tombstone: { tick: tickAt(10), inventory: [refMade('a')], notFound: [refMade('b')] },
    }),
  ],
  slots: [
    slotsMade('audit-log', subjectMade(clusterMade(evil)).slug, 'cmf', { reasons: new Map([[1, [evil]]]) }),
    slotsMade('eks-cluster', subjectMade(clusterMade('gone')).slug, 'cc', { late: new Map([[0, 9_000]]) }),
  ],
  broken: [{ name: 'digest', state: 'fail', looked: 9, findings: [{ state: 'fail', at: evil, what: evil }], more: 30 }],
  outages: [{ from: tickAt(5), to: tickAt(7), ticks: 3, sequence: 6 }],
  configs: [configMade({ caller: evil, changes: [{ what: evil, loosened: true }] })],
  collectors: [{ version: evil, commit: evil, caller: evil, from: tickAt(0), sequence: 1 }],
  owed: [{ id: evil, name: evil, reason: evil, from: tickAt(1) }],
}

describe('what was read whole', () => {
  it('is one screen, and says how many of how many', () => {
    const said = lines()
    expect(said.length).toBeLessThanOrEqual(24)
    expect(said).toContain('75 of 75 expected observations were read: 100 %')
    expect(said.at(-1)).toBe('Every expected observation was read, and in time.')
    expect(text()).not.toContain('not whole')
  })

  it('says what it is not: slots in progress, and the full verify', () => {
    const said = text().replaceAll('\n', ' ')
    expect(said).toContain('A slot in progress, not due by the last tick, is not expected yet.')
    expect(said).toContain('This is not the full verify.')
  })

  it('is listed with --all, by source and by subject', () => {
    const said = lines({}, { all: true })
    expect(said).toContain('  audit-log    1           72        72  100 %')
    expect(said).toContain('  audit-log    prod (eu-west-1)    72        72  100 %')
  })

  it('has local times beside UTC where the zone is another', () => {
    expect(lines({}, { zone: 'Asia/Kolkata' })).toContain(
      '            2026-01-05 05:30 to 2026-01-08 05:30 in Asia/Kolkata',
    )
    expect(text()).not.toContain(' in UTC')
  })
})

describe('what was not', () => {
  const { slug } = subjectMade()

  it('keeps missed slots among the expected, and never rounds up to 100', () => {
    const said = text({ slots: [slotsMade('audit-log', slug, `${'c'.repeat(19_999)}m`)] })
    expect(said).toContain('19,999 of 20,000 expected observations were read: 99.99 %')
    expect(said).not.toMatch(/\b100(\.0+)? %/)
    expect(said).toContain('missed 1')
  })

  it('is named by source and subject, with why and the longest gap', () => {
    const said = lines({ slots: [slotsMade('audit-log', slug, `cmmm${'c'.repeat(68)}`)] })
    const gap = '2026-01-05T01:00:00Z to 2026-01-05T04:00:00Z, 3 slots'
    expect(said).toContain(`  longest gap: ${gap}: audit-log at prod (eu-west-1)`)
    expect(said).toContain('not whole: 1 of 1 sources at a subject, the worst first')
    expect(said).toContain(`      longest gap: ${gap}`)
    expect(said).toContain('      3 x logs:StartQuery was missed')
    expect(said.at(-1)).toBe('Not everything that was expected was read in time: see above.')
  })

  it('is listed from the worst on, and bounded', () => {
    const slots = many.map((one, at) => slotsMade('audit-log', one.slug, 'c'.repeat(70 - at).padEnd(72, 'm')))
    const said = lines({ subjects: many, slots })
    const rows = said.filter((line) => /^ {2}audit-log {2}c\d\d /.test(line))
    expect(rows).toHaveLength(mostLines)
    expect(rows[0]).toMatch(/^ {2}audit-log {2}c59 /)
    expect(said).toContain('  and 40 more: --all shows everything, --csv writes it')
    expect(
      lines({ subjects: many, slots }, { all: true }).filter((line) => /^ {2}audit-log {2}c/.test(line)),
    ).toHaveLength(60)
  })

  it('is told apart where two subjects have one name', () => {
    const again = subjectMade(clusterMade('prod', { bornAt: '2026-01-06T00:00:00Z' }))
    const slots = [slug, again.slug].map((one) => slotsMade('audit-log', one, 'm'))
    const said = text({ subjects: [subjectMade(), again], slots }, { width: 200 })
    for (const one of [slug, again.slug]) expect(said).toContain(`audit-log  ${one}`)
  })
})

describe('what is broken', () => {
  it('comes before everything else', () => {
    const said = lines(worst)
    expect(said[0]).toMatch(/^Integrity is broken: 1 check failed/)
    expect(said.slice(1, 5).join('\n')).toContain('digest  and 28 more')
    expect(said.at(-1)).toBe('Integrity is broken: run verify before anything here is relied on.')
  })
})

describe('every line', () => {
  it.each([80, 100, 160])('fits %i columns, whatever the evidence holds', (width) => {
    for (const all of [false, true]) {
      const said = lines(worst, { width, all, zone: 'Europe/Berlin' })
      // A digest is not cut: what is left of one would be worth nothing.
      expect(said.filter((line) => line.length > width && !/^ {12}sha256:[0-9a-f]{64} /.test(line))).toEqual([])
    }
  })

  it('hides nothing and runs nothing in a terminal', () => {
    expect([...text(worst)].filter((char) => (char < ' ' && char !== '\n') || char === '\u202E')).toEqual([])
  })
})

describe('beside the slots', () => {
  it('stand who came and went with what shows it, who is left out, outages, loosened rules and programs', () => {
    const said = text(worst, { width: 400 })
    expect(said).toContain(`came  ${tickAt(5)}  gone (eu-west-1)`)
    expect(said).toContain(
      `went  ${tickAt(9)}  gone (eu-west-1): shown by 1 inventory without it and 1 answer that it is not there`,
    )
    expect(said).toContain(`${tickAt(5)} to ${tickAt(7)}  3 ticks`)
    expect(said).toContain(`${tickAt(0)}  loosened: `)
    expect(said).toMatch(/left out +1 exclusion; 1 found and not identified/)
  })
})

describe('a time zone', () => {
  it('is a name that there is', () => {
    expect(zoneOf('Europe/Berlin')).toBe('Europe/Berlin')
    expect(() => zoneOf('Mars/Olympus')).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('shows the time of its clocks, in summer too', () => {
    expect(localTime('2026-07-01T22:30:00Z', 'Europe/Berlin')).toBe('2026-07-02 00:30')
  })
})
