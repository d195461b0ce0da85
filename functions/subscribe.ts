// subscribe: sees to it that the audit log of every cluster of the region reaches the stream.
import * as z from 'zod/mini'
import { eks } from '../gen/commands/eks.ts'
import { logs } from '../gen/commands/logs.ts'
import { handlerOn } from '../src/lambda.ts'
import { subscriber } from '../src/stream/region.ts'
import { subscribe } from '../src/stream/subscribe.ts'

export const handler = handlerOn(subscriber, {
  input: z.strictObject({}),
  services: [eks, logs],
  run: (on) => subscribe(on),
})
