// Publishes what is sealed and was not published yet: every tick in the ledger's order, each with the record of the one before.
import { plus } from '../clock.ts'
import { type Acceptance, acceptedAt } from '../config/acceptances.ts'
import { configOf } from '../config.ts'
import { type Entry, entryBefore } from '../ledger/chain.ts'
import { findHead, keysOf, type Signers } from '../ledger/head.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Evaluation, Instant, Ref, Task } from '../model.ts'
import { tickEvery } from '../plan/slots.ts'
import { isSlotLine, type ObjectLine, type Plan, readEvaluation, readIndex, readPlan } from '../store/documents.ts'
import { folder, parseKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
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

/** `accepted`, `acceptedBefore`: what the configurations of this tick and of the one before it accept. */
type SealedTick = {
  tick: Instant
  plan: Plan
  evaluations: Map<string, Ref>
  accepted: readonly Acceptance[]
  acceptedBefore: readonly Acceptance[]
}

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
    const lines = readIndex(await sealed(store, entry.tick.index)).filter(
      (line): line is ObjectLine => !isSlotLine(line),
    )
    for (const { object } of lines) note(object.key)
    const evaluations = new Map(
      lines.flatMap(({ role, object }) => (role === 'evaluation' ? [[subjectOf(object.key), object] as const] : [])),
    )
    const plan = readPlan(await sealed(store, entry.tick.plan))
    const before = await entryBefore(store, entry)
    const accepted = await acceptedIn(store, entry)
    const acceptedBefore = before ? await acceptedIn(store, before) : []
    ticks.unshift({ tick, plan, evaluations, accepted, acceptedBefore })
    entry = before
  }
  return { ticks, last: undefined }
}

const acceptedIn = async (store: Store, { tick }: Entry): Promise<readonly Acceptance[]> =>
  configOf(await sealed(store, tick.config)).acceptances

const subjectOf = (key: string): string => {
  const parsed = parseKey(key)
  return parsed?.kind === 'evaluation' ? parsed.subject : ''
}

const work = (
  store: Store,
  { tick, plan, evaluations, accepted, acceptedBefore }: SealedTick,
  next: Instant,
  previous: Published | undefined,
): Work => {
  const read = async (ref: Ref): Promise<Evaluation> => readEvaluation(await sealed(store, ref))
  const tasks = new Map(plan.tasks.map((task) => [slug(task.subject), task]))
  return {
    tick,
    next,
    unrecorded: true,
    items: (async function* (): AsyncGenerator<Item> {
      for (const [subject, evaluationRef] of evaluations) {
        const ref = tasks.get(subject)?.standing
        const evaluation = await read(evaluationRef)
        const standing = ref ? await read(ref) : undefined
        yield {
          evaluation,
          evaluationRef,
          standing,
          accepted: acceptedAt(accepted, evaluation.subject, tick),
          // Under another configuration everybody is judged anew: so the standing one was judged under the one before.
          acceptedBefore: standing ? acceptedAt(acceptedBefore, evaluation.subject, standing.tick) : {},
        }
      }
    })(),
    retired: plan.retired.map(({ subject }) => subject),
    previous,
    everything: (region) => standings({ tick, plan, evaluations, accepted }, read, region),
  }
}

async function* standings(
  { tick, plan, evaluations, accepted }: Omit<SealedTick, 'acceptedBefore'>,
  read: (ref: Ref) => Promise<Evaluation>,
  region: string,
): AsyncGenerator<Standing> {
  const here = (task: Task): boolean => task.subject.region === region
  for (const task of plan.tasks.filter(here)) {
    const ref = evaluations.get(slug(task.subject)) ?? task.standing
    if (ref)
      yield { evaluation: await read(ref), evaluationRef: ref, accepted: acceptedAt(accepted, task.subject, tick) }
  }
}
