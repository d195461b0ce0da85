// Observes a source over made-up answers into a store that a test can look through.
import { sha256 } from '../../src/digest.ts'
import type { Exchange, Ref, Slot, Subject } from '../../src/model.ts'
import { gunzip } from '../../src/observation/gzip.ts'
import { observe } from '../../src/observation/observe.ts'
import { readObservation } from '../../src/observation/read.ts'
import type { Source } from '../../src/source.ts'
import type { Store } from '../../src/store/store.ts'
import type { Wire } from '../../src/wire.ts'

export const tick = '2026-01-05T01:20:00Z'
export const slot: Slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
export const subject: Subject = {
  scope: 'cluster',
  id: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  name: 'prod',
  region: 'eu-west-1',
  bornAt: null,
}

/** What AWS answers, as the text that comes over the wire. */
export type Answer = (action: string, input: Record<string, unknown>) => string | Promise<string>

export const wire = (text: string): Wire => ({
  host: 'eks.eu-west-1.amazonaws.com',
  date: tick,
  requestId: 'r',
  at: tick,
  ok: true,
  text,
})

const memory = (): { store: Store; bodies: Map<string, Uint8Array> } => {
  const bodies = new Map<string, Uint8Array>()
  const refOf = (key: string, body: Uint8Array): Ref => ({
    key,
    versionId: null,
    sha256: sha256(body),
    bytes: body.length,
  })
  const store: Store = {
    where: 'memory',
    async putOnce(key, body) {
      const won = !bodies.has(key)
      if (won) bodies.set(key, body)
      return { won, ref: refOf(key, bodies.get(key) ?? body) }
    },
    async get({ key }) {
      const body = bodies.get(key)
      return body && { ref: refOf(key, body), body }
    },
    async *list() {
      yield* []
    },
    custody: async () => 'cannot-tell',
  }
  return { store, bodies }
}

/** The stored text of one observation, and what is read back from it. */
export const observed = async (source: Source, answer: Answer): Promise<{ text: string; lines: Exchange[] }> => {
  const { store, bodies } = memory()
  const on = {
    store,
    send: async (action: string, input: unknown) => wire(await answer(action, input as Record<string, unknown>)),
    clock: { now: () => tick },
    collector: { version: '0', commit: '0', caller: 'arn:aws:iam::111122223333:role/collect' },
    config: sha256(''),
    tick,
    pause: async () => undefined,
  }
  await observe(on, source, { subject, slot })
  const parts = [...bodies].map(([key, body]) => ({ key, body }))
  const text = parts.map(({ key, body }) => Buffer.from(key.endsWith('.gz') ? gunzip(body) : body).toString()).join('')
  return { text, lines: [...readObservation(parts).exchanges] }
}
