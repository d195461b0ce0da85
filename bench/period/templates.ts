// What a large account's documents are made of: those that the pipeline really wrote for one of each kind.

import { open } from '../../src/ledger/dsse.ts'
import type { Tick } from '../../src/ledger/statement.ts'
import { readStatement } from '../../src/ledger/statement.ts'
import type { Evaluation, Hit, Scope, Task } from '../../src/model.ts'
import { isSlotLine, type Plan, readEvaluation, readIndex, readPlan } from '../../src/store/documents.ts'
import { memoryStore } from '../memory-store.ts'
import { openAccount } from '../three-clusters.ts'

export type Templates = {
  tick: Tick
  plan: Plan
  config: Uint8Array
  /** The newest of each scope, with the task that it was made by. */
  tasks: ReadonlyMap<Scope, Task>
  evaluations: ReadonlyMap<Scope, Evaluation>
  hits: readonly Hit[]
  /** Bytes of a reading, by source; the mean. */
  bytes: ReadonlyMap<string, number>
}

/** Runs three clusters for so many hours: an evaluation carries windows of up to four days. */
export const templates = async (hours: number): Promise<Templates> => {
  const account = await openAccount()
  const store = memoryStore()
  try {
    for (let hour = 0; hour < hours; hour++) await account.tick(hour, store)
  } finally {
    await account.close()
  }
  const read = async (key: string): Promise<Uint8Array> => (await store.get({ key }))?.body ?? new Uint8Array()
  const found = { evaluations: new Map<Scope, Evaluation>(), tasks: new Map<Scope, Task>(), hits: [] as Hit[] }
  const sizes = new Map<string, number[]>()
  let last: Tick | undefined
  for (const key of store.keys.filter((one) => one.startsWith('ledger/'))) {
    last = readStatement(open(await read(key)).payload)
    for (const line of readIndex(await read(last.index.key))) {
      if (isSlotLine(line)) {
        const bytes = line.parts.reduce((sum, one) => sum + one.bytes, 0)
        sizes.set(line.source, [...(sizes.get(line.source) ?? []), bytes])
      } else if (line.role === 'evaluation') {
        const evaluation = readEvaluation(await read(line.object.key))
        found.evaluations.set(evaluation.subject.scope, evaluation)
        if (evaluation.subject.scope === 'cluster') found.hits.push(...evaluation.hits)
      }
    }
  }
  if (!last) throw new Error('nothing was sealed')
  const plan = readPlan(await read(last.plan.key))
  for (const task of plan.tasks) found.tasks.set(task.subject.scope, task)
  const bytes = new Map([...sizes].map(([id, all]) => [id, Math.round(all.reduce((a, b) => a + b, 0) / all.length)]))
  return { tick: last, plan, config: await read(last.config.key), bytes, ...found }
}
