// The demo's account over the wire, for controls that are judged over it: what is read of a cluster and of its region.
import { services } from '../../gen/commands/sources.ts'
import { makeWorld } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { worldServices } from '../../sandbox/world-services.ts'
import { makeAws } from '../../src/aws.ts'
import { instant, settableClock, slotAt } from '../../src/clock.ts'
import type { AnyControl, Settings } from '../../src/control.ts'
import { outcomeOf } from '../../src/evaluate/outcome.ts'
import { type Exchange, isUnknown, type Outcome, type Subject } from '../../src/model.ts'
import { aboutSubject, readFact } from '../../src/observation/fact.ts'
import { observe } from '../../src/observation/observe.ts'
import type { Source } from '../../src/source.ts'
import { memoryStore } from '../prove/memory-store.ts'

const account = '111122223333'
const tick = '2026-01-05T00:20:00Z'
const caller = `arn:aws:sts::${account}:assumed-role/collect/run`
const slotOf = (source: Source) => slotAt(tick, source.every)

export const openDemo = async (sources: Source[]) => {
  const world = makeWorld()
  const clock = settableClock(tick)
  const principals = { AKIASANDBOX: caller }
  const sandbox = await startSandbox({ account, clock, seed: 'demo', principals, services: worldServices(world) })
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  const place = { home: 'eu-west-1', endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 1 }
  const aws = makeAws(place, services, clock)

  const read = async (source: Source, subject: Subject): Promise<Exchange[]> => {
    const config = `sha256:${'0'.repeat(64)}` as const
    const collector = { version: '1', commit: '0'.repeat(40), caller }
    const on = { store: memoryStore('/evidence'), send: aws.send, clock, collector, config, tick }
    const made = await observe(on, source, subject, slotOf(source))
    if ('again' in made) throw new Error('put down')
    return [...made.exchanges]
  }

  return {
    read,
    cluster(name: string): Subject {
      for (const [region, { clusters }] of Object.entries(world.regions)) {
        const found = clusters.find(({ cluster }) => cluster.name === name)?.cluster
        if (found?.arn) return { scope: 'cluster', id: found.arn, name, region, bornAt: instant(found.createdAt ?? 0) }
      }
      throw new Error(`no cluster ${name}`)
    },
    /** What a control says of a cluster by what is read of it and of its region. */
    async judged(of: { needs: object; id: string }, subject: Subject, settings?: Settings): Promise<Outcome> {
      const control = of as unknown as AnyControl
      const given: Record<string, unknown> = {}
      for (const [need, { fact }] of Object.entries(control.needs)) {
        const source = sources.find(({ id }) => id === fact.source)
        if (!source) throw new Error(`no source ${fact.source}`)
        const above: Subject = { ...subject, scope: 'region', id: `aws://${account}/${subject.region}`, bornAt: null }
        const place = fact.of === 'cluster' ? subject : { ...above, name: subject.region }
        const value = readFact(fact, source, await read(source, place), { subject: place, slot: slotOf(source) })
        given[need] = aboutSubject(fact, value, fact.of, subject)
      }
      const unread = Object.values(given).find(isUnknown)
      const config = { controls: settings ? { [control.id]: { settings } } : {} }
      return unread ?? outcomeOf(control, given, { tick, task: { subject }, config })
    },
    async denying<T>(service: string, operation: string, run: () => Promise<T>): Promise<T> {
      const id = sandbox.faults.add({ effect: { kind: 'denial' }, service, operation })
      try {
        return await run()
      } finally {
        sandbox.faults.remove(id)
      }
    },
    async close() {
      aws.close()
      await sandbox.close()
    },
  }
}
