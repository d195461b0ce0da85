// The thread side of in-worker.ts: starts what the setup module says, and does what the messages ask.
import { parentPort, workerData } from 'node:worker_threads'
import { settableClock } from '../src/clock.ts'
import type { Instant } from '../src/model.ts'
import { type Answered, type Asked, methodsOf, type Setup } from './in-thread.ts'
import { startSandbox } from './server.ts'

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread only: see in-worker.ts')
const { setup, argument, now } = workerData as { setup: string; argument: unknown; now: Instant }

const clock = settableClock(now)
const { default: prepare } = (await import(setup)) as { default: Setup }
const { scenarios, ...options } = await prepare(argument, clock)
const sandbox = await startSandbox({ ...options, clock })
const methods = methodsOf(sandbox, clock, scenarios)

port.on('message', async ({ id, method, args }: Asked) => {
  const answered = await methods[method](...args).then(
    (value: unknown): Answered => ({ id, value }),
    (cause: unknown): Answered => ({
      id,
      error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
  )
  port.postMessage(answered)
  if (method === 'close') port.close()
})
port.postMessage({ endpoint: sandbox.endpoint })
