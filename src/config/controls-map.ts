// controls-map.yml: management's own controls, by its ids and in its words, and which controls here test them.
import * as z from 'zod/mini'
import type { Catalog } from '../catalog.ts'
import { criteria } from '../criteria.ts'
import { isRecord } from '../json.ts'
import type { Criterion } from '../model.ts'
import { listIn, sentence, textsIn } from './yaml.ts'

const criterion = z.custom<Criterion>(
  (value) => typeof value === 'string' && Object.hasOwn(criteria, value),
  'expected a criterion, as CC6.1',
)
const one = z.strictObject(
  {
    id: sentence('an id is required'),
    wording: sentence('the wording is required'),
    criteria: z._default(z.array(criterion), []),
    /** Ids of the controls that test it. */
    tests: z
      .array(z.string('expected the id of a control, as NET-01'), 'expected a list of ids, as [NET-01]')
      .check(z.minLength(1, 'names no control that tests it')),
  },
  'expected id, wording and tests',
)
export const controlsMapSchema = z.strictObject(
  { controls: z.array(one, 'expected a list') },
  'expected controls and a list of them',
)
export type ManagementControl = z.infer<typeof one>
export const storedManagementControl = one

/** Over the text as it was read, so that a control that nobody knows is told beside whatever else is wrong. */
export const mapFaults = (raw: unknown, { controls }: Pick<Catalog, 'controls'>): string[] => {
  const known = new Set(controls.map(({ id }) => id))
  const all = listIn(raw, 'controls').map((one) => (isRecord(one) ? one : {}))
  const ids = all.map(({ id }) => id)
  return all.flatMap(({ id, tests: named }, at) => {
    const tests = textsIn(named)
    return [
      ...(typeof id !== 'string' || ids.indexOf(id) === at ? [] : [`controls[${at}].id: ${id} stands twice`]),
      ...tests.flatMap((test, place) => {
        const path = `controls[${at}].tests[${place}]`
        if (!known.has(test)) return [`${path}: no such control: ${test}`]
        return tests.indexOf(test) === place ? [] : [`${path}: ${test} stands twice`]
      }),
    ]
  })
}
