// A day of the demo's account, every region observed, all sources at their cadences: what was asked, and what was stored.
import type { CallRecord } from '../sandbox/front-door.ts'
import type { Exchange, Instant, Subject } from '../src/model.ts'
import { type Part, readObservation } from '../src/observation/read.ts'
import { parseKey } from '../src/store/keys.ts'
import { openAccount } from './three-clusters.ts'

export type Reading = { source: string; subject: Subject; tick: Instant; lines: Exchange[]; bytes: number }
export type Day = {
  hours: number
  /** Who there is, by scope; regions by whether they hold something. */
  many: Record<Place, number>
  images: number
  /** As the sandbox got them, those of the stages too. */
  calls: CallRecord[]
  readings: Reading[]
  /** Other objects by kind, with their bodies. */
  others: { kind: 'plan' | 'config' | 'index' | 'evaluation' | 'published' | 'ledger'; body: Uint8Array }[]
}

export type Place = 'account' | 'region' | 'idle region' | 'cluster' | 'repository' | 'deployment'

export const placeOf = ({ scope, name }: Subject, held: ReadonlySet<string>): Place =>
  scope === 'region' && !held.has(name) ? 'idle region' : scope

/**
 * The first days are not counted: the first one reads everybody twice, at once and in its turn, and after the fourth an evaluation
 * carries as many windows as it ever does.
 */
export const day = async (quick: boolean): Promise<Day & { held: ReadonlySet<string> }> => {
  const account = await openAccount({ everywhere: true })
  try {
    const [first, hours] = quick ? [1, 3] : [96, 24]
    for (let hour = 0; hour < first; hour++) await account.tick(hour)
    const skip = (await account.sandbox.calls()).length
    const before = new Set<string>()
    for await (const { key } of account.composed.store.list('')) before.add(key)
    for (let hour = first; hour < first + hours; hour++) await account.tick(hour)
    const calls = await account.sandbox.calls(skip)
    const regions = Object.entries(account.scenario.world.regions).filter(([, one]) => one.optStatus !== 'DISABLED')
    const held = new Set(regions.flatMap(([name, { clusters }]) => (clusters.length > 0 ? [name] : [])))
    const repositories = regions.flatMap(([, { registry }]) => registry.repositories)
    return {
      ...{ hours, calls, held },
      ...(await stored(account.composed.store, before)),
      images: repositories.reduce((sum, { images }) => sum + images.length, 0),
      many: {
        account: 1,
        deployment: 1,
        region: held.size,
        'idle region': regions.length - held.size,
        cluster: regions.reduce((sum, [, { clusters }]) => sum + clusters.length, 0),
        repository: repositories.length,
      },
    }
  } finally {
    await account.close()
  }
}

type Store = Awaited<ReturnType<typeof openAccount>>['composed']['store']

const stored = async (store: Store, before: Set<string>): Promise<Pick<Day, 'readings' | 'others'>> => {
  const parts = new Map<string, Part[]>()
  const others: Day['others'] = []
  for await (const { key } of store.list('')) {
    const parsed = parseKey(key)
    const found = before.has(key) ? undefined : await store.get({ key })
    if (!parsed || !found || parsed.kind === 'streamed' || parsed.kind === 'timeline') continue
    if (parsed.kind !== 'observation') others.push({ kind: parsed.kind, body: found.body })
    else {
      const of = `${parsed.tick} ${parsed.source} ${parsed.subject} ${parsed.slotStart}`
      parts.set(of, [...(parts.get(of) ?? []), { key, body: found.body }])
    }
  }
  const readings = [...parts.values()].map((own) => {
    const { header, exchanges } = readObservation(own)
    const { source, subject, tick } = header
    return { source, subject, tick, lines: [...exchanges], bytes: own.reduce((sum, one) => sum + one.body.length, 0) }
  })
  return { readings, others }
}
