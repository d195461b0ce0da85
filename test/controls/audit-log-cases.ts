// Runs controls over hours of an audit log as their examples are run.
import type { AnyControl, Need, Settings } from '../../src/control.ts'
import { judge, type SourceOf } from '../../src/evaluate/examples.ts'
import type { Exchange } from '../../src/model.ts'
import auditLog from '../../src/sources/audit-log.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'
import governance from '../../src/sources/governance.ts'
import inventory from '../../src/sources/inventory.ts'
import logGroups from '../../src/sources/log-groups.ts'

const sourceOf: SourceOf = (id) => {
  const source = [auditLog, eksCluster, governance, inventory, logGroups].find((one) => one.id === id)
  if (!source) throw new Error(`no source ${id}`)
  return source
}

type Needs = Record<string, Need<unknown>>

/** What a control says of the exchanges of each of its needs, one list per hour where it looks at hours. */
export const run = <N extends Needs>(
  control: { needs: N; settings: Settings; id: string },
  example: { [K in keyof N]: Exchange[] | Exchange[][] } & { with?: object },
) => judge(control as unknown as AnyControl, example as never, sourceOf)
