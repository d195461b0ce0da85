// reperform: asks AWS again what the newest stored observations asked, and holds the answers against each other.
import type { Catalog } from '../../catalog.ts'
import { configOf } from '../../config.ts'
import { sealed as asSealed } from '../../ledger/sealed.ts'
import type { Exchange, Instant, Ref, Slot, Subject } from '../../model.ts'
import { readObservation } from '../../observation/read.ts'
import { stateAfter } from '../../plan/since.ts'
import { makeFindings, type Result } from '../../prove/checks.ts'
import { makeCustodian } from '../../prove/custody.ts'
import { entries, type Walked } from '../../prove/entries.ts'
import { makeObjects } from '../../prove/objects.ts'
import { checkPins, type Pins } from '../../prove/pins.ts'
import { type Compared, compared } from '../../prove/reperform/compare.ts'
import { type LogCompared, logCompared } from '../../prove/reperform/log-rows.ts'
import { type Anew, outcomes, type SideBySide } from '../../prove/reperform/outcomes.ts'
import { readPlan } from '../../store/documents.ts'
import type { Store } from '../../store/store.ts'
import { type Asking, askAgain } from './ask.ts'
import { type Choice, chosen, type Item } from './population.ts'

export type Reperforming = Omit<Asking, 'config' | 'tick'> & {
  store: Store
  pins: Partial<Pins>
  catalog: Catalog
  choice: Choice
  progress?(text: string): void
}

/** One observation: what it was, and how the answers compare. */
export type Observed = {
  kind: 'observation'
  source: string
  subject: Subject
  slot: Slot
  /** The first stored answer, by the collector's clock, and who asked then. */
  storedAt: Instant | null
  storedBy: string
  liveAt: Instant | null
  evidence: Ref[]
} & ({ compared: Compared } | { log: LogCompared })

export type Found = Observed | (SideBySide & { kind: 'outcome' })

export type Reperformed = {
  result: 'same' | 'differs' | 'unasked' | 'broken'
  /** Who asked now. */
  caller: string
  /** Observations that could be chosen, and that were. */
  population: number
  chosen: number
  sample: { size: number; nonce: string } | null
  questions: number
  same: number
  changed: number
  notCompared: number
  denied: number
  outcomes: { judged: number; same: number }
  head: { sequence: number; tick: string; sha256: string } | null
  sandbox: boolean
  /** The checks of the ledger that found something; then nothing was asked. */
  checks: Result[]
}

/** Yields as it goes: first the observations, then the outcomes. Throws PINS_MISSING, STORE_UNREADABLE, LEDGER_BROKEN. */
export async function* reperform(on: Reperforming): AsyncGenerator<Found, Reperformed> {
  const { store, catalog, choice } = on
  const pins = checkPins(on.pins)
  const { head, checks } = await newest(on, pins)
  const made: Reperformed = {
    ...{ result: 'same', caller: on.collector.caller, population: 0, chosen: 0, sample: choice.sample ?? null },
    ...{ questions: 0, same: 0, changed: 0, notCompared: 0, denied: 0, outcomes: { judged: 0, same: 0 } },
    head: head ? { sequence: head.tick.sequence, tick: head.tick.tick, sha256: head.sha256 } : null,
    ...{ sandbox: pins.sandbox, checks },
  }
  if (!head || checks.length > 0) return { ...made, result: 'broken' }
  const sealed = (ref: Ref): Promise<Uint8Array> => asSealed(store, ref)
  const { tasks } = await stateAfter(store, { head, behind: [] })
  const plan = { ...readPlan(await sealed(head.tick.plan)), tasks }
  const config = configOf(await sealed(head.tick.config))
  const { all, items } = chosen(tasks, catalog, choice)
  const asking: Asking = { ...on, config: head.tick.config.sha256, tick: head.tick.tick }
  const anew: Anew[] = []
  for (const [at, item] of items.entries()) {
    on.progress?.(`${at + 1} of ${items.length} observations: ${item.name}`)
    const { one, parts } = await again(asking, item, sealed)
    if (parts) anew.push({ source: item.source.id, subject: item.subject, parts })
    add(made, one)
    yield one
  }
  for await (const one of outcomes({ plan, catalog, config, sealed, anew })) {
    made.outcomes.judged += 1
    if (one.same) made.outcomes.same += 1
    on.progress?.(`${made.outcomes.judged} outcomes judged on stored and on live answers`)
    if (!one.same) yield { kind: 'outcome', ...one }
  }
  return { ...made, population: all, chosen: items.length, result: resultOf(made) }
}

// The newest entry of a ledger that holds: signatures, chain and bytes. Whether it reaches to the end of a period is no matter here.
const newest = async (on: Reperforming, pins: Pins): Promise<{ head: Walked | undefined; checks: Result[] }> => {
  const { store } = on
  const findings = makeFindings()
  const custodian = makeCustodian(store, pins, findings)
  const objects = makeObjects(store, findings, custodian)
  let head: Walked | undefined
  for await (const entry of entries({ store, pins, findings, custodian, objects })) {
    head = entry
    on.progress?.(`ledger entry ${entry.tick.sequence}`)
  }
  return { head, checks: findings.all().filter(({ name, state }) => state === 'fail' && name !== 'period-covered') }
}

const again = async (
  on: Asking,
  { source, subject, seen }: Item,
  sealed: (ref: Ref) => Promise<Uint8Array>,
): Promise<{ one: Observed; parts: Anew['parts'] | undefined }> => {
  const bodies = await Promise.all(seen.parts.map(async (ref) => ({ key: ref.key, body: await sealed(ref) })))
  const { header, exchanges: stored } = readObservation(bodies)
  const { parts, exchanges, beyond } = await askAgain(on, source, { subject, slot: seen.slot }, stored)
  const common = {
    ...{ kind: 'observation' as const, source: source.id, subject, slot: seen.slot, storedBy: header.collector.caller },
    ...{ storedAt: firstAt(stored), liveAt: firstAt(exchanges), evidence: seen.parts },
  }
  if (source.id === 'audit-log') {
    const log = logCompared(stored, exchanges)
    const other = [...stored].find((line) => !(source.asks?.(line) ?? true))
    const hindered = other ? 'asked then by a query of another version' : log.hindered
    return { one: { ...common, log: { ...log, hindered } }, parts: undefined }
  }
  const both = { [Symbol.iterator]: () => [...exchanges, ...beyond][Symbol.iterator]() }
  return {
    one: { ...common, compared: compared(source, stored, both) },
    parts: source.kind === 'state' ? parts : undefined,
  }
}

const firstAt = (exchanges: Iterable<Exchange>): Instant | null => {
  for (const { at } of exchanges) return at
  return null
}

const add = (made: Reperformed, one: Observed): void => {
  if ('log' in one) {
    const { hindered, altered, onlyLive, onlyStored, stored, live } = one.log
    const same = altered.entries + onlyLive.entries + onlyStored.entries === 0 && stored.counted === live.counted
    made.questions += 1
    if (hindered) made.notCompared += 1
    else if (same) made.same += 1
    else made.changed += 1
    return
  }
  const { questions, same, notCompared } = one.compared
  made.questions += questions
  made.same += same
  made.notCompared += notCompared.length
  made.denied += notCompared.filter(({ denied }) => denied).length
  made.changed += questions - same - notCompared.length
}

const resultOf = ({ questions, same, changed, outcomes }: Reperformed): Reperformed['result'] => {
  if (questions > 0 && same + changed === 0) return 'unasked'
  return same < questions || outcomes.same < outcomes.judged ? 'differs' : 'same'
}
