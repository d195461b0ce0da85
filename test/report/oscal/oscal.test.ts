// OSCAL assessment results: valid by NIST's schema, the same every time, and satisfied only where everything was seen to hold.
import { describe, expect, it } from 'vitest'
import * as registry from '../../../gen/registry.ts'
import { plus } from '../../../src/clock.ts'
import { defaults } from '../../../src/config.ts'
import { originsOf } from '../../../src/report/oscal/actors.ts'
import { oscalOf } from '../../../src/report/oscal/oscal.ts'
import { namespace, uuid, version5 } from '../../../src/report/oscal/uuid.ts'
import type { Period } from '../../../src/report/period/period.ts'
import {
  clusterMade,
  configMade,
  end,
  hitMade,
  periodMade,
  refMade,
  slotsMade,
  start,
  subjectMade,
  turnMade,
} from '../period-made.ts'
import { type Document, type Finding, hasSchema, known, type Result, type Risk, schemaFaults } from './schema.ts'

const by = { version: '0.1.0', commit: '0'.repeat(40) }
const net01 = registry.controls.find(({ id }) => id === 'NET-01')
const catalog = { ...registry, controls: net01 ? [net01] : [] }
const day = 86_400
const cluster = subjectMade()
const at = (nth: number) => plus(start, nth * day)
const turning = (...turns: ReturnType<typeof turnMade>[]): Partial<Period> => ({
  turns: new Map([[`${cluster.slug} NET-01`, turns]]),
})

const textOf = (period: Period, of: typeof registry = catalog): string =>
  [...oscalOf({ period, catalog: of, by })].join('')
const documentOf = (period: Period, of: typeof registry = catalog): Document =>
  JSON.parse(textOf(period, of))['assessment-results']
const resultOf = (changed: Partial<Period> = {}): Result => documentOf(periodMade(changed)).results[0]
const findingOf = (changed: Partial<Period> = {}): Finding => resultOf(changed).findings[0]
const stateOf = (changed: Partial<Period>): unknown[] => {
  const { state, reason } = findingOf(changed).target.status
  return [state, reason]
}

const hostile = `<img src=x onerror=alert(1)> [x](javascript:alert(1)) \`a\` \u202E\u0000\n=cmd|' ${'x'.repeat(9_000)} \ud800`
const hostilePeriod = (): Period => {
  const subject = subjectMade(clusterMade('prod', { name: hostile, id: `${clusterMade().id} ${hostile}` }))
  const acceptance = {
    ...{
      control: 'NET-01',
      subject: `${subject.subject.id}`,
      reason: hostile,
      requestedBy: hostile,
      approver: hostile,
    },
    ...{ ticket: hostile, expires: plus(end, day), since: start },
  }
  const config = { ...defaults, acceptances: [acceptance] }
  return periodMade({
    store: 's3://evidence',
    subjects: [{ ...subject, excluded: [{ rule: hostile, from: start, to: null }] }],
    slots: [slotsMade('eks-cluster', subject.slug, 'ccc', { kind: 'state', every: day })],
    turns: new Map([
      [
        `${subject.slug} NET-01`,
        [turnMade(at(0), 'fail', { reason: hostile }), turnMade(at(1), 'pass', { reason: '' })],
      ],
    ]),
    configs: [configMade({ config })],
    outages: [{ from: at(1), to: plus(at(1), 3_600), ticks: 2, sequence: 9 }],
    found: {
      groups: [hitMade({ reason: hostile, actor: hostile })],
      more: 0,
      counts: new Map([['DET-01', { byDay: new Map(), total: 2, allowed: new Map([[hostile, 3]]) }]]),
    },
  })
}

describe.skipIf(!hasSchema)('the document (skipped where the shared folder is absent)', () => {
  const periods: [string, () => Period][] = [
    ['a period', () => periodMade()],
    ['a period in a bucket', () => periodMade({ store: 's3://evidence' })],
    ['one in which nothing was observed', () => periodMade({ subjects: [], slots: [], turns: new Map(), configs: [] })],
    [
      'one without an entry',
      () =>
        periodMade({
          entries: 0,
          first: null,
          head: null,
          subjects: [],
          slots: [],
          turns: new Map(),
          configs: [],
          collectors: [],
          keys: [],
        }),
    ],
    ['one full of hostile text', hostilePeriod],
  ]
  it.each(periods)('is valid of %s', (_, period) => {
    expect(schemaFaults()(JSON.parse(textOf(period(), registry)))).toEqual([])
  })

  it('is refused by the same schema where a token is none', () => {
    const document = JSON.parse(textOf(periodMade()))
    document['assessment-results'].results[0].findings[0].target['target-id'] = 'net 01'
    expect(schemaFaults()(document).join()).toContain('target-id')
  })

  it('is refused by the same schema where a time or an address is none', () => {
    const document = JSON.parse(textOf(periodMade()))
    document['assessment-results'].results[0].observations[0].collected = '2026-02-30T00:00:00Z'
    document['assessment-results']['import-ap'].href = 'no address'
    const faults = schemaFaults()(document).join()
    expect([faults.includes('collected'), faults.includes('href')]).toEqual([true, true])
  })
})

describe('the document', () => {
  it('is the same every time', () => {
    expect(textOf(hostilePeriod(), registry)).toBe(textOf(hostilePeriod(), registry))
  })

  it('takes its time from the newest seal, and names what it was made of', () => {
    const { metadata } = documentOf(periodMade())
    expect(metadata['last-modified']).toBe(periodMade().head?.sealedAt)
    expect(metadata['oscal-version']).toBe('1.2.1')
    expect(metadata.props).toContainEqual(expect.objectContaining({ name: 'uuid-namespace', value: namespace }))
    expect(metadata.remarks).toContain('no opinion of an auditor')
  })

  it('names each thing once, and refers to nothing that is not there', () => {
    const document = documentOf(hostilePeriod(), registry)
    const [defined, referred] = [new Map<string, number>(), new Set<string>()]
    walk(document, (name, value) => {
      if (name === 'uuid') defined.set(value, (defined.get(value) ?? 0) + 1)
      else if (/-uuids?$/.test(name)) referred.add(value)
      else if (name === 'href' && value.startsWith('#')) referred.add(value.slice(1))
    })
    expect([...defined].filter(([, times]) => times > 1)).toEqual([])
    expect([...referred].filter((one) => !defined.has(one))).toEqual([])
    const objectives = document['local-definitions']['objectives-and-methods'].flatMap(({ parts }) =>
      parts.map(({ id }) => id),
    )
    const targets = document.results[0].findings.map(({ target }) => target['target-id'])
    expect(targets.filter((id: string) => !objectives.includes(id))).toEqual([])
    expect(new Set(targets).size).toBe(targets.length)
  })

  it('uses the tokens that OSCAL has', () => {
    const { observations, risks, findings } = documentOf(hostilePeriod(), registry).results[0]
    expect(observations.flatMap(({ methods }) => methods).filter((one: string) => !known.method.includes(one))).toEqual(
      [],
    )
    expect(observations.flatMap(({ types }) => types).filter((one: string) => !known.type.includes(one))).toEqual([])
    expect(risks.map(({ status }) => status).filter((one: string) => !known.status.includes(one))).toEqual([])
    expect(
      findings.map(({ target }) => target.status.reason).filter((one: string) => !known.reason.includes(one)),
    ).toEqual([])
  })

  it('lets no text of a cluster or of people be markup, or hide', () => {
    const said: string[] = []
    walk(documentOf(hostilePeriod(), registry), (name, value) => {
      if (/^(title|description|remarks|statement|prose)$/.test(name) && value.includes('onerror')) said.push(value)
    })
    expect(said.length).toBeGreaterThan(4)
    expect(said.filter((one) => /(^|[^\\])[<[`]/.test(one) || /[\p{Cc}\p{Cs}\u202e]/u.test(one))).toEqual([])
    expect(Math.max(...said.map(({ length }) => length))).toBeLessThan(20_000)
  })

  it('says of criteria that tests are relevant to them, by ids that are tokens', () => {
    const { 'reviewed-controls': reviewed } = resultOf()
    expect(reviewed['control-selections'].map((one) => one['include-controls'][0]['control-id'])).toEqual([
      'tsc-cc6.1',
      'tsc-cc6.6',
    ])
    expect(reviewed.remarks).toContain('CC1.1')
  })

  it('has no assessment plan, and says what planned instead', () => {
    const document = documentOf(periodMade({ store: 's3://evidence' }))
    const resource = document['back-matter'].resources[0]
    expect(document['import-ap'].href).toBe(`#${resource.uuid}`)
    expect(resource.description).toContain('There is no OSCAL assessment plan')
    expect(resource.rlinks[0].href).toMatch(/^s3:\/\/evidence\/ticks\/.*config\.json\?versionId=/)
  })
})

describe('an observation', () => {
  it('is of every outcome, passes as well, and links the locked version with its digest', () => {
    const document = documentOf(periodMade({ store: 's3://evidence' }))
    const [passed, failed] = document.results[0].observations
    expect([passed.types, failed.types]).toEqual([['control-objective'], ['control-objective', 'finding']])
    const { evaluation } = turnMade(start, 'pass')
    const [relevant] = passed['relevant-evidence']
    expect(relevant.href).toBe(`s3://evidence/${evaluation.key}?versionId=${evaluation.versionId}`)
    const resource = document['back-matter'].resources.find((one) => `#${one.uuid}` === relevant.links[0].href)
    expect(resource?.rlinks[0]).toEqual({
      href: relevant.href,
      hashes: [{ algorithm: 'SHA-256', value: evaluation.sha256.slice(7) }],
    })
  })

  it('expires with the next one, and the last one when a reading more was due', () => {
    const [first, last] = resultOf().observations
    expect(first.expires).toBe(last.collected)
    expect(last.expires).toBe(plus(start, 4 * day)) // read on the third day: out of date when the fourth ended unread
  })

  it('of a slot that was judged again is superseded by the next, and is another', () => {
    const again = { ...turnMade(at(0), 'pass'), tick: plus(turnMade(at(0), 'pass').tick, 3_600) }
    const [first, second] = resultOf(turning(turnMade(at(0), 'unknown'), again)).observations
    expect([first.uuid === second.uuid, first.expires]).toEqual([false, second.collected])
    expect(first.props?.map(({ name }) => name)).toContain('superseded')
    expect(second.props?.map(({ name }) => name)).not.toContain('superseded')
  })

  it('of records that people attested is an examination, of an API a test', () => {
    const governed = registry.controls.find(({ needs }) =>
      Object.values(needs).every(({ fact }) => fact.source === 'governance'),
    )
    if (!governed) throw new Error('no control rests on records alone')
    const own = subjectMade(clusterMade('own', { scope: governed.of }))
    const period = periodMade({
      subjects: [own],
      turns: new Map([[`${own.slug} ${governed.id}`, [turnMade(at(0), 'pass')]]]),
    })
    const methods = documentOf(period, { ...registry, controls: [governed] }).results[0].observations[0].methods
    expect([methods, resultOf().observations[0].methods]).toEqual([['EXAMINE'], ['TEST']])
  })

  it('comes from the tool', () => {
    const { observations, findings, 'local-definitions': local } = resultOf()
    const tool = local['assessment-assets'].components[0].uuid
    expect(observations[0].origins).toEqual([{ actors: [{ type: 'tool', 'actor-uuid': tool }] }])
    expect(findings[0].origins).toEqual(originsOf(periodMade()))
  })
})

describe('a finding', () => {
  const whole = slotsMade('eks-cluster', cluster.slug, 'ccc', { kind: 'state', every: day })
  const slots = (spelled: string) => [slotsMade('eks-cluster', cluster.slug, spelled, { kind: 'state', every: day })]

  it('is satisfied where every expected observation passed', () => {
    expect(stateOf({ slots: [whole], ...turning(turnMade(at(0), 'pass')) })).toEqual(['satisfied', 'pass'])
    expect(findingOf({ slots: [whole], ...turning(turnMade(at(0), 'pass')) }).description).toContain(
      'No deviation noted in 3 of 3 expected observations.',
    )
  })

  it.each<[string, Partial<Period>, string]>([
    [
      'one failed',
      { slots: [whole], ...turning(turnMade(at(0), 'pass'), turnMade(at(1), 'fail'), turnMade(at(2), 'pass')) },
      'fail',
    ],
    ['one is unknown', { slots: [whole], ...turning(turnMade(at(0), 'pass'), turnMade(at(2), 'unknown')) }, 'other'],
    ['one was missed', { slots: slots('cmc'), ...turning(turnMade(at(0), 'pass')) }, 'other'],
    ['one was not read whole', { slots: slots('cpc'), ...turning(turnMade(at(0), 'pass')) }, 'other'],
    ['one has no line', { slots: slots('cnc'), ...turning(turnMade(at(0), 'pass')) }, 'other'],
    ['it applies nowhere', { slots: [whole], ...turning(turnMade(at(0), 'not-applicable')) }, 'other'],
    ['nothing was judged', { slots: [whole], turns: new Map() }, 'other'],
    ['nothing was expected', { slots: [], turns: new Map() }, 'other'],
    ['the first is judged late', { slots: [whole], ...turning(turnMade(at(1), 'fail')) }, 'fail'],
    [
      'the ledger is broken',
      {
        slots: [whole],
        ...turning(turnMade(at(0), 'pass')),
        broken: [{ name: 'chain-complete', state: 'fail', looked: 1, findings: [], more: 0 }],
      },
      'other',
    ],
  ])('is not where %s', (_, changed, reason) => {
    expect(stateOf(changed)).toEqual(['not-satisfied', reason])
  })

  it('is not by an acceptance', () => {
    const acceptance = {
      ...{
        control: 'NET-01',
        subject: cluster.subject.id,
        reason: 'A migration.',
        requestedBy: 'Ann',
        approver: 'Bea',
      },
      ...{ expires: plus(end, day), since: start },
    }
    const configs = [configMade({ config: { ...defaults, acceptances: [acceptance] } })]
    const changed = { slots: [whole], ...turning(turnMade(at(0), 'fail')), configs }
    expect(stateOf(changed)).toEqual(['not-satisfied', 'fail'])
    const [one] = resultOf(changed).risks
    expect(one.status).toBe('deviation-approved')
    expect(one['risk-log'].entries.map((entry) => entry['status-change'])).toEqual(['open', 'deviation-approved'])
    expect(one['risk-log'].entries[1].description).toContain('approved by Bea')
  })
})

describe('a risk', () => {
  const risksOf = (...turns: ReturnType<typeof turnMade>[]): Risk[] => resultOf(turning(...turns)).risks ?? []

  it('is open with a deadline by its severity while the deviation stands', () => {
    const [one] = risksOf(turnMade(at(0), 'pass'), turnMade(at(1), 'fail'))
    expect([one?.status, one?.deadline]).toEqual(['open', plus(at(1), defaults.sla[net01?.severity ?? 'low'] * day)])
  })

  it('is closed when it was read without it, and its log says both', () => {
    const [one] = risksOf(turnMade(at(0), 'fail'), turnMade(at(2), 'pass'))
    expect(one?.status).toBe('closed')
    expect(one?.['risk-log'].entries.map((entry) => [entry['status-change'], entry.start])).toEqual([
      ['open', at(0)],
      ['closed', at(2)],
    ])
    expect(one?.['related-observations']).toHaveLength(2)
  })

  it('is none where nothing failed', () => {
    expect(risksOf(turnMade(at(0), 'pass'), turnMade(at(1), 'unknown'))).toEqual([])
  })
})

describe('what was found', () => {
  it('is counted as an observation of the log, and is no failure of a test', () => {
    const { observations } = documentOf(hostilePeriod(), registry).results[0]
    const [found] = observations.filter(({ types }) => types.includes('discovery'))
    expect([found?.methods, found?.collected]).toEqual([['EXAMINE'], hitMade().last])
    expect(found?.description).toContain('delivered to CloudWatch')
  })
})

describe('a UUID', () => {
  it('is that of RFC 9562 for a name', () => {
    expect(version5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    )
    expect(version5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:eks-evidence:oscal:v1')).toBe(namespace)
  })

  it('is another for another thing', () => {
    expect(new Set([uuid('a', 'b'), uuid('ab'), uuid('a', 'c'), uuid('b', 'a')]).size).toBe(4)
  })
})

it('cites no object twice', () => {
  const { resources } = documentOf(periodMade())['back-matter']
  expect(new Set(resources.map(({ title }) => title)).size).toBe(resources.length)
  expect(resources.map(({ title }) => title)).toContain(
    refMade('ticks/2026/01/05/0120Z/evaluations/prod.json').key.replace('0120Z', '0020Z'),
  )
})

const walk = (value: unknown, see: (name: string, value: string) => void, name = ''): void => {
  if (typeof value === 'string') see(name, value)
  else if (Array.isArray(value)) for (const one of value) walk(one, see, name)
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) walk(one, see, key)
}
