// Random histories of a little account: who comes, goes, is left out and taken up again, while calls are denied and workers die.
// Whatever happened, verify agrees with the planner, and a slot is missed only where no tick could have read it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTick } from '../../src/cli/tick.ts'
import { instant, latest, plus } from '../../src/clock.ts'
import { excludedBy } from '../../src/plan/population.ts'
import { isSlotLine, type Plan, readIndex, readPlan } from '../../src/store/documents.ts'
import { indexKey, parseKey, slug } from '../../src/store/keys.ts'
import { operation } from '../../src/wire.ts'
import { account, audit, catalog, type Little, makeLittle, tickAt, type World } from './little.ts'
import { died, type Stop, stopping } from './stops.ts'

const regions = ['eu-west-1', 'us-east-1']
const names = ['prod', 'test', 'late']
const actions = ['eks:ListClusters', 'eks:DescribeCluster', 'logs:Count', 'account:ListRegions']

type Step =
  | { is: 'appears' | 'goes'; name: number; region: number }
  | { is: 'left out' | 'taken up'; rule: number }
  | { is: 'outage'; hours: number }
  | { is: 'denied'; action: number; hours: number }
  | { is: 'dies'; call: number; how: Stop; isRerun: boolean }

const rules = ['*cluster/test', '*us-east-1*', '*cluster/*', 'aws://*/eu-west-1']
const nat = (max: number) => fc.nat({ max: max - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    is: fc.constantFrom('appears' as const, 'goes' as const),
    name: nat(names.length),
    region: nat(regions.length),
  }),
  fc.record({ is: fc.constantFrom('left out' as const, 'taken up' as const), rule: nat(rules.length) }),
  fc.record({ is: fc.constant('outage' as const), hours: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    is: fc.constant('denied' as const),
    action: nat(actions.length),
    hours: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({
    is: fc.constant('dies' as const),
    call: fc.integer({ min: 1, max: 110 }),
    how: fc.constantFrom<Stop>('before', 'after', 'lost'),
    isRerun: fc.boolean(),
  }),
)
/** What happens before each of so many ticks. */
const history = fc.array(fc.array(step, { maxLength: 2 }), { minLength: 6, maxLength: 16 })

/** Windows whose answers are waited for, so that their observations are put down and taken up again. */
const waiting = catalog.sources.map((source) =>
  source.id === 'activity'
    ? {
        ...source,
        operations: [...source.operations, operation('logs:Query', { busyWhen: ['LimitExceededException'] })],
        observe: async (at: Parameters<typeof source.observe>[0]) => {
          await source.observe(at)
          await at.pause(7)
        },
      }
    : source,
)

/** `whole`: the ticks that ran in their own hour, to their end. */
type Lived = { at: Little; hours: number; whole: Set<string>; left: Set<string> }

const live = async (steps: Step[][]): Promise<Lived> => {
  const at = makeLittle()
  const { pause: _, ...on } = { ...at.on, catalog: { ...catalog, sources: waiting } }
  const [left, until, whole] = [new Set<string>(), new Map<string, number>(), new Set<string>()]
  const run = async (hour: number, store = on.store): Promise<void> => {
    at.clock.set(tickAt(hour))
    await runTick({ ...on, store }, tickAt(hour))
    whole.add(tickAt(hour))
  }
  let hour = 0
  for (const events of steps) {
    let stop: (Step & { is: 'dies' }) | undefined
    for (const one of events) {
      if (one.is === 'appears' || one.is === 'goes') change(at.world, one, hour)
      if (one.is === 'left out') left.add(rules[one.rule] ?? '')
      if (one.is === 'taken up') left.clear()
      if (one.is === 'outage') hour += one.hours
      if (one.is === 'denied') until.set(actions[one.action] ?? '', hour + one.hours)
      if (one.is === 'dies') stop = one
    }
    const exclude = [...left].map((subject) => `{ subject: "${subject}", reason: r }`)
    at.state.config = `regions: [eu-west-1, us-east-1]\nexclude: [${exclude.join(', ')}]\n`
    const now = hour++
    at.fault.now = (action) => ((until.get(action) ?? -1) > now ? { code: 'AccessDenied', message: 'no' } : undefined)
    if (stop) await died(run(now, stopping(at.memory, stop.call, stop.how)))
    if (!stop || stop.isRerun) await run(now)
  }
  at.fault.now = undefined
  for (let calm = 0; calm < 14; calm++) await run(hour++)
  return { at, hours: hour, whole, left }
}

const change = ({ clusters }: World, one: { is: 'appears' | 'goes'; name: number; region: number }, hour: number) => {
  const [name = '', region = ''] = [names[one.name], regions[one.region]]
  const old = clusters.findIndex((known) => known.name === name && known.region === region)
  if (old >= 0) clusters.splice(old, 1)
  const born = Date.parse(tickAt(hour)) / 1_000 - 1_800
  if (one.is === 'appears') clusters.push({ name, region, born, public: hour % 2 === 0 })
}

const histories = (seed: number, holds: (lived: Lived) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(history, async (steps) => holds(await live(steps))),
    { seed, numRuns: Number(process.env.RUNS ?? 15) },
  )

const plansOf = async ({ memory }: Little): Promise<Plan[]> => {
  const keys = [...memory.objects.keys()].filter((key) => parseKey(key)?.kind === 'plan').sort()
  return Promise.all(keys.map(async (key) => readPlan((await memory.get({ key }))?.body ?? new Uint8Array())))
}

describe('any history', { timeout: 300_000 }, () => {
  it('is one that verify finds nothing broken in but the rules that were loosened', async () => {
    await histories(Number(process.env.SEED ?? 1), async ({ at, hours }) => {
      const { failed } = await audit(at.memory, hours)
      expect(failed.filter((one) => !one.startsWith('fail config-weakened'))).toEqual([])
    })
  })

  it('misses no state that a tick could have read, and no window at all', async () => {
    await histories(Number(process.env.SEED ?? 2), async ({ at, whole }) => {
      const plans = await plansOf(at)
      for (const { tick } of plans) {
        const index = readIndex((await at.memory.get({ key: indexKey(tick) }))?.body ?? new Uint8Array())
        for (const { source, subject, slot } of index.filter(isSlotLine).filter(({ status }) => status === 'missed')) {
          const due = latest(slot.start, plus(slot.end, -2 * 3_600))
          const inTime = plans.filter(
            (one) =>
              whole.has(one.tick) &&
              due <= one.tick &&
              one.tick < slot.end &&
              one.tasks.some((task) => slug(task.subject) === subject),
          )
          expect({ source, subject, slot, inTime: inTime.map((one) => one.tick) }).toMatchObject({ inTime: [] })
          expect(source).not.toBe('activity')
        }
      }
    })
  })

  it('ends, once it is calm, with those who live and are not left out', async () => {
    await histories(Number(process.env.SEED ?? 3), async ({ at, left }) => {
      const plan = (await plansOf(at)).at(-1)
      const here = plan?.tasks.flatMap(({ subject: { scope, id, bornAt } }) =>
        scope === 'cluster' ? [`${id} ${bornAt}`] : [],
      )
      const rule = excludedBy([...left].map((subject) => ({ subject, reason: 'r' })))
      const living = at.world.clusters.flatMap(({ name, region, born }) => {
        const id = `arn:aws:eks:${region}:${account}:cluster/${name}`
        return (rule(`aws://${account}/${region}`) ?? rule(id)) ? [] : [`${id} ${instant(born)}`]
      })
      expect(here?.sort()).toEqual(living.sort())
    })
  })
})
