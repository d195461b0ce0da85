// Who there is in a large account over a year, and what becomes of whom: drawn from the seed.
import { instant, plus, seconds } from '../../src/clock.ts'
import type { Instant, Subject } from '../../src/model.ts'
import { slug } from '../../src/store/keys.ts'
import { byBytes } from '../../src/store/order.ts'
import type { Chance } from '../chance.ts'

export const account = '111122223333'
export const base: Instant = '2026-01-01T00:00:00Z'
export const tickAt = (hour: number): Instant => plus(base, hour * 3_600 + 1_200)

export type Role = {
  slug: string
  subject: Subject
  /** The hours of the ticks that first had it, and that first lacked it. */
  from: number
  until: number
  /** Of a repository: the hour of each half day in which it is judged. */
  turn: number
}

export type Size = { hours: number; regions: number; clusters: number; repositories: number }

const names = ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'eu-central-1', 'us-west-2', 'sa-east-1']

/** Sorted by slug. One in twenty clusters and repositories comes in the period, one in twenty goes. */
export const castOf = ({ hours, ...many }: Size, dice: Chance, deployment: Subject): Role[] => {
  const regions = names.slice(0, many.regions)
  const role = (subject: Subject, from = 0, until = Number.POSITIVE_INFINITY): Role => ({
    ...{ slug: slug(subject), subject, from, until, turn: dice.between(0, 11) },
  })
  const life = (at: number): [number, number] => {
    const moment = dice.between(Math.floor(hours / 4), Math.floor((hours * 3) / 4))
    if (at % 20 === 7) return [moment, Number.POSITIVE_INFINITY]
    return at % 20 === 13 ? [0, moment] : [0, Number.POSITIVE_INFINITY]
  }
  const bornAt = (from: number): Instant => (from === 0 ? '2025-03-01T00:00:00Z' : instant(seconds(tickAt(from)) - 900))
  const each = (count: number, of: (at: number, region: string, bornAt: Instant) => Subject): Role[] =>
    Array.from({ length: count }, (_, at) => {
      const [from, until] = life(at)
      return role(of(at, regions[at % regions.length] ?? '', bornAt(from)), from, until)
    })
  const number = (at: number): string => String(at).padStart(3, '0')
  const all = [
    role({ scope: 'account', id: `aws://${account}`, name: account, region: regions[0] ?? '', bornAt: null }),
    role(deployment),
    ...regions.map((region) =>
      role({ scope: 'region', id: `aws://${account}/${region}`, name: region, region, bornAt: null }),
    ),
    ...each(many.clusters, (at, region, bornAt) => {
      const name = `cluster-${number(at)}`
      return { scope: 'cluster', id: `arn:aws:eks:${region}:${account}:cluster/${name}`, name, region, bornAt }
    }),
    ...each(many.repositories, (at, region, bornAt) => {
      const name = `team-${at % 9}/service-${number(at)}`
      return { scope: 'repository', id: `arn:aws:ecr:${region}:${account}:repository/${name}`, name, region, bornAt }
    }),
  ]
  return all.sort((a, b) => byBytes(a.slug, b.slug))
}
