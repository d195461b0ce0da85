// plan: reads who there is, and writes down what the tick intends before it reads anything else.
import { type Catalog, sourceOf } from '../catalog.ts'
import { plus, seconds } from '../clock.ts'
import { acceptedSince } from '../config/acceptances.ts'
import {
  acceptancesIn,
  type Config,
  type ConfigFile,
  configOf,
  type Given,
  readConfig,
  writeConfig,
} from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Entry } from '../ledger/chain.ts'
import type { Signers } from '../ledger/head.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Due, Instant, Ref, Seen, Subject, Task } from '../model.ts'
import { isOver, type Observing, observe } from '../observation/observe.ts'
import { storedParts } from '../observation/stored.ts'
import { type Plan, readEvaluation, readPlan, writeDocument } from '../store/documents.ts'
import { configKey, folder, indexKey, parseKey, planKey } from '../store/keys.ts'
import { listedOnce } from '../store/listed-once.ts'
import { yearBeyond } from '../store/retention.ts'
import type { Store } from '../store/store.ts'
import { knownHead } from './head.ts'
import { intend, type Read, readParts } from './intend.ts'
import { type State, stateAfter } from './since.ts'
import { waiting } from './waiting.ts'

export type Planning = Omit<Observing, 'tick' | 'config' | 'collector' | 'isTimeUp'> &
  Signers & {
    catalog: Catalog
    account: string
    home: string
    /** The stack that this runs in, by its ARN; left out where there is none. */
    deployment?: string | undefined
    collector: Plan['collector']
    documents(): Promise<ConfigFile[]>
    /** Observed where the configuration names no regions; left out: all that the account has enabled. */
    regions?: string[] | undefined
    /** Told of a configuration that was refused. */
    warn(message: string, error: unknown): void
    /** Until when what is put now stays locked; null in a folder. */
    retainUntil(): Instant | null
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
/**
 * Tasks of a kind, by their places in the plan; `left`: of these alone, those that a call before has not come to the end of.
 * `until`: from then on nothing is waited for any more, and what is left is for the next tick.
 */
export type Slice = { plan: string; from: number; to: number; until?: Instant; left?: number[] }

/** A slice that is to be gone on with, by the same function. */
export type GoingOn = { again?: Slice /** seconds until then */; wait?: number }

/** The tasks of a slice with their places. */
export const inSlice = <T>(tasks: T[], { from, to, left }: Slice): { at: number; task: T }[] =>
  tasks.flatMap((task, at) => (at >= from && at < to && (!left || left.includes(at)) ? [{ at, task }] : []))

/** Tasks in a slice, and how many slices of a kind a tick has at most: Step Functions carries 256 KiB between two states. */
export const sliceSize = 50
export const mostSlices = 1_250

/** Seconds: a tick whose queries come to no end must be sealed all the same, and before the next one begins. */
const goesOn = 2_400

/**
 * Throws STORE_UNREADABLE, STORE_REFUSED, LEDGER_BROKEN, and CONFIG_INVALID where no tick ran before. A crash before the plan's put leaves inventories that the next seal
 * adopts as strays; after it, the next run finds the plan and follows it. A tick that only lacks its statement is not waited for:
 * while the signing key is out of reach, reading goes on, and the next seal signs what waits.
 */
export const plan = async (on: Planning, tick: Instant): Promise<Planned> => {
  hasCome(tick, on.clock.now())
  const head = await knownHead(on)
  if (head && seconds(tick) <= seconds(head.tick.tick))
    return { tick, sealed: true, plan: head.tick.plan.key, resumed: false, collect: [], evaluate: [] }
  const listing = listedOnce(on.store, 'ticks/', head && `${folder(head.tick.tick)}~`)
  const behind = await waiting(listing, head?.tick.tick, tick)
  const unread = behind.find(({ indexed }) => !indexed)
  if (!unread && behind.at(-1)?.tick === tick)
    return { tick, sealed: false, plan: planKey(tick), resumed: false, collect: [], evaluate: [] }
  const made = unread
    ? (await planOf(on, planKey(unread.tick))).plan
    : await make(on, tick, head, await stateAfter(on.store, { head, behind }), await isBegun(listing, tick))
  const until = plus(on.clock.now(), goesOn)
  return {
    tick: made.tick,
    sealed: false,
    plan: planKey(made.tick),
    resumed: made.tick !== tick,
    collect: slices(made.tick, toCollect(made, on.catalog).length).map((slice) => ({ ...slice, until })),
    evaluate: slices(made.tick, toEvaluate(made).length),
  }
}

// A head of next year would make every tick until then look sealed, and nothing that is put can be taken back.
const hasCome = (tick: Instant, now: Instant): void => {
  if (seconds(tick) <= seconds(now) + betweenClocks) return
  throw new EvidenceError('USAGE', { tick, now }, { hint: 'a tick is named by a time that has come: wait for it' })
}
const betweenClocks = 60

/** The tasks that collect has something to read for; plan has read the inventories itself. */
export const toCollect = ({ tasks }: Pick<Plan, 'tasks'>, catalog: Pick<Catalog, 'sources'>): Task[] =>
  tasks.filter(({ due }) => due.some(({ source }) => !sourceOf(catalog, source).first))

/** The tasks whose verdicts this tick can change. */
export const toEvaluate = ({ tasks }: Pick<Plan, 'tasks'>): Task[] => tasks.filter(({ judge }) => judge)

type Put = { plan: Plan; ref: Ref }

/** A plan as it was put. The last one is remembered: it is put once, and every slice of the tick reads it. Throws PLAN_MISSING, JSON_INVALID. */
export const planOf = async ({ store }: Pick<Planning, 'store'>, key: string): Promise<Put> => {
  const known = recent.get(store)
  if (known?.ref.key === key) return known
  const found = await store.get({ key })
  if (!found) throw new EvidenceError('PLAN_MISSING', { key }, { hint: 'run plan for this tick first' })
  const put = { plan: readPlan(found.body), ref: found.ref }
  recent.set(store, put)
  return put
}
const recent = new WeakMap<Store, Put>()

/** Whether a tick has its index: what a late worker would put now, no index of its own could list. */
export const isSettled = async (store: Store, tick: Instant): Promise<boolean> =>
  (await store.get({ key: indexKey(tick) })) !== undefined

/** So many tasks of a tick's plan in slices; those grow where there would be too many. */
export const slices = (tick: Instant, count: number): Slice[] => {
  const size = Math.max(sliceSize, Math.ceil(count / mostSlices))
  return Array.from({ length: Math.ceil(count / size) }, (_, at) => ({
    plan: planKey(tick),
    from: at * size,
    to: Math.min(count, (at + 1) * size),
  }))
}

// Whether an earlier run of this tick may have read something.
const isBegun = async (store: Store, tick: Instant): Promise<boolean> => {
  for await (const { key } of store.list(folder(tick))) if (parseKey(key)?.kind === 'observation') return true
  return false
}

const make = async (
  on: Planning,
  tick: Instant,
  head: Entry | undefined,
  state: State,
  begun: boolean,
): Promise<Plan> => {
  const { store, catalog, account, home, collector } = on
  const { config, ref: configRef, refused } = await configured(on, tick, state.ranWith)
  const observing: Observing = { ...on, tick, config: configRef.sha256, collector }
  const document = await intend({
    tick,
    account,
    home,
    deployment: on.deployment ?? null,
    collector,
    config,
    configRef,
    catalog,
    before: state.tasks,
    leftOut: state.leftOut,
    after: head ? { sequence: head.tick.sequence, sha256: head.sha256 } : null,
    ranWith: state.ranWith?.sha256,
    refused,
    reader: {
      now: (subject, due) => observed(observing, catalog, subject, due, begun),
      sealed: (seen) => readSeen(store, seen),
      judged: async (evaluation) => readEvaluation(await sealed(store, evaluation)),
    },
  })
  const { won, ref } = await store.putOnce(planKey(tick), writeDocument(document))
  return won ? document : (await planOf(on, ref.key)).plan
}

type Configured = { config: Config; ref: Ref; refused: string[] }

// The first run of this tick decides what it runs with, also where that run crashed and the documents have changed since.
// Documents that are no configuration must not cost the hours until somebody mends them: what was sealed last goes on, and
// the plan says why.
const configured = async (on: Planning, tick: Instant, before: Ref | undefined): Promise<Configured> => {
  const { store, catalog, documents } = on
  const files = await documents()
  const ranWith = before && configOf(await sealed(store, before))
  try {
    const accepted = acceptedSince(acceptancesIn(files), ranWith?.acceptances ?? [], tick)
    const given: Given = { regions: on.regions, accepted }
    const config = readConfig(files, catalog, given)
    lockedFor(config, on.retainUntil())
    const body = writeConfig(files, config, given)
    return { ...(await putConfig(store, tick, body)), refused: [] }
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code !== 'CONFIG_INVALID' || !before) throw error
    on.warn('the configuration was refused; the one before goes on', error)
    return { ...(await putConfig(store, tick, await sealed(store, before))), refused: error.detail.faults as string[] }
  }
}

const putConfig = async (store: Store, tick: Instant, body: Uint8Array): Promise<Omit<Configured, 'refused'>> => {
  const { won, ref } = await store.putOnce(configKey(tick), body)
  return { config: configOf(won ? body : await sealed(store, ref)), ref }
}

// A lock that is too short is found a year too late: the period of the configuration must be one that the deployment locks for.
const lockedFor = ({ period }: Config, until: Instant | null): void => {
  if (!period || until === null || seconds(until) >= seconds(yearBeyond(period))) return
  const fault = `period: ends at ${period.end}, and evidence is locked until ${until}, not for a year beyond it`
  const hint = `deploy the stack with PERIOD_END=${period.end}, or take the period out of the configuration`
  throw new EvidenceError('CONFIG_INVALID', { faults: [fault] }, { hint })
}

// The first run of this tick decides what was seen; whoever comes after it reads that. A tick that is run late finds states
// that are over: nobody can read them any more.
const observed = async (
  on: Observing,
  catalog: Catalog,
  subject: Subject,
  { source, slot }: Due,
  begun: boolean,
): Promise<Read> => {
  const at = { tick: on.tick, source, subject, slot }
  const before = begun ? await storedParts(on.store, catalog, at) : []
  if (before.length > 0) return readParts(before)
  if (isOver(sourceOf(catalog, source), slot, on.clock.now())) return readParts([])
  const done = await observe(on, sourceOf(catalog, source), { subject, slot })
  if ('again' in done || !done.parts) return readParts(await storedParts(on.store, catalog, at))
  return { exchanges: done.exchanges, parts: done.parts }
}

const readSeen = async (store: Store, seen: Seen | undefined): Promise<Read> =>
  readParts(await Promise.all((seen?.parts ?? []).map(async (ref) => ({ ref, body: await sealed(store, ref) }))))
