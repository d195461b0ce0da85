// The governance register, acceptances and management's own controls: every fault with its file and path, and what a tick stores of them.
import { describe, expect, it } from 'vitest'
import * as registry from '../../gen/registry.ts'
import { acceptanceId, acceptedAt, acceptedSince } from '../../src/config/acceptances.ts'
import {
  acceptancesIn,
  type ConfigFile,
  configOf,
  defaults,
  givenOf,
  readConfig,
  writeConfig,
} from '../../src/config.ts'
import { EvidenceError } from '../../src/errors.ts'

const file = (name: string, value: unknown): ConfigFile => ({
  name,
  text: typeof value === 'string' ? value : JSON.stringify(value),
})
const faults = (...files: ConfigFile[]): string[] => {
  try {
    readConfig(files, registry)
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'CONFIG_INVALID') return error.detail.faults as string[]
    throw error
  }
  return []
}
const register = (items: unknown) => file('governance.yml', { items })
const acceptance = {
  control: 'NET-01',
  subject: 'arn:aws:eks:*:*:cluster/dev-*',
  reason: 'torn down every night',
  requestedBy: 'Ada',
  approver: 'Risk',
  expires: '2026-06-30T00:00:00Z',
}
const accepting = (...acceptances: unknown[]) => file('acceptances.yml', { acceptances })
const responsible = { primary: 'Head of Security' }

describe('the register', () => {
  it('takes nobody whose name says nothing, and nobody twice', () => {
    const items = { architecture: { responsible: { primary: ' ' }, roster: ['Ada Admin', 'ADA\u00a0 admin'] } }
    expect(faults(register(items))).toEqual([
      'governance.yml: items.architecture.responsible.primary: a name is required',
      'governance.yml: items.architecture.roster: a name stands twice',
    ])
  })

  it('is renewed in three years at most', () => {
    expect(faults(register({ architecture: { responsible, renewal: 36_525 } }))).toEqual([
      'governance.yml: items.architecture.renewal: expected three years at most',
    ])
  })

  it('takes what it needs, and defaults the rest', () => {
    const { register: read } = readConfig([register({ architecture: { responsible } })], registry)
    expect(read).toEqual({ architecture: { responsible: { primary: 'Head of Security', supporting: [] } } })
  })

  it('is none where its file is missing, empty or all comments', () => {
    for (const files of [[], [file('governance.yml', '')], [file('governance.yml', '# items:\n')]])
      expect(readConfig(files, registry)).toEqual(defaults)
  })

  it('tells every fault with its file and path', () => {
    const item = { responsible: { primary: '' }, renewal: 0, roster: ['Ada', 'ada'], owner: 'x' }
    expect(faults(register({ architecture: item, party: { responsible } }))).toEqual([
      'governance.yml: items.architecture.responsible.primary: a name is required',
      'governance.yml: items.architecture.renewal: expected days',
      'governance.yml: items.architecture.roster: a name stands twice',
      'governance.yml: items.architecture.owner: no such key',
      'governance.yml: items.party: no such key',
    ])
  })

  it.each(['config/eks-evidence.yml', '/documents/a', 'documents/../config/a', 'records/drill/a.json'])(
    'takes no document that lies elsewhere: %s',
    (document) => {
      expect(faults(register({ architecture: { responsible, document } }))).toEqual([
        'governance.yml: items.architecture.document: expected a key below documents/',
      ])
    },
  )

  it('says what it expects where something else stands', () => {
    const items = {
      architecture: { responsible: 'Head', renewal: 'yearly', roster: 'Ada', document: 7 },
      'security-owner': [],
      'incident-response': { responsible: { primary: 'NAME' } },
    }
    expect(faults(register(items))).toEqual([
      'governance.yml: items.security-owner: expected responsible, and whatever else there is to say',
      'governance.yml: items.incident-response.responsible.primary: is not filled in',
      'governance.yml: items.architecture.responsible: expected { primary: WHO }',
      'governance.yml: items.architecture.document: expected a key below documents/',
      'governance.yml: items.architecture.renewal: expected days, as 366',
      'governance.yml: items.architecture.roster: expected a list of names',
    ])
  })

  it('is told beside the faults of other files', () => {
    expect(faults(register(7), file('eks-evidence.yml', 'regions: [x]'), file('other.yml', ''))).toHaveLength(3)
  })

  it('refuses what is no YAML of ours, and names its file', () => {
    expect(faults(file('governance.yml', 'items: &a {}\nmore: *a\n'))).toEqual([
      'governance.yml: alias *a: write it out',
    ])
  })
})

describe('an acceptance', () => {
  it.each([
    ['no approver', { approver: undefined }, 'acceptances[0].approver: an approver is required'],
    ['no end', { expires: undefined }, 'acceptances[0].expires'],
    ['no reason', { reason: '' }, 'acceptances[0].reason: a reason is required'],
    ['its own approver', { approver: ' ADA ' }, 'acceptances[0].approver: may be who requested it'],
    [
      'its own approver by address',
      { approver: 'ada@example.com' },
      'acceptances[0].approver: may be who requested it',
    ],
    ['an approver of blanks', { approver: ' \u200b ' }, 'acceptances[0].approver: an approver is required'],
    ['everything as its subject', { subject: '*' }, 'acceptances[0].subject: is everything there is'],
    ['a control that there is not', { control: 'NET-99' }, 'acceptances[0].control: no such control: NET-99'],
    ['a beginning of its own', { since: '2025-01-01T00:00:00Z' }, 'acceptances[0].since: no such key'],
  ])('is refused with %s', (_, over, what) => {
    const [fault, ...more] = faults(accepting({ ...acceptance, ...over }))
    expect([fault, more]).toEqual([expect.stringContaining(`acceptances.yml: ${what}`), []])
  })

  it('tells what no schema says beside what one does', () => {
    const one = { ...acceptance, control: 'NET-99', approver: 'ada@example.com', reason: '', expires: 'soon' }
    expect(faults(accepting(one))).toEqual([
      'acceptances.yml: acceptances[0].reason: a reason is required',
      'acceptances.yml: acceptances[0].expires: expected a time as 2026-01-01T00:00:00Z',
      'acceptances.yml: acceptances[0].control: no such control: NET-99',
      'acceptances.yml: acceptances[0].approver: may be who requested it, by name or address',
    ])
  })

  it.each([
    ['no text', 'acceptances:\n  - subject: "\\ud800"\n    control: .inf\n'],
    ['no list', 'acceptances: 7\n'],
    ['no members', '- one\n'],
    ['a list of anything', 'acceptances: [7, null, [x]]\n'],
  ])('that is %s is refused, and costs no tick', (_, text) => {
    const said = faults(file('acceptances.yml', text))
    expect(said.length).toBeGreaterThan(0)
    expect(said.every((fault) => fault.startsWith('acceptances.yml: ') && !fault.includes('Invalid input'))).toBe(true)
  })

  it('is refused where it stands twice', () => {
    expect(faults(accepting(acceptance, acceptance))).toEqual([
      'acceptances.yml: acceptances[1].control: the same acceptance stands twice',
    ])
  })

  const files = [accepting(acceptance)]
  const id = acceptanceId(acceptance)
  const at = (since: string) => ({ accepted: { [id]: since } })

  it('runs for a year at most from the tick that first sealed it', () => {
    const until = (expires: string) => () =>
      readConfig([accepting({ ...acceptance, expires })], registry, {
        accepted: { [acceptanceId({ ...acceptance, expires })]: '2026-01-05T00:20:00Z' },
      })
    expect(until('2027-01-06T00:20:00Z')).not.toThrow()
    expect(until('2027-01-06T00:21:00Z')).toThrow(/more than a year/)
  })

  it('comes back from the document that a tick stores, with its beginning', () => {
    const given = at('2026-01-05T00:20:00Z')
    const bytes = writeConfig(files, readConfig(files, registry, given), given)
    expect(givenOf(bytes)).toEqual(given)
    expect(configOf(bytes).acceptances).toEqual([{ ...acceptance, since: '2026-01-05T00:20:00Z' }])
    expect(writeConfig(files, readConfig(files, registry, givenOf(bytes)), givenOf(bytes))).toEqual(bytes)
  })

  it('begins with the tick, unless the configuration before has the very same', () => {
    const before = readConfig(files, registry, at('2026-01-05T00:20:00Z')).acceptances
    const later = '2026-02-01T00:20:00Z'
    const since = (...all: object[]) => Object.values(acceptedSince(acceptancesIn([accepting(...all)]), before, later))
    expect(since(acceptance)).toEqual(['2026-01-05T00:20:00Z'])
    expect(since({ ...acceptance, reason: 'other' })).toEqual([later])
    expect(since(acceptance, { ...acceptance, control: 'NET-02' })).toEqual(['2026-01-05T00:20:00Z', later])
  })

  it('is in effect from then on, until it expires, at the subjects that it names', () => {
    const { acceptances } = readConfig(files, registry, at('2026-01-05T00:20:00Z'))
    const inEffect = (tick: string, cluster = 'arn:aws:eks:eu-west-1:1:cluster/dev-1', all = acceptances) =>
      Object.keys(acceptedAt(all, { id: cluster }, tick))
    expect(inEffect('2026-01-04T23:20:00Z')).toEqual([])
    expect(inEffect('2026-01-05T00:20:00Z')).toEqual(['NET-01'])
    expect(inEffect('2026-06-29T23:20:00Z')).toEqual(['NET-01'])
    expect(inEffect('2026-06-30T00:00:00Z')).toEqual([])
    expect(inEffect('2026-02-01T00:20:00Z', 'arn:aws:eks:eu-west-1:1:cluster/prod')).toEqual([])
    const [one] = acceptances
    if (!one) throw new Error('none')
    expect(inEffect('2026-02-01T00:20:00Z', undefined, [{ ...one, since: null }])).toEqual([])
    expect(inEffect('2026-02-01T00:20:00Z', undefined, [{ ...one, approver: 'ada' }])).toEqual([])
  })
})

describe("the map of management's controls", () => {
  const one = { id: 'AC-1', wording: 'no public endpoints', tests: ['NET-01'] }
  const map = (...controls: unknown[]) => file('controls-map.yml', { controls })

  it('is read, its criteria none where it names none', () => {
    expect(readConfig([map(one)], registry).controlsMap).toEqual([{ ...one, criteria: [] }])
  })

  it('is held against the controls that there are', () => {
    expect(faults(map({ ...one, tests: ['NET-01', 'NET-99', 'NET-01'], criteria: ['CC6.1', 'CC9.9'] }))).toEqual([
      'controls-map.yml: controls[0].criteria[1]: expected a criterion, as CC6.1',
      'controls-map.yml: controls[0].tests[1]: no such control: NET-99',
      'controls-map.yml: controls[0].tests[2]: NET-01 stands twice',
    ])
    expect(faults(map({ ...one, tests: ['NET-01', 'NET-99', 'NET-01'] }, one))).toEqual([
      'controls-map.yml: controls[0].tests[1]: no such control: NET-99',
      'controls-map.yml: controls[0].tests[2]: NET-01 stands twice',
      'controls-map.yml: controls[1].id: AC-1 stands twice',
    ])
  })
})

it('has the bytes that a version without these files gave it, where there are none of them', () => {
  const files = [file('eks-evidence.yml', 'regions: all\n')]
  const text = Buffer.from(writeConfig(files, readConfig(files, registry))).toString()
  expect(text).not.toMatch(/register|acceptances|controlsMap|accepted/)
})
