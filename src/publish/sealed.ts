// Publishes what is sealed and was not published yet: every tick in the ledger's order, each with the record of the one before.
import { plus } from '../clock.ts'
import { type Config, configOf } from '../config.ts'
import { type Entry, entryBefore, ledgerId } from '../ledger/chain.ts'
import { findHead, keysOf, type Signers } from '../ledger/head.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Evaluation, Instant, Ref, Task } from '../model.ts'
import { tickEvery } from '../plan/slots.ts'
import {
  type IndexLine,
  isSlotLine,
  type ObjectLine,
  type Plan,
  readEvaluation,
  readIndex,
  readPlan,
} from '../store/documents.ts'
import { folder, parseKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { acceptancesAt } from './accepted.ts'
import { dayOfSlots } from './day-of-slots.ts'
import { describer } from './describer.ts'
import { describing } from './details.ts'
import { toldAt } from './figures.ts'
import { publish } from './publish.ts'
import { type Published, readPublished } from './published.ts'
import type { Given, Item, Standing, Work } from './work.ts'

export type Publishing = Given & Signers

/** How far back a tick that failed to publish is made good: a week. */
const reach = 168

/** Returns the records written. Throws STORE_UNREADABLE, STORE_REFUSED, LEDGER_BROKEN; never for what Security Hub answers. */
export const publishSealed = async (on: Publishing): Promise<Published[]> => {
  const head = await findHead(on.store, await keysOf(on), on.clock.now())
  if (!head) return []
  const { ticks, last } = await unpublished(on.store, head)
  const next = plus(head.tick.tick, tickEvery)
  const records: Published[] = []
  let previous = last
  for (const tick of ticks) {
    const { record } = await publish(on, work(on.store, tick, next, previous))
    records.push(record)
    previous = record
  }
  return records
}

/** `rules`, `rulesBefore`: what the configurations of this tick and of the one before it say. */
type SealedTick = {
  entry: Entry
  plan: Plan
  evaluations: Map<string, Ref>
  timelines: Ref[]
  /** By source and subject: what this tick read that describes a subject. */
  read: Map<string, Ref[]>
  lacking: number
  rules: Rules
  rulesBefore: Rules
}
type Rules = Pick<Config, 'acceptances' | 'sla'>

// From the head back to a tick that has its record; records lie in the folders of later ticks, sealed or not.
const unpublished = async (
  store: Store,
  head: Entry,
): Promise<{ ticks: SealedTick[]; last: Published | undefined }> => {
  const records = new Map<Instant, string>()
  const note = (key: string): void => {
    const parsed = parseKey(key)
    if (parsed?.kind === 'published') records.set(parsed.of, key)
  }
  for await (const { key, deleteMarker } of store.list('ticks/', `${folder(head.tick.tick)}~`))
    if (!deleteMarker) note(key)
  const ticks: SealedTick[] = []
  let entry: Entry | undefined = head
  while (entry && ticks.length < reach) {
    const { tick }: Tick = entry.tick
    const record = records.get(tick)
    if (record) return { ticks, last: readPublished((await store.get({ key: record }))?.body ?? new Uint8Array()) }
    const lines = readIndex(await sealed(store, entry.tick.index))
    for (const line of lines) if (!isSlotLine(line)) note(line.object.key)
    const before = await entryBefore(store, entry)
    const rules = await rulesIn(store, entry)
    ticks.unshift({
      entry,
      plan: readPlan(await sealed(store, entry.tick.plan)),
      ...listed(lines),
      rules,
      rulesBefore: before ? await rulesIn(store, before) : { ...rules, acceptances: [] },
    })
    entry = before
  }
  return { ticks, last: undefined }
}

const rulesIn = async (store: Store, { tick }: Entry): Promise<Rules> => {
  const { acceptances, sla } = configOf(await sealed(store, tick.config))
  return { acceptances, sla }
}

const listed = (lines: readonly IndexLine[]): Pick<SealedTick, 'evaluations' | 'timelines' | 'read' | 'lacking'> => {
  const slots = lines.filter(isSlotLine)
  const objects = lines.filter((line): line is ObjectLine => !isSlotLine(line))
  const of = (role: ObjectLine['role']): Ref[] => objects.flatMap((line) => (line.role === role ? [line.object] : []))
  const describes = slots.filter(({ source, parts }) => parts.length > 0 && sources.includes(source))
  return {
    evaluations: new Map(of('evaluation').map((object) => [subjectOf(object.key), object])),
    timelines: of('timeline'),
    read: new Map(describes.map(({ source, subject, parts }) => [`${source} ${subject}`, parts])),
    lacking: slots.reduce((sum, { reasons }) => sum + reasons.length, 0),
  }
}
const sources = Object.values(describing)

const subjectOf = (key: string): string => {
  const parsed = parseKey(key)
  return parsed?.kind === 'evaluation' ? parsed.subject : ''
}

const work = (store: Store, given: SealedTick, next: Instant, previous: Published | undefined): Work => {
  const { entry, plan, evaluations, rules, rulesBefore } = given
  const { tick } = entry.tick
  const gone = new Set(plan.retired.map(({ subject }) => slug(subject)))
  const living = plan.tasks.filter(({ subject }) => !gone.has(slug(subject)))
  const counted = previous?.figures?.counted
  const read = async (ref: Ref): Promise<Evaluation> => readEvaluation(await sealed(store, ref))
  const tasks = new Map(plan.tasks.map((task) => [slug(task.subject), task]))
  const item = async (ref: Ref, standingRef: Ref | null): Promise<Item> => {
    const evaluation = await read(ref)
    const before = standingRef === ref ? evaluation : standingRef && (await read(standingRef))
    const standing = before ?? undefined
    return {
      evaluation,
      evaluationRef: ref,
      standing,
      accepted: acceptancesAt(rules.acceptances, evaluation.subject, tick),
      // Under another configuration everybody is judged anew: so the standing one was judged under the one before.
      acceptedBefore: standing
        ? acceptancesAt(rulesBefore.acceptances, evaluation.subject, toldAt(standing.tick, counted))
        : {},
    }
  }
  return {
    tick,
    next,
    unrecorded: true,
    items: (async function* (): AsyncGenerator<Item> {
      for (const [subject, ref] of evaluations) yield item(ref, tasks.get(subject)?.standing ?? null)
    })(),
    idle: living.flatMap(({ subject, standing }) =>
      standing && !evaluations.has(slug(subject)) ? [() => item(standing, standing)] : [],
    ),
    timelines: given.timelines,
    incidents: new Set(plan.tasks.flatMap(({ incidents }) => incidents.map(({ id }) => id))),
    sla: { now: rules.sla, before: rulesBefore.sla },
    lacking: given.lacking,
    regions: [
      ...new Set(living.flatMap(({ subject }) => (subject.scope === 'cluster' ? [subject.region] : []))),
    ].sort(),
    described: describer(store, plan, given.read),
    beat: {
      ledger: ledgerId(entry),
      sequence: entry.tick.sequence,
      sha256: entry.sha256,
      sealedAt: entry.tick.sealedAt,
      deployment: plan.deployment,
      day: () => dayOfSlots(store, entry),
    },
    retired: plan.retired.map(({ subject }) => subject),
    previous,
    everything: (region) => standings(given, read, region),
  }
}

async function* standings(
  { entry, plan, evaluations, rules }: SealedTick,
  read: (ref: Ref) => Promise<Evaluation>,
  region: string,
): AsyncGenerator<Standing> {
  const here = (task: Task): boolean => task.subject.region === region
  for (const task of plan.tasks.filter(here)) {
    const ref = evaluations.get(slug(task.subject)) ?? task.standing
    const accepted = acceptancesAt(rules.acceptances, task.subject, entry.tick.tick)
    if (ref) yield { evaluation: await read(ref), evaluationRef: ref, accepted }
  }
}
