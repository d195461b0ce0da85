// The detections: every one of them, its hits month by month, what was let pass and why, and when it did not run.
import { describe, expect, it } from 'vitest'
import { plus } from '../../../../src/clock.ts'
import { detectionsChapter } from '../../../../src/report/paper/sections/detections.ts'
import type { Found } from '../../../../src/report/period/period.ts'
import { configMade, hitMade, slotsMade, start } from '../../period-made.ts'
import { catalog, configured, day, partOf, prod, readable, rowsOf, toldMade, written } from './made.ts'

const counts = new Map<string, { byDay: Map<string, number>; total: number; allowed: Map<string, number> }>([
  [
    'DET-22',
    {
      byDay: new Map([
        ['2026-01-30', 4],
        ['2026-01-31', 1],
        ['2026-02-01', 2],
      ]),
      total: 7,
      allowed: new Map([
        ['pipelines', 90],
        ['backups <b>', 3],
      ]),
    },
  ],
])
const found: Found = {
  groups: [hitMade({ detection: 'DET-22', subject: prod.slug, count: 7, outcomes: { allowed: 5, denied: 2 } })],
  more: 0,
  counts,
}
const long = { slot: { start, end: plus(start, 40 * 86_400) } }
const pageOf = (changed = {}): string => written(detectionsChapter(toldMade({ ...long, found, ...changed })).body('4'))

describe('the detections', () => {
  it('are all listed, whether they found anything or not', () => {
    const rows = rowsOf(pageOf(), 'detections-table')
    expect(rows.slice(0, -1).map(([name = '']) => name.split(' ')[0])).toEqual(
      catalog.detections.map(({ id }) => id).sort(),
    )
  })

  it('are counted month by month, as a count by hand does', () => {
    const rows = rowsOf(pageOf(), 'detections-table')
    const own = rows.find(([name = '']) => name.startsWith('DET-22'))
    expect(own?.slice(1)).toEqual(['on', '5', '2', '7', '93'])
    expect(rows.at(-1)).toEqual(['all', '', '5', '2', '7', '93'])
  })

  it('say how many of the expected windows they looked at', () => {
    const slots = [slotsMade('audit-log', prod.slug, 'cecmpfn'), slotsMade('change-events', prod.slug, 'cm')]
    expect(readable(pageOf({ slots }))).toContain(
      "They looked at 3 of 7 expected windows of the audit log and 1 of 2 expected windows of CloudTrail's events",
    )
  })

  it('say what was let pass, by which reason and how often', () => {
    expect(rowsOf(pageOf(), 'detection-DET-22-allowed')).toEqual([
      ['pipelines', '90'],
      ['backups <b>', '3'],
    ])
  })

  it('tell their hits by subject, actor and day, with how they ended and the evidence', () => {
    const page = partOf(pageOf(), 'detection-DET-22')
    const [row] = rowsOf(page, 'detection-DET-22-hits')
    expect(row?.slice(0, 5)).toEqual([
      '2026-01-05 00:30:00Z 2026-01-05 01:30:00Z',
      'prod eu-west-1',
      'alice human',
      '7',
      '5 allowed, 2 denied',
    ])
    expect(row?.[5]).toContain('alice opened a shell in kube-system/x')
    expect(page).toContain(hitMade().evaluation.sha256)
    expect(page).toContain(hitMade().auditID)
  })

  it('show the worst of many, and say how many there are', () => {
    const groups = Array.from({ length: 130 }, (_, nth) =>
      hitMade({ detection: 'DET-22', actor: `user-${nth}`, severity: nth === 129 ? 'critical' : 'low' }),
    )
    const page = partOf(pageOf({ found: { ...found, groups } }), 'detection-DET-22')
    const rows = rowsOf(page, 'detection-DET-22-hits')
    expect(rows).toHaveLength(50)
    expect(rows[0]?.[2]).toContain('user-129')
    expect(readable(page)).toContain('50 of 130')
  })

  it('say when one did not run and why, and how one was set', () => {
    const configs = [
      configured({ detections: { 'DET-22': { off: 'the SOC does it' } } }),
      {
        ...configured({
          detections: { 'DET-22': { settings: {}, allow: [{ principals: ['ci'], reason: 'pipelines' }] } },
        }),
        from: day(3),
      },
    ]
    const page = pageOf({ configs })
    expect(rowsOf(page, 'detections-table').find(([name = '']) => name.startsWith('DET-22'))?.[1]).toBe(
      'off for a time',
    )
    const own = readable(partOf(page, 'detection-DET-22'))
    expect(own).toContain(`did not run ${configMade().from} to ${day(3)}: the SOC does it`)
    expect(own).toContain(`from ${day(3)} on: lets pass {"principals":["ci"]}: pipelines`)
    expect(readable(page)).toContain('1 was switched off for some or all of the period')
  })

  it('say what each of them cannot see', () => {
    const page = pageOf()
    for (const { id, limits } of catalog.detections)
      if (limits) expect(readable(partOf(page, `detection-${id}`))).toContain(limits.replace(/\s+/g, ' '))
  })
})
