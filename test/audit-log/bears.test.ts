// What a scan of the audit log must bear, over the wire: each by its name.
import { afterEach, describe, expect, it } from 'vitest'
import { createGroup, type LogGroup, type LogsState, putEvent } from '../../sandbox/services/logs-state.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { readQueries } from '../../src/audit-log/insights.ts'
import { plus, seconds } from '../../src/clock.ts'
import { auditLogPopulation } from '../../src/facts/audit-log-population.ts'
import type { Instant } from '../../src/model.ts'
import { readFact } from '../../src/observation/fact.ts'
import source from '../../src/sources/audit-log.ts'
import { prod, region, slot, stream, subject } from './account.ts'
import { hitsOf, next, openLog, verdictsOn, type Window } from './over-the-wire.ts'

let closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
})
const open = async (state: LogsState) => {
  const log = await openLog(state)
  closing.push(log.close)
  return log
}

const micros = (at: Instant): Instant => new Date(seconds(at) * 1_000).toISOString().replace('Z', '000Z')
const entry = (at: Instant, more: Example): string =>
  JSON.stringify(example({ received: micros(at), reached: micros(at), ...more }))
const put = (group: LogGroup, at: Instant, more: Example, ingested?: Instant): void =>
  putEvent(group, stream, entry(at, more), at, ingested)
const exec: Example = {
  verb: 'create',
  resource: 'pods',
  subresource: 'exec',
  namespace: 'shop',
  name: 'cart',
  code: 101,
}
const lease: Example = { verb: 'update', resource: 'leases', namespace: 'kube-system', user: 'system:kube-scheduler' }
/** What the machinery writes every five minutes, so that no silence stands in the way of what a test is about. */
const quiet = (group: LogGroup, from: Instant = slot.start, to: Instant = next.end): void => {
  for (let at = from; at < to; at = plus(at, 300)) put(group, at, { ...lease, auditID: `lease ${at}` })
  put(group, plus(to, -1), { ...lease, auditID: `lease ${to}` })
}
const alive = (): { state: LogsState; group: LogGroup } => {
  const made = prod()
  quiet(made.group)
  return made
}
const populationOf = ({ exchanges }: Window, of = slot) =>
  readFact(auditLogPopulation, source, exchanges, { subject, slot: of })
const ids = (window: Window, detection: string, of = slot) =>
  hitsOf(window, of).flatMap((hit) => (hit.detection === detection ? [hit.auditID] : []))
const outcomes = (verdicts: ReturnType<typeof verdictsOn>, ...control: string[]) =>
  Object.fromEntries(control.map((id) => [id, [...new Set(verdicts[id]?.map(({ outcome }) => outcome))].join()]))
// An entry of EKS that was made lately, and a cluster that has no aws-auth, need no log.
const without = ['ACC-03', 'ACC-06']
const passing = (verdicts: ReturnType<typeof verdictsOn>) =>
  Object.entries(verdicts).flatMap(([id, all]) =>
    without.includes(id) ? [] : all.flatMap((one) => (one.outcome === 'pass' ? [`${id}: ${one.reason}`] : [])),
  )

describe('an event repeated at RequestReceived and ResponseComplete', () => {
  const at = plus(slot.start, 600)
  const { code: _, ...asked } = exec
  const received: Example = { ...asked, auditID: 'one', stage: 'RequestReceived' }
  it('is one hit', async () => {
    const { state, group } = alive()
    for (const stage of ['RequestReceived', 'ResponseStarted', 'ResponseComplete'] as const)
      put(group, at, stage === 'RequestReceived' ? received : { ...exec, auditID: 'one', stage })
    const window = await (await open(state)).read()
    expect(ids(window, 'DET-22')).toEqual(['one'])
    expect(populationOf(window)).toMatchObject({ matched: 3, classified: 3 })
  })

  it('is one hit of the window in which it was answered, where the edge lies between', async () => {
    const { state, group } = alive()
    const [last, first] = [plus(slot.end, -0.001), slot.end]
    put(group, last, received)
    put(group, first, { ...exec, auditID: 'one', stage: 'ResponseStarted', received: micros(last) })
    const log = await open(state)
    expect(ids(await log.read(), 'DET-22')).toEqual([])
    expect(ids(await log.read(next), 'DET-22', next)).toEqual(['one'])
  })
})

describe("two events of the same millisecond at a window's edge", () => {
  it('are both told, each by one window alone', async () => {
    const { state, group } = alive()
    for (const auditID of ['last', 'last too'])
      put(group, plus(slot.end, -0.001), { ...exec, auditID, stage: 'ResponseStarted' })
    for (const auditID of ['first', 'first too']) put(group, slot.end, { ...exec, auditID, stage: 'ResponseStarted' })
    const log = await open(state)
    expect(ids(await log.read(), 'DET-22')).toEqual(['last', 'last too'])
    expect(ids(await log.read(next), 'DET-22', next)).toEqual(['first', 'first too'])
  })
})

describe('a query that fails, times out or is cancelled half-way', () => {
  it.each(['Failed', 'Timeout', 'Cancelled'] as const)(
    'is asked again (%s), and nothing is missing then',
    async (ending) => {
      const { state, group } = alive()
      put(group, plus(slot.start, 600), { ...exec, auditID: 'one', stage: 'ResponseStarted' })
      state.endings = [ending, ending]
      const window = await (await open(state)).read()
      expect(window).toMatchObject({ status: 'complete', reasons: [] })
      expect(ids(window, 'DET-22')).toEqual(['one'])
      expect(outcomes(verdictsOn([window]), 'LOG-02', 'LOG-08')).toEqual({ 'LOG-02': 'pass', 'LOG-08': 'pass' })
    },
  )

  it.each(['Failed', 'Timeout', 'Cancelled'] as const)(
    'is left after three tries (%s) with the reason, and no control passes',
    async (ending) => {
      const { state } = alive()
      state.endings = Array.from({ length: 6 }, () => ending)
      const window = await (await open(state)).read()
      expect(readQueries(window.exchanges)).toHaveLength(6)
      expect(window.status).toBe('partial')
      expect(window.reasons).toEqual([
        `logs:GetQueryResults: counts from ${slot.start}: the query ended as ${ending}`,
        `logs:GetQueryResults: rows from ${slot.start}: the query ended as ${ending}`,
      ])
      expect(passing(verdictsOn([window]))).toEqual([])
    },
  )
})

describe('an hour of more rows than a query gives', () => {
  const crowded = (): LogsState => {
    const { state, group } = alive()
    for (let nth = 0; nth < 300; nth++)
      put(group, plus(slot.start, nth * 12), { ...exec, auditID: `id-${nth}`, stage: 'ResponseStarted' })
    state.mostRows = 60
    return state
  }
  const asked = ({ exchanges }: Window) =>
    readQueries(exchanges).map(({ kind, start, end, fetched, paged }) => ({ kind, start, end, fetched, paged }))

  it('is read whole, by parts', async () => {
    const window = await (await open(crowded())).read()
    expect(window).toMatchObject({ status: 'complete', reasons: [] })
    expect(populationOf(window)).toMatchObject({ matched: 300, classified: 300, scanned: { queries: 9 } })
    expect(outcomes(verdictsOn([window]), 'EVD-07')).toEqual({ 'EVD-07': 'pass' })
  })

  it('asks the same and comes to the same where nobody waits and each call goes on from what the last one put', async () => {
    const waited = await (await open(crowded())).read()
    const putDown = await (await open(crowded())).read(slot, plus(slot.end, 1_200), true)
    expect(putDown.parts).toBeGreaterThan(10)
    expect(putDown).toMatchObject({ status: 'complete', reasons: [] })
    expect(asked(putDown)).toEqual(asked(waited))
    expect(ids(putDown, 'DET-22')).toEqual(ids(waited, 'DET-22'))
  })
})

describe('the concurrency limit reached', () => {
  it('is waited out, and what was then read counts', async () => {
    const { state } = alive()
    state.concurrent = 1
    const window = await (await open(state)).read()
    expect(window).toMatchObject({ status: 'complete', reasons: [] })
    expect(JSON.stringify(window.exchanges)).toContain('LimitExceededException')
    expect(populationOf(window)).toMatchObject({ logGroup: 'present', delivered: 12 })
    expect(outcomes(verdictsOn([window]), 'LOG-08')).toEqual({ 'LOG-08': 'pass' })
  })

  it('for good is a slot that says so, and no control passes', async () => {
    const { state } = alive()
    state.concurrent = 0
    const window = await (await open(state)).read()
    expect(window.status).toBe('partial')
    expect(window.reasons[0]).toContain('LimitExceededException: Account maximum query concurrency limit reached')
    expect(passing(verdictsOn([window]))).toEqual([])
  })
})

describe('a log group', () => {
  const recreated = (at: Instant): LogsState => {
    const { state } = prod()
    state.groups = []
    const group = createGroup(state, { region, name: '/aws/eks/prod/cluster', at })
    quiet(group, at)
    return state
  }

  it('deleted, is no log: no hit, and no control passes', async () => {
    const { state } = alive()
    state.groups = []
    const window = await (await open(state)).read()
    expect(window.status).toBe('empty')
    expect(populationOf(window)).toMatchObject({ logGroup: 'absent', delivered: 0 })
    const verdicts = verdictsOn([window])
    expect(passing(verdicts)).toEqual([])
    expect(outcomes(verdicts, 'LOG-02', 'LOG-03', 'LOG-08')).toEqual({
      'LOG-02': 'fail',
      'LOG-03': 'fail',
      'LOG-08': 'fail',
    })
  })

  it.each([40, 12, 1])(
    'recreated within the hour (minute %i) tells the hits that are left, and no control passes',
    async (minute) => {
      const madeAt = plus(slot.start, minute * 60)
      const state = recreated(madeAt)
      const [group] = state.groups
      if (group) put(group, plus(slot.start, 2_700), { ...exec, auditID: 'left', stage: 'ResponseStarted' })
      const window = await (await open(state)).read()
      expect(ids(window, 'DET-22')).toEqual(['left'])
      expect(populationOf(window)).toMatchObject({
        identity: { createdAt: madeAt },
        lost: { until: madeAt, why: 'log-group-recreated' },
      })
      const verdicts = verdictsOn([window])
      expect(passing(verdicts)).toEqual([])
      expect(verdicts['LOG-03']?.[0]?.reason).toBe(
        `log-group-recreated: it was made at ${madeAt}, and what was logged before is not in it`,
      )
      expect(outcomes(verdicts, 'EVD-07')).toEqual({ 'EVD-07': 'unknown' })
    },
  )

  it('recreated after the hour leaves nothing to ask, and says so', async () => {
    const window = await (await open(recreated(plus(slot.end, 600)))).read()
    expect(window.reasons[0]).toMatch(/MalformedQueryException: .*before the log groups creation time/)
    expect(passing(verdictsOn([window]))).toEqual([])
  })

  it('recreated is told for the whole day, though the hours since are whole', async () => {
    const log = await open(recreated(plus(slot.start, 60)))
    const verdicts = verdictsOn([await log.read(), await log.read(next)])
    expect(populationOf(await log.read(next), next)).toMatchObject({ lost: null })
    expect(outcomes(verdicts, 'LOG-03', 'LOG-08')).toEqual({ 'LOG-03': 'fail', 'LOG-08': 'fail' })
  })

  it('whose retention has passed is not asked for what it no longer holds', async () => {
    const { state, group } = alive()
    group.retentionInDays = 1
    const window = await (await open(state)).read(slot, plus(slot.end, 86_400 + 60))
    expect(window.reasons[0]).toMatch(/MalformedQueryException: .*log retention/)
    expect(passing(verdictsOn([window]))).toEqual([])
  })

  it('whose retention ends within the hour has lost a part of it, and no control passes', async () => {
    const { state, group } = alive()
    group.retentionInDays = 1
    const window = await (await open(state)).read(slot, plus(slot.start, 86_400 + 1_800))
    expect(window.status).toBe('complete')
    const found = populationOf(window)
    expect(found).toMatchObject({ lost: { why: 'expired' } })
    expect(passing(verdictsOn([window]))).toEqual([])
  })
})

describe('a clock-skewed event', () => {
  const [written, at] = [plus(slot.start, 600), plus(slot.start, 4 * 3_600)]
  it('is told once, in the slot of its record, and says which time it gives itself', async () => {
    const { state, group } = alive()
    for (const stage of ['ResponseStarted', 'ResponseComplete'] as const)
      putEvent(group, stream, entry(at, { ...exec, auditID: 'skewed', stage }), written)
    const log = await open(state)
    const window = await log.read()
    const [hit, ...more] = hitsOf(window).filter(({ detection }) => detection === 'DET-22')
    expect(more).toEqual([])
    expect(hit).toMatchObject({ auditID: 'skewed', at: written, slot, count: 1 })
    expect(hit?.reason).toMatch(/^dated 2026-01-05T04:00:00Z by itself, and 2026-01-05T00:10:00Z by CloudWatch: /)
    expect(ids(await log.read(next), 'DET-22', next)).toEqual([])
    const later = { start: at, end: plus(at, 3_600) }
    expect(ids(await log.read(later), 'DET-22', later)).toEqual([])
  })

  it('fails LOG-12, by how far it is off', async () => {
    const { state, group } = alive()
    putEvent(group, stream, entry(at, { ...exec, auditID: 'skewed', stage: 'ResponseStarted' }), written)
    const window = await (await open(state)).read()
    expect(populationOf(window)).toMatchObject({ skew: { seconds: 13_800, stream } })
    expect(verdictsOn([window])['LOG-12']?.[0]).toMatchObject({
      outcome: 'fail',
      reason: expect.stringMatching(/^log-injected or a wrong clock: .* a time 13800 s from CloudWatch's/),
    })
  })
})

describe('a cluster with no audit log at all', () => {
  it.each([
    ['no log group', (state: LogsState) => (state.groups = [])],
    ['a log group of other logs', (state: LogsState) => state.groups[0]?.streams.clear()],
  ])('(%s) is unknown: no detection counts as clean', async (_, empty) => {
    const { state } = alive()
    empty(state)
    const window = await (await open(state)).read()
    expect(hitsOf(window)).toEqual([])
    const verdicts = verdictsOn([window], false)
    expect(passing(verdicts)).toEqual([])
    expect(outcomes(verdicts, 'LOG-02', 'LOG-03', 'LOG-08')).toEqual({
      'LOG-02': 'unknown',
      'LOG-03': 'unknown',
      'LOG-08': 'unknown',
    })
  })
})
