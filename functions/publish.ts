// publish: tells Security Hub what the sealed ticks changed that were not published yet.
import { kms } from '../gen/commands/kms.ts'
import { securityhub } from '../gen/commands/securityhub.ts'
import * as catalog from '../gen/registry.ts'
import { makeHandler, tickInput } from '../src/lambda.ts'
import { metricsOf } from '../src/publish/figures.ts'
import { publishSealed } from '../src/publish/sealed.ts'

export const handler = makeHandler({
  input: tickInput,
  services: [kms, securityhub],
  run: async (on) => {
    const records = await publishSealed({ ...on, catalog })
    for (const { tick, figures } of records) if (figures) on.measure(tick, metricsOf(figures))
    return { published: records.length }
  },
})
