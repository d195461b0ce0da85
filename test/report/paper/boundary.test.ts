// The boundary and the criteria at a glance, counted again from the model.
import { describe, expect, it } from 'vitest'
import { criteria } from '../../../src/criteria.ts'
import { boundary } from '../../../src/report/paper/boundary.ts'
import { overview } from '../../../src/report/paper/overview.ts'
import { clusterMade, configMade, slotsMade, start, subjectMade, tickAt, turnMade } from '../period-made.ts'
import { bodyOf, factsIn, reportedMade } from './reported-made.ts'
import { configured, controlOf, day, prod, repository, rowsOf, stack, test as test_ } from './sections/made.ts'

const subjects = [prod, test_, repository, stack]

describe('the boundary', () => {
  it('counts what was observed, each kind by its name', () => {
    expect(factsIn(boundary(reportedMade({ subjects }))).get('observed')).toBe(
      "0 accounts, 0 regions, 2 clusters, 1 repository, 1 collector's stack",
    )
  })

  it.each([
    [configMade(), 'all that the account has enabled'],
    [configured({ regions: ['eu-west-1', 'us-east-1'] }), 'eu-west-1, us-east-1'],
  ])('names the regions of the configuration at the end', (config, regions) => {
    expect(factsIn(boundary(reportedMade({ configs: [configMade(), config] }))).get('regions')).toBe(regions)
  })

  it('names what was found and could not be identified', () => {
    const owed = [{ id: 'arn:x', name: 'lost', reason: 'AccessDenied', from: tickAt(3) }]
    expect(factsIn(boundary(reportedMade({ owed }))).get('found and not identified')).toBe(
      `lost (arn:x), from ${tickAt(3)} on: AccessDenied`,
    )
    expect(factsIn(boundary(reportedMade())).get('found and not identified')).toBe('none')
  })

  it('has a row for each subject: from when, until when, and by which rule it was left out', () => {
    const gone = subjectMade(clusterMade('gone'), {
      vanished: day(2),
      tombstone: { inventory: ['a', 'b'], notFound: ['c'] } as never,
    })
    const left = subjectMade(clusterMade('left'), {
      excluded: [
        { rule: 'excluded by tag', from: day(1), to: day(2) },
        { rule: 'excluded by name', from: day(2), to: null },
      ],
    })
    const rows = rowsOf(bodyOf(boundary(reportedMade({ subjects: [gone, left] }))), 'subjects')
    expect(rows.map(([name, scope, region]) => [name?.split(' ')[0], scope, region])).toEqual([
      ['gone', 'cluster', 'eu-west-1'],
      ['left', 'cluster', 'eu-west-1'],
    ])
    expect(rows[0]?.[3]).toBe(
      `from ${start} to ${day(2)}, then it was gone shown by 2 parts of an inventory without it and 1 of its own answer`,
    )
    expect(rows[1]?.[4]).toBe(
      `from ${day(1)} to ${day(2)}: excluded by tag from ${day(2)} to the end: excluded by name`,
    )
  })

  it('says that no inventory was read where none was', () => {
    expect(rowsOf(bodyOf(boundary(reportedMade({ subjects: [] }))), 'subjects')).toEqual([['no inventory was read']])
  })
})

describe('the criteria at a glance', () => {
  const on = controlOf('NET-01')

  it('have each criterion once: in the one table where a test bears on it, in the other where none does', () => {
    const page = bodyOf(overview(reportedMade()))
    const named = ['criteria-overview', 'criteria-not-evidenced'].map((id) =>
      rowsOf(page, id).map(([name]) => name?.split(' ')[0]),
    )
    expect(named[0]).toEqual(Object.keys(criteria).filter((id) => on.criteria.includes(id as never)))
    expect(named[1]).toEqual(Object.keys(criteria).filter((id) => !on.criteria.includes(id as never)))
  })

  it('count what their tests came to', () => {
    const slots = [slotsMade('eks-cluster', prod.slug, 'ccmcc', { kind: 'state', every: 86_400 })]
    const turns = new Map([
      [`${prod.slug} NET-01`, [turnMade(day(0), 'fail'), turnMade(day(1), 'pass'), turnMade(day(4), 'unknown')]],
    ])
    const reported = reportedMade({ slot: { start, end: day(5) }, subjects: [prod], slots, turns })
    const [row] = rowsOf(bodyOf(overview(reported)), 'criteria-overview')
    expect(row?.slice(1)).toEqual(['2 of 5', '1', '0', '0', '1', '1'])
  })

  it('are not green where anything is unknown or was not read', () => {
    const green = (spelled: string, last: 'pass' | 'unknown'): boolean => {
      const slots = [slotsMade('eks-cluster', prod.slug, spelled, { kind: 'state', every: 86_400 })]
      const turns = new Map([[`${prod.slug} NET-01`, [turnMade(day(0), 'pass'), turnMade(day(2), last)]]])
      return bodyOf(overview(reportedMade({ slots, turns }))).includes('badge good')
    }
    expect([green('ccc', 'pass'), green('ccc', 'unknown'), green('cmc', 'pass')]).toEqual([true, false, false])
  })

  it('name the deadlines in force at the end', () => {
    const sla = { critical: 1, high: 2, medium: 3, low: 4 }
    const page = bodyOf(overview(reportedMade({ configs: [configMade(), configured({ sla })] })))
    for (const [severity, days] of Object.entries(sla)) expect(page).toContain(`${severity}</span> ${days}`)
  })
})
