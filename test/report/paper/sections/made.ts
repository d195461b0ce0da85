// A told period for tests of the report's body, and how a page's tables are read back from its bytes.
import { controls, detections, sources } from '../../../../gen/registry.ts'
import { instant, plus, seconds } from '../../../../src/clock.ts'
import { type Config, defaults } from '../../../../src/config.ts'
import { type Instant, type Subject, unknown } from '../../../../src/model.ts'
import { type Html, markup } from '../../../../src/report/html/html.ts'
import type { Told } from '../../../../src/report/paper/sections/told.ts'
import type { Approved } from '../../../../src/report/period/approved.ts'
import type { ChangeKind, ChangesSeen } from '../../../../src/report/period/changes-seen.ts'
import type { IncidentSeen, Period, Turn } from '../../../../src/report/period/period.ts'
import {
  account,
  clusterMade,
  configMade,
  periodMade,
  refMade,
  slotsMade,
  start,
  subjectMade,
  turnMade,
} from '../../period-made.ts'

export const catalog: Told['catalog'] = { controls, detections, sources }
export const controlOf = (id: string) => controls.find((one) => one.id === id) ?? fail(id)
const fail = (id: string): never => {
  throw new Error(`no such control: ${id}`)
}

export const prod = subjectMade()
export const test = subjectMade(clusterMade('test'))
export const repository = subjectMade({
  ...{ scope: 'repository', id: `arn:aws:ecr:eu-west-1:${account}:repository/app`, name: 'app' },
  ...{ region: 'eu-west-1', bornAt: '2025-01-01T00:00:00Z' },
} satisfies Subject)
export const stack = subjectMade({
  ...{
    scope: 'deployment',
    id: `arn:aws:cloudformation:eu-west-1:${account}:stack/eks-evidence/1`,
    name: 'eks-evidence',
  },
  ...{ region: 'eu-west-1', bornAt: '2025-01-01T00:00:00Z' },
} satisfies Subject)

export const day = (nth: number): Instant => plus(start, nth * 86_400)
const daily = { kind: 'state', every: 86_400 } as const

/** NET-01: at prod it fails on the second day and is mended on the fourth; at test two days were not read, and one is unknown. */
export const turnsMade = (): Map<string, Turn[]> =>
  new Map([
    [
      `${prod.slug} NET-01`,
      [
        turnMade(day(0), 'pass'),
        turnMade(day(1), 'fail', { reason: 'public endpoint open to 0.0.0.0/0' }),
        turnMade(day(3), 'pass'),
      ],
    ],
    [
      `${test.slug} NET-01`,
      [turnMade(day(0), 'pass'), turnMade(day(4), 'unknown', { reason: 'eks:DescribeCluster was not read' })],
    ],
    [`${prod.slug} IAM-01`, [turnMade(day(0), 'fail'), turnMade(day(2), 'unknown'), turnMade(day(3), 'fail')]],
    [
      `${test.slug} IAM-01`,
      [turnMade(day(0), 'not-applicable', { reason: 'a connected cluster has no access entries' })],
    ],
    [`${repository.slug} VUL-01`, [turnMade(day(0), 'fail'), turnMade(day(8), 'pass')]],
    [`${stack.slug} EVD-03`, [turnMade(day(0), 'fail', { reason: 'the bucket has no lock' })]],
  ])

/** Two weeks, read daily. */
export const toldMade = (changed: Partial<Period> = {}, beside: Partial<Told> = {}): Told => {
  const end = day(14)
  return {
    period: periodMade({
      slot: { start, end },
      head: {
        sequence: 330,
        tick: plus(end, 1_200),
        sha256: 'sha256:00',
        sealedAt: plus(end, 1_300),
        key: 'ledger/000000000330.dsse.json',
      },
      subjects: [prod, test, repository, stack].sort((a, b) => (a.slug < b.slug ? -1 : 1)),
      slots: [
        slotsMade('collector', stack.slug, 'c'.repeat(14), daily),
        slotsMade('ecr-repository', repository.slug, 'c'.repeat(14), daily),
        slotsMade('eks-cluster', prod.slug, 'c'.repeat(14), { ...daily, late: new Map([[5, 7_200]]) }),
        slotsMade('eks-cluster', test.slug, 'cmpccccccccccc', daily),
      ],
      turns: turnsMade(),
      ...changed,
    }),
    ...{ catalog, verified: null, changes: null, overdue: null, ...beside },
  }
}

export const acceptanceMade = {
  control: 'NET-01',
  subject: prod.subject.id,
  reason: 'a partner must reach it',
  requestedBy: 'Ben',
  approver: 'Cleo',
  ticket: 'RISK-7',
  expires: instant(seconds(start) + 3 * 86_400),
  since: instant(seconds(start) + 86_400),
}
export const configured = (changed: Partial<Config>) => configMade({ config: { ...defaults, ...changed } })

const none = unknown('no reading of the attested records is in the ledger')
export const changesMade = (changed: Partial<ChangesSeen> = {}): ChangesSeen => ({
  ...{ events: [], older: new Map(), byDay: new Map(), faults: [], windows: 0 },
  collector: { events: [], older: 0 },
  records: { read: null, changes: none, postMortems: none, evidence: [] },
  ...changed,
})

export const approvedMade = (ticket?: string): Approved => ({
  state: 'approved',
  record: {
    ...{ key: 'records/change/x.json', versionId: 'v1', putAt: day(0), document: null },
    record: {
      ...{ schema: 'eks-evidence/record/v1', kind: 'change', performedAt: day(0), by: 'Ben', attestedBy: 'arn:ben' },
      ...{ approvedBy: 'Cleo', approvedAt: day(0), ...(ticket && { ticket }) },
    },
  },
})
export const changeMade = (nth: number, kind: ChangeKind, approval: Approved): ChangesSeen['events'][number] => ({
  event: {
    ...{
      id: `event-${nth}`,
      at: day(nth),
      name: 'UpdateClusterConfig',
      service: 'eks',
      error: approval.state === 'refused' ? 'AccessDenied' : null,
    },
    ...{
      who: { arn: 'arn:anna', issuer: null, source: null, type: 'AssumedRole', invokedBy: null },
      from: { ip: '203.0.113.9', agent: 'cli' },
    },
    ...{
      cluster: 'prod',
      repository: null,
      thing: 'cluster',
      arn: null,
      updateId: null,
      fields: ['logging', 'name'],
      logsOff: [],
    },
  },
  ...{ kind, region: 'eu-west-1', subject: prod.subject.id, evidence: [refMade(`window-${nth}`)], approval },
})
export const incidentMade = (changed: Partial<IncidentSeen['timeline']> = {}): IncidentSeen => ({
  ...{ subject: prod.slug, ref: refMade('ticks/2026/01/06/0020Z/timelines/prod.json'), sequence: 25 },
  timeline: {
    ...{ schema: 'eks-evidence/timeline/v1', tick: day(1), subject: prod.subject },
    incident: {
      ...{
        id: '0123456789abcdef0123',
        continues: null,
        slot: null,
        from: '2026-01-05T13:45:00Z',
        to: '2026-01-05T14:55:00Z',
      },
      marks: {
        principals: ['arn:alice'],
        keys: ['ASIA1'],
        sessions: [],
        sourceIPs: ['198.51.100.23'],
        objects: ['pods/kube-system/x'],
      },
      ...{ cut: 2, count: 3, windows: [] },
      hits: [
        {
          detection: 'DET-23',
          at: '2026-01-05T14:25:00Z',
          auditID: 'b',
          pointers: ['p2'],
          reason: 'second',
          evidence: refMade('e'),
        },
        {
          detection: 'DET-22',
          at: '2026-01-05T14:15:00Z',
          auditID: 'a',
          pointers: ['p1'],
          reason: 'first',
          evidence: refMade('e'),
        },
      ],
    },
    lines: [
      {
        at: '2026-01-05T14:14:58Z',
        where: 'authenticator',
        what: 'access granted',
        same: ['principals'],
        hits: [],
        pointer: { object: 'ticks/a', id: 'r1' },
      },
      {
        at: '2026-01-05T14:15:00Z',
        where: 'audit-log',
        what: 'alice opened a shell',
        same: ['principals', 'objects'],
        hits: ['DET-22'],
        pointer: { object: 'ticks/b', id: 'r2' },
      },
    ],
    looked: [
      { where: 'audit-log', found: 40, shown: 1, not: null },
      { where: 'cloudtrail', found: 0, shown: 0, not: 'AccessDenied' },
    ],
    ...{ basis: [refMade('window')], read: [] },
    ...changed,
  },
})

export const written = (chunks: Iterable<Html>): string => [...chunks].map(markup).join('')

const plain = (text: string): string =>
  text
    .replace(/<br>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()

/** What a reader sees of a piece of a page. */
export const readable = plain

/** The rows of a table's body, and of its foot, as a reader sees them. */
export const rowsOf = (page: string, id: string): string[][] => {
  const [, own] = page.split(`<table id="${id}"`)
  if (own === undefined) throw new Error(`no table ${id}`)
  const body = (own.split('</table>')[0] ?? '').replace(/^[\s\S]*?<tbody>/, '')
  return [...body.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => plain(cell)),
  )
}

/** The part of a page that an id stands for: up to the end of its section. */
export const partOf = (page: string, id: string): string => {
  const begin = page.indexOf(`<section id="${id}"`)
  if (begin < 0) throw new Error(`no section ${id}`)
  let depth = 0
  for (const { 0: tag, index } of page.slice(begin).matchAll(/<section[ >]|<\/section>/g)) {
    depth += tag === '</section>' ? -1 : 1
    if (depth === 0) return page.slice(begin, begin + index)
  }
  throw new Error(`section ${id} does not end`)
}
