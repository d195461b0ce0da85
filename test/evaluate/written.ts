// One observation of a window, written as the collector writes it, with or without its last part.
import type { Catalog } from '../../src/catalog.ts'
import { type AnyControl, defineControl, latest } from '../../src/control.ts'
import { defineFact } from '../../src/fact.ts'
import { pass, type Subject, type Task } from '../../src/model.ts'
import { readExchange, writeExchange } from '../../src/observation/format.ts'
import { openObservation as writer } from '../../src/observation/write.ts'
import { beginTask } from '../../src/plan/tasks.ts'
import { defineSource } from '../../src/source.ts'
import { operation } from '../../src/wire.ts'
import { memoryStore } from '../prove/memory-store.ts'

export type Lines = string[]

const tick = '2026-01-05T02:20:00Z'
const slot = { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' }
const read = operation<{ n: string }, { v: string }>('x:Read')

const source = defineSource({
  ...{ id: 'log', kind: 'window', of: 'cluster', every: 3_600, delay: 900, keeps: 86_400 },
  operations: [read],
  observe: async () => undefined,
  lacks: () => [],
})
const said = defineFact({ id: 'said', source: 'log', of: 'cluster', actions: ['x:Read'], read: () => 1 })
const control = defineControl({
  ...{
    id: 'X-1',
    of: 'cluster',
    title: 'x',
    criteria: ['CC6.1'],
    severity: 'low',
    settings: {},
    remedy: '-',
    sameAs: [],
  },
  needs: { said: latest(said) },
  assess: () => pass('x'),
  examples: { pass: [], fail: [] },
}) as unknown as AnyControl

export const openObservation = async (subject: Subject, lines: Lines, isEnded: boolean) => {
  const store = memoryStore('/x')
  const collector = { version: '1', commit: 'x', caller: 'arn' }
  const head = { source: 'log', subject, slot, tick, collector, config: `sha256:${'0'.repeat(64)}` as const }
  const written = writer(store, head, { zipped: false, limit: 1 })
  for (const v of lines) {
    const wire = { host: 'x', date: null, requestId: v, at: tick, ok: true as const, text: JSON.stringify({ v }) }
    const text = writeExchange('x:Read', { n: v }, wire, [])
    await written.line(text, readExchange(text))
  }
  if (isEnded) await written.end('complete', [])
  const parts = []
  for (const key of [...store.objects.keys()].sort()) {
    const found = await store.get({ key })
    if (found) parts.push(found)
  }
  const task: Task = { ...beginTask(subject, tick), due: [{ source: 'log', slot }] }
  const catalog: Catalog = { sources: [source], controls: [control], detections: [] }
  return { slot, task, catalog, parts }
}
