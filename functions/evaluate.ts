// evaluate: judges one slice of the plan from stored bytes alone.
import * as catalog from '../gen/registry.ts'
import { evaluate } from '../src/evaluate/evaluate.ts'
import { makeHandler, sliceInput } from '../src/lambda.ts'

export const handler = makeHandler({
  input: sliceInput,
  services: [],
  run: (on, slice, time) => evaluate({ ...on, ...time, catalog }, slice),
})
