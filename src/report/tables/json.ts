// All tables of a period as one canonical JSON document, written row by row.
import { writeJson } from '../../json.ts'
import { byBytes } from '../../store/order.ts'
import type { Table, Told } from './table.ts'

export const schema = 'eks-evidence/tables/v1'

/** Of what period, of which ledger, and what the walk found wrong. `tables` comes last: no member may sort behind it. */
const headOf = ({ period, coverage }: Told, version: string) => ({
  ...{ schema, by: { version } },
  ...{
    account: period.account,
    home: period.home,
    ledger: period.ledger,
    store: period.store,
    sandbox: period.sandbox,
  },
  ...{ period: period.slot, entries: period.entries, first: period.first, head: period.head },
  broken: period.broken.map(({ name, findings, more }) => ({ name, findings, more })),
  coverage: summaryOf(coverage),
})

const summaryOf = ({ result, totals, percent, notDue, longest, sources, outside }: Told['coverage']) => ({
  ...{ result, counts: totals, percent, notDue, sources, outside },
  longest: longest && { ...longest, subject: longest.subject.slug },
})

/**
 * RFC 8785, with a line end, piece by piece. Each table says what its rows and columns mean. `version`: of this program.
 * Throws JSON_INVALID for what no JSON carries faithfully.
 */
export function* jsonOf(tables: readonly Table[], told: Told, version: string): Generator<string> {
  yield `${writeJson(headOf(told, version)).slice(0, -1)},"tables":{`
  for (const [nth, table] of tables.toSorted((a, b) => byBytes(a.name, b.name)).entries()) {
    const columns = Object.entries(table.columns).map(([name, says]) => ({ name, says }))
    yield `${nth > 0 ? ',' : ''}${writeJson(table.name)}:{"columns":${writeJson(columns)},"rows":[`
    yield* rowsOf(table, told)
    yield `],"says":${writeJson(table.says)}}`
  }
  yield '}}\n'
}

function* rowsOf(table: Table, told: Told): Generator<string> {
  let held: string[] = []
  let comma = ''
  for (const row of table.rows(told)) {
    held.push(writeJson(row))
    if (held.length < 500) continue
    yield comma + held.join(',')
    comma = ','
    held = []
  }
  if (held.length > 0) yield comma + held.join(',')
}
