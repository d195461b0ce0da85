// Stores that stop their worker: a worker that dies at a call to the store never comes back, whatever it still tries.
import type { Store } from '../../src/store/store.ts'

export class Stopped extends Error {}

/** before: the call never arrives. after: it takes effect, and the worker does not live to hear of it. lost: it hears of a fault, once, and lives. */
export type Stop = 'before' | 'after' | 'lost'

/** `calls` counts; `at` is the call to stop at, from 1. */
export const stopping = (store: Store, at: number, how: Stop): Store & { calls(): number } => {
  let calls = 0
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1
    if (calls < at || (how === 'lost' && calls > at)) return work()
    if (how !== 'before' && calls === at) await work()
    throw new Stopped(`stopped at call ${calls}`)
  }
  return {
    where: store.where,
    calls: () => calls,
    putOnce: (key, body) => call(() => store.putOnce(key, body)),
    get: (ref) => call(() => store.get(ref)),
    custody: (ref) => call(() => store.custody(ref)),
    async *list(prefix, after) {
      yield* await call(() => Array.fromAsync(store.list(prefix, after)))
    },
  }
}

/** Lets workers proceed one call at a time, in the order that `choose` decides: a number for each turn, of so many that wait. */
export const taking = (choose: (waiting: number) => number) => {
  const waiting: (() => void)[] = []
  const turn = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
  const gated = (store: Store): Store => ({
    where: store.where,
    putOnce: (key, body) => turn().then(() => store.putOnce(key, body)),
    get: (ref) => turn().then(() => store.get(ref)),
    custody: (ref) => turn().then(() => store.custody(ref)),
    async *list(prefix, after) {
      await turn()
      yield* await Array.fromAsync(store.list(prefix, after))
    },
  })
  /** Until every worker is done, well or not. */
  const run = async (workers: Promise<unknown>[]): Promise<void> => {
    let done = false
    const all = Promise.allSettled(workers).then(() => {
      done = true
    })
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve))
      if (waiting.length > 0) waiting.splice(choose(waiting.length), 1)[0]?.()
    }
    await all
  }
  return { gated, run }
}

/** Whatever became of it. */
export const died = async (work: Promise<unknown>): Promise<void> => {
  await work.catch(() => undefined)
}
