// A process as Lambda runs one: a function's bundle, called for one event after the other, at a time that is given.
import { createRequire } from 'node:module'
import { serve } from '../child.ts'

export type Asked = {
  bundle: string
  events: unknown[]
  /** Milliseconds since 1970: the time, for as long as the process lives. */
  now: number
}

type Again = { again?: unknown }
type Handler = (event: unknown, context: unknown) => Promise<Again | undefined>

const context = {
  getRemainingTimeInMillis: () => 900_000,
  functionName: 'bench',
  functionVersion: '1',
  awsRequestId: 'bench',
  invokedFunctionArn: 'bench',
  memoryLimitInMB: '512',
}

/** Returns what each event was answered with. What waits for its queries is called again at once: the sandbox counts polls. */
serve(async ({ bundle, events, now }: Asked): Promise<unknown[]> => {
  const Real = Date
  globalThis.Date = class extends Real {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]))
    }
    static override now(): number {
      return now // stands, as the sandbox's clock does: two that run apart look like an answer of another time
    }
  } as DateConstructor
  const { handler } = createRequire(bundle)(bundle) as { handler: Handler }
  const answers: unknown[] = []
  for (const event of events) {
    let answer = await handler(event, context)
    while (answer?.again !== undefined) answer = await handler(answer.again, context)
    answers.push(answer ?? null)
  }
  return answers
})
