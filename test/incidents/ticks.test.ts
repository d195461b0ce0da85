// Incidents from tick to tick: when they are looked into, how often, and that verify comes to the same.
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { born, tickAt } from '../pipeline/little.ts'
import { allTimelines, audit, incidentsAt, makeIncident, oneCluster, planOf, shell, timelinesAt } from './little.ts'
import { region, subject } from './world.ts'

const holds = async (at: Parameters<typeof audit>[0], hours: number) => {
  const { failed, said, result } = await audit(at, hours)
  expect(failed).toEqual([])
  return { said: said.filter((one) => one.includes('timeline')), result }
}

describe('an incident', () => {
  it('is planned in the tick after its hit was judged, and has its timeline there', async () => {
    const at = makeIncident()
    await at.run(0, 4)
    expect(incidentsAt(at, 1)).toEqual([])
    expect(incidentsAt(at, 2)).toMatchObject([
      { slot: { start: '2026-01-05T01:00:00Z' }, hits: [{ detection: 'DET-23' }] },
    ])
    expect(allTimelines(at)).toEqual([expect.stringMatching(/^02 /)])
    expect((await holds(at, 5)).said).toEqual([])
  })

  it('is remembered without its hits, and forgotten after three hours', async () => {
    const at = makeIncident()
    await at.run(0, 6)
    expect(incidentsAt(at, 3)).toMatchObject([{ hits: [], windows: [] }])
    expect(incidentsAt(at, 5)).toEqual([])
    await holds(at, 7)
  })

  it('of a day and the next is one', async () => {
    const at = makeIncident([23 * 60 + 50, 24 * 60 + 5])
    await at.run(23, 27)
    const ids = new Set(allTimelines(at).map((one) => one.slice(3)))
    const [first, second] = [timelinesAt(at, 25)[0], timelinesAt(at, 26)[0]]
    expect(first?.incident.to).toBe('2026-01-06T00:20:00Z')
    expect(first?.lines.filter(({ where }) => where === 'audit-log').map(({ at: when }) => when)).toEqual([
      '2026-01-05T23:50:00Z',
      '2026-01-06T00:05:00Z',
    ])
    expect(second?.incident.continues).toBe(first?.incident.id)
    expect(ids.size).toBe(2)
    await holds(at, 28)
  })

  it('of two hours that one tick judged is one', async () => {
    const at = makeIncident([55, 65])
    await at.tick(0)
    await at.run(2, 4)
    expect(timelinesAt(at, 3).map(({ incident }) => incident.hits.length)).toEqual([2])
    await holds(at, 5)
  })

  it('whose window is read again and again is told once', async () => {
    const at = makeIncident()
    at.other.now = (action, input) =>
      action === 'logs:StartQuery' &&
      String(input.queryString).includes('stats count') &&
      String(input.queryString).includes('stage')
        ? { code: 'AccessDeniedException', message: 'no counts' }
        : undefined
    await at.run(0, 9)
    expect(allTimelines(at)).toHaveLength(1)
    await holds(at, 10)
  })

  it('that was refused something is looked into each hour for a day, and then no more', async () => {
    const at = makeIncident()
    at.other.now = (action) =>
      action === 'guardduty:ListDetectors' ? { code: 'AccessDeniedException', message: 'no' } : undefined
    await at.run(0, 30)
    const hours = allTimelines(at).map((one) => one.slice(0, 2))
    expect(hours.slice(0, 3)).toEqual(['02', '03', '04'])
    expect(allTimelines(at)).toHaveLength(24)
    expect(new Set(allTimelines(at).map((one) => one.slice(3))).size).toBe(1)
    await holds(at, 31)
  }, 60_000)
})

describe('after an outage of a day', () => {
  it('what happened meanwhile is caught up, hour by hour, and each hit is in one timeline', async () => {
    const minutes = [30, 400, 420, 1_000, 1_300]
    const at = makeIncident(minutes)
    await at.tick(0)
    await at.run(25, 33)
    const shown = [...at.memory.objects.keys()]
      .filter((key) => key.includes('/timelines/'))
      .flatMap((key) => JSON.parse(String(Buffer.from(at.memory.objects.get(key)?.[0]?.body ?? []))).incident.hits)
      .map((hit: { at: string }) => hit.at)
    expect(shown.toSorted()).toEqual(minutes.map((minute) => plus('2026-01-05T00:00:00Z', minute * 60)).toSorted())
    await holds(at, 34)
  }, 60_000)

  it('windows of the same outage are at hand for what lies between them', async () => {
    const at = makeIncident([358])
    at.say(365, shell(365, { verb: 'get', objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' } }))
    await at.tick(0)
    await at.run(25, 30)
    const [timeline] = [26, 27, 28, 29].flatMap((hour) => timelinesAt(at, hour))
    const [audited] = timeline?.looked ?? []
    expect(audited).toMatchObject({ where: 'audit-log', found: 2 })
    await holds(at, 31)
  }, 60_000)
})

describe('what CloudTrail tells of a cluster', () => {
  const deleted = (name: string, minute: number) => {
    const eventTime = plus('2026-01-05T00:00:00Z', minute * 60)
    const eventID = `event-${name}-${minute}`
    const record = {
      ...{ eventID, eventTime, eventName: 'DeleteCluster', eventSource: 'eks.amazonaws.com', awsRegion: region },
      ...{ userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Ops/mallory' } },
      ...{ sourceIPAddress: '203.0.113.66', requestParameters: { name } },
    }
    const about = { EventName: 'DeleteCluster', EventSource: 'eks.amazonaws.com' }
    return { EventId: eventID, ...about, CloudTrailEvent: JSON.stringify(record) }
  }
  const inHour =
    (hour: number, ...events: object[]) =>
    (slot: string) =>
      slot === plus('2026-01-05T00:00:00Z', hour * 3_600) ? events : []
  const two = () => {
    const world = oneCluster()
    world.clusters.push({ name: 'prod-2', region: 'eu-west-1', born, public: false })
    return world
  }

  it('is an incident of that cluster, and of no other', async () => {
    const at = makeIncident([], { world: two(), events: inHour(0, deleted('prod', 30)) })
    await at.run(0, 4)
    const [timeline, ...more] = [2, 3, 4].flatMap((hour) => timelinesAt(at, hour))
    expect(more).toEqual([])
    expect(timeline?.subject.name).toBe('prod')
    expect(timeline?.lines).toEqual([
      expect.objectContaining({ where: 'cloudtrail', hits: ['DET-61'], same: ['objects'] }),
    ])
    await holds(at, 5)
  })

  it('of a cluster that is not observed is no incident', async () => {
    const at = makeIncident([], { events: inHour(0, deleted('elsewhere', 30)) })
    await at.run(0, 4)
    expect(allTimelines(at)).toEqual([])
    await holds(at, 5)
  })

  it('of a cluster that is left out is no incident', async () => {
    const at = makeIncident([], { world: two(), events: inHour(0, deleted('prod', 30)) })
    at.state.config += `exclude: [{ subject: "${subject.id}", reason: test }]\n`
    await at.run(0, 4)
    expect(allTimelines(at)).toEqual([])
    await holds(at, 5)
  })

  it('of a cluster that is gone by then is looked into all the same', async () => {
    const world = oneCluster()
    const at = makeIncident([], { world, events: inHour(1, deleted('prod', 75)) })
    await at.run(0, 1)
    world.clusters = []
    await at.run(2, 9)
    expect([3, 4, 5, 6].flatMap((hour) => timelinesAt(at, hour)).map(({ subject: { name } }) => name)).toEqual(['prod'])
    expect(planOf(at, 9).tasks.map((task) => task.subject.scope)).not.toContain('cluster')
    expect((await holds(at, 10)).result).not.toBe('broken')
  })

  it('of a cluster that has the name of one before goes to the one that was there', async () => {
    const world = oneCluster()
    const at = makeIncident([], { world, events: inHour(1, deleted('prod', 75)) })
    await at.run(0, 1)
    world.clusters = [
      { name: 'prod', region: 'eu-west-1', born: Date.parse(plus(tickAt(1), 600)) / 1_000, public: false },
    ]
    await at.run(2, 7)
    const found = [2, 3, 4, 5, 6].flatMap((hour) => timelinesAt(at, hour))
    expect(found.map(({ subject: { bornAt } }) => bornAt)).toEqual(['2025-01-01T00:00:00Z'])
    await holds(at, 8)
  })
})
