// The demo account: three clusters in two regions, twelve repositories, and a month in which things go wrong.
import { instant, seconds } from '../src/clock.ts'
import type { Instant, Slot } from '../src/model.ts'
import type { Fault } from './faults.ts'
import { addonVersions } from './scenario/addon-versions.ts'
import { analytics } from './scenario/analytics.ts'
import { euBackups, usBackups } from './scenario/backups.ts'
import { createCluster, deleteCluster } from './scenario/changes.ts'
import type { Place, StoryEvent } from './scenario/event.ts'
import { euGuardDuty, usGuardDuty } from './scenario/guardduty.ts'
import { identitiesOf } from './scenario/identities.ts'
import { keysOf } from './scenario/keys.ts'
import { loadTest } from './scenario/load-test.ts'
import { euNetwork, usNetwork } from './scenario/network.ts'
import { prod } from './scenario/prod.ts'
import { euConfig, usConfig } from './scenario/recorders.ts'
import { regions } from './scenario/regions.ts'
import { euRegistry, usRegistry } from './scenario/registries.ts'
import { account, base, hour } from './scenario/seed.ts'
import { callsAround } from './scenario/shell.ts'
import { staging } from './scenario/staging.ts'
import { month, storyOf } from './scenario/story.ts'
import { subscriptions } from './scenario/subscriptions.ts'
import { trails } from './scenario/trail.ts'
import { clusterVersions } from './scenario/versions.ts'
import { emptyWorld, type RegionState, type World } from './world.ts'

export type Scenario = {
  account: string
  home: string
  /** The first moment and the last of it, and what lies between in whole days. */
  base: Instant
  end: Instant
  days: number
  /** The account as it is at the base time; `makePlayer` changes it. */
  world: World
  story: StoryEvent[]
  /** Denials of the story and limits that make pages, as the sandbox's server takes them. */
  faults: Fault[]
  /** How much of the usual audit log there is. */
  auditShare: number
  /** When no tick runs. */
  outages: Slot[]
  /** Where and when no audit events arrive. */
  silences: (Place & { slot: Slot })[]
  /** Clusters that come and go. */
  lives: (Place & { slot: Slot })[]
  /** What shows in an audit log alone. */
  activities: (Place & { activity: 'exec-into-kube-system'; at: Instant })[]
}

/** The account as it is before anything happens. */
export const makeWorld = (): World => {
  const world = emptyWorld(account, regions)
  world.clusterVersions = clusterVersions()
  world.trails = trails()
  world.addonVersions = addonVersions()
  const { 'eu-west-1': eu, 'us-east-1': us } = world.regions
  const [first, second, third] = [prod(), staging(), analytics()]
  // The load test's cluster comes and goes; its VPC was there before, and stays.
  const network = euNetwork(first, second, loadTest(hour(0)))
  Object.assign(eu ?? {}, { clusters: [first, second], registry: euRegistry(), network } satisfies Partial<RegionState>)
  Object.assign(us ?? {}, {
    clusters: [third],
    registry: usRegistry(),
    network: usNetwork(third),
  } satisfies Partial<RegionState>)
  Object.assign(eu ?? {}, {
    backups: euBackups(),
    config: euConfig(),
    guardDuty: euGuardDuty(),
  } satisfies Partial<RegionState>)
  const anywhere = subscriptions('us-east-1')
  Object.assign(us ?? {}, {
    backups: usBackups(),
    config: usConfig(),
    guardDuty: usGuardDuty(),
    subscriptions: anywhere,
  } satisfies Partial<RegionState>)
  // The load test's roles outlive its cluster.
  world.identities = identitiesOf([first, second, third, loadTest(hour(0))])
  world.keys = keysOf(world.regions)
  return world
}

// So that a month is told in the time that one waits: a cluster and the oldest images less.
const thinned = (world: World): World => {
  for (const region of Object.values(world.regions)) {
    region.clusters = region.clusters.filter(({ cluster }) => cluster.name !== 'staging')
    for (const repository of region.registry.repositories) repository.images = repository.images.slice(0, 3)
  }
  return world
}

/** A scenario of 1 to 30 days. The same days give the same scenario, byte for byte. */
export const makeScenario = ({ days }: { days: number }): Scenario => {
  if (!Number.isInteger(days) || days < 1 || days > 30) throw new RangeError(`days: expected 1 to 30, got ${days}`)
  const story = storyOf(days)
  const world = days < month ? makeWorld() : thinned(makeWorld())
  const activities = story.flatMap((event) =>
    event.kind === 'activity' ? [{ ...event.place, activity: event.activity, at: instant(hour(event.at)) }] : [],
  )
  for (const { at, ...place } of activities) callsAround(world, place, at)
  return {
    account,
    home: 'eu-west-1',
    base,
    end: instant(hour(days * 24)),
    days,
    world,
    auditShare: days < month ? 1 : 0.4,
    story,
    faults: [
      ...pageLimits,
      ...story.flatMap((event) => (event.kind === 'fault' ? [{ ...event.fault, ...span(event) }] : [])),
    ],
    outages: story.filter(({ kind }) => kind === 'outage').map(slotOf),
    silences: story.flatMap((event) =>
      event.kind === 'change' && event.silences ? [{ ...event.silences, slot: slotOf(event) }] : [],
    ),
    lives: story.flatMap((event) => (event.kind === 'life' ? [{ ...event.place, slot: slotOf(event) }] : [])),
    activities,
  }
}

type Step = { at: number; apply(world: World, at: number): void }

/** Returns a function that brings the world to a moment: every change up to and including it, each once, in order. */
export const makePlayer = ({ world, story }: Pick<Scenario, 'world' | 'story'>): ((now: Instant) => void) => {
  const steps = story
    .flatMap((event): Step[] => {
      const { at, until } = event
      const end = hour(until ?? at)
      if (event.kind === 'life')
        return [
          { at: hour(at), apply: (world, born) => createCluster(world, event.place, event.make(born), born) },
          { at: end, apply: (world, at) => deleteCluster(world, event.place, at) },
        ]
      if (event.kind !== 'change') return []
      return [{ at: hour(at), apply: event.change }, ...(event.undo ? [{ at: end, apply: event.undo }] : [])]
    })
    .sort((a, b) => a.at - b.at)
  let done = 0
  return (now) => {
    for (let step = steps[done]; step && step.at <= seconds(now); step = steps[++done]) step.apply(world, step.at)
  }
}

const slotOf = ({ at, until }: StoryEvent): Slot => ({ start: instant(hour(at)), end: instant(hour(until ?? at)) })
const span = (event: StoryEvent): { from: Instant; until: Instant } => {
  const { start, end } = slotOf(event)
  return { from: start, until: end }
}

// AWS may return fewer items than asked for; here it does, so that even a small account has second pages.
const limit = (service: string, operation: string, size: number): Fault => ({
  effect: { kind: 'page-limit', size },
  service,
  operation,
})

const pageLimits: Fault[] = [
  limit('iam', 'GetAccountAuthorizationDetails', 25),
  limit('iam', 'ListPolicies', 5),
  limit('kms', 'ListKeys', 1),
  limit('account', 'ListRegions', 12),
  limit('ec2', 'DescribeSecurityGroups', 5),
  limit('ec2', 'DescribeSubnets', 5),
  limit('eks', 'ListAddons', 5),
  limit('eks', 'ListNodegroups', 3),
  limit('eks', 'ListAccessEntries', 5),
  limit('eks', 'ListAssociatedAccessPolicies', 1),
  limit('eks', 'ListInsights', 3),
  limit('eks', 'ListPodIdentityAssociations', 4),
  limit('eks', 'ListUpdates', 4),
  limit('eks', 'DescribeClusterVersions', 5),
  limit('eks', 'DescribeAddonVersions', 4),
  limit('backup', 'ListRecoveryPointsByResource', 20),
  limit('ecr', 'DescribeRepositories', 5),
  limit('ecr', 'DescribeImages', 3),
  limit('ecr', 'DescribeImageScanFindings', 3),
]
