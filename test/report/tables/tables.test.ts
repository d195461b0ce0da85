// The tables of a period: every column in every row, the same in CSV and JSON, and the same bytes for the same period.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controls, detections, sources } from '../../../gen/registry.ts'
import { plus } from '../../../src/clock.ts'
import { defaults } from '../../../src/config.ts'
import { parseCanonical } from '../../../src/json.ts'
import type { Period } from '../../../src/report/period/period.ts'
import type { Cell } from '../../../src/report/tables/table.ts'
import { coverageTables, csvFiles, jsonFile, tables, toldOf } from '../../../src/report/tables/tables.ts'
import {
  clusterMade,
  configMade,
  hitMade,
  periodMade,
  refMade,
  slotsMade,
  start,
  subjectMade,
  tickAt,
  turnMade,
} from '../period-made.ts'
import { parseCsv } from './rfc4180.ts'

const catalog = { controls, detections, sources }
const evil = '=HYPERLINK("https://x.example");\u202E<script>alert(1)</script>\r\n,"\t@\u3000'

const acceptance = {
  ...{ control: 'NET-01', subject: 'arn:aws:eks:*:*:cluster/prod', reason: evil, requestedBy: 'ann' },
  ...{ approver: 'bob', ticket: 'T-1', since: tickAt(24), expires: '2026-02-01T00:00:00Z' },
}

/** Every table has a row, and text from outside is hostile wherever there can be any. */
const full = (): Period => {
  const prod = subjectMade(clusterMade(), { excluded: [{ rule: evil, from: tickAt(1), to: null }] })
  const gone = subjectMade(clusterMade(evil), {
    vanished: tickAt(40),
    tombstone: { tick: tickAt(41), inventory: [refMade('inventory')], notFound: [refMade('not-found')] },
  })
  const subjects = [prod, gone].sort((a, b) => (a.slug < b.slug ? -1 : 1))
  const marks = { principals: [evil], keys: [], sessions: [], sourceIPs: ['192.0.2.7'], objects: [evil] }
  const hit = {
    ...{ detection: 'DET-01', at: tickAt(3), auditID: null, pointers: [], reason: evil, evidence: refMade('e') },
  }
  const incident = {
    ...{ id: '0'.repeat(20), continues: null, slot: null, from: tickAt(2), to: tickAt(4), marks, cut: 0, windows: [] },
    ...{ hits: [hit], count: 3 },
  }
  return periodMade({
    subjects,
    slots: [
      slotsMade('audit-log', prod.slug, 'cccmmfpnec'),
      slotsMade('eks-cluster', prod.slug, 'ccc', { kind: 'state', every: 86_400, late: new Map([[1, 90_000]]) }),
      slotsMade('eks-cluster', gone.slug, 'cm', { kind: 'state', every: 86_400, reasons: new Map([[1, [evil, 'x']]]) }),
    ],
    turns: new Map([
      [`${prod.slug} NET-01`, [turnMade(start, 'pass'), turnMade(plus(start, 86_400), 'fail', { reason: evil })]],
      [`${gone.slug} NET-01`, [turnMade(start, 'fail'), turnMade(plus(start, 86_400), 'pass')]],
    ]),
    broken: [
      { name: 'digest', state: 'fail', looked: 2, findings: [{ state: 'fail', at: evil, what: evil }], more: 1 },
    ],
    outages: [{ from: tickAt(5), to: tickAt(7), ticks: 3, sequence: 6 }],
    configs: [
      configMade(),
      configMade({
        ...{ from: tickAt(24), sequence: 25, refused: [evil], changes: [{ what: evil, loosened: true }] },
        config: { ...defaults, acceptances: [acceptance] },
      }),
    ],
    owed: [{ id: evil, name: evil, reason: evil, from: tickAt(1) }],
    found: {
      groups: [hitMade(), hitMade({ actor: evil, allowed: evil, reason: evil })],
      more: 7,
      counts: new Map([['DET-01', { byDay: new Map([['2026-01-05', 9]]), total: 9, allowed: new Map([[evil, 2]]) }]]),
    },
    incidents: [
      {
        ...{ subject: prod.slug, ref: refMade('timeline'), sequence: 5 },
        timeline: {
          ...{ schema: 'eks-evidence/timeline/v1', tick: tickAt(4), subject: prod.subject, incident, lines: [] },
          looked: [{ where: 'cloudtrail', found: 0, shown: 0, not: evil }],
          ...{ basis: [], read: [] },
        },
      },
    ],
  })
}

type Rows = Readonly<Record<string, Cell>>[]
type Document = { tables: Record<string, { rows: Rows; columns: { name: string }[] }>; coverage: { result: string } }
const told = toldOf(full(), catalog)
const json = [...jsonFile(tables, told, '1.0.0').pieces()].join('')
const document = parseCanonical(json.slice(0, -1)) as Document
const rowsOf = (name: string): Rows => document.tables[name]?.rows ?? []

describe('every table', () => {
  it.each(tables)('$name has rows of its columns and no others', ({ name, columns, rows }) => {
    const all = [...rows(told)]
    expect(all).not.toEqual([])
    for (const row of all) expect(Object.keys(row).sort()).toEqual(Object.keys(columns).sort())
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  it.each(csvFiles(tables, told))('$name has as many rows as the JSON, and no formula', ({ name, pieces }) => {
    const [heads, ...rows] = parseCsv([...pieces()].join('').slice(1))
    const of = document.tables[name.replace('.csv', '')]
    expect(rows).toHaveLength(of?.rows.length ?? -1)
    expect([...(heads ?? [])]).toEqual(of?.columns.map((one) => one.name))
    for (const cell of rows.flat()) expect(cell).not.toMatch(/(^|;)\s*[=+@\uFF1D]|[\r\n\t\u202E]/u)
  })

  it('is in the docs with what it and its columns mean', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/tables.md'), 'utf8')
    const lines = tables.flatMap(({ name, says, columns }) => [
      `## ${name}`,
      says,
      ...Object.entries(columns).map(([column, meaning]) => `| \`${column}\` | ${meaning} |`),
    ])
    expect(lines.filter((line) => !docs.split('\n').includes(line))).toEqual([])
  })

  it('is written the same again', () => {
    const files = (period: Period) => {
      const again = toldOf(period, catalog)
      return [...csvFiles(tables, again), jsonFile(tables, again, '1.0.0')].map(({ pieces }) => [...pieces()].join(''))
    }
    const [one, other] = [full(), full()]
    const shuffled = {
      ...{ ...other, slots: other.slots.toReversed(), turns: new Map([...other.turns].reverse()) },
    }
    expect(files(shuffled)).toEqual(files(one))
  })
})

describe('the JSON', () => {
  it('is canonical, and says of what period and ledger it is and what is broken', () => {
    expect(json.endsWith('}\n')).toBe(true)
    expect(document).toMatchObject({
      ...{ schema: 'eks-evidence/tables/v1', by: { version: '1.0.0' }, account: '111122223333' },
      ...{ period: full().slot, coverage: { result: 'broken' } },
      broken: [{ name: 'digest', more: 1 }],
    })
  })

  it('has all of a text that a CSV cuts', () => {
    const long = 'x'.repeat(9_000)
    const made = toldOf(periodMade({ owed: [{ id: 'x', name: 'x', reason: long, from: tickAt(1) }] }), catalog)
    expect([...jsonFile(coverageTables, made, '1').pieces()].join('')).toContain(long)
  })

  it('holds tables of more rows than are written at once', () => {
    const reasons = new Map(Array.from({ length: 1_200 }, (_, at) => [at, [`${at}`]]))
    const slots = [slotsMade('audit-log', subjectMade().slug, 'm'.repeat(1_200), { reasons })]
    const made = toldOf(periodMade({ slots }), catalog)
    const text = [...jsonFile(coverageTables, made, '1').pieces()].join('')
    expect((parseCanonical(text.slice(0, -1)) as Document).tables.gaps?.rows).toHaveLength(1_200)
  })
})

describe('what the rows say', () => {
  it('gaps: one row for each run, missed slots with their own', () => {
    const own = rowsOf('gaps').filter(({ source }) => source === 'audit-log')
    expect(own.map(({ status, slots }) => [status, slots])).toEqual([
      ['missed', 2],
      ['failed', 1],
      ['partial', 1],
      ['none', 1],
    ])
    expect(own[3]).toMatchObject({ sequence: null, from: plus(start, 7 * 3_600), to: plus(start, 8 * 3_600) })
  })

  it('gaps: what was read late says by how much', () => {
    expect(rowsOf('gaps')).toContainEqual(
      expect.objectContaining({ source: 'eks-cluster', status: 'complete', late_seconds: 90_000 }),
    )
  })

  it('tests and populations: the population is the sum of its outcomes', () => {
    const sum = ({ pass, fail, unknown, not_applicable, unread }: Rows[number]) =>
      [pass, fail, unknown, not_applicable, unread].reduce<number>((all, one) => all + Number(one), 0)
    for (const row of [...rowsOf('tests'), ...rowsOf('populations')]) expect(sum(row)).toBe(row.expected)
    const net = rowsOf('tests').find(({ control }) => control === 'NET-01')
    expect(net).toMatchObject({ subjects: 2, deviations: 2, open: 1, source: 'eks-cluster' })
    const own = rowsOf('populations').filter(({ control }) => control === 'NET-01')
    expect(own.reduce((all, { expected }) => all + Number(expected), 0)).toBe(net?.expected)
  })

  it('tests: one that was judged nowhere has a row and no population', () => {
    expect(rowsOf('tests')).toHaveLength(controls.length)
    expect(rowsOf('tests').find(({ control }) => control === 'ENC-01')).toMatchObject({ source: null, expected: 0 })
  })

  it('deviations: how long, by which deadline, who accepted it, and what shows it', () => {
    const open = rowsOf('deviations').find(({ ended }) => ended === 'open')
    expect(open).toMatchObject({
      ...{ control: 'NET-01', since: plus(start, 86_400), until: null, days: 3, past_sla: false },
      ...{ sla_days: 30, accepted_by: ['bob'], accepted_ticket: ['T-1'], reason: evil, sequence: 2 },
      evidence_key: 'ticks/2026/01/06/0020Z/evaluations/prod.json',
      evidence_sha256: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    const fixed = rowsOf('deviations').find(({ ended }) => ended === 'fixed')
    expect(fixed).toMatchObject({ since: start, until: plus(start, 86_400), ended_reason: 'it is pass' })
  })

  it('verdict changes: every turn, with the object that holds it', () => {
    expect(rowsOf('verdict-changes').map(({ outcome }) => outcome)).toHaveLength(4)
  })

  it('acceptances: in force from the tick that sealed it to the end of the period', () => {
    expect(rowsOf('acceptances')).toMatchObject([
      { control: 'NET-01', since: tickAt(24), in_force_from: tickAt(24), in_force_to: full().slot.end },
    ])
  })

  it('acceptances: one that was taken away and given again is two rows', () => {
    const configs = [tickAt(0), tickAt(10), tickAt(20)].map((from, at) =>
      configMade({ from, config: { ...defaults, acceptances: at === 1 ? [] : [{ ...acceptance, since: from }] } }),
    )
    const made = toldOf(periodMade({ configs }), catalog)
    const own = [...(tables.find(({ name }) => name === 'acceptances')?.rows(made) ?? [])]
    expect(own.map((row) => [row.in_force_from, row.in_force_to])).toEqual([
      [tickAt(0), tickAt(10)],
      [tickAt(20), made.period.slot.end],
    ])
  })

  it('exclusions: who was left out, and who is owed', () => {
    expect(rowsOf('exclusions').map(({ why, rule, reason }) => [why, rule, reason])).toEqual([
      ['excluded', evil, null],
      ['owed', null, evil],
    ])
  })

  it('incidents: places that were not read are named', () => {
    expect(rowsOf('incidents')).toMatchObject([{ hits: 3, detections: ['DET-01'], not_read: [`cloudtrail: ${evil}`] }])
  })

  it('configurations and their changes: who, when, and what was loosened', () => {
    expect(rowsOf('configurations').map(({ changes, loosened }) => [changes, loosened])).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(rowsOf('config-changes')).toMatchObject([{ from: tickAt(24), what: evil, loosened: true }])
  })

  it('subjects: what shows that somebody is gone', () => {
    expect(rowsOf('subjects')).toContainEqual(
      expect.objectContaining({ vanished: tickAt(40), tombstone: tickAt(41), shown_by: ['inventory', 'not-found'] }),
    )
  })
})
