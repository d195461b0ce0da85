// report: once a day, what is told of the evidence: the head to the auditor, a digest to stakeholders, the ledger to another owner.
import * as z from 'zod/mini'
import { kms } from '../gen/commands/kms.ts'
import { s3 } from '../gen/commands/s3.ts'
import { sns } from '../gen/commands/sns.ts'
import { sts } from '../gen/commands/sts.ts'
import * as catalog from '../gen/registry.ts'
import { daily } from '../src/daily/daily.ts'
import { deployed } from '../src/daily/deployed.ts'
import { handlerOn } from '../src/lambda.ts'

export const handler = handlerOn(deployed, {
  input: z.strictObject({}),
  services: [kms, s3, sns, sts],
  run: (on, _, time) => daily({ ...on, ...time, catalog }),
})
