// collect: reads what one slice of the plan owes.
import { cloudformation } from '../gen/commands/cloudformation.ts'
import { ecr } from '../gen/commands/ecr.ts'
import { eks } from '../gen/commands/eks.ts'
import { iam } from '../gen/commands/iam.ts'
import { inspector2 } from '../gen/commands/inspector2.ts'
import { kms } from '../gen/commands/kms.ts'
import { lambda } from '../gen/commands/lambda.ts'
import { logs } from '../gen/commands/logs.ts'
import { s3 } from '../gen/commands/s3.ts'
import { scheduler } from '../gen/commands/scheduler.ts'
import { states } from '../gen/commands/states.ts'
import * as catalog from '../gen/registry.ts'
import { collect } from '../src/collect/collect.ts'
import { makeHandler, sliceInput } from '../src/lambda.ts'

export const handler = makeHandler({
  input: sliceInput,
  services: [cloudformation, ecr, eks, iam, inspector2, kms, lambda, logs, s3, scheduler, states],
  run: (on, slice, time) => collect({ ...on, ...time, catalog }, slice),
})
