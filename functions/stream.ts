// stream: judges a batch of a cluster's audit log as it is written, and tells at once what waits for nobody.
import * as z from 'zod/mini'
import { eks } from '../gen/commands/eks.ts'
import { securityhub } from '../gen/commands/securityhub.ts'
import { detections } from '../gen/detections.ts'
import { handlerOn } from '../src/lambda.ts'
import { region } from '../src/stream/region.ts'
import { stream } from '../src/stream/stream.ts'

export const handler = handlerOn(region, {
  input: z.unknown(), // whatever comes is taken apart without an error: one would only come again
  services: [eks, securityhub],
  run: (on, event) => stream({ ...on, catalog: { detections } }, event),
})
