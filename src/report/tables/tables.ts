// The tables of a period, each a file; and as one JSON document.
import type { Catalog } from '../../catalog.ts'
import { type Asked, coverageOf } from '../coverage/coverage.ts'
import type { Period } from '../period/period.ts'
import acceptances from './acceptances.ts'
import { configChanges, configurations } from './configurations.ts'
import coverage from './coverage.ts'
import { csvOf } from './csv.ts'
import deviations from './deviations.ts'
import exclusions from './exclusions.ts'
import gaps from './gaps.ts'
import hitCounts from './hit-counts.ts'
import hits from './hits.ts'
import incidents from './incidents.ts'
import { jsonOf } from './json.ts'
import { collectors, integrity, keys, outages } from './ledger.ts'
import populations from './populations.ts'
import subjects from './subjects.ts'
import type { Table, Told } from './table.ts'
import { testedOf } from './tested.ts'
import tests from './tests.ts'
import verdictChanges from './verdict-changes.ts'

/** What `coverage` writes: it needs no verdict. */
export const coverageTables: readonly Table[] = [
  ...[coverage, gaps, subjects, exclusions, configurations, configChanges, outages, collectors, keys, integrity],
]

/** What the report writes beside its page. */
export const tables: readonly Table[] = [
  ...coverageTables,
  ...[tests, populations, deviations, verdictChanges, acceptances, hits, hitCounts, incidents],
]

/** What the tables are made of. `asked`: only a part of the coverage. */
export const toldOf = (period: Period, catalog: Catalog, asked: Asked = {}): Told => {
  let tested: ReturnType<typeof testedOf> | undefined
  return {
    period,
    coverage: coverageOf(period, asked),
    catalog,
    tests: () => {
      tested ??= testedOf(period, catalog)
      return tested
    },
  }
}

/** A file to write: its bytes are those of the pieces, in UTF-8. */
export type Piecewise = { name: string; pieces(): Iterable<string> }

export const csvFiles = (of: readonly Table[], told: Told): Piecewise[] =>
  of.map((table) => ({ name: `${table.name}.csv`, pieces: () => csvOf(table, told) }))

/** All of them in one. `version`: of this program. */
export const jsonFile = (of: readonly Table[], told: Told, version: string): Piecewise => ({
  name: 'report.json',
  pieces: () => jsonOf(of, told, version),
})
