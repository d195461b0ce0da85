// What a day costs in API calls: by cluster, by repository, by region and by tick, from the sandbox's own record.
import type { CallRecord } from '../sandbox/front-door.ts'
import { asked, type Figure, rounded, tell } from './figure.ts'
import { openAccount } from './three-clusters.ts'

const { quick } = asked()
const hours = quick ? 3 : 24
const account = await openAccount()
const { world } = account.scenario
const regions = Object.values(world.regions).filter(({ clusters }) => clusters.length > 0)
const many = {
  cluster: regions.reduce((sum, { clusters }) => sum + clusters.length, 0),
  repository: regions.reduce((sum, { registry }) => sum + registry.repositories.length, 0),
  region: regions.length,
  tick: hours,
}
type Of = keyof typeof many

// By what a call asks of. Store, key, Security Hub and what the collector reads of itself belong to the tick.
const subjectOf = ({ service, input }: CallRecord): Of => {
  if (service === 'logs' || (service === 'eks' && ('name' in input || 'clusterName' in input))) return 'cluster'
  if (service === 'ecr' && ('repositoryName' in input || 'resourceArn' in input)) return 'repository'
  return ['account', 'ecr', 'eks'].includes(service) ? 'region' : 'tick'
}

const days = hours / 24
const figuresOf = (calls: CallRecord[]): Figure[] =>
  [...Map.groupBy(calls, subjectOf)].flatMap(([of, own]) => {
    const share = of === 'tick' ? many.tick : many[of] * days
    const per = of === 'tick' ? 'per tick' : `per ${of} and day`
    const figure = (name: string, count: number): Figure => ({
      name: `${name} ${per}`,
      value: rounded(count / share),
      unit: 'calls',
      how: `${count} calls in ${hours} ticks`,
    })
    const byOperation = [...Map.groupBy(own, ({ service, operation }) => `${service}:${operation}`)]
    return [
      figure('all', own.length),
      ...byOperation
        .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
        .map(([name, each]) => figure(name, each.length)),
    ]
  })

try {
  // The first day reads everybody twice: at once, and in its turn.
  const first = quick ? 1 : 24
  for (let hour = 0; hour < first; hour++) await account.tick(hour)
  const before = (await account.sandbox.calls()).length
  for (let hour = first; hour < first + hours; hour++) await account.tick(hour)
  const calls = await account.sandbox.calls(before)
  const refused = calls.filter(({ code }) => code === 'SandboxDefect' || code === 'UnknownOperationException')
  tell({
    bench: 'calls',
    quick,
    conditions: `${many.cluster} clusters and ${many.repository} repositories of five images each in ${many.region} regions, hourly ticks at the default cadence, after a first day; no faults and so no retries; requests as the sandbox got them, polls of a query among them; one process that remembers what it read from the store, where Lambda's functions read plan and ledger each for themselves`,
    figures: figuresOf(calls),
    faults: refused.map(({ service, operation, code }) => `${service}:${operation}: ${code}`),
  })
} finally {
  await account.close()
}
