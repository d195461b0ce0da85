// From a hit to its timeline, tick by tick, over the wire of a real small account.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putEvent } from '../../sandbox/services/logs-state.ts'
import { plus } from '../../src/clock.ts'
import type { Line, Timeline } from '../../src/incidents/timeline.ts'
import { gunzip } from '../../src/observation/gzip.ts'
import { readPlan } from '../../src/store/documents.ts'
import { folder, parseKey, planKey } from '../../src/store/keys.ts'
import { readTimeline } from '../../src/store/timelines.ts'
import { type Account, base, openAccount, tickAt } from '../prove/account.ts'

let at: Account
const alice = 'arn:aws:sts::111122223333:assumed-role/Ops/alice'
const pod = { resource: 'pods', namespace: 'kube-system', name: 'coredns-1', apiVersion: 'v1' }

const entry = (minute: number, more: object): [string, string] => {
  const time = plus(base, minute * 60)
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Request',
    auditID: `00000000-0000-4000-8000-${String(minute).padStart(12, '0')}`,
    stage: 'ResponseComplete',
    verb: 'get',
    user: {
      username: alice,
      groups: ['ops'],
      extra: { arn: [alice], accessKeyId: ['ASIAALICE'], sessionName: ['alice'] },
    },
    sourceIPs: ['203.0.113.5'],
    responseStatus: { code: 200 },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    ...more,
  }
  return [JSON.stringify(event), time]
}

const timelines = async (hour: number): Promise<Timeline[]> => {
  const found: Timeline[] = []
  for await (const { key } of at.store.list(`${folder(tickAt(hour))}timelines/`)) {
    const body = (await at.store.get({ key }))?.body
    if (body) found.push(readTimeline(body))
  }
  return found
}
const ofAlice = async (hour: number): Promise<Timeline | undefined> =>
  (await timelines(hour)).find(({ incident }) => incident.marks.principals.includes(alice))
const of = (lines: Line[], where: Line['where']): string[] =>
  lines.filter((line) => line.where === where).map(({ what }) => what)

beforeAll(async () => {
  at = await openAccount()
  const audit = 'kube-apiserver-audit-0a1b'
  const put = (minute: number, more: object) => putEvent(at.group, audit, ...entry(minute, more))
  put(65, { objectRef: { resource: 'configmaps', namespace: 'shop', name: 'too-early' } })
  put(80, { objectRef: { resource: 'configmaps', namespace: 'shop', name: 'before' } })
  put(105, {
    stage: 'ResponseStarted',
    verb: 'create',
    objectRef: { ...pod, subresource: 'exec' },
    responseStatus: { code: 101 },
  })
  put(125, { verb: 'list', objectRef: { resource: 'secrets', namespace: 'shop' } })
  put(126, {
    verb: 'delete',
    user: { username: 'bob' },
    sourceIPs: ['10.0.0.1'],
    objectRef: pod,
    auditID: 'bob',
  })
  put(127, { user: { username: 'carol' }, sourceIPs: ['10.0.0.1'], objectRef: { resource: 'pods', name: 'other' } })
  putEvent(at.group, 'authenticator-0a1b', `level=info msg="access granted" arn="${alice}" uid=1`, plus(base, 104 * 60))
  putEvent(
    at.group,
    'authenticator-0a1b',
    'level=info msg="access granted" arn="arn:aws:iam::1:user/x"',
    plus(base, 104 * 60),
  )
  for (let hour = 1; hour <= 4; hour++) await at.tick(hour)
}, 60_000)
afterAll(() => at.close())

describe('a hit of high severity', () => {
  it('is in the plan of the next tick, with whom and what to look for', async () => {
    const plan = readPlan((await at.store.get({ key: planKey(tickAt(3)) }))?.body ?? new Uint8Array())
    const incidents = plan.tasks.flatMap((task) => task.incidents)
    expect(incidents.find(({ marks }) => marks.keys.includes('ASIAALICE'))).toMatchObject({
      from: plus(base, 75 * 60),
      to: plus(base, 135 * 60),
      marks: { principals: expect.arrayContaining([alice]), objects: ['pods/kube-system/coredns-1'] },
    })
  })

  it('has a timeline in that tick: what the same principal did, and what was done to the same object', async () => {
    const timeline = await ofAlice(3)
    expect(of(timeline?.lines ?? [], 'audit-log')).toEqual([
      expect.stringContaining('configmaps shop/before'),
      expect.stringContaining('create pods/exec kube-system/coredns-1'),
      expect.stringContaining('list secrets shop'),
      expect.stringContaining('bob asked to delete pods kube-system/coredns-1'),
    ])
  })

  it('is marked among the lines, and every line says where it lies', async () => {
    const lines = (await ofAlice(3))?.lines ?? []
    expect(lines.filter(({ hits }) => hits.includes('DET-23'))).toHaveLength(1)
    for (const { pointer } of lines) {
      const stored = await at.store.get({ key: pointer.object })
      expect(Buffer.from(gunzip(stored?.body ?? new Uint8Array())).toString()).toContain(pointer.id)
    }
  })

  it('shows what the authenticator said of the same principal, and of nobody else', async () => {
    expect(of((await ofAlice(3))?.lines ?? [], 'authenticator')).toEqual([expect.stringContaining(alice)])
  })

  it('says of each place what was looked into, and why not', async () => {
    const { looked = [] } = (await ofAlice(3)) ?? {}
    expect(looked.map(({ where, not }) => [where, not])).toEqual([
      ['audit-log', null],
      ['authenticator', null],
      // Here a window of changes is a day long.
      ['cloudtrail', expect.stringMatching(/^from .* it is not known what was done to the cluster$/)],
      ['guardduty', null],
      ['security-hub', 'Security Hub is not enabled in the region (InvalidAccessException)'],
      ['application', 'there is no such log group of Container Insights'],
      ['dataplane', 'there is no such log group of Container Insights'],
      ['host', 'there is no such log group of Container Insights'],
    ])
  })

  it('has one timeline, and none again an hour later', async () => {
    expect(await ofAlice(4)).toBeUndefined()
  })

  it('leaves a record of every hour, also of those that called for nothing', async () => {
    const keys: string[] = []
    for await (const { key } of at.store.list('ticks/')) keys.push(key)
    const looks = keys.filter((key) => {
      const parsed = parseKey(key)
      return parsed?.kind === 'observation' && parsed.source === 'incidents'
    })
    expect(looks).toHaveLength(6)
  })
})
