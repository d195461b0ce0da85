// What was drawn of each population, as a person reads it.
import type { Chosen, Method } from '../report/bundle/method.ts'
import { clip, paint, table } from './terminal.ts'

export const populationsText = (populations: readonly Chosen[]): string =>
  table([
    ['population', 'read', 'items', 'drawn', 'tests'].map((name) => paint('dim', name)),
    ...populations.map(({ source, frequency, items, drawn, tests }) => [
      source,
      frequency,
      items.toLocaleString('en-US'),
      drawn.toLocaleString('en-US'),
      clip(tests.join(' '), 40),
    ]),
  ])

/** What the bundle says that was asked for: whoever asked can tell. */
export const methodText = ({ size, sizes, controls, subjects }: Method): string =>
  [
    `controls    ${controls?.join(' ') ?? 'all'}`,
    `subjects    ${subjects}`,
    `sizes       ${
      size === null
        ? Object.entries(sizes)
            .map(([name, items]) => `${name} ${items}`)
            .join(', ')
        : size
    }`,
  ].join('\n')
