// controls-map.yml: management's own controls, by its ids and in its words, and which controls here test them.
import * as z from 'zod/mini'
import type { Catalog } from '../catalog.ts'
import type { Criterion } from '../model.ts'
import { sentence } from './yaml.ts'

const criterion = z.custom<Criterion>(
  (value) => typeof value === 'string' && /^(CC[1-9]\.\d|A1\.[123]|C1\.[12])$/.test(value),
  'expected a criterion, as CC6.1',
)
const one = z.strictObject({
  id: sentence('an id is required'),
  wording: sentence('the wording is required'),
  criteria: z._default(z.array(criterion), []),
  /** Ids of the controls that test it. */
  tests: z.array(z.string()).check(z.minLength(1, 'names no control that tests it')),
})
export const controlsMapSchema = z.strictObject({ controls: z.array(one) })
export type ManagementControl = z.infer<typeof one>
export const storedManagementControl = one

export const mapFaults = (all: ManagementControl[], { controls }: Pick<Catalog, 'controls'>): string[] => {
  const known = new Set(controls.map(({ id }) => id))
  const ids = all.map(({ id }) => id)
  return all.flatMap(({ id, tests }, at) => [
    ...(ids.indexOf(id) === at ? [] : [`controls[${at}].id: ${id} stands twice`]),
    ...tests.flatMap((test, place) => {
      const path = `controls[${at}].tests[${place}]`
      if (!known.has(test)) return [`${path}: no such control: ${test}`]
      return tests.indexOf(test) === place ? [] : [`${path}: ${test} stands twice`]
    }),
  ])
}
