// A process as Lambda runs one: a function's bundle, called once with an event that is too large for a command line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { serve } from '../child.ts'

/** `event`: a file that holds it. */
export type Asked = { bundle: string; event: string }
type Handler = (event: unknown, context: unknown) => Promise<unknown>

const context = { getRemainingTimeInMillis: () => 120_000, functionName: 'bench', awsRequestId: 'bench' }

serve(async ({ bundle, event }: Asked): Promise<unknown> => {
  const { handler } = createRequire(bundle)(bundle) as { handler: Handler }
  return handler(JSON.parse(readFileSync(event, 'utf8')), context)
})
