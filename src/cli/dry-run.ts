// collect --dry-run: what a tick would read. Who there is is asked; whatever would be written stays in memory.
import type { Catalog } from '../catalog.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant, Ref, Slot } from '../model.ts'
import { type Planning, plan, planOf } from '../plan/plan.ts'
import type { Store } from '../store/store.ts'
import { count, paint, say, wrapped } from './terminal.ts'

type Call = { source: string; subject: string; slot: Slot; operations: string[] }

/** Throws what plan throws, and USAGE where this tick is sealed. */
export const dryRun = async (on: Planning, tick: Instant, json: boolean): Promise<void> => {
  const held = { ...on, store: inMemory(on.store) }
  const planned = await plan(held, tick)
  if (planned.sealed)
    throw new EvidenceError(
      'USAGE',
      { tick, why: 'this minute, or a later tick, is sealed' },
      { hint: 'try again in a minute' },
    )
  const { plan: intended } = await planOf(held, planned.plan)
  const calls: Call[] = intended.tasks.flatMap(({ subject, due }) =>
    due.map(({ source, slot }) => ({
      subject: subject.id,
      source,
      slot,
      operations: operationsOf(on.catalog, source),
    })),
  )
  say(json ? JSON.stringify({ tick: planned.tick, calls }) : listed(planned.tick, calls))
}

const listed = (tick: Instant, calls: Call[]): string =>
  [
    ...[...Map.groupBy(calls, ({ source }) => source)].flatMap(([source, of]) => [
      `${paint('bold', source)}, for each: ${wrapped((of[0]?.operations ?? []).join(' '), 100, 2)}`,
      ...of.map(({ subject, slot }) => `  ${subject} for the slot from ${slot.start}`),
      '',
    ]),
    `${count(calls.length, 'observation')} would be made in the tick ${tick}. Who there is was asked; nothing was written.`,
  ].join('\n')

const operationsOf = ({ sources }: Catalog, id: string): string[] =>
  sources.find((one) => one.id === id)?.operations.map(({ action }) => action) ?? []

/** Reads through to the real store; what is put here is gone when the program ends. */
const inMemory = (store: Store): Store => {
  const put = new Map<string, { ref: Ref; body: Uint8Array }>()
  return {
    ...store,
    async putOnce(key, body) {
      const there = put.get(key) ?? (await store.get({ key }))
      if (there) return { won: false, ref: there.ref }
      const ref = { key, versionId: null, sha256: sha256(body), bytes: body.length }
      put.set(key, { ref, body })
      return { won: true, ref }
    },
    get: async (at) => put.get(at.key) ?? store.get(at),
  }
}
