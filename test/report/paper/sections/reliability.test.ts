// The reliability of the information: apart from the totals, with every gap, program, configuration and key.
import { describe, expect, it } from 'vitest'
import { plus } from '../../../../src/clock.ts'
import { reliabilityChapter } from '../../../../src/report/paper/sections/reliability.ts'
import type { Told } from '../../../../src/report/paper/sections/told.ts'
import { configMade, refMade, slotsMade } from '../../period-made.ts'
import { catalog, changesMade, day, partOf, prod, readable, rowsOf, test, toldMade, written } from './made.ts'

const pageOf = (told: Told = toldMade()): string => written(reliabilityChapter(told).body('7'))

describe('the reliability of the information', () => {
  it('holds the tests of the information, each with its own page', () => {
    const page = pageOf()
    const own = catalog.controls.filter(({ id }) => id.startsWith('EVD-')).map(({ id }) => `test-${id}`)
    expect([...page.matchAll(/<section id="(test-[^"]+)"/g)].map(([, id]) => id)).toEqual(own.sort())
    expect(readable(partOf(page, 'test-EVD-03'))).toContain('the bucket has no lock')
  })

  it('counts the slots of each source as a count by hand does', () => {
    const told = toldMade()
    const rows = rowsOf(pageOf(told), 'reliability-slots')
    for (const [source = '', , ...figures] of rows.slice(0, -1)) {
      const all = told.period.slots.filter((one) => one.source === source)
      const of = (status: number): number =>
        all.reduce((sum, { statuses }) => sum + statuses.filter((one) => one === status).length, 0)
      const late = all.reduce((sum, one) => sum + one.late.size, 0)
      const expected = all.reduce((sum, { statuses }) => sum + statuses.length, 0)
      expect(figures.slice(0, 8)).toEqual([expected, of(5), of(4), of(3), of(2), of(1), of(0), late].map(String))
    }
    expect(rows.map(([source]) => source)).toEqual(['collector', 'ecr-repository', 'eks-cluster', 'all'])
    expect(rows.at(-1)?.slice(2, 10)).toEqual(['56', '54', '0', '1', '0', '1', '0', '1'])
  })

  it('cuts the share that was read, so that it is 100 only where all was', () => {
    const slots = [slotsMade('audit-log', prod.slug, `${'c'.repeat(99_999)}m`)]
    expect(
      rowsOf(pageOf(toldMade({ slots })), 'reliability-slots')
        .at(-1)
        ?.at(-1),
    ).toBe('99.99 %')
  })

  it('lists every gap, and how many there are where they are many', () => {
    expect(rowsOf(pageOf(), 'reliability-gaps-table')).toHaveLength(3)
    const many = slotsMade('audit-log', test.slug, 'cm'.repeat(600))
    const page = pageOf(toldMade({ slots: [many] }))
    expect(rowsOf(page, 'reliability-gaps-table')).toHaveLength(500)
    expect(readable(page)).toContain('the first 500 of 600')
  })

  it('says so where there is none', () => {
    expect(readable(pageOf(toldMade({ slots: [] })))).toContain('Every expected slot was read whole and in time.')
  })

  it('says over which part of the period the ledger does not reach', () => {
    const head = { ...toldMade().period.head, tick: day(10) } as NonNullable<Told['period']['head']>
    expect(readable(pageOf(toldMade({ head })))).toContain('The ledger does not reach over the whole period')
  })

  it('lists hours without a tick, programs, configurations and keys', () => {
    const page = pageOf(
      toldMade({
        outages: [{ from: day(2), to: day(3), ticks: 24, sequence: 50 }],
        collectors: [
          { version: '1.0.0', commit: 'aa', caller: 'arn:one', from: day(0), sequence: 1 },
          { version: '1.1.0', commit: 'bb', caller: 'arn:two', from: day(5), sequence: 120 },
        ],
        configs: [configMade(), configMade({ ref: refMade('second/config.json'), from: day(4), sequence: 99 })],
        keys: [
          { fingerprint: 'sha256:old', from: day(0) },
          { fingerprint: 'sha256:new', from: day(6) },
        ],
      }),
    )
    expect(rowsOf(page, 'reliability-outages-table')).toEqual([
      ['2026-01-07 00:00:00Z', '2026-01-08 00:00:00Z', '24', '50'],
    ])
    expect(rowsOf(page, 'reliability-programs-table').map((row) => row.slice(1, 4))).toEqual([
      ['1.0.0', 'aa', 'arn:one'],
      ['1.1.0', 'bb', 'arn:two'],
    ])
    expect(rowsOf(page, 'reliability-configs-table')[1]?.[1]).toContain('second/config.json')
    const ledger = readable(partOf(page, 'reliability-ledger'))
    for (const key of ['sha256:old', 'sha256:new']) expect(ledger).toContain(key)
  })

  it('says what the walk found broken, and that what rests on it is not told', () => {
    const finding = { state: 'fail' as const, at: 'ticks/x.json', what: 'sealed as sha256:1, is sha256:2' }
    const broken = [{ name: 'digest' as const, state: 'fail' as const, looked: 9, findings: [finding], more: 4 }]
    const ledger = readable(partOf(pageOf(toldMade({ broken })), 'reliability-ledger'))
    expect(ledger).toContain('5 findings')
    expect(ledger).toContain('ticks/x.json: sealed as sha256:1, is sha256:2')
  })

  it('says that a folder vouches for content alone, and that nothing was verified where it was not', () => {
    const ledger = readable(partOf(pageOf(), 'reliability-ledger'))
    expect(ledger).toContain('assurance is of the content alone')
    expect(ledger).toContain('not verified')
  })

  it('names the checks of the full verify that did not hold', () => {
    const verified = {
      ...{
        of: { ledger: 'sha256:1' as const, account: '1', period: toldMade().period.slot },
        result: 'deviations' as const,
      },
      ...{
        assurance: 'content' as const,
        sandbox: true,
        entries: 3,
        since: null,
        stamped: null,
        leftOut: null,
        head: null,
      },
      checks: [
        {
          name: 'tick-gap' as const,
          state: 'deviation' as const,
          looked: 3,
          findings: [{ state: 'deviation' as const, at: 'a', what: 'b' }],
          more: 1,
        },
      ],
    }
    expect(readable(partOf(pageOf(toldMade({}, { verified })), 'reliability-ledger'))).toContain('tick-gap: 2 findings')
  })

  it('tells deployments of the tool from what was changed beside them', () => {
    const event = (by: 'deployment' | 'behind', error: string | null = null) => ({
      ...{
        id: `${by}-${error}`,
        at: plus(day(1), 60),
        name: by === 'behind' ? 'UpdateFunctionCode' : 'UpdateStack',
        error,
      },
      ...{
        who: { arn: 'arn:anna', issuer: null, source: null, type: 'AssumedRole', invokedBy: null },
        from: { ip: '203.0.113.1', agent: 'cli' },
      },
      ...{ of: 'eks-evidence', by, evidence: [refMade('window')] },
    })
    const events = [event('deployment'), event('behind'), event('behind', 'AccessDenied')]
    const page = pageOf(toldMade({}, { changes: changesMade({ collector: { events, older: 0 } }) }))
    const part = partOf(page, 'reliability-deployments')
    expect(readable(part)).toContain('1 deployment, 1 change beside a deployment')
    expect(rowsOf(part, 'reliability-deployments-table').map((row) => row[3])).toEqual([
      'a deployment of the stack',
      'beside a deployment',
      'refused: AccessDenied',
    ])
  })

  it('says that deployments were not read where nobody watched', () => {
    expect(readable(partOf(pageOf(), 'reliability-deployments'))).toContain('were not read for this report')
  })
})
