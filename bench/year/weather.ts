// What happens in an hour of a bad year: drawn from the seed before the hour's tick, so that a fault can be had again.
import type { Fault, World } from '../../test/pipeline/little.ts'
import type { Stop } from '../../test/pipeline/stops.ts'
import type { Chance } from '../chance.ts'

/** A tick's worker that stops at a call to the store, counted as a share of the calls of the tick before. */
export type Crash = { at: number; how: Stop }

export type Hour = {
  /** No tick runs. */
  isOut: boolean
  fault: Fault | undefined
  /** The signing key cannot be used, or nobody can even say which it is. */
  signer: 'there' | 'cannot sign' | 'out of reach'
  isConfigWrong: boolean
  /** The tick's runs: each crashes, but perhaps the last. */
  crashes: Crash[]
  /** Whether the tick is run again after its last crash, or left to the next hour. */
  isRunAgain: boolean
  /** Two executions of the tick at the same time. */
  isDoubled: boolean
}

type Spell = { until: number }
type Denial = Spell & { hits: (action: string, name: string, region: string) => boolean }

const fair: Hour = {
  isOut: false,
  fault: undefined,
  signer: 'there',
  isConfigWrong: false,
  crashes: [],
  isRunAgain: true,
  isDoubled: false,
}
/** The last day is fair: what was left open can be read by then. */
const fairHours = 24

export const makeWeather = (dice: Chance, world: World, hours: number, secondsOf: (hour: number) => number) => {
  let out: Spell = { until: 0 }
  let wrong: Spell = { until: 0 }
  let key: Spell & { how: Hour['signer'] } = { until: 0, how: 'there' }
  let denials: Denial[] = []
  let born = 0
  const begun = (share: number, hour: number, least: number, most: number): Spell | undefined =>
    dice.happens(share) ? { until: hour + dice.between(least, most) } : undefined

  const change = (hour: number): void => {
    const { clusters, regions } = world
    if (clusters.length > 4 || (clusters.length > 1 && dice.happens(0.5)))
      clusters.splice(dice.between(0, clusters.length - 1), 1)
    // Of few names, so that clusters come again under the name of one that was deleted.
    else {
      const free = ['prod', 'test', 'blue', 'green', 'data'].filter((one) => clusters.every(({ name }) => name !== one))
      const birth = secondsOf(hour) - dice.between(0, 3_000)
      clusters.push({ name: dice.one(free), region: dice.one(regions), born: birth, public: dice.happens(0.5) })
      born += 1
    }
  }

  return {
    born: () => born,
    hour(hour: number): Hour {
      if (hour >= hours - fairHours) return fair
      out = begun(1 / 400, hour, 1, dice.happens(0.1) ? 72 : 12) ?? out
      wrong = begun(1 / 500, hour, 1, 6) ?? wrong
      const away = begun(1 / 300, hour, 1, 24)
      if (away) key = { ...away, how: dice.one(['cannot sign', 'out of reach'] as const) }
      const denied = begun(1 / 60, hour, 1, dice.happens(0.2) ? 96 : 8)
      denials = denials.filter(({ until }) => until > hour)
      if (denied) denials.push({ ...denied, hits: target(dice, world) })
      if (dice.happens(1 / 150)) change(hour)
      if (dice.happens(1 / 40)) for (const one of world.clusters) if (dice.happens(0.3)) one.public = !one.public
      const crashes: Crash[] = []
      while (crashes.length < 4 && dice.happens(0.15))
        crashes.push({ at: dice.next(), how: dice.one(['before', 'after', 'lost'] as const) })
      return {
        isOut: hour < out.until && hour > 0,
        fault: faultOf(dice, denials),
        signer: hour < key.until && hour > 0 ? key.how : 'there',
        isConfigWrong: hour < wrong.until && hour > 0,
        crashes,
        isRunAgain: dice.happens(0.6),
        isDoubled: dice.happens(0.03),
      }
    },
  }
}

const target = (dice: Chance, { clusters, regions }: World): Denial['hits'] => {
  const region = dice.one(regions)
  const cluster = dice.one(clusters).name
  const denied = dice.one(['eks:DescribeCluster', 'eks:ListClusters', 'logs:Count', 'account:ListRegions'])
  return dice.one<Denial['hits']>([
    (_, __, where) => where === region,
    (_, name) => name === cluster,
    (action, name) => action === denied && (name === cluster || name === ''),
    (action) => action === denied,
  ])
}

// By the call and not by the hour: in a storm of throttles some calls get through.
const faultOf = (dice: Chance, denials: Denial[]): Fault | undefined => {
  const storm = dice.happens(0.15) ? dice.next() * 0.6 : 0
  const failing = dice.happens(0.06) ? dice.next() * 0.5 : 0
  const cut = dice.happens(0.03) ? 0.2 : 0
  if (denials.length === 0 && storm + failing + cut === 0) return undefined
  return (action, input, region) => {
    const name = String(input.name ?? input.cluster ?? '')
    if (denials.some(({ hits }) => hits(action, name, region)))
      return { code: 'AccessDeniedException', message: 'not authorized to perform this' }
    if (dice.happens(storm)) return { code: 'ThrottlingException', message: 'Rate exceeded' }
    if (dice.happens(failing)) return { code: 'InternalServerError', message: 'try again' }
    return dice.happens(cut) ? { text: '{"cluster": {"na' } : undefined
  }
}
