// The sandbox in a worker thread, so that client and server do not share one thread's time.
import { Worker } from 'node:worker_threads'
import type { Instant } from '../src/model.ts'
import type { Answered, Methods } from './in-thread.ts'

export type WorkerSandbox = Methods & { endpoint: string }

/**
 * `setup` is a module whose default export is a Setup: functions cannot be sent to a thread, so it makes services and
 * scenarios there. `argument` is plain data for it; the clock begins at `now`.
 */
export const startInWorker = async (setup: URL, argument: unknown, now: Instant): Promise<WorkerSandbox> => {
  const workerData = { setup: setup.href, argument, now }
  // Without "type" in package.json Node says at every start that it had to look whether this is a module.
  const execArgv = [...process.execArgv, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON']
  // Requests come and go: with room for them few outlive a collection of the young.
  const resourceLimits = { maxYoungGenerationSizeMb: 128 }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, execArgv, resourceLimits })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(cause: Error): void }>()
  let next = 0
  let failed: Error | undefined

  const endpoint = await new Promise<string>((resolve, reject) => {
    const fail = (cause: Error): void => {
      failed = cause
      reject(cause)
      for (const { reject: rejectOne } of waiting.values()) rejectOne(cause)
      waiting.clear()
    }
    worker.on('error', fail)
    worker.on('exit', (code) => fail(new Error(`the sandbox has ended (${code})`)))
    worker.on('message', (message: { endpoint: string } | Answered) => {
      if ('endpoint' in message) return resolve(message.endpoint)
      const asked = waiting.get(message.id)
      waiting.delete(message.id)
      if ('error' in message) asked?.reject(new Error(message.error))
      else asked?.resolve(message.value)
    })
  })

  const ask =
    <Name extends keyof Methods>(method: Name) =>
    (...args: Parameters<Methods[Name]>): ReturnType<Methods[Name]> =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed)
        const id = next++
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, method, args })
      }) as ReturnType<Methods[Name]>

  return {
    endpoint,
    setClock: ask('setClock'),
    addFault: ask('addFault'),
    removeFault: ask('removeFault'),
    clearFaults: ask('clearFaults'),
    permit: ask('permit'),
    run: ask('run'),
    calls: ask('calls'),
    close: ask('close'),
  }
}
