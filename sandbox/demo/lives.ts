// A cluster that came and went: its slots from the first to the last, and what shows that it is gone.
import { EvidenceError } from '../../src/errors.ts'
import type { Exchange, Instant, Ref } from '../../src/model.ts'
import { readObservation } from '../../src/observation/read.ts'
import type { Plan, SlotLine } from '../../src/store/documents.ts'
import { slug } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { bestOf } from './slots-seen.ts'

/** The tick that called a subject gone: the inventory that lacked it, and the answer of its own that it is not there. */
export type Tombstone = { id: string; slug: string; tick: Instant; inventory: string; said: string }

export type LifeSeen = {
  sources: { source: string; slots: number; read: number; first: Instant; last: Instant }[]
  tombstone: Omit<Tombstone, 'id' | 'slug'> | null
}

/** Throws STORE_UNREADABLE; LEDGER_BROKEN where what a plan cites is not there. */
export const tombstonesIn = async (store: Store, plans: Plan[]): Promise<Tombstone[]> => {
  const found: Tombstone[] = []
  for (const { tick, retired } of plans) {
    for (const { subject, inventory, notFound } of retired) {
      const said = await absenceIn(store, notFound)
      found.push({ id: subject.id, slug: slug(subject), tick, inventory: inventory[0]?.key ?? '', said })
    }
  }
  return found
}

const absenceIn = async (store: Store, refs: Ref[]): Promise<string> => {
  const parts = await Promise.all(refs.map(async (ref) => ({ key: ref.key, body: (await fetched(store, ref)).body })))
  const gone = [...readObservation(parts).exchanges].find((one: Exchange) => one.got === 'absent')
  return gone?.got === 'absent' ? `${gone.action.split(':')[1]} answered ${gone.code} at ${gone.at}` : 'nothing'
}

const fetched = async (store: Store, ref: Ref) => {
  const found = await store.get(ref)
  if (found) return found
  throw new EvidenceError('LEDGER_BROKEN', { key: ref.key, what: 'it is gone' }, { hint: 'run eks-evidence verify' })
}

/** Of a subject's lines in the indexes. */
export const lifeSeen = (own: SlotLine[], tombstone: Tombstone | undefined): LifeSeen => {
  const sources = [...Map.groupBy(own, ({ source }) => source)].map(([source, lines]) => {
    const slots = [...Map.groupBy(lines, ({ slot }) => slot.start).values()].flatMap((same) => bestOf(same) ?? [])
    const read = slots.filter(({ status }) => status === 'complete' || status === 'empty')
    const order = slots.map(({ slot }) => slot).sort((a, b) => (a.start < b.start ? -1 : 1))
    return {
      source,
      slots: slots.length,
      read: read.length,
      first: order[0]?.start ?? '',
      last: order.at(-1)?.end ?? '',
    }
  })
  return {
    sources: sources.sort((a, b) => (a.source < b.source ? -1 : 1)),
    tombstone: tombstone ? { tick: tombstone.tick, inventory: tombstone.inventory, said: tombstone.said } : null,
  }
}
