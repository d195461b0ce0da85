// seal: accounts for every slot of the tick and puts one signed statement over it.
import { kms } from '../gen/commands/kms.ts'
import { sources } from '../gen/registry.ts'
import { makeHandler, tickInput } from '../src/lambda.ts'
import { metricsOf, seal } from '../src/seal/seal.ts'

export const handler = makeHandler({
  input: tickInput,
  services: [kms],
  run: async (on, { tick }) => {
    const sealed = await seal({ ...on, catalog: { sources } }, tick)
    on.measure(sealed.tick, metricsOf(sealed))
    return sealed
  },
})
