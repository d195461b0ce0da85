// Which hits belong together.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { callsForLook, incidentsOf } from '../../src/incidents/group.ts'
import { windowsIn } from '../../src/incidents/windows.ts'
import type { Hit, Incident } from '../../src/model.ts'
import { ref } from '../evaluate/account.ts'
import { hit } from '../publish/examples.ts'

const base = '2026-01-05T01:00:00Z'
const cluster = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'
const object = (name: string) => ({ apiGroup: '', resource: 'pods', subresource: 'exec', namespace: 'shop', name })
const made = (minute: number, more: Partial<Hit> = {}): Hit =>
  hit({ at: plus(base, minute * 60), auditID: `a${minute}`, basis: [ref(`rows-${minute}`)], ...more })
const told = (...hits: Hit[]) => hits.map((one) => ({ hit: one, evidence: ref('evaluation') }))
const apart = { user: 'eve', actor: 'eve', sourceIPs: ['203.0.113.9'], object: object('b') }
const none = { known: [], windows: [] }
const goingOn = (one?: Incident) => ({ known: one ? [one] : [], windows: [] })
const times = (hits: Hit[]): number[] => incidentsOf(cluster, told(...hits), none).map(({ hits: own }) => own.length)

describe('a hit calls for a look', () => {
  it.each([
    ['of high severity', { severity: 'high' }, true],
    ['of critical severity, and denied', { severity: 'critical', outcome: 'denied' }, true],
    ['of medium severity', { severity: 'medium' }, false],
    ['that an allow-list lets pass', { severity: 'high', allowed: 'the deployment does it' }, false],
  ] as const)('%s', (_, more, called) => {
    expect(callsForLook(hit(more))).toBe(called)
  })
})

describe('hits', () => {
  it('of one user within half an hour are one incident', () => {
    expect(times([made(0), made(30, { object: object('b'), sourceIPs: [] })])).toEqual([2])
  })

  it('of one user that are further apart are two', () => {
    expect(times([made(0), made(31)])).toEqual([1, 1])
  })

  it('that a third one links are one', () => {
    expect(times([made(0), made(20), made(40)])).toEqual([3])
  })

  it('on one object are one incident, whoever made them', () => {
    const other = { ...apart, object: hit().object }
    expect(times([made(0), made(5, other)])).toEqual([2])
  })

  it('from one address of the internet are one incident', () => {
    expect(times([made(0), made(5, { ...apart, sourceIPs: ['198.51.100.7'] })])).toEqual([2])
  })

  it('from one address within a network are not: whatever runs there shares it', () => {
    const inside = { sourceIPs: ['10.0.3.7'] }
    expect(times([made(0, inside), made(5, { ...apart, ...inside })])).toEqual([1, 1])
  })

  it('of nobody by name are held together by address and object alone', () => {
    const nobody = { user: 'system:anonymous', actor: 'system:anonymous' }
    expect(times([made(0, nobody), made(5, { ...apart, ...nobody })])).toEqual([1, 1])
  })

  it('of two sessions of one key are one incident', () => {
    const principal = { arn: null, canonicalArn: null, sessionName: null, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }
    expect(times([made(0, { principal }), made(5, { ...apart, principal })])).toEqual([2])
  })

  it('give the same incidents in any order', () => {
    const some = fc.array(
      fc.record({
        minute: fc.nat(59),
        user: fc.constantFrom('alice', 'bob', 'eve'),
        name: fc.constantFrom('a', 'b', 'c'),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat(100)), (list, order) => {
        const hits = list.map(({ minute, user, name }, at) =>
          made(minute, { user, actor: user, object: object(name), auditID: `a${at}`, sourceIPs: [] }),
        )
        const shuffled = hits.map((one) => ({ one, at: order.next().value })).sort((a, b) => a.at - b.at)
        const again = incidentsOf(cluster, told(...shuffled.map(({ one }) => one)), none)
        expect(again).toEqual(incidentsOf(cluster, told(...hits), none))
        expect(again.reduce((sum, { count }) => sum + count, 0)).toBe(hits.length)
      }),
      { seed: 20_260_105 },
    )
  })

  it('of a hundred strangers are eleven incidents at most, and none is lost', () => {
    const strangers = Array.from({ length: 100 }, (_, at) =>
      made(0, {
        ...apart,
        user: `u${at}`,
        actor: `u${at}`,
        object: object(`p${at}`),
        sourceIPs: [],
        auditID: `a${at}`,
      }),
    )
    const found = incidentsOf(cluster, told(...strangers), none)
    expect(found).toHaveLength(11)
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(100)
  })
})

describe('what decides', () => {
  it('is not how often a hit was told', () => {
    const twice = [...told(made(0)), ...told(made(0)).map((one) => ({ ...one, evidence: ref('another') }))]
    expect(incidentsOf(cluster, twice, none)).toMatchObject([{ count: 1, hits: [{ detection: 'DET-23' }] }])
  })

  it('is told once, too, of a hit that has no mark', () => {
    const bare = made(0, { user: '', actor: 'others', principal: null, sourceIPs: [], object: null })
    expect(incidentsOf(cluster, [...told(bare), ...told(bare)], none)).toHaveLength(1)
  })

  it('is the time and not its spelling: half a second is later than none', () => {
    const late = made(0, { at: '2026-01-05T01:00:00.500Z', auditID: 'late' })
    const [one] = incidentsOf(cluster, told(late, made(0)), none)
    expect(one?.hits.map(({ auditID }) => auditID)).toEqual(['a0', 'late'])
  })

  it('is every hit: with one more it is another incident, which goes on with the first', () => {
    const [small] = incidentsOf(cluster, told(made(0)), none)
    const [large] = incidentsOf(cluster, told(made(0), made(5)), goingOn(small))
    expect(large).toMatchObject({ continues: small?.id })
    expect(large?.id).not.toBe(small?.id)
  })

  it('is an ARN as well as an object', () => {
    const change = { object: { arn: cluster }, sourceIPs: [] }
    expect(times([made(0, change), made(5, { ...apart, ...change })])).toEqual([2])
  })

  it('takes ten thousand hits in a moment', { timeout: 10_000 }, () => {
    const many = Array.from({ length: 10_000 }, (_, nth) =>
      made(0, { at: plus(base, nth / 10), auditID: `a${nth}`, user: `u${nth % 3_000}`, object: null, sourceIPs: [] }),
    )
    const found = incidentsOf(cluster, told(...many), none)
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
    expect(JSON.stringify(found).length).toBeLessThan(200_000)
  })

  it('is bounded, and what is cut is counted', () => {
    const many = Array.from({ length: 30 }, (_, nth) =>
      made(1, { auditID: `a${nth}`, sourceIPs: [`203.0.113.${nth}`] }),
    )
    const [one] = incidentsOf(cluster, told(...many), none)
    expect(one).toMatchObject({ cut: 20, count: 30 })
    expect(one?.hits).toHaveLength(20)
    expect(one?.marks.sourceIPs).toHaveLength(10)
  })
})

describe('windows', () => {
  const part = (source: string, hour: number, nth = 1) =>
    ref(`ticks/2026/01/05/0${hour + 1}20Z/${source}/prod-0a1b.20260105T0${hour}0000Z.${nth}.ndjson.gz`)
  const around = (...refs: ReturnType<typeof ref>[]) =>
    incidentsOf(cluster, told(made(0)), { known: [], windows: windowsIn(refs, () => 3_600) })[0]?.windows

  it('of the time around the hits are kept, of the logs that tell of it', () => {
    const near = [part('audit-log', 0), part('audit-log', 1), part('change-events', 1)]
    expect(around(...near, part('audit-log', 2), part('eks-cluster', 1))).toHaveLength(3)
  })

  it('are kept whole or not at all', () => {
    const large = Array.from({ length: 60 }, (_, nth) => part('audit-log', 0, nth + 1))
    const next = Array.from({ length: 10 }, (_, nth) => part('audit-log', 1, nth + 1))
    expect(around(...large, ...next)).toHaveLength(60)
  })
})

describe('an incident', () => {
  const [first] = incidentsOf(cluster, told(made(20), made(40)), none)

  it('reaches from half an hour before its first hit to half an hour after its last', () => {
    expect(first).toMatchObject({ from: plus(base, -600), to: plus(base, 4_200) })
  })

  it('goes on with an earlier one of the same marks', () => {
    const [next] = incidentsOf(cluster, told(made(65)), goingOn(first))
    expect(next?.continues).toBe(first?.id)
    expect(next?.id).not.toBe(first?.id)
  })

  it('does not go on with one that began after it ended', () => {
    const [earlier] = incidentsOf(cluster, told(made(-200)), goingOn(first))
    expect(earlier?.continues).toBeNull()
  })

  it('does not go on with one that ended before it began', () => {
    const [next] = incidentsOf(cluster, told(made(200)), goingOn(first))
    expect(next?.continues).toBeNull()
  })

  it('has another id in another cluster', () => {
    expect(incidentsOf('other', told(made(20), made(40)), none)[0]?.id).not.toBe(first?.id)
  })
})
