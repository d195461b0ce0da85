// What a timeline shows, what it leaves out, and that it says so.
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { budget } from '../../src/incidents/search.ts'
import { places, timelinesOf } from '../../src/incidents/timeline.ts'
import { readTimeline, writeTimeline } from '../../src/store/timelines.ts'
import {
  auditWindow,
  hitEntry,
  hours,
  linesAt,
  looksOf,
  notAt,
  put,
  sizeOf,
  stranger,
  timelineOf,
  trailWindow,
} from './windows.ts'
import {
  alice,
  duty,
  hitAt,
  hubFinding,
  incident,
  key,
  logsOf,
  pod,
  role,
  subject,
  type Tamper,
  tick,
  trailEvent,
} from './world.ts'

const at = (minute: number) => plus(hitAt, minute * 60)
const [before, during] = hours as [(typeof hours)[0], (typeof hours)[0]]
const windows = (...entries: ReturnType<typeof put>[]) => [auditWindow(before, entries), auditWindow(during, [])]
const audit = (...entries: ReturnType<typeof put>[]) =>
  linesAt(timelineOf({ windows: windows(...entries) }), 'audit-log')
const denied =
  (wanted: string): Tamper =>
  (action, _, honest) =>
    action === wanted ? { code: 'AccessDenied' } : honest()

describe('the audit log', () => {
  it.each([
    ['principal', { user: { username: alice } }, ['principals']],
    ['role behind it', { user: { username: 'ops', extra: { canonicalArn: [role] } } }, ['principals']],
    ['key', { user: { username: 'x', extra: { accessKeyId: [key] } } }, ['keys']],
    ['session', { user: { username: 'x', extra: { sessionName: ['alice'] } } }, ['sessions']],
    ['address', stranger({ sourceIPs: ['203.0.113.5'] }), ['sourceIPs']],
    ['object', stranger({ objectRef: { resource: 'pods', namespace: 'kube-system', name: 'coredns-1' } }), ['objects']],
  ])('shows what has the same %s', (_, more, same) => {
    expect(audit(put(at(-5), more))).toEqual([expect.objectContaining({ same, hits: [] })])
  })

  it.each([
    ['another user', stranger()],
    [
      'an object of the same name elsewhere',
      stranger({ objectRef: { resource: 'pods', namespace: 'x', name: 'coredns-1' } }),
    ],
    [
      'an object whose name begins with it',
      stranger({ objectRef: { resource: 'pods', namespace: 'kube-system', name: 'coredns-12' } }),
    ],
    ['a user whose name holds the other', stranger({ user: { username: `${alice}x` } })],
  ])('leaves out %s', (_, more) => {
    expect(audit(put(at(-5), more))).toEqual([])
  })

  it('leaves out what is more than half an hour away', () => {
    const far = [put(at(-31)), put(at(30)), put(at(-30), { auditID: 'first' })]
    expect(audit(...far).map((line) => line.at)).toEqual([at(-30)])
  })

  it('shows a request once, by the stage that says most', () => {
    const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'].map((stage, nth) =>
      put(at(-5), { stage, stageTimestamp: plus(at(-5), nth) }),
    )
    expect(audit(...stages)).toEqual([expect.objectContaining({ at: plus(at(-5), 2) })])
  })

  it('marks the entry that was the hit, and no other of the same audit id', () => {
    const other = put(at(-1), { auditID: 'a1', verb: 'list' })
    const hits = audit({ ...hitEntry }, other).map(({ hits: own }) => own)
    expect(hits).toEqual([[], ['DET-23']])
  })

  it('keeps the stage at which the hit was told', () => {
    const ended = put(plus(hitAt, 30), { ...JSON.parse(hitEntry.message), stageTimestamp: plus(hitAt, 30) })
    expect(audit(hitEntry, ended)).toEqual([expect.objectContaining({ at: hitAt, hits: ['DET-23'] })])
  })

  it('shows a hit that has no mark in common with anything', () => {
    const nobody = incident({}, { principals: [], keys: [], sessions: [], sourceIPs: [], objects: [] })
    const timeline = timelineOf({ incident: nobody, windows: windows(hitEntry) })
    expect(linesAt(timeline, 'audit-log')).toEqual([expect.objectContaining({ hits: ['DET-23'], same: [] })])
  })

  it('shows a hit that could not be read as that', () => {
    const cut = { message: '{"kind":"Event","apiVersion":"audit.k8s.io/v1","lev', at: hitAt, pointer: 'p1' }
    expect(audit(cut)).toEqual([
      expect.objectContaining({ what: expect.stringContaining('could not be read'), hits: ['DET-23'] }),
    ])
  })

  it('says how many other entries could not be read', () => {
    const torn = { message: '{"kind":', at: hitAt, pointer: 'p9' }
    expect(notAt(timelineOf({ windows: windows(torn) }), 'audit-log')).toBe('1 other entries could not be read')
  })

  it('says which hours are not at hand', () => {
    const timeline = timelineOf({ windows: [auditWindow(before, [])] })
    expect(notAt(timeline, 'audit-log')).toBe('from 2026-01-05T01:00:00Z to 2026-01-05T01:15:00Z no window is at hand')
  })

  it('says that a window was not read wholly, unless another attempt was', () => {
    const torn = auditWindow(before, [], 5)
    expect(notAt(timelineOf({ windows: [torn, auditWindow(during, [])] }), 'audit-log')).toMatch(
      /not all of a window was read: .*5 records matched, 0 fetched/,
    )
    const both = [torn, auditWindow(before, []), auditWindow(during, [])]
    expect(notAt(timelineOf({ windows: both }), 'audit-log')).toBeNull()
  })

  it('says how many names are not looked for', () => {
    expect(notAt(timelineOf({ incident: incident({ cut: 7 }) }), 'audit-log')).toBe(
      '7 more names and objects are not looked for',
    )
  })
})

describe('a principal that is everybody', () => {
  const many = Array.from({ length: 100_000 }, (_, nth) => put(plus(at(-29), nth / 100), { auditID: `n${nth}` }))

  it('gives two hundred lines, those nearest to the hit, the hit itself, and how many there were', {
    timeout: 60_000,
  }, () => {
    const timeline = timelineOf({ windows: windows(...many.slice(0, 50_000), hitEntry, ...many.slice(50_000)) })
    const lines = linesAt(timeline, 'audit-log')
    expect(lines).toHaveLength(200)
    expect(lines.filter(({ hits }) => hits.length > 0)).toHaveLength(1)
    const seconds = lines.map((line) => Math.abs(Date.parse(line.at) - Date.parse(hitAt)) / 1_000)
    // The last hundred a second ended 740 seconds before the hit.
    expect(Math.max(...seconds)).toBeLessThan(742.1)
    expect(timeline.looked[0]).toEqual({
      ...{ where: 'audit-log', found: 100_001, shown: 200 },
      not: 'those nearest to the hits are shown',
    })
    expect(sizeOf(timeline)).toBeLessThan(200_000)
  })

  it('whose names are ten thousand characters long gives a document no larger', { timeout: 60_000 }, () => {
    const long = 'x'.repeat(10_000)
    const entries = many.slice(0, 1_000).map((_, nth) =>
      put(at(-5), {
        auditID: `${long}${nth}`,
        verb: long,
        requestURI: long,
        objectRef: { resource: long, namespace: long, name: long },
      }),
    )
    const timeline = timelineOf({ windows: windows(...entries) })
    expect(linesAt(timeline, 'audit-log')).toHaveLength(200)
    expect(sizeOf(timeline)).toBeLessThan(400_000)
  })
})

describe('hostile values', () => {
  it('are visible, on one line and bounded', () => {
    const [line] = audit(
      put(at(-5), { verb: 'get\n\u202Edrow', objectRef: { resource: 'x', name: `"${'y'.repeat(10_000)}` } }),
    )
    expect(line?.what).not.toMatch(/[\n\u202E]/)
    expect(line?.what.length).toBeLessThan(1_000)
  })

  it('of every kind are read back as they were written', () => {
    const timeline = timelineOf({ windows: windows(hitEntry, put(at(-5), { verb: '\u0000"\\\uD800' })) })
    expect(readTimeline(writeTimeline(timeline))).toEqual(timeline)
  })
})

describe('a hit that no line shows', () => {
  it('is shown as it was judged, and points at its evaluation', () => {
    const timeline = timelineOf()
    expect(linesAt(timeline, 'evaluation')).toEqual([
      expect.objectContaining({ at: hitAt, hits: ['DET-23'], pointer: { object: 'evaluation', id: 'a1' } }),
    ])
  })

  it('is shown once where a line shows it', () => {
    expect(linesAt(timelineOf({ windows: windows(hitEntry) }), 'evaluation')).toEqual([])
  })

  it('of a burst, which has no entry, points at its detection', () => {
    const [hit] = incident().hits
    const burst = incident({ hits: hit ? [{ ...hit, auditID: null, pointers: [] }] : [] })
    expect(linesAt(timelineOf({ incident: burst }), 'evaluation')[0]?.pointer.id).toBe('DET-23')
  })
})

describe('CloudTrail', () => {
  const opened = (id: string, cluster: string, when = at(10)) =>
    trailEvent(id, when, {
      ...{ eventName: 'UpdateClusterConfig', eventSource: 'eks.amazonaws.com' },
      ...{ userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/Other/x' } },
      requestParameters: { name: cluster, resourcesVpcConfig: {} },
    })

  it('shows what the same key called, and leaves out what is further away', async () => {
    const looks = await looksOf({ made: { events: [trailEvent('near', at(5)), trailEvent('far', at(40))] } })
    const lines = linesAt(timelineOf({ looks }), 'cloudtrail')
    expect(lines).toEqual([
      expect.objectContaining({ at: at(5), same: ['keys'], what: `${alice} called sts:AssumeRole from 203.0.113.5` }),
    ])
  })

  it('shows what was done to the cluster, by whomever, and not what was done to another', () => {
    const own = trailWindow(during, [opened('ours', 'prod'), opened('theirs', 'prod-2')])
    const timeline = timelineOf({ windows: [...windows(), own] })
    expect(linesAt(timeline, 'cloudtrail').map(({ pointer, same }) => [pointer.id, same])).toEqual([
      ['ours', ['objects']],
    ])
  })

  it('marks the event that was the hit', () => {
    const [hit] = incident().hits
    const told = incident({ hits: hit ? [{ ...hit, auditID: 'ours', pointers: ['ours'] }] : [] })
    const timeline = timelineOf({
      incident: told,
      windows: [...windows(), trailWindow(during, [opened('ours', 'prod')])],
    })
    expect(linesAt(timeline, 'cloudtrail')[0]?.hits).toEqual(['DET-23'])
    expect(linesAt(timeline, 'evaluation')).toEqual([])
  })

  it('shows an event once that was found in two ways', async () => {
    const looks = await looksOf({ made: { events: [opened('ours', 'prod')] } })
    const timeline = timelineOf({ looks, windows: [...windows(), trailWindow(during, [opened('ours', 'prod')])] })
    expect(linesAt(timeline, 'cloudtrail').map(({ same }) => same)).toEqual([['keys', 'objects']])
  })

  it('shows the events that can be read beside one that cannot, and says so', async () => {
    const odd = { EventId: 'odd', EventName: 'X', CloudTrailEvent: '{}' }
    const timeline = timelineOf({ looks: await looksOf({ made: { events: [odd, trailEvent('good', at(5))] } }) })
    expect(linesAt(timeline, 'cloudtrail').map(({ pointer }) => pointer.id)).toEqual(['good'])
    expect(notAt(timeline, 'cloudtrail')).toBe('an answer is not as documented')
  })

  it.each([
    [
      'more than four pages of events',
      { made: { events: Array.from({ length: 20 }, (_, n) => trailEvent(`e${n}`, at(1))) } },
      'the newest 4 pages of events are read',
    ],
    ['a denial', { tamper: denied('cloudtrail:LookupEvents') }, 'AccessDenied: made up'],
    [
      'nobody to look up',
      { incidents: [incident({}, { keys: [], sessions: [] })] },
      'no key and no session is known to look up',
    ],
  ])('says so of %s', async (_, how, why) => {
    const looks = await looksOf(how)
    const {
      incidents: [one = incident()],
    } = looks
    expect(notAt(timelineOf({ looks, incident: one }), 'cloudtrail')).toBe(why)
  })

  it('says of which hours it is not known what was done to the cluster', async () => {
    const looks = await looksOf()
    const timeline = timelineOf({ looks, windows: [...windows(), trailWindow(before, [])] })
    expect(notAt(timeline, 'cloudtrail')).toBe(
      'from 2026-01-05T01:00:00Z to 2026-01-05T01:15:00Z it is not known what was done to the cluster',
    )
  })

  it('names how many keys are not looked up', async () => {
    const one = incident({}, { keys: Array.from({ length: 6 }, (_, nth) => `ASIAKEYKEYKEYKEY${nth}`) })
    const looks = await looksOf({ incidents: [one], made: { events: [] } })
    expect(notAt(timelineOf({ looks, incident: one }), 'cloudtrail')).toBe('2 more keys are not looked up')
  })
})

describe('GuardDuty and Security Hub', () => {
  it('show findings about the cluster, at that of their times which is near the hits', async () => {
    const old = { createdAt: plus(hitAt, -86_400), updatedAt: plus(hitAt, 86_400) }
    const findings = [duty('1', { ...old, service: { eventFirstSeen: old.createdAt, eventLastSeen: at(7) } })]
    const hub = [hubFinding('h', { CreatedAt: old.createdAt, UpdatedAt: old.updatedAt, LastObservedAt: at(8) })]
    const timeline = timelineOf({ looks: await looksOf({ made: { findings, hub } }) })
    expect(linesAt(timeline, 'guardduty').map((line) => line.at)).toEqual([at(7)])
    expect(linesAt(timeline, 'security-hub').map((line) => line.at)).toEqual([at(8)])
  })

  it('leave out what no time of brings near, and a cluster of that name in another account', async () => {
    const far = { createdAt: at(31), updatedAt: at(31) }
    const theirs = { resource: { eksClusterDetails: { arn: subject.id.replace('111122223333', '444455556666') } } }
    const looks = await looksOf({ made: { findings: [duty('1', far), duty('2', theirs)], hub: [] } })
    expect(linesAt(timelineOf({ looks }), 'guardduty')).toEqual([])
  })

  it.each([
    ['is off', { made: { detectors: [] } }, 'GuardDuty is not enabled in the region: it has no detector'],
    ['is denied at its list', { tamper: denied('guardduty:ListDetectors') }, /AccessDenied/],
    ['is denied at its findings', { tamper: denied('guardduty:ListFindings') }, /AccessDenied/],
    ['is denied at their details', { tamper: denied('guardduty:GetFindings') }, /AccessDenied/],
    [
      'holds more than is asked for',
      { made: { findings: Array.from({ length: 40 }, (_, n) => duty(`f${n}`)) } },
      'the first 10 pages of findings are read',
    ],
  ])('say so where GuardDuty %s', async (_, how, why) => {
    expect(notAt(timelineOf({ looks: await looksOf(how) }), 'guardduty')).toMatch(why)
  })

  it('say so where Security Hub is off', async () => {
    const tamper: Tamper = (action, _, honest) =>
      action === 'securityhub:GetFindings' ? { code: 'InvalidAccessException' } : honest()
    expect(notAt(timelineOf({ looks: await looksOf({ tamper }) }), 'security-hub')).toBe(
      'Security Hub is not enabled in the region (InvalidAccessException)',
    )
  })
})

describe('other logs', () => {
  it('show what the authenticator said of the same', async () => {
    const lines = linesAt(timelineOf({ looks: await looksOf() }), 'authenticator')
    expect(lines.map(({ same }) => same)).toEqual([['principals', 'keys'], ['principals']])
  })

  it('show of containers and nodes where and when, and how often', async () => {
    const timeline = timelineOf({ looks: await looksOf() })
    expect(linesAt(timeline, 'application').map(({ what, pointer }) => [what, pointer.id])).toEqual([
      [
        `2 entries in ${pod}.coredns-1_kube-system_coredns-0a.log, the last at ${at(1)}`,
        `${pod}.coredns-1_kube-system_coredns-0a.log`,
      ],
      [`1 entry in ${pod}.web-1_web_web-0c.log, the last at ${hitAt}`, `${pod}.web-1_web_web-0c.log`],
    ])
    expect(linesAt(timeline, 'dataplane')).toHaveLength(1)
  })

  it('say what the budget cut', async () => {
    const tamper: Tamper = (action, _, honest) => {
      const said = honest()
      if (action !== 'logs:GetQueryResults' || !('text' in said)) return said
      const body = JSON.parse(said.text) as { statistics: object }
      return { text: JSON.stringify({ ...body, statistics: { ...body.statistics, bytesScanned: budget } }) }
    }
    const timeline = timelineOf({ looks: await looksOf({ tamper }) })
    const cut = `not searched: ${3 * budget} bytes were scanned before it`
    expect(['authenticator', 'host', 'dataplane', 'application'].map((where) => notAt(timeline, where))).toEqual([
      ...[null, null, null, cut],
    ])
  })

  it('say that log groups were not listed, and not that there are none', async () => {
    const timeline = timelineOf({ looks: await looksOf({ tamper: denied('logs:DescribeLogGroups') }) })
    expect(notAt(timeline, 'application')).toBe('not all log groups were listed: AccessDenied: made up')
  })

  it('say that a search was refused', async () => {
    const timeline = timelineOf({ looks: await looksOf({ tamper: denied('logs:StartQuery') }) })
    expect(notAt(timeline, 'authenticator')).toBe('AccessDenied: made up')
  })

  it('say how many rows there were beyond the newest', async () => {
    const logs = logsOf()
    const stream = logs.groups[0]?.streams.get('authenticator-1') ?? []
    const [first] = stream
    for (let nth = 0; nth < 300; nth++) if (first) stream.push({ ...first })
    expect(notAt(timelineOf({ looks: await looksOf({ made: { logs } }) }), 'authenticator')).toBe(
      'the newest 200 of 302',
    )
  })

  it('say that a name is not searched for', async () => {
    const one = incident({}, { principals: [role, 'arn:aws:iam::1:role/a"b'] })
    const looks = await looksOf({ incidents: [one] })
    expect(notAt(timelineOf({ looks, incident: one }), 'authenticator')).toBe(
      'not searched for, as it could be read otherwise: 1 names',
    )
  })
})

describe('every timeline', () => {
  it('says of each place once what was looked into', async () => {
    const all = places.filter((place) => place !== 'evaluation')
    expect(timelineOf({ looks: await looksOf() }).looked.map(({ where }) => where)).toEqual(all)
    expect(timelineOf().looked.map(({ where }) => where)).toEqual(all)
  })

  it('says that nothing was put where the reading broke off', () => {
    const not = timelineOf().looked.map((one) => one.not)
    expect(not).toEqual([null, ...Array.from({ length: 7 }, () => 'nothing was put that can be read')])
  })

  it('is in order of time, and every line points at what holds it', async () => {
    const looks = await looksOf()
    const given = [...windows(hitEntry, put(at(-5))), trailWindow(during, [])]
    const { lines } = timelineOf({ looks, windows: given })
    expect(lines.map((line) => line.at)).toEqual(
      lines.map((line) => line.at).toSorted((a, b) => Date.parse(a) - Date.parse(b)),
    )
    const held = new Map(
      [looks, ...given].flatMap(({ sections }) => sections).map((one) => [one.key, JSON.stringify([...one.exchanges])]),
    )
    for (const { pointer } of lines) expect(held.get(pointer.object)).toContain(JSON.stringify(pointer.id).slice(1, -1))
  })

  it('points into the part of an observation that holds the line', () => {
    const [window = auditWindow(before, [])] = windows(
      hitEntry,
      ...Array.from({ length: 1_000 }, (_, nth) => put(at(-5), { auditID: `n${nth}` })),
      put(at(1)),
    )
    const [section] = window.sections
    const exchanges = [...(section?.exchanges ?? [])]
    const sections = [
      { key: 'one', exchanges: exchanges.slice(0, -1) },
      { key: 'two', exchanges: exchanges.slice(-1) },
    ]
    const lines = linesAt(timelineOf({ windows: [{ ...window, sections }, auditWindow(during, [])] }), 'audit-log')
    expect(new Set(lines.map(({ pointer }) => pointer.object))).toEqual(new Set(['one', 'two']))
    for (const { pointer } of lines)
      expect(JSON.stringify(sections.find(({ key: name }) => name === pointer.object))).toContain(pointer.id)
  })

  it('of several at once is what it is alone', async () => {
    const other = incident(
      { id: 'f'.repeat(20), from: at(0), to: at(60) },
      { principals: ['bob'], keys: [], sessions: [] },
    )
    const shared = windows(hitEntry, put(at(-5)), put(at(5), stranger()))
    const looks = await looksOf({ incidents: [incident(), other] })
    const cases = [incident(), other].map((one) => ({ subject, incident: one, windows: shared, looks }))
    const together = timelinesOf({ tick, cases, read: [] })
    expect(together).toEqual(cases.map((one) => timelinesOf({ tick, cases: [one], read: [] })[0]))
  })
})
