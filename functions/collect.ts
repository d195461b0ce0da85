// collect: reads what one slice of the plan owes.
import { ecr } from '../gen/commands/ecr.ts'
import { eks } from '../gen/commands/eks.ts'
import { logs } from '../gen/commands/logs.ts'
import * as catalog from '../gen/registry.ts'
import { collect } from '../src/collect/collect.ts'
import { makeHandler, sliceInput } from '../src/lambda.ts'

export const handler = makeHandler({
  input: sliceInput,
  services: [ecr, eks, logs],
  run: (on, slice) => collect({ ...on, catalog }, slice),
})
