// How the items of a bundle were chosen, and what was chosen: everything that anybody needs to choose them again.
import { arnPattern } from '../../arn-pattern.ts'
import type { Catalog } from '../../catalog.ts'
import type { AnyControl } from '../../control.ts'
import { EvidenceError } from '../../errors.ts'
import type { Subject } from '../../model.ts'
import { slug } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import { populationOf } from '../period/tests.ts'
import type { Item, Population } from './population.ts'
import { draw, nonceOf, type Size } from './sample.ts'
import { type Frequency, frequencyOf, type Sizes, sizeOf } from './sizes.ts'

export type Method = {
  /** The auditor's; null where everything is taken. */
  nonce: string | null
  /** Of every population, over the table; null where the table counts. */
  size: Size | null
  sizes: Sizes
  /** Ids of controls, sorted; null for all, and what no control rests on. */
  controls: string[] | null
  /** A pattern of ARNs; `*` names everybody. */
  subjects: string
}

/** One source's population, as far as it was asked for. */
export type Chosen = {
  source: string
  /** Seconds. */
  every: number
  frequency: Frequency
  /** The controls that it is the population of. */
  tests: string[]
  items: number
  drawn: number
}

export type Choice = {
  populations: Chosen[]
  drawn: ReadonlySet<Item>
  /** Whether a subject, by its slug, is one of those who were asked for. */
  isOf(subject: string): boolean
}

/** `subjects`: everybody who stands in the population. Throws USAGE, UNKNOWN_ID. */
export const choose = (
  population: Population,
  method: Method,
  { catalog, subjects }: { catalog: Catalog; subjects: readonly Subject[] },
): Choice => {
  const names = arnPattern(method.subjects)
  const known = new Map(subjects.map((one) => [slug(one), names(one.id)]))
  const isOf = (subject: string): boolean => known.get(subject) ?? unheardOf(subject)
  const tests = testsOf(catalog, method.controls)
  const populations: Chosen[] = []
  const drawn = new Set<Item>()
  for (const source of population.sources()) {
    if (method.controls && !tests.has(source)) continue
    const every = population.every(source)
    const size = sizeOf(method.sizes, every, method.size ?? undefined)
    let items = 0
    function* own(): Generator<Item> {
      for (const { item, subject } of population.items(source)) {
        if (!isOf(subject)) continue
        items += 1
        yield item
      }
    }
    const sample = draw(own(), size === 'all' ? '' : nonceOf(method.nonce ?? ''), size)
    if (items === 0) continue
    for (const item of sample) drawn.add(item)
    const of = { source, every, frequency: frequencyOf(every), tests: tests.get(source) ?? [] }
    populations.push({ ...of, items, drawn: sample.length })
  }
  return { populations, drawn, isOf }
}

/** By the source whose slots are the population of each: ids, sorted. */
const testsOf = (catalog: Catalog, wanted: readonly string[] | null): Map<string, string[]> => {
  for (const id of wanted ?? []) if (!catalog.controls.some((one) => one.id === id)) unknown(id)
  const controls = catalog.controls.filter(({ id }) => wanted?.includes(id) ?? true)
  const by = Map.groupBy(controls, (control: AnyControl) => populationOf(control, catalog))
  return new Map([...by].map(([source, all]) => [source, all.map(({ id }) => id).sort(byBytes)]))
}

const unknown = (control: string): never => {
  throw new EvidenceError('UNKNOWN_ID', { control }, { hint: 'eks-evidence controls lists them' })
}

const unheardOf = (subject: string): never => {
  throw new EvidenceError(
    'BUNDLE_INVALID',
    { subject, why: 'nobody says whose slots these are' },
    { hint: 'ask for the bundle again' },
  )
}
