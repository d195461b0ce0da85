// doctor: everything that the evidence needs, asked one after the other. A question that fails hides no other.
import pMap from 'p-map'
import type { Catalog } from '../../catalog.ts'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { Subject } from '../../model.ts'
import { excludedBy } from '../../plan/population.ts'
import type { Send } from '../../wire.ts'
import { clockLine, credentials, observedRegions } from './account.ts'
import { type Asker, asker } from './ask.ts'
import { bucketLines } from './bucket.ts'
import { clusterLines } from './cluster.ts'
import { type Found, inventory } from './inventory.ts'
import { keyLines } from './key.ts'
import type { Line } from './line.ts'
import { permissions } from './permissions.ts'
import { hubLine, scanningLine } from './region.ts'
import { roleLines } from './role.ts'

export type Examining = {
  send: Send
  clock: Clock
  catalog: Catalog
  config: Config
  home: string
  /** Null where there is none to look at. */
  bucket: string | null
  key: string | null
  role: string | null
}

/** `passedOver`: what was not looked at, and why; neither good nor bad. */
export type Examined = { lines: Line[]; passedOver: string[] }

/** Never throws for what AWS answers. */
export const examine = async (on: Examining): Promise<Examined> => {
  const { config, home, catalog, bucket, key, role, clock } = on
  const aws = asker(on.send)
  const { lines, caller } = await credentials(aws)
  if (!caller) return { lines, passedOver: ['everything else: nobody is there to ask it as'] }
  const { account } = caller
  const regions = await observedRegions(aws, config, home)
  const isExcluded = excludedBy(config.exclude)
  const isLeftOut = (id: string): boolean => isExcluded(id) !== undefined
  const observed = regions.observed.filter((name) => !isLeftOut(`aws://${account}/${name}`))
  const found = await pMap(observed, (region) => inventory(aws, region, isLeftOut), { concurrency: 4 })
  const perRegion = await pMap(found, (one) => regionLines(aws, one, config), { concurrency: 4 })
  const probed = await permissions({
    asker: aws,
    catalog,
    subjects: subjectsOf(account, home, found),
    now: clock.now(),
  })
  return {
    lines: [
      ...lines,
      clockLine(aws),
      ...regions.lines,
      ...perRegion.flat(),
      ...(bucket === null ? [] : await bucketLines(aws, bucket, account)),
      ...(key === null ? [] : await keyLines(aws, key)),
      ...probed.lines,
      ...(role === null ? [] : await roleLines(aws, { role, account, home, bucket })),
    ],
    passedOver: [...passedOver(on), ...nothingToAsk(probed.unasked)],
  }
}

const regionLines = async (aws: Asker, found: Found, { period }: Config): Promise<Line[]> => {
  const { region, clusters, repositories, lines } = found
  const perCluster = await pMap(clusters, (one) => clusterLines(aws, region, one, period), { concurrency: 4 })
  const hub = await hubLine(aws, region)
  const scanning = repositories.length > 0 ? [await scanningLine(aws, region)] : []
  return [...lines, ...perCluster.flat(), ...scanning, hub]
}

// One cluster and one repository of each region: what is granted, is granted on all of a kind.
const subjectsOf = (account: string, home: string, found: Found[]): Subject[] => [
  { scope: 'account', id: `aws://${account}`, name: account, region: home, bornAt: null },
  ...found.flatMap(({ region, clusters, repositories }): Subject[] => {
    const [cluster] = clusters
    const [repository] = repositories
    return [
      { scope: 'region', id: `aws://${account}/${region}`, name: region, region, bornAt: null },
      ...(cluster ? [{ scope: 'cluster' as const, id: cluster.arn, name: cluster.name, region, bornAt: null }] : []),
      ...(repository ? [repository] : []),
    ]
  }),
]

const passedOver = ({ bucket, role, config }: Examining): string[] => [
  ...(bucket === null ? ['the evidence bucket: give --store s3://BUCKET'] : []),
  ...(role === null
    ? ["the functions' own permissions, the import into Security Hub among them: give --role ARN"]
    : []),
  ...(config.period ? [] : ['whether logs outlast the period: none is configured']),
]

const nothingToAsk = (unasked: Record<string, string[]>): string[] =>
  Object.entries(unasked).map(
    ([source, actions]) => `${source}, for there is nothing to ask about: ${actions.join(', ')}`,
  )
