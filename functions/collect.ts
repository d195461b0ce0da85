// collect: reads what one slice of the plan owes.
import { services } from '../gen/commands/sources.ts'
import { sources } from '../gen/registry.ts'
import { collect } from '../src/collect/collect.ts'
import { makeHandler, sliceInput } from '../src/lambda.ts'

export const handler = makeHandler({
  input: sliceInput,
  services,
  run: (on, slice, time) => collect({ ...on, ...time, catalog: { sources } }, slice),
})
