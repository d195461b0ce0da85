// plan: reads who there is, and writes down what the tick intends before anything else is read.
import { account } from '../gen/commands/account.ts'
import { ecr } from '../gen/commands/ecr.ts'
import { eks } from '../gen/commands/eks.ts'
import { kms } from '../gen/commands/kms.ts'
import { sts } from '../gen/commands/sts.ts'
import * as catalog from '../gen/registry.ts'
import { makeHandler, tickInput } from '../src/lambda.ts'
import { plan } from '../src/plan/plan.ts'

export const handler = makeHandler({
  input: tickInput,
  services: [account, ecr, eks, kms, sts],
  run: async (on, { tick }) => plan({ ...on, catalog, collector: await on.collector() }, tick),
})
