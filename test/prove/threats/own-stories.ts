// Scenarios that need a story of their own: hours without a tick, and a cluster that is really gone.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import type { Ref } from '../../../src/model.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { type Account, base, openAccount, stolen, tickAt } from '../account.ts'
import { check, deviating, payloadOf } from '../fixture.ts'
import { type Edits, forge } from '../forge.ts'
import { memorised } from '../memory-store.ts'
import { planOf } from './forgeries.ts'
import { fails, whatOf } from './tools.ts'

/** Clusters are read every hour, so that one that is gone is retired within few ticks. */
const hourly = 'regions: [eu-west-1, us-east-1]\ncadence: { eks-cluster: 3600, ecr-repository: 3600 }\n'

export const ownStories = (): void => {
  let at: Account
  beforeEach(async () => {
    at = await openAccount({ config: hourly })
  })
  afterEach(() => at.close())

  /** The ledger up to an hour, sealed again with these edits. */
  const told = async (hour: number, edits: Edits): Promise<Verified> => {
    const store = await memorised(at.store)
    const { publicKey, describeKey } = await at.signer.describe()
    await forge(store, stolen(at.key, describeKey), edits)
    const pins = { publicKey, account: at.account, ledger: await payloadOf(store, 1), sandbox: true }
    return check(store, { ...pins, period: { start: base, end: plus(base, hour * 3_600) } })
  }

  const paused = async (): Promise<void> => {
    for (const hour of [0, 1, 5, 6]) await at.tick(hour)
  }

  it('names a schedule that was paused for three hours where the statement does: a deviation', async () => {
    await paused()
    const verified = await told(6, {})
    fails(verified)
    expect(deviating(verified)).toContain('tick-gap')
    expect(whatOf(verified, 'tick-gap')).toContain('(3 hours)')
  })

  it('fails a schedule that was paused for three hours where the statement is silent', async () => {
    await paused()
    fails(await told(6, { statement: (tick) => void Object.assign(tick, { outage: null }) }), 'tick-gap')
  })

  const gone = async (): Promise<void> => {
    const state = at.world.regions['us-east-1']
    if (!state) throw new Error('no us-east-1')
    for (const hour of [0, 1]) await at.tick(hour)
    state.clusters = []
    // For three hours what happened in it can still be looked into.
    for (const hour of [2, 3, 4, 5, 6, 7]) await at.tick(hour)
  }

  /** In the tick that retires it, with other readings to show that it is not there. */
  const citing = (notFound: Ref[] | undefined): Edits => {
    const seen: Ref[] = []
    return {
      plan: (plan) => {
        if (plan.tick === tickAt(2))
          seen.push(
            ...(plan.tasks.find(({ subject }) => subject.name === 'analytics')?.latest['eks-cluster']?.[0]?.parts ??
              []),
          )
        for (const one of plan.retired) one.notFound = notFound ?? seen
      },
    }
  }

  it('takes a tombstone that cites a complete inventory and an answer that it is not there', async () => {
    await gone()
    const verified = await told(7, {})
    fails(verified)
    expect(verified.checks.find(({ name }) => name === 'tombstone-supported')?.looked).toBe(1)
  })

  it('refuses a tombstone without an answer that it is not there', async () => {
    await gone()
    const verified = await told(7, citing([]))
    fails(verified, 'plan-derives', 'tombstone-supported')
    expect(whatOf(verified, 'tombstone-supported')).toContain('it cites no reading of it that was sealed')
  })

  it('refuses a tombstone that cites a reading which found it', async () => {
    await gone()
    const verified = await told(7, citing(undefined))
    fails(verified, 'plan-derives', 'tombstone-supported')
    expect(whatOf(verified, 'tombstone-supported')).toContain('the reading that it cites found it')
  })

  it('refuses a tombstone over an inventory that was not complete', async () => {
    await at.tick(0)
    at.sandbox.faults.add({ effect: { kind: 'denial' }, operation: 'ListClusters' })
    for (const hour of [1, 2, 3]) await at.tick(hour)
    const verified = await told(
      3,
      planOf(3, (plan) => {
        const cluster = plan.tasks.find(({ subject }) => subject.name === 'analytics')
        const region = plan.tasks.find(({ subject }) => subject.id.endsWith('/us-east-1'))
        plan.tasks = plan.tasks.filter((task) => task !== cluster)
        if (!cluster) throw new Error('no analytics')
        const { subject, firstSeen, latest } = cluster
        const inventory = region?.latest.inventory?.[0]?.parts ?? []
        plan.retired.push({ subject, firstSeen, inventory, notFound: latest['eks-cluster']?.[0]?.parts ?? [] })
      }),
    )
    expect(whatOf(verified, 'tombstone-supported')).toContain('the inventory that it cites is not complete')
  })
}
