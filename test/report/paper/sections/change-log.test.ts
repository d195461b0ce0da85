// The change log: what was changed of the rules, and every change of clusters and repositories, approved or not.
import { describe, expect, it } from 'vitest'
import { changeLogChapter } from '../../../../src/report/paper/sections/change-log.ts'
import type { Told } from '../../../../src/report/paper/sections/told.ts'
import type { Approved } from '../../../../src/report/period/approved.ts'
import type { ChangesSeen } from '../../../../src/report/period/changes-seen.ts'
import { configMade, slotsMade } from '../../period-made.ts'
import {
  changeMade,
  changesMade,
  day,
  prod,
  readable,
  approvedMade as record,
  rowsOf,
  toldMade,
  written,
} from './made.ts'

const pageOf = (told: Told): string => written(changeLogChapter(told).body('5'))
const each: Approved[] = [
  record('CHG-1'),
  record(),
  { state: 'not approved', why: 'no record of a change covers it' },
  { state: 'unread', why: 'AccessDenied' },
  { state: 'not-asked' },
  { state: 'aws' },
  { state: 'refused' },
]
const events = each.map((approval, nth) => changeMade(nth, nth === 4 ? 'repository' : 'cluster', approval))
const byDay: ChangesSeen['byDay'] = new Map([
  ['cluster', new Map(events.filter(({ kind }) => kind === 'cluster').map(({ event }) => [event.at.slice(0, 10), 1]))],
  ['repository', new Map([['2026-01-09', 4]])],
])
const told = (changed: Partial<ChangesSeen> = {}) =>
  toldMade({}, { changes: changesMade({ events, byDay, ...changed }) })

describe('the changes of the rules', () => {
  it('are told with who and when, and what was loosened', () => {
    const configs = [
      configMade(),
      configMade({
        from: day(3),
        caller: 'arn:ben',
        changes: [
          { what: 'NET-01 is set otherwise', loosened: true },
          { what: 'governance.yml was changed', loosened: false },
        ],
        refused: ['acceptances.yml: no such control'],
      }),
    ]
    const page = pageOf(toldMade({ configs }))
    const [, second] = rowsOf(page, 'change-log-rules-table')
    expect(second?.[0]).toBe('2026-01-08 00:00:00Z')
    expect(second?.[1]).toBe(
      'loosened NET-01 is set otherwisegovernance.yml was changednewer documents were refused: acceptances.yml: no such control',
    )
    expect(second?.[2]).toBe('arn:ben')
    expect(readable(page)).toContain('1 change of the configuration in the period; 1 loosening')
  })
})

describe('the population of changes', () => {
  it('has each change in one state, and their sum first', () => {
    const rows = rowsOf(pageOf(told()), 'change-log-summary')
    expect(rows[0]).toEqual(['all', '0', '6', '0', '4', '10'])
    expect(rows.slice(1).map(([, , cluster, , repositories]) => [cluster, repositories])).toEqual([
      ['1', '0'],
      ['1', '0'],
      ['1', '0'],
      ['1', '0'],
      ['0', '1'],
      ['1', '0'],
      ['1', '0'],
    ])
  })

  it('is listed one by one: who, what, of which, approved by whom, and the evidence', () => {
    const page = pageOf(told())
    const rows = rowsOf(page, 'change-log-cluster')
    expect(rows).toHaveLength(6)
    expect(rows[0]?.slice(0, 5)).toEqual([
      '2026-01-05 00:00:00Z',
      'UpdateClusterConfig logging, name',
      'prod eu-west-1',
      'arn:anna from 203.0.113.9',
      `approved by Cleo at ${day(0)}, ticket CHG-1 attested by arn:ben on ${day(0)}: not read from AWS`,
    ])
    expect(rows.map((row) => row[4]).slice(2)).toEqual([
      'not approved: no record of a change covers it',
      'unknown: AccessDenied',
      'by AWS itself',
      'refused: AccessDenied',
    ])
    for (const { evidence } of events) expect(page).toContain(evidence[0]?.sha256)
  })

  it('says by name what was before the newest', () => {
    const page = pageOf(
      told({
        older: new Map([
          ['eks:TagResource', 1_200],
          ['ecr:PutLifecyclePolicy', 7],
        ]),
      }),
    )
    expect(rowsOf(page, 'change-log-older')).toEqual([
      ['ecr:PutLifecyclePolicy', '7'],
      ['eks:TagResource', '1,200'],
    ])
  })

  it('says that it has gaps where windows were not read', () => {
    const region = prod.slug
    const slots = [slotsMade('change-events', region, 'ccmfpn')]
    const page = pageOf(
      toldMade({ slots }, { changes: changesMade({ faults: [{ at: 'change-events x', why: 'odd' }] }) }),
    )
    expect(readable(page)).toContain('6 expected windows, of which 4 were not read whole')
    expect(readable(page)).toContain('The population has gaps')
    expect(readable(page)).toContain('change-events x: odd')
  })

  it('is not told where nobody read the windows, and does not look empty', () => {
    const page = readable(pageOf(toldMade()))
    expect(page).toContain('not read: the stored events of CloudTrail were not read for this report.')
    expect(page).not.toContain('0 events')
  })
})
