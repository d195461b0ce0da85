// The demo's scenario: always the same, as broken as told, and put back in order.
import { describe, expect, it } from 'vitest'
import { makePlayer, makeScenario, makeWorld, type Scenario } from '../../sandbox/scenario.ts'
import { instant, plus, seconds } from '../../src/clock.ts'
import type { Subject } from '../../src/model.ts'
import { dueAt } from '../../src/plan/slots.ts'
import { allPages, asker, type Output } from './scenario-ask.ts'

const at = (day: number, hour: number) => plus('2026-01-05T00:00:00Z', ((day - 1) * 24 + hour) * 3600)

/** The world of a scenario as it is at a moment. */
const worldAt = (moment: string, days = 7) => {
  const scenario = makeScenario({ days })
  makePlayer(scenario)(moment)
  return scenario.world
}
const clusterAt = (moment: string, name: string) =>
  asker(worldAt(moment), 'eks')('DescribeCluster', { name }).cluster as Record<string, unknown>
const newestUpdate = (moment: string, name: string) => {
  const ask = asker(worldAt(moment), 'eks')
  const updateId = allPages(ask, 'ListUpdates', { name }, 'updateIds').items.at(-1)
  return ask('DescribeUpdate', { name, updateId }).update as Output
}
const plain = ({ story, ...rest }: Scenario) => JSON.stringify([rest, story])

describe('the scenario', () => {
  it('is the same every time', () => {
    expect(plain(makeScenario({ days: 7 }))).toBe(plain(makeScenario({ days: 7 })))
    expect(JSON.stringify(worldAt(at(8, 0)))).toBe(JSON.stringify(worldAt(at(8, 0))))
  })

  it('ends the same, played in one step or hour by hour', () => {
    const scenario = makeScenario({ days: 7 })
    const play = makePlayer(scenario)
    for (let hour = 0; hour <= 7 * 24; hour++) play(at(1, hour))
    expect(scenario.world).toEqual(worldAt(at(8, 0)))
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 14, 30])('of %d days lets nothing begin that does not end in time', (days) => {
    const { story, end } = makeScenario({ days })
    expect(story.length).toBeGreaterThan(days)
    expect(Math.max(...story.map((event) => event.until ?? event.at)) * 3600).toBeLessThanOrEqual(
      seconds(end) - seconds('2026-01-05T00:00:00Z'),
    )
  })

  it.each([0, 31, 1.5])('is not told in %d days', (days) => {
    expect(() => makeScenario({ days })).toThrow(RangeError)
  })

  it('has three clusters, twelve repositories and sixty images in two regions', () => {
    const { regions } = makeWorld()
    const inUse = Object.entries(regions).filter(([, { clusters }]) => clusters.length > 0)
    expect(inUse.map(([name]) => name)).toEqual(['eu-west-1', 'us-east-1'])
    const repositories = inUse.flatMap(([, { registry }]) => registry.repositories)
    expect(inUse.flatMap(([, { clusters }]) => clusters.map(({ cluster }) => cluster.name))).toHaveLength(3)
    expect(repositories).toHaveLength(12)
    expect(repositories.flatMap(({ images }) => images)).toHaveLength(60)
  })

  it('gives every image and every update an id of its own', () => {
    const regions = Object.values(worldAt(at(31, 0), 30).regions)
    const digests = regions.flatMap(({ registry }) => registry.repositories.flatMap(({ images }) => images))
    const updates = regions.flatMap(({ clusters }) => clusters.flatMap(({ updates }) => updates))
    expect(new Set(digests.map(({ detail }) => detail.imageDigest)).size).toBe(digests.length)
    expect(new Set(updates.map(({ update }) => update.id)).size).toBe(updates.length)
  })

  it('dates nothing after its own beginning', () => {
    const late: string[] = []
    // What certificates and subscriptions say of the time to come.
    const ahead = new Set(['notAfter', 'firstAutoActivation', 'finalAutoActivation', 'expirationDate'])
    const look = (value: unknown, path: string): void => {
      if (typeof value === 'number' && value > seconds('2026-01-05T00:00:00Z') && value < 4e9) late.push(path)
      if (typeof value === 'object' && value !== null)
        for (const [key, item] of Object.entries(value)) if (!ahead.has(key)) look(item, `${path}.${key}`)
    }
    look(makeWorld().regions, '$')
    expect(late).toEqual([])
  })
})

describe('the story', () => {
  it('opens the endpoint of prod for a day', () => {
    const cidrs = (moment: string) => clusterAt(moment, 'prod').resourcesVpcConfig
    expect(cidrs(at(2, 9))).toMatchObject({ publicAccessCidrs: ['203.0.113.0/24', '198.51.100.16/28'] })
    expect(cidrs(at(2, 9.5))).toMatchObject({ publicAccessCidrs: ['0.0.0.0/0'] })
    expect(cidrs(at(3, 9.5))).toMatchObject({ publicAccessCidrs: ['0.0.0.0/0'] })
    expect(cidrs(at(3, 10))).toMatchObject({ publicAccessCidrs: ['203.0.113.0/24', '198.51.100.16/28'] })
  })

  it('leaves an EndpointAccessUpdate for it', () => {
    expect(newestUpdate(at(2, 10), 'prod')).toMatchObject({
      type: 'EndpointAccessUpdate',
      status: 'Successful',
      createdAt: seconds(at(2, 9.5)),
      params: expect.arrayContaining([{ type: 'PublicAccessCidrs', value: '["0.0.0.0/0"]' }]),
    })
  })

  it('turns the audit log of staging off for three hours, and the others stay on', () => {
    const logging = (moment: string) => clusterAt(moment, 'staging').logging
    expect(logging(at(3, 14))).toEqual({
      clusterLogging: [
        { types: ['api', 'authenticator'], enabled: true },
        { types: ['audit', 'controllerManager', 'scheduler'], enabled: false },
      ],
    })
    expect(logging(at(3, 16))).toEqual(logging(at(3, 12)))
  })

  it('leaves a LoggingUpdate for each turn of it', () => {
    const value = (enabled: boolean) => JSON.stringify({ clusterLogging: [{ types: ['audit'], enabled }] })
    const update = (enabled: boolean) => ({
      type: 'LoggingUpdate',
      params: [{ type: 'ClusterLogging', value: value(enabled) }],
    })
    expect(newestUpdate(at(3, 14), 'staging')).toMatchObject(update(false))
    expect(newestUpdate(at(3, 17), 'staging')).toMatchObject(update(true))
  })

  it('silences the audit events of those three hours', () => {
    const slot = { start: at(3, 13), end: at(3, 16) }
    expect(makeScenario({ days: 7 }).silences).toEqual([{ region: 'eu-west-1', cluster: 'staging', slot }])
  })

  it('denies eks:ListAddons on one cluster for a whole day', () => {
    const denials = makeScenario({ days: 7 }).faults.filter(({ effect }) => effect.kind === 'denial')
    expect(denials).toEqual([
      {
        effect: { kind: 'denial' },
        service: 'eks',
        operation: 'ListAddons',
        region: 'us-east-1',
        input: { clusterName: 'analytics' },
        from: at(4, 0),
        until: at(5, 0),
      },
    ])
  })

  it('hands the exec into kube-system to whoever writes audit logs', () => {
    expect(makeScenario({ days: 1 }).activities).toEqual([
      { region: 'eu-west-1', cluster: 'prod', activity: 'exec-into-kube-system', at: at(1, 14.25) },
    ])
  })

  it('stops the ticks late in a day, so that a daily slot of a cluster and of a repository is missed', () => {
    const { outages, world } = makeScenario({ days: 7 })
    const [outage = { start: '', end: '' }] = outages
    const day = { start: at(5, 0), end: at(6, 0) }
    const cadence = { kind: 'state', every: 86_400, delay: 0, keeps: 0 } as Parameters<typeof dueAt>[1]
    const lastTick = at(5, 13 + 1 / 3)
    const missed = (source: string, subject: Subject) =>
      seconds(dueAt(source, cadence, subject, day)) > seconds(lastTick)
    const subject = (scope: Subject['scope'], id = '', name = '', born = 0): Subject => ({
      scope,
      id,
      name,
      region: 'eu-west-1',
      bornAt: instant(born),
    })
    const { clusters, registry } = world.regions['eu-west-1'] ??
      makeWorld().regions['us-east-1'] ?? { clusters: [], registry: { repositories: [] } }
    expect(outage).toEqual({ start: at(5, 14), end: day.end })
    expect(
      clusters.filter(({ cluster: c }) => missed('eks-cluster', subject('cluster', c.arn, c.name, c.createdAt))).length,
    ).toBeGreaterThan(0)
    expect(
      registry.repositories.filter(({ repository: r }) =>
        missed('ecr-repository', subject('repository', r.repositoryArn, r.repositoryName, r.createdAt)),
      ).length,
    ).toBeGreaterThan(0)
  })

  const frontend = (moment: string, days: number) =>
    worldAt(moment, days).regions['eu-west-1']?.registry.repositories.find(
      ({ repository }) => repository.repositoryName === 'prod/web-frontend',
    )?.images ?? []

  it('pushes an image with a critical finding that has a fix, and runs it', () => {
    const [newest, ...older] = frontend(at(3, 0), 7)
    expect(newest).toMatchObject({
      detail: { imageTags: ['2.8.0'] },
      scan: { findings: { findingSeverityCounts: { CRITICAL: 1 } } },
    })
    const [finding] = newest?.scan?.findings?.enhancedFindings ?? []
    expect(finding).toMatchObject({ severity: 'CRITICAL', fixAvailable: 'YES', firstObservedAt: seconds(at(2, 16.5)) })
    expect(finding?.resources?.[0]?.details?.awsEcrContainerImage).toMatchObject({ inUseCount: 3 })
    expect(older.flatMap(({ scan }) => scan?.findings?.enhancedFindings ?? [])).toEqual([])
  })

  it('leaves it for three weeks, and then replaces and deletes it', () => {
    const tags = (moment: string) => frontend(moment, 30).map(({ detail }) => detail.imageTags?.[0])
    expect(tags(at(24, 9))).toContain('2.8.0')
    expect(tags(at(24, 10))).toContain('2.8.1')
    expect(tags(at(24, 10))).not.toContain('2.8.0')
  })

  it('tells of the deadline between the two, fifteen days after the push', () => {
    const told = makeScenario({ days: 30 }).story.filter(({ what }) => what.includes('web-frontend'))
    expect(told.map(({ at: hours }) => at(1, hours))).toEqual([at(3, 16.5), at(18, 16.5), at(24, 10)])
  })

  describe('of a month', () => {
    it('is told over two clusters that stay, three images a repository and less of an audit log', () => {
      const { world, auditShare } = makeScenario({ days: 30 })
      const regions = Object.values(world.regions)
      expect(regions.flatMap(({ clusters }) => clusters.map(({ cluster }) => cluster.name))).toEqual([
        'prod',
        'analytics',
      ])
      expect(regions.flatMap(({ registry }) => registry.repositories.flatMap(({ images }) => images))).toHaveLength(36)
      expect(auditShare).toBeLessThan(makeScenario({ days: 7 }).auditShare)
    })

    const names = (moment: string, days = 30) =>
      worldAt(moment, days).regions['eu-west-1']?.clusters.map(({ cluster }) => cluster.name)

    it('makes a cluster on the fifth day and deletes it on the twentieth', () => {
      expect(names(at(5, 9.5))).not.toContain('load-test')
      expect(names(at(5, 9.65))).toContain('load-test')
      expect(names(at(20, 15))).toContain('load-test')
      expect(names(at(20, 15.2))).not.toContain('load-test')
      expect(names(at(7, 23), 7)).not.toContain('load-test')
    })

    it('dates nothing in that cluster before its birth', () => {
      const early: string[] = []
      const look = (value: unknown, path: string): void => {
        if (typeof value === 'number' && value > 1e9 && value < seconds(at(5, 9.65))) early.push(path)
        if (typeof value === 'object' && value !== null)
          for (const [key, item] of Object.entries(value)) look(item, `${path}.${key}`)
      }
      const state = worldAt(at(6, 0), 30).regions['eu-west-1']?.clusters.find(
        ({ cluster }) => cluster.name === 'load-test',
      )
      look(state, '$')
      expect(state?.cluster.createdAt).toBe(seconds(at(5, 9.65)))
      expect(early).toEqual([])
    })

    it('spreads what goes wrong: no week without anything, and the outage while that cluster lives', () => {
      const { story, outages, lives } = makeScenario({ days: 30 })
      const days = story.flatMap((event) => (event.kind === 'change' && event.about === null ? [] : [event.at / 24]))
      const gaps = days.map((day, nth) => (days[nth + 1] ?? 30) - day)
      expect(Math.max(...gaps)).toBeLessThan(7)
      const [[outage], [life]] = [outages, lives]
      expect(outage && life && outage.start > life.slot.start && outage.end < life.slot.end).toBe(true)
    })
  })

  it('refreshes the insights every day', () => {
    const insights = (moment: string) =>
      allPages(asker(worldAt(moment), 'eks'), 'ListInsights', { clusterName: 'prod' }, 'insights').items
    expect(insights(at(6, 4))).toEqual(
      insights(at(6, 0)).map((one) => ({ ...(one as Output), lastRefreshTime: seconds(at(6, 3.1)) })),
    )
  })
})

describe('the account of the scenario', () => {
  const world = makeWorld()
  const ecr = asker(world, 'ecr')
  const statuses = () =>
    new Set(
      Object.values(world.regions).flatMap(({ registry }) =>
        registry.repositories.flatMap(({ images }) => images.map(({ scan }) => scan?.status.status ?? 'never')),
      ),
    )
  const severities = () =>
    new Set(
      Object.values(world.regions).flatMap(({ registry }) =>
        registry.repositories.flatMap(({ images }) =>
          images.flatMap(({ scan }) => Object.keys(scan?.findings?.findingSeverityCounts ?? {})),
        ),
      ),
    )

  it('has images of every kind of scan', () => {
    expect(statuses()).toEqual(new Set(['ACTIVE', 'COMPLETE', 'UNSUPPORTED_IMAGE', 'never']))
  })

  it('has findings of every severity that matters', () => {
    expect(severities()).toEqual(new Set(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNTRIAGED', 'UNDEFINED']))
  })

  it('scans each repository as its images look', () => {
    const { scanningConfigurations } = ecr('BatchGetRepositoryScanningConfiguration', {
      repositoryNames: ['prod/orders-api', 'shared/charts', 'tools/build-agent'],
    })
    expect(scanningConfigurations).toMatchObject([
      {
        repositoryName: 'prod/orders-api',
        scanFrequency: 'CONTINUOUS_SCAN',
        appliedScanFilters: [{ filter: 'prod/*' }],
      },
      { repositoryName: 'shared/charts', scanFrequency: 'SCAN_ON_PUSH' },
      { repositoryName: 'tools/build-agent', scanFrequency: 'MANUAL', appliedScanFilters: [] },
    ])
  })

  it('has eight add-ons that EKS publishes, two to four node groups and twelve access entries in each cluster', () => {
    for (const { addons, nodegroups, access } of Object.values(world.regions).flatMap(({ clusters }) => clusters)) {
      const usual = addons.filter(({ publisher }) => publisher === 'eks')
      expect([usual.length, access.length]).toEqual([8, 12])
      expect([2, 3, 4]).toContain(nodegroups.length)
    }
  })

  it('needs a second page where the scenario limits pages', () => {
    const { faults } = makeScenario({ days: 1 })
    const size = faults.flatMap(({ operation, effect }) =>
      operation === 'ListAddons' && effect.kind === 'page-limit' ? [effect.size] : [],
    )
    expect(allPages(asker(world, 'eks'), 'ListAddons', { clusterName: 'prod' }, 'addons', size[0])).toMatchObject({
      pages: 2,
      items: { length: 8 },
    })
  })
})
