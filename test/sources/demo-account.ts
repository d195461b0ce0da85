// The demo's account over the wire, subject by subject: what each source asks of it, and what it makes of the answers.
import { services } from '../../gen/commands/command-line.ts'
import { accountOf } from '../../sandbox/demo/account.ts'
import { access } from '../../sandbox/demo/place.ts'
import type { CallRecord } from '../../sandbox/front-door.ts'
import { coredns } from '../../sandbox/noise.ts'
import { stackArn } from '../../sandbox/scenario/deployment-names.ts'
import { regions } from '../../sandbox/scenario/regions.ts'
import { makePlayer, makeScenario, type Scenario } from '../../sandbox/scenario.ts'
import { type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { iam } from '../../sandbox/services/iam.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { logsState } from '../../sandbox/services/logs-state.ts'
import { emptySecurityHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { emptyWorld } from '../../sandbox/world.ts'
import { worldServices } from '../../sandbox/world-services.ts'
import { makeAws } from '../../src/aws.ts'
import { instant, plus, settableClock, slotAt } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Exchange, Incident, Instant, Scope, Slot, Status, Subject } from '../../src/model.ts'
import { observe } from '../../src/observation/observe.ts'
import type { Lack, Source } from '../../src/source.ts'
import { memoryStore } from '../prove/memory-store.ts'

export type Read = {
  status: Status
  lacks: Lack[]
  lines: Exchange[]
  /** What the sandbox was asked for it, retries too. */
  calls: CallRecord[]
}

/** The newest slot of a source that can be read. */
export const slotOf = (source: Source, now: Instant): Slot => {
  if (source.kind === 'state') return slotAt(now, source.every)
  const { start } = slotAt(plus(now, -source.delay), source.every)
  return { start: plus(start, -source.every), end: start }
}

// Alice's, as the audit log has it.
const shellAt = (base: Instant, slot: Slot): Incident => {
  const hit = plus(base, 14.25 * 3_600)
  const marks = {
    principals: ['arn:aws:iam::111122223333:role/ClusterAdmin'],
    ...{ keys: ['ASIAIOSFODNN7EXAMPLE'], sessions: ['alice'], sourceIPs: ['198.51.100.23'] },
    objects: [`pods/kube-system/${coredns}`],
  }
  const span = { from: plus(hit, -1_800), to: plus(hit, 1_800) }
  return { id: '0'.repeat(20), continues: null, slot, ...span, marks, cut: 0, hits: [], count: 1, windows: [] }
}

/** On the afternoon of the scenario's second day, when something has happened; `options` are the account. */
const open = async (scenario: Scenario, options: Omit<SandboxOptions, 'clock'>) => {
  const { home, base } = scenario
  const now = plus(base, 86_400 + 17 * 3_600 + 1_200)
  const clock = settableClock(now)
  const sandbox = await startSandbox({ ...options, clock })
  const place = { home, endpoint: sandbox.endpoint, credentials: access, maxAttempts: 3, retryAfter: 0 }
  const aws = makeAws(place, services, clock)
  const collector = { version: '0', commit: '0', caller: '' }
  let nth = 0
  return {
    sandbox,
    now,
    /** Of the regions that hold something, or of those that are named. */
    subjectsOf: (scope: Scope, regions?: string[]): Subject[] => subjectsOf(scenario, scope, regions),
    /** As `estimate` reads it of an account. */
    population: (regions: string[]) => populationOf(scenario, regions),
    /** `incidents`: what is looked into, where the source does that; left out, the shell of the story. */
    async read(
      source: Source,
      subject: Subject,
      incidents = source.looks ? [shellAt(base, slotOf(source, now))] : [],
    ): Promise<Read> {
      const store = memoryStore(`/${nth++}`)
      const slot = slotOf(source, now)
      const before = sandbox.calls().length
      const on = {
        store,
        clock,
        send: aws.send,
        tick: now,
        config: sha256(''),
        pause: async () => undefined,
        collector,
      }
      const done = await observe(on, source, { subject, slot, incidents })
      if ('again' in done) throw new Error(`${source.id} was put down`)
      const lines = [...done.exchanges]
      const lacks = source.lacks(lines, { subject, slot, incidents })
      return { status: done.status, lacks, lines, calls: sandbox.calls().slice(before) }
    },
    async close() {
      aws.close()
      await sandbox.close()
    },
  }
}

export const openDemo = async () => {
  const scenario = makeScenario({ days: 2 })
  const { scenarios: _, ...options } = await accountOf(scenario)
  makePlayer(scenario)(plus(scenario.base, 86_400 + 17 * 3_600))
  return open(scenario, options)
}

/** The same names, and nothing behind them: no service of the account was ever turned on. */
export const openEmpty = async () => {
  const scenario = makeScenario({ days: 2 })
  const world = emptyWorld(scenario.account, regions)
  const own = [logsService(logsState()), iam([], world), kms([]), securityHub(emptySecurityHub())]
  return open(scenario, {
    account: scenario.account,
    seed: 'empty',
    principals: { [access.accessKeyId]: 'arn:aws:iam::111122223333:role/collect' },
    services: [...worldServices(world), ...own],
  })
}

export type Demo = Awaited<ReturnType<typeof openDemo>>

const populationOf = ({ world }: Scenario, regions: string[]) => {
  const here = regions.flatMap((region) => {
    const state = world.regions[region]
    return state ? [{ region, state }] : []
  })
  return {
    clusters: here.flatMap(({ region, state }) =>
      state.clusters.map(({ cluster }) => ({ name: cluster.name ?? '', region })),
    ),
    repositories: here.flatMap(({ region, state }) =>
      state.registry.repositories.map(({ repository, images }) => ({
        ...{ name: repository.repositoryName, region, images: images.length },
      })),
    ),
  }
}

const subjectsOf = (
  { account, home, world }: Scenario,
  scope: Scope,
  regions = Object.keys(world.regions).filter((name) => (world.regions[name]?.clusters.length ?? 0) > 0),
): Subject[] => {
  const at = `aws://${account}`
  const here = regions.flatMap((region) => {
    const state = world.regions[region]
    return state ? [{ region, state }] : []
  })
  const born = (seconds: number | undefined) => instant(seconds ?? Number.NaN)
  switch (scope) {
    case 'account':
      return [{ scope, id: at, name: account, region: '', bornAt: null }]
    case 'deployment':
      return [{ scope, id: stackArn({ account, region: home }), name: 'eks-evidence', region: home, bornAt: null }]
    case 'region':
      return here.map(({ region }) => ({ scope, id: `${at}/${region}`, name: region, region, bornAt: null }))
    case 'cluster':
      return here.flatMap(({ region, state }) =>
        state.clusters.map(({ cluster }) => ({
          ...{ scope, region, id: cluster.arn ?? '', name: cluster.name ?? '', bornAt: born(cluster.createdAt) },
        })),
      )
    case 'repository':
      return here.flatMap(({ region, state }) =>
        state.registry.repositories.map(({ repository: one }) => ({
          ...{ scope, region, id: one.repositoryArn, name: one.repositoryName, bornAt: born(one.createdAt) },
        })),
      )
  }
}
