// What a tick intends: a function of what was sealed before, of the tick's inventories, its configuration and its time.
// The planner and whoever plans again from the evidence come to the same bytes.
import pMap from 'p-map'
import { type Catalog, scheduleOf, sourceOf } from '../catalog.ts'
import { latest, slotAt } from '../clock.ts'
import type { Config } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest, Due, Evaluation, Exchange, Instant, Ref, Seen, Subject, Task } from '../model.ts'
import { readObservation } from '../observation/read.ts'
import type { Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { withIncidents } from './incidents.ts'
import { enabledRegions, inventoryOf } from './inventory.ts'
import { excludedBy, population } from './population.ts'
import { beginTask, duties, judged, startsOf } from './tasks.ts'

/** An observation's lines and the stored parts that hold them; none of either where nothing was put. */
export type Read = { exchanges: Iterable<Exchange>; parts: Ref[] }

/** What is no observation of ours says nothing: the list is then not read, and nobody is lost by it. */
export const readParts = (parts: { ref: Ref; body: Uint8Array }[]): Read => {
  const refs = parts.map(({ ref }) => ref)
  try {
    if (parts.length === 0) return { exchanges: [], parts: [] }
    const { exchanges } = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
    return { exchanges: [...exchanges], parts: refs }
  } catch (error) {
    if (error instanceof EvidenceError) return { exchanges: [], parts: refs }
    throw error
  }
}

/** Where the readings come from that a plan is made of. */
export type Reader = {
  /** What this tick reads, or has read, of a subject that is due. */
  now(subject: Subject, due: Due): Promise<Read>
  /** What an earlier tick read and sealed. */
  sealed(seen: Seen | undefined): Promise<Read>
  /** An evaluation that was sealed. */
  judged(evaluation: Ref): Promise<Evaluation>
}

export type Intending = Pick<Plan, 'account' | 'home' | 'deployment' | 'collector' | 'after' | 'refused'> & {
  tick: Instant
  config: Config
  configRef: Ref
  /** What the entry before ran with: under another configuration everybody is judged anew. */
  ranWith: Digest | undefined
  catalog: Catalog
  before: Task[]
  leftOut: Plan['excluded']
  reader: Reader
}

/** Throws what the reader throws. */
export const intend = async (on: Intending): Promise<Plan> => {
  const { tick, account, home, deployment, after, config, configRef, catalog, before, leftOut, reader } = on
  const schedule = scheduleOf(catalog, config.cadence)
  const known = new Map(before.map((task) => [slug(task.subject), task]))
  const taskOf = (subject: Subject): Task => known.get(slug(subject)) ?? beginTask(subject, tick)
  const read = async (source: string, task: Task): Promise<Read> => {
    const { due } = duties(task, { schedule, catalog, tick, start: task.firstSeen })
    const own = due.find((one) => one.source === source)
    return own ? reader.now(task.subject, own) : reader.sealed(task.latest[source]?.[0])
  }

  const owner: Subject = { scope: 'account', id: `aws://${account}`, name: account, region: home, bornAt: null }
  const listed = await read('regions', taskOf(owner))
  const day = slotAt(tick, schedule.regions?.every ?? 86_400)
  const enabled = enabledRegions(sourceOf(catalog, 'regions'), owner, day, listed.exchanges)
  const regions = regionsOf(config, enabled, before, home).map((name) => regionOf(account, name))
  const isLeftOut = excludedBy(config.exclude)
  const observed = regions.filter(({ id }) => isLeftOut(id) === undefined)
  const found = await pMap(observed, async (one) => inventoryOf(one, await read('inventory', taskOf(one))), {
    concurrency: 4,
  })
  const final = await finalReadings(reader, before)
  const stack = deployment === null ? [] : [deploymentOf(deployment, home)]
  const fixed = [owner, ...regions, ...stack]
  const people = population({ tick, fixed, known: before, leftOut, found, exclude: config.exclude, final })

  const start = startsOf(people.tasks)
  const changed = await changesIn(reader, catalog, people.tasks)
  const tasks = people.tasks.map((task) =>
    duties(withChange(task, changed.get(task.subject.id)), { schedule, catalog, tick, start: start(task) }),
  )
  return {
    schema: 'eks-evidence/plan/v1',
    tick,
    account,
    home,
    deployment,
    after,
    config: configRef,
    refused: on.refused,
    schedule,
    collector: on.collector,
    ...people,
    tasks: judged(await withIncidents({ reader, schedule }, tasks), catalog, on.ranWith !== configRef.sha256),
  }
}

const regionOf = (account: string, name: string): Subject => ({
  scope: 'region',
  id: `aws://${account}/${name}`,
  name,
  region: name,
  bornAt: null,
})

/** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`. */
const deploymentOf = (stack: string, region: string): Subject => ({
  scope: 'deployment',
  id: stack,
  name: stack.split('/')[1] ?? stack,
  region,
  bornAt: null,
})

// The newest change of each subject, by its ARN, as the windows tell that were sealed last.
const changesIn = async (reader: Reader, catalog: Catalog, tasks: Task[]): Promise<Map<string, Instant>> => {
  const newest = new Map<string, Instant>()
  for (const { subject, told } of tasks) {
    for (const seen of told) {
      const { changes } = sourceOf(catalog, seen.source)
      if (!changes) continue
      const { exchanges } = await reader.sealed(seen)
      for (const { id, at } of changes(exchanges, { subject, slot: seen.slot }))
        newest.set(id, latest(at, newest.get(id) ?? at))
    }
  }
  return newest
}

const withChange = (task: Task, at: Instant | undefined): Task =>
  at === undefined ? task : { ...task, changed: latest(at, task.changed ?? at) }

// The newest readings of subjects that an inventory lacked: few, and only until they are retired.
const finalReadings = async (reader: Reader, tasks: Task[]) => {
  const final = new Map<string, { exchanges: Exchange[]; parts: Ref[] }>()
  for (const { subject, vanished, latest } of tasks) {
    if (vanished === null) continue
    const seen = latest[subject.scope === 'cluster' ? 'eks-cluster' : 'ecr-repository']?.[0]
    const { exchanges, parts } = await reader.sealed(seen)
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
