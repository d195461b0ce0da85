// plan: reads who there is, and writes down what the tick intends before it reads anything else.
import pMap from 'p-map'
import { type Catalog, scheduleOf, sourceOf } from '../catalog.ts'
import { seconds, slotAt } from '../clock.ts'
import { type Config, type ConfigFile, readConfig, writeConfig } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { type Entry, findHead } from '../ledger/chain.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Signer } from '../ledger/signer.ts'
import type { Due, Exchange, Instant, Ref, Seen, Subject, Task } from '../model.ts'
import { type Observing, observe } from '../observation/observe.ts'
import { readObservation } from '../observation/read.ts'
import { type StoredPart, storedParts } from '../observation/stored.ts'
import { type Plan, readPlan, writeDocument } from '../store/documents.ts'
import { configKey, planKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { enabledRegions, inventoryOf } from './inventory.ts'
import { population } from './population.ts'
import { stateAfter } from './since.ts'
import { beginTask, duties, judged, startOf } from './tasks.ts'
import { waiting } from './waiting.ts'

export type Planning = Omit<Observing, 'tick' | 'config' | 'collector'> & {
  signer: Signer
  catalog: Catalog
  account: string
  home: string
  collector: Plan['collector']
  documents(): Promise<ConfigFile[]>
}

/** What the next stages need: keys and numbers, never content. */
export type Planned = {
  tick: Instant
  /** Nothing to do: this tick, or a later one, is sealed. */
  sealed: boolean
  plan: string
  /** An earlier tick that crashed is finished first; the asked one comes after it. */
  resumed: boolean
  collect: Slice[]
  evaluate: Slice[]
}
export type Slice = { plan: string; from: number; to: number }

export const sliceSize = 50

/**
 * Throws CONFIG_INVALID, STORE_UNREADABLE, STORE_REFUSED, LEDGER_BROKEN. A crash before the plan's put leaves inventories that the next seal
 * adopts as strays; after it, the next run finds the plan and follows it. A tick that only lacks its statement is not waited for:
 * while the signing key is out of reach, reading goes on, and the next seal signs what waits.
 */
export const plan = async (on: Planning, tick: Instant): Promise<Planned> => {
  const { publicKey } = await on.signer.describe()
  const head = await findHead(on.store, publicKey)
  if (head && seconds(tick) <= seconds(head.tick.tick)) return { tick, sealed: true, plan: head.tick.plan.key, resumed: false, collect: [], evaluate: [] }
  const behind = await waiting(on.store, head?.tick.tick, tick)
  const unread = behind.find(({ indexed }) => !indexed)
  const made = unread ? (await planOf(on, planKey(unread.tick))).plan : await make(on, tick, head, await stateAfter(on.store, { head, behind, publicKey }))
  return {
    tick: made.tick,
    sealed: false,
    plan: planKey(made.tick),
    resumed: made.tick !== tick,
    collect: slices(made.tick, toCollect(made, on.catalog).length),
    evaluate: slices(made.tick, toEvaluate(made).length),
  }
}

/** The tasks that collect has something to read for; plan has read the inventories itself. */
export const toCollect = ({ tasks }: Pick<Plan, 'tasks'>, catalog: Catalog): Task[] =>
  tasks.filter(({ due }) => due.some(({ source }) => !sourceOf(catalog, source).first))

/** The tasks whose verdicts this tick can change. */
export const toEvaluate = ({ tasks }: Pick<Plan, 'tasks'>): Task[] => tasks.filter(({ judge }) => judge)

/** A plan as it was put. Throws PLAN_MISSING, JSON_INVALID. */
export const planOf = async ({ store }: Pick<Planning, 'store'>, key: string): Promise<{ plan: Plan; ref: Ref }> => {
  const found = await store.get({ key })
  if (!found) throw new EvidenceError('PLAN_MISSING', { key }, { hint: 'run plan for this tick first' })
  return { plan: readPlan(found.body), ref: found.ref }
}

const slices = (tick: Instant, count: number): Slice[] =>
  Array.from({ length: Math.ceil(count / sliceSize) }, (_, at) => ({ plan: planKey(tick), from: at * sliceSize, to: Math.min(count, (at + 1) * sliceSize) }))

const make = async (on: Planning, tick: Instant, head: Entry | undefined, before: Task[]): Promise<Plan> => {
  const { store, catalog, account, home, collector } = on
  const files = await on.documents()
  const config = readConfig(files, catalog)
  const { ref: configRef } = await store.putOnce(configKey(tick), writeConfig(files, config))
  const schedule = scheduleOf(catalog, config.cadence)
  const observing: Observing = { ...on, tick, config: configRef.sha256, collector }

  const known = new Map(before.map((task) => [slug(task.subject), task]))
  const taskOf = (subject: Subject): Task => known.get(slug(subject)) ?? beginTask(subject, tick)
  const read = async (source: string, task: Task): Promise<Read> => {
    const due = duties(task, { schedule, catalog, tick, start: task.firstSeen }).due.find((one) => one.source === source)
    return due ? observed(observing, catalog, task.subject, due) : readSeen(store, task.latest[source]?.[0])
  }

  const owner: Subject = { scope: 'account', id: `aws://${account}`, name: account, region: home, bornAt: null }
  const listed = await read('regions', taskOf(owner))
  const enabled = enabledRegions(sourceOf(catalog, 'regions'), owner, slotAt(tick, schedule['regions']?.every ?? 86_400), listed.exchanges)
  const regions = regionsOf(config, enabled, before, home).map((name): Subject => ({ scope: 'region', id: `aws://${account}/${name}`, name, region: name, bornAt: null }))
  const found = await pMap(regions, async (region) => inventoryOf(region, await read('inventory', taskOf(region))), { concurrency: 4 })
  const final = await finalReadings(on, before)
  const people = population({ tick, fixed: [owner, ...regions], known: before, found, exclude: config.exclude, final })

  const tasks = people.tasks.map((task) => duties(task, { schedule, catalog, tick, start: startOf(people.tasks, task) }))
  const document: Plan = {
    schema: 'eks-evidence/plan/v1',
    tick,
    account,
    home,
    after: head ? { sequence: head.tick.sequence, sha256: head.sha256 } : null,
    config: configRef,
    schedule,
    collector,
    ...people,
    tasks: judged(tasks, catalog, head?.tick.config.sha256 !== configRef.sha256),
  }
  const { won, ref } = await store.putOnce(planKey(tick), writeDocument(document))
  return won ? document : (await planOf(on, ref.key)).plan
}

// The first run of this tick decides what was seen; whoever comes after it reads that.
const observed = async (on: Observing, catalog: Catalog, subject: Subject, { source, slot }: Due): Promise<Read> => {
  const at = { tick: on.tick, source, subject, slot }
  const before = await storedParts(on.store, catalog, at)
  if (before.length > 0) return readParts(before)
  const { parts, exchanges } = await observe(on, sourceOf(catalog, source), subject, slot)
  return parts ? { exchanges, parts } : readParts(await storedParts(on.store, catalog, at))
}

type Read = { exchanges: Iterable<Exchange>; parts: Ref[] }

const readParts = (parts: StoredPart[]): Read => {
  if (parts.length === 0) return { exchanges: [], parts: [] }
  return { exchanges: readObservation(parts.map(({ ref: { key }, body }) => ({ key, body }))).exchanges, parts: parts.map(({ ref }) => ref) }
}

const readSeen = async (store: Store, seen: Seen | undefined): Promise<Read> =>
  readParts(await Promise.all((seen?.parts ?? []).map(async (ref) => ({ ref, body: await sealed(store, ref) }))))

// The newest readings of subjects that an inventory lacked: few, and only until they are retired.
const finalReadings = async (on: Planning, tasks: Task[]) => {
  const final = new Map<string, { exchanges: Exchange[]; parts: Ref[] }>()
  for (const { subject, vanished, latest } of tasks) {
    if (vanished === null) continue
    const seen = latest[subject.scope === 'cluster' ? 'eks-cluster' : 'ecr-repository']?.[0]
    const { exchanges, parts } = await readSeen(on.store, seen)
    final.set(slug(subject), { exchanges: [...exchanges], parts })
  }
  return final
}

// A list that cannot be read loses no region that was observed before.
const regionsOf = ({ regions }: Config, enabled: string[] | undefined, known: Task[], home: string): string[] => {
  if (regions !== 'all') return [...regions].sort()
  const before = known.flatMap(({ subject }) => (subject.scope === 'region' ? [subject.region] : []))
  return enabled ? [...enabled].sort() : [...new Set([home, ...before])].sort()
}
