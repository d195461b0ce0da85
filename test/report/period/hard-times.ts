// A little account in hard times: what fails by the hour or by the window, who comes and goes, and rules that are changed again and again.

import * as z from 'zod/mini'
import { chance } from '../../../bench/chance.ts'
import { answers } from '../../../src/answers/answers.ts'
import type { Catalog } from '../../../src/catalog.ts'
import { plus, seconds } from '../../../src/clock.ts'
import { type AnyControl, defineControl, latest } from '../../../src/control.ts'
import { defineFact } from '../../../src/fact.ts'
import { fail, notApplicable, pass } from '../../../src/model.ts'
import { base, catalog, makeLittle, tickAt } from '../../pipeline/little.ts'

const common = {
  ...{ of: 'cluster' as const, criteria: ['CC6.1' as const], severity: 'high' as const },
  ...{ remedy: '-', sameAs: [], examples: { pass: [], fail: [] } },
}
const count = defineFact({
  ...{ id: 'counted', source: 'activity', of: 'cluster', actions: ['logs:Count'] },
  read: (exchanges) =>
    [...answers(exchanges, 'logs:Count', z.object({ events: z.number() }))].reduce(
      (sum, { body }) => sum + body.events,
      0,
    ),
})
const state = defineFact({
  ...{ id: 'described', source: 'eks-cluster', of: 'cluster', actions: ['eks:DescribeCluster'] },
  read: (exchanges) =>
    [...answers(exchanges, 'eks:DescribeCluster', z.object({ cluster: z.object({ public: z.boolean() }) }))].some(
      ({ body }) => body.cluster.public,
    ),
})

/** QUIET comes to something in each window; OPENED by a setting; WATCHED rests on both sources. */
const controls = [
  defineControl({
    ...{ ...common, id: 'QUIET', title: 'Quiet', settings: { most: 4 } },
    needs: { counted: latest(count) },
    assess: ({ counted }, { settings }) =>
      counted > settings.most ? fail(`${counted}`) : counted === 0 ? notApplicable('nothing') : pass(`${counted}`),
  }),
  defineControl({
    ...{ ...common, id: 'OPENED', title: 'Closed', settings: { strict: true } },
    needs: { open: latest(state) },
    assess: ({ open }, { settings }) =>
      settings.strict ? (open ? fail('public') : pass('private')) : notApplicable('not asked for'),
  }),
] as unknown as AnyControl[]

export const hard: Catalog = { ...catalog, controls: [...catalog.controls, ...controls] }

const cadences = [
  '',
  'cadence: { eks-cluster: 3600 }\n',
  'cadence: { eks-cluster: 86400 }\n',
  'cadence: { activity: 7200 }\n',
]
const rulings = [
  '',
  'controls: { QUIET: { off: "not wanted" } }\n',
  'controls: { QUIET: { settings: { most: 1 } }, OPENED: { settings: { strict: false } } }\n',
  'controls: { OPEN: { off: "not wanted" }, OPENED: { off: "not wanted" } }\n',
]
export type With = Partial<Record<'cadence' | 'rules' | 'people' | 'left out' | 'weather', boolean>>

/** Runs so many hours, the last 14 of them fair. */
export const hardTimes = async (seed: number, hours: number, given: With) => {
  const dice = chance(seed)
  const at = makeLittle()
  const { config } = at.state
  let [cadence, ruling, left] = ['', '', '']
  let out = 0
  const denied = new Map<string, number>()
  for (let hour = 0; hour < hours; hour++) {
    const isFair = hour >= hours - 14
    const happens = (what: keyof With, share: number) =>
      given[what] === true && !isFair && hour > 0 && dice.happens(share)
    if (happens('cadence', 1 / 20)) cadence = dice.one(cadences)
    if (happens('rules', 1 / 10)) ruling = dice.one(rulings)
    if (happens('left out', 1 / 15)) left = left ? '' : `exclude: [{ subject: "*cluster/prod", reason: r }]\n`
    if (happens('people', 1 / 15)) {
      const { clusters } = at.world
      const name = dice.one(['prod', 'test', 'late'])
      const old = clusters.findIndex((one) => one.name === name)
      if (old >= 0) clusters.splice(old, 1)
      if (dice.happens(0.7))
        clusters.push({
          name,
          region: dice.one(['eu-west-1', 'us-east-1']),
          born: seconds(tickAt(hour)) - 900,
          public: dice.happens(0.5),
        })
    }
    for (const one of at.world.clusters) if (!isFair && dice.happens(0.1)) one.public = !one.public
    if (happens('weather', 1 / 20)) out = hour + dice.between(1, 10)
    if (happens('weather', 1 / 4)) {
      // One window of one hour, or a whole action, for some hours.
      const start = plus(base, 3_600 * Math.max(0, hour - dice.between(0, 3)))
      denied.set(
        dice.one([start, start, start, 'eks:DescribeCluster', 'logs:Count', 'eks:ListClusters']),
        hour + dice.between(1, 8),
      )
    }
    at.fault.now = (action, input) =>
      !isFair && [action, String(input.start)].some((name) => (denied.get(name) ?? -1) > hour)
        ? { code: 'AccessDenied', message: 'no' }
        : undefined
    at.state.config = `${config}${cadence}${ruling}${left}`
    if (hour < out && !isFair) continue
    await at.tick(hour, { catalog: hard })
  }
  return at
}
