// The incidents: who, what and when, each line with where it is stored, what was not read, and what was attested afterwards.
import { describe, expect, it } from 'vitest'
import type { Attested } from '../../../../src/facts/attested.ts'
import { unknown } from '../../../../src/model.ts'
import { incidentsChapter } from '../../../../src/report/paper/sections/incidents.ts'
import type { Told } from '../../../../src/report/paper/sections/told.ts'
import { refMade } from '../../period-made.ts'
import { changesMade, day, incidentMade, partOf, prod, readable, rowsOf, toldMade, written } from './made.ts'

const pageOf = (incidents = [incidentMade()], beside: Partial<Told> = {}): string =>
  written(incidentsChapter(toldMade({ incidents }, beside)).body('3'))
const at = 'incident-0123456789abcdef0123'

describe('an incident', () => {
  it('says who, from where, to what, when, and by which detections it was found', () => {
    const told = readable(partOf(pageOf(), at))
    expect(told).toContain('2026-01-05 14:15 prod')
    expect(told).toContain('2026-01-05T14:15:00Z to 2026-01-05T14:25:00Z; half an hour around it was looked into')
    for (const said of ['arn:alice', 'ASIA1', '198.51.100.23', 'pods/kube-system/x', '3 by DET-22, DET-23'])
      expect(told).toContain(said)
    expect(told).toContain('and 2 more marks, by which nothing was looked for')
  })

  it('is told line by line, each with where it is stored', () => {
    expect(rowsOf(pageOf(), `${at}-timeline`)).toEqual([
      ['2026-01-05 14:14:58Z', 'authenticator', 'access granted', 'principals', 'pointerticks/a r1'],
      [
        '2026-01-05 14:15:00Z',
        'audit-log',
        'alice opened a shell hit DET-22',
        'principals, objects',
        'pointerticks/b r2',
      ],
    ])
  })

  it('says of each place what was found and shown, and what was not read', () => {
    expect(rowsOf(pageOf(), `${at}-looked`)).toEqual([
      ['audit-log', '40', '1', ''],
      ['cloudtrail', '0', '0', 'not read: AccessDenied'],
    ])
    expect(readable(partOf(pageOf(), at))).toContain('1 place: cloudtrail')
  })

  it('names the timeline that is sealed, and what that rests on', () => {
    const page = partOf(pageOf(), at)
    for (const { key, sha256 } of [refMade('ticks/2026/01/06/0020Z/timelines/prod.json'), refMade('window')])
      for (const text of [key, sha256]) expect(page).toContain(`>${text}<`)
  })

  it('says that there is none only of what ran', () => {
    expect(readable(pageOf([]))).toContain('The detections that ran led to none.')
  })
})

describe('the review after an incident', () => {
  const record = (over: Partial<Attested['record']> = {}): Attested => ({
    ...{ key: 'records/post-mortem/x.json', versionId: 'v1', putAt: day(3), document: null },
    record: {
      ...{ schema: 'eks-evidence/record/v1', kind: 'post-mortem', performedAt: day(2), by: 'Ben', reviewedBy: 'Cleo' },
      ...{ attestedBy: 'arn:ben', subjects: [prod.subject.id], findings: ['too many rights'], ticket: 'INC-9' },
      ...over,
    },
  })
  const said = (postMortems: ReturnType<typeof changesMade>['records']['postMortems']): string => {
    const { records } = changesMade()
    return readable(
      partOf(pageOf([incidentMade()], { changes: changesMade({ records: { ...records, postMortems } }) }), at),
    )
  }

  it('is told as attested, and not as read', () => {
    const told = said([record()])
    expect(told).toContain(
      `attested by arn:ben on ${day(3)}: not read from AWS. Performed ${day(2)} by Ben, reviewed by Cleo, ticket INC-9; 1 finding.`,
    )
  })

  it.each([
    ['names another cluster', record({ subjects: ['arn:aws:eks:eu-west-1:111122223333:cluster/other'] })],
    ['names no cluster', record({ subjects: undefined })],
    ['was performed before the incident', record({ performedAt: '2026-01-05T00:00:00Z' })],
    ['speaks of another time', record({ from: day(3), until: day(4) })],
  ])('is none where the record %s', (_, one) => {
    expect(said([one])).toContain('none attested')
  })

  it('is unknown where the records could not be read', () => {
    expect(said(unknown('AccessDenied'))).toContain('unknown: AccessDenied')
  })

  it('is not told where nobody read the records', () => {
    expect(readable(partOf(pageOf(), at))).toContain('attested records were not read for this report')
  })
})
