// seal: accounts for every slot of a tick, lists every object of its folder, and puts one signed statement over the list.
//
// What a crash leaves, by the step it comes after:
//   nothing put      the folder without an index: the next run finds the plan and goes on with it
//   index put        what the tick holds is settled; the next run, of this tick or of a later one, adopts the index and signs
//   statement put    sealed: the put of ledger/<sequence> is the commit point, and a rerun sees it and does nothing
// A worker that writes after the index leaves an object that no index lists: the next seal lists it as a stray.
import type { Catalog } from '../catalog.ts'
import { type Clock, plus, seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { type Head, ledgerId, readEntry } from '../ledger/chain.ts'
import { seal as envelope } from '../ledger/dsse.ts'
import type { Signers } from '../ledger/head.ts'
import { payloadDigest, type Tick, writeStatement } from '../ledger/statement.ts'
import { signing } from '../ledger/succession.ts'
import type { Metrics } from '../metrics.ts'
import type { Instant, Ref, Status } from '../model.ts'
import { knownHead } from '../plan/head.ts'
import { planOf } from '../plan/plan.ts'
import { tickEvery } from '../plan/slots.ts'
import { type Waiting, waiting } from '../plan/waiting.ts'
import { countsOf, type IndexLine, type Plan, readIndex, straysOf, writeIndex } from '../store/documents.ts'
import { indexKey, ledgerKey, planKey } from '../store/keys.ts'
import { listedOnce } from '../store/listed-once.ts'
import type { Store } from '../store/store.ts'
import { accountFor } from './account.ts'
import { type Reached, reached, strays } from './strays.ts'

export type Sealing = Signers & {
  store: Store
  catalog: Pick<Catalog, 'sources'>
  clock: Clock
  /** Until when what is put now stays locked; null in a folder. */
  retainUntil(): Instant | null
}

export type Sealed = { tick: Instant; sequence: number; sha256: string; counts: Record<Status, number> }

/** As CloudWatch is told, from the statement: of a slot that is tried again each tick says so. */
export const metricsOf = ({ counts }: Pick<Sealed, 'counts'>): Metrics => ({
  SlotsExpected: Object.values(counts).reduce((sum, count) => sum + count, 0),
  SlotsRead: counts.complete + counts.empty,
  SlotsMissed: counts.missed,
})

/**
 * Seals a tick, and before it any earlier tick that has its index and lacks its statement. The index is put before the
 * key is asked for anything: while that is out of reach, ticks go on, and wait for their statements in order.
 * Throws PLAN_MISSING, SIGNER_UNAVAILABLE, STORE_REFUSED, STORE_UNREADABLE.
 */
export const seal = async (on: Sealing, tick: Instant): Promise<Sealed> => {
  let head = await knownHead(on)
  if (!head || seconds(head.tick.tick) < seconds(tick)) {
    const back = await reached(on.store, head)
    const listing = listedOnce(on.store, 'ticks/', back.from)
    const behind = await waiting(listing, head?.tick.tick, tick)
    if (!behind.some((one) => one.indexed && one.tick === tick)) await settle(on, listing, tick, { back, behind })
    for (const { tick: earlier, indexed } of behind)
      if (indexed && earlier !== tick) head = await commit(on, earlier, head)
    head = await commit(on, tick, head)
  }
  return { tick: head.tick.tick, sequence: head.tick.sequence, sha256: head.sha256, counts: head.tick.counts }
}

// Whoever puts the index first decides what the tick held; what comes later is a stray of the next.
// What is put while this looks is a stray too: the folders are listed once.
const settle = async (
  on: Sealing,
  listing: Store,
  tick: Instant,
  known: { back: Reached; behind: Waiting[] },
): Promise<void> => {
  const { plan, ref } = await planOf(on, planKey(tick))
  const own = await accountFor({ ...on, store: listing }, plan)
  const left = await strays(listing, tick, known)
  await on.store.putOnce(indexKey(tick), writeIndex([...own, { role: 'plan', object: ref }, ...left]))
}

// Where the signing key takes over from another, both sign the entry that says so; a crash before its put leaves the change to
// the next run, and who lost the number to the old key's own entry changes the key in the next.
const commit = async (on: Sealing, tick: Instant, head: Head | undefined): Promise<Head> => {
  const { plan, ref } = await planOf(on, planKey(tick))
  const index = await indexOf(on.store, tick)
  let before = head
  for (let sequence = (head?.tick.sequence ?? 0) + 1; ; sequence++) {
    const { signers, key, next } = await signing(on, before)
    const statement = statementOf(on, { plan, ref, index, before, sequence, key })
    const payload = writeStatement(statement)
    const { won } = await on.store.putOnce(ledgerKey(sequence), await envelope(payload, ...signers))
    if (won) return { tick: statement, sha256: payloadDigest(payload), ...next }
    // Lost: to another sealer of this tick, who sealed the same index; to another tick, which this one now follows;
    // or to something that is no entry, which verify reports and the next number passes over.
    const winner = before ? await readEntry(on.store, sequence, before) : await knownHead(on)
    if (winner && seconds(winner.tick.tick) >= seconds(tick)) return winner
    if (winner) before = winner
  }
}

type Index = { ref: Ref; lines: IndexLine[] }

const indexOf = async (store: Store, tick: Instant): Promise<Index> => {
  const key = indexKey(tick)
  const found = await store.get({ key })
  if (found) return { ref: found.ref, lines: readIndex(found.body) }
  throw new EvidenceError('STORE_UNREADABLE', { key, why: 'put, but not there' }, { hint: 'run eks-evidence verify' })
}

type Parts = { plan: Plan; ref: Ref; index: Index; before: Head | undefined; sequence: number; key: Tick['key'] }

const statementOf = (
  { store, clock, retainUntil }: Sealing,
  { plan, ref, index, before, sequence, key }: Parts,
): Tick => {
  const counts = countsOf(index.lines)
  return {
    ledger: before ? ledgerId(before) : null,
    account: plan.account,
    home: plan.home,
    store: store.where.startsWith('s3://') ? store.where : 'folder',
    sequence,
    tick: plan.tick,
    sealedAt: clock.now(),
    previous: before ? { sequence: before.tick.sequence, sha256: before.sha256 } : null,
    index: index.ref,
    plan: ref,
    config: plan.config,
    schedule: plan.schedule,
    counts,
    open: counts.partial + counts.failed,
    outage: before ? outage(before.tick.tick, plan.tick) : null,
    strays: straysOf(index.lines),
    collector: plan.collector,
    retainUntil: retainUntil(),
    key,
  }
}

/** The hours between two ticks in which none ran. */
export const outage = (before: Instant, tick: Instant): Tick['outage'] => {
  const ticks = Math.ceil((seconds(tick) - seconds(before)) / tickEvery) - 1
  return ticks > 0 ? { from: plus(before, tickEvery), to: plus(before, ticks * tickEvery), ticks } : null
}
