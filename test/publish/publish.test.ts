// What Security Hub holds after tick upon tick.
import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../src/model.ts'
import { readPublished } from '../../src/publish/published.ts'
import { publishedKey } from '../../src/store/keys.ts'
import { home, makeAccount } from './account.ts'
import { account, cluster, hit, verdict } from './examples.ts'
import { failing, judged, many, passing, state, unread } from './standings.ts'

describe('the life of a finding', () => {
  it('opens, stays quiet, changes, is unread, resumes, resolves, reopens, is suppressed and archived', async () => {
    const here = makeAccount()
    const only = () => here.findings()[0] ?? {}
    const story: unknown[] = []
    const hour = async (of: Verdict): Promise<void> => {
      const before = here.send.calls.length
      await here.run([judged(of)])
      story.push([here.send.calls.length - before, ...state(only()), only().FirstObservedAt])
    }
    await hour(failing)
    await hour(failing)
    await hour(verdict('fail', 'public endpoint open to 10.0.0.0/7'))
    await hour(unread)
    await hour(verdict('fail', 'public endpoint open to 10.0.0.0/7'))
    await hour(passing)
    await hour(passing)
    await hour(verdict('fail', 'open again', { since: '2026-01-10T00:00:00Z' }))
    expect(story).toEqual([
      [1, 'FAILED', 'NEW', 'ACTIVE', '2026-01-05T00:00:00Z'],
      [0, 'FAILED', 'NEW', 'ACTIVE', '2026-01-05T00:00:00Z'],
      [1, 'FAILED', 'NEW', 'ACTIVE', '2026-01-05T00:00:00Z'],
      [1, 'NOT_AVAILABLE', 'NEW', 'ACTIVE', '2026-01-07T00:00:00Z'],
      [1, 'FAILED', 'NEW', 'ACTIVE', '2026-01-05T00:00:00Z'],
      [3, 'PASSED', 'RESOLVED', 'ACTIVE', '2026-01-09T00:00:00Z'],
      [0, 'PASSED', 'RESOLVED', 'ACTIVE', '2026-01-09T00:00:00Z'],
      [1, 'FAILED', 'NEW', 'ACTIVE', '2026-01-10T00:00:00Z'],
    ])
    only().Workflow = { Status: 'SUPPRESSED' }
    const { counts } = await here.run([judged(passing)])
    expect([state(only()), counts.suppressed, counts.resolved]).toEqual([['PASSED', 'SUPPRESSED', 'ACTIVE'], 1, 0])
    await here.run([judged(verdict('fail', 'once more'))])
    expect(state(only())).toEqual(['FAILED', 'SUPPRESSED', 'ACTIVE'])
    await here.run([], { retired: [cluster()] })
    expect([state(only()), here.findings().length]).toEqual([['FAILED', 'SUPPRESSED', 'ARCHIVED'], 1])
  })

  it('begins with no finding where the first evaluation passes', async () => {
    const here = makeAccount()
    await here.run([judged(passing)])
    expect(here.send.calls).toEqual([])
  })
  it('archives nothing for a subject that could not be read', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    await here.run([judged(unread)])
    expect(state(here.findings()[0])).toEqual(['NOT_AVAILABLE', 'NEW', 'ACTIVE'])
  })
  it('is archived when the control no longer applies, and reopens with it', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    await here.run([judged(verdict('not-applicable', 'no node groups'))])
    expect(state(here.findings()[0])).toEqual(['NOT_AVAILABLE', 'NEW', 'ARCHIVED'])
    await here.run([judged(failing)])
    expect(state(here.findings()[0])).toEqual(['FAILED', 'NEW', 'ACTIVE'])
  })
  it('archives nothing of a living cluster whose name a deleted one had', async () => {
    const here = makeAccount()
    const reborn = cluster('prod', home, { bornAt: '2026-01-04T00:00:00Z' })
    await here.run([judged(failing), judged(failing, reborn)])
    await here.run([judged(failing, reborn)], { retired: [cluster()] })
    expect(here.findings().map(({ RecordState }) => RecordState)).toEqual(['ARCHIVED', 'ACTIVE'])
  })
  it('is archived as it was, without what the Hub added to it', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    await here.run([], { retired: [cluster()] })
    const [[first = {}] = [], [last = {}] = []] = here.imports().map(({ findings }) => findings)
    expect(last).toEqual({ ...first, RecordState: 'ARCHIVED', UpdatedAt: '2026-01-05T01:20:00Z' })
  })
  it('leaves detections open when their cluster is deleted', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    await here.run([], { retired: [cluster()] })
    expect(here.findings().map(({ RecordState }) => RecordState)).toEqual(['ACTIVE'])
  })
  it('archives, and does not open, what fails in the tick in which its subject ends', async () => {
    const here = makeAccount()
    await here.run([judged(verdict('fail', 'a'))])
    await here.run([judged(verdict('fail', 'b'))], { retired: [cluster()] })
    expect(state(here.findings()[0])).toEqual(['FAILED', 'NEW', 'ARCHIVED'])
  })
  it('overwrites nothing that the customer wrote', async () => {
    const here = makeAccount()
    await here.run([judged(verdict('fail', 'a'))])
    Object.assign(here.findings()[0] ?? {}, { Note: { Text: 'ticket 7' }, UserDefinedFields: { owner: 'web' } })
    await here.run([judged(verdict('fail', 'b'))])
    expect(here.findings()[0]).toMatchObject({
      Description: 'prod: b',
      Note: { Text: 'ticket 7' },
      UserDefinedFields: { owner: 'web' },
    })
  })
})

describe('hits', () => {
  it('are one finding a day that counts on from tick to tick', async () => {
    const here = makeAccount()
    const more = hit({
      slot: { start: '2026-01-05T02:00:00Z', end: '2026-01-05T03:00:00Z' },
      at: '2026-01-05T02:30:00Z',
      auditID: 'a2',
    })
    await here.run([judged([], cluster(), [hit()])])
    await here.run([judged([], cluster(), [more, { ...more, auditID: 'a3' }])])
    expect(
      here
        .findings()
        .map(({ ProductFields, FirstObservedAt, LastObservedAt }) => [
          (ProductFields as Record<string, string>)['eks-evidence/count'],
          FirstObservedAt,
          LastObservedAt,
        ]),
    ).toEqual([['3', '2026-01-05T01:10:00Z', '2026-01-05T02:30:00Z']])
  })
})

describe('many findings', () => {
  it('go out a hundred at a time', async () => {
    const here = makeAccount()
    await here.run(many(101))
    expect([here.imports().map(({ findings }) => findings.length), here.findings().length]).toEqual([[100, 1], 101])
  })
  it('of two clusters do not overwrite each other', async () => {
    const here = makeAccount()
    await here.run([judged(failing, cluster('a')), judged(failing, cluster('b'))])
    expect(here.findings().map(({ Description }) => Description)).toEqual([
      'a: public endpoint open to 0.0.0.0/0',
      'b: public endpoint open to 0.0.0.0/0',
    ])
  })
  it('that pass at once are looked up twenty at a time and all resolved', async () => {
    const here = makeAccount()
    await here.run(many(101))
    const { counts } = await here.run(many(101, passing))
    expect([counts.resolved, new Set(here.findings().map((finding) => String(state(finding)))).size]).toEqual([101, 1])
  })
  it('go to the region of their resource', async () => {
    const here = makeAccount([home, 'us-east-1'])
    await here.run([
      judged(failing),
      judged(failing, cluster('prod', 'us-east-1')),
      judged(failing, cluster(account, '', { scope: 'account', id: `aws://${account}`, bornAt: null })),
    ])
    expect([here.findings(home).length, here.findings('us-east-1').length]).toEqual([2, 1])
  })
  it('of another partition carry its name', async () => {
    const here = makeAccount(['cn-north-1'])
    await here.run([
      judged(failing, cluster('prod', 'cn-north-1', { id: `arn:aws-cn:eks:cn-north-1:${account}:cluster/prod` })),
    ])
    expect(here.findings('cn-north-1').map(({ ProductArn }) => ProductArn)).toEqual([
      `arn:aws-cn:securityhub:cn-north-1:${account}:product/${account}/default`,
    ])
  })
})

describe('a tick', () => {
  it('whose record exists is not published again', async () => {
    const here = makeAccount()
    const tick = here.now()
    const first = await here.run([judged(failing)])
    const calls = here.send.calls.length
    here.at(tick)
    expect([await here.run([judged(verdict('fail', 'other'))]), here.send.calls.length]).toEqual([first, calls])
  })
  it('that crashed before its record is sent again, and changes nothing', async () => {
    const here = makeAccount()
    const tick = here.now()
    await here.run([judged(failing, cluster(), [hit()])])
    const before = structuredClone(here.findings())
    here.store.objects.delete(publishedKey('2026-01-05T01:20:00Z', tick))
    here.standing.clear()
    here.at(tick)
    await here.run([judged(failing, cluster(), [hit()])])
    expect(here.findings()).toEqual(before)
  })
  it('leaves a record in the folder of the next, in canonical form', async () => {
    const here = makeAccount()
    const record = await here.run([judged(failing)])
    const stored = here.store.objects.get('ticks/2026/01/05/0120Z/published/20260105T002000Z.json')
    expect(stored && readPublished(stored)).toEqual(record)
    expect(record).toMatchObject({
      tick: '2026-01-05T00:20:00Z',
      counts: { evaluations: 1, sent: 1, failed: 0 },
      requests: [{ region: home, action: 'securityhub:BatchImportFindings', requestId: 'r1', code: null }],
    })
  })
  it('sends nothing for a control that the registry no longer has, and says so', async () => {
    const here = makeAccount()
    const record = await here.run([judged({ ...failing, control: 'OLD-01' })])
    expect([here.send.calls.length, record.failures.map(({ code }) => code)]).toEqual([0, ['UNKNOWN_ID']])
  })
  it('shows an accepted failure as a warning', async () => {
    const here = makeAccount()
    await here.run([judged(failing)], { accepted: { 'NET-01': { id: 'ACC-1', until: '2026-06-30T00:00:00Z' } } })
    expect(state(here.findings()[0])).toEqual(['WARNING', 'NEW', 'ACTIVE'])
  })
})
