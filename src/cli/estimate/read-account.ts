// Reads what an estimate is made of: who there is, and how much the log groups take in.
import pMap from 'p-map'
import * as z from 'zod/mini'
import { logGroupOf } from '../../audit-log/subscription.ts'
import { asDate, type Clock, instant, seconds, slotAt } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { EvidenceError } from '../../errors.ts'
import { excludedBy } from '../../plan/population.ts'
import auditLog from '../../sources/audit-log.ts'
import repositorySource from '../../sources/ecr-repository.ts'
import type { Send } from '../../wire.ts'
import { credentials, observedRegions } from '../doctor/account.ts'
import { type Asker, asker } from '../doctor/ask.ts'
import { declared } from '../doctor/declared.ts'
import { type Cluster, type Found, inventory } from '../doctor/inventory.ts'
import type { Line } from '../doctor/line.ts'
import { getMetricStatistics } from '../operations.ts'
import type { ClusterUse, Inventory } from './usage.ts'

type Reading = { send: Send; clock: Clock; config: Config; home: string }

/** `unread`: what could not be asked, in a sentence each. */
export type Read = { inventory: Inventory; unread: string[] }

/** Throws AWS_REFUSED without credentials: of an account that nobody may ask, not even its emptiness is known. */
export const readAccount = async ({ send, clock, config, home }: Reading): Promise<Read> => {
  const aws = asker(send)
  const unread: string[] = []
  const note = (lines: Line[]): void => {
    unread.push(
      ...lines
        .filter(({ state }) => state !== 'ok')
        .map(({ what, which, says }) => `${what} ${which}: ${says}`.replace(' : ', ': ')),
    )
  }
  const who = await credentials(aws)
  if (!who.caller) throw unasked(who.lines)
  const { account } = who.caller
  const places = await observedRegions(aws, config, home)
  note(places.lines)
  const isExcluded = excludedBy(config.exclude)
  const isLeftOut = (id: string): boolean => isExcluded(id) !== undefined
  const regions = places.observed.filter((name) => !isLeftOut(`aws://${account}/${name}`))
  const found = await pMap(regions, (region) => inventory(aws, region, isLeftOut), { concurrency: 4 })
  for (const { lines } of found) note(lines)
  const clusters = await pMap(
    found.flatMap(({ region, clusters }) => clusters.map((cluster) => ({ region, cluster }))),
    ({ region, cluster }) => clusterUse(aws, clock, region, cluster, unread),
    { concurrency: 4 },
  )
  const repositories = await pMap(
    found.flatMap((one) => one.repositories),
    (one) => images(aws, one, unread),
    {
      concurrency: 8,
    },
  )
  return {
    inventory: { region: home, regions: regions.length > 0 ? regions : [home], clusters, repositories, assume: {} },
    unread,
  }
}

const unasked = ([line]: Line[]): EvidenceError =>
  new EvidenceError(
    'AWS_REFUSED',
    { why: line?.says ?? 'no answer' },
    { hint: `${line?.remedy ?? 'check the credentials'}; or ask nobody: --inventory FILE` },
  )

const day = 86_400
const lookedBack = 14

const Groups = z.object({
  logGroups: z.array(
    z.object({
      logGroupName: z.string(),
      creationTime: z.number(),
      retentionInDays: z.optional(z.number()),
      storedBytes: z.optional(z.number()),
    }),
  ),
})
const Statistics = z.object({ Datapoints: z._default(z.array(z.object({ Sum: z.number() })), []) })
const describeGroups = declared(auditLog, 'logs:DescribeLogGroups')

// IncomingBytes is what Insights scans and ingestion is paid for: uncompressed, of the whole log group. storedBytes is neither.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
const clusterUse = async (
  aws: Asker,
  clock: Clock,
  region: string,
  cluster: Cluster,
  unread: string[],
): Promise<ClusterUse> => {
  const name = logGroupOf(cluster.name)
  const types = cluster.logging?.clusterLogging?.flatMap(({ enabled, types }) => (enabled ? (types ?? []) : [])) ?? []
  const use = { name: cluster.name, region, types: [...new Set(types)].sort(), storedBytes: null, keptDays: null }
  const silent = (measuredBy: string): ClusterUse => ({ ...use, loggedBytesPerDay: null, measuredBy })
  const said = await aws.all(describeGroups, { logGroupNamePrefix: name }, region, Groups)
  if (said.got !== 'body') {
    unread.push(
      `log group ${region}/${cluster.name}: ${said.got === 'failed' ? `${said.action}: ${said.code}` : said.code}`,
    )
    return silent('DescribeLogGroups was not answered')
  }
  const group = said.body.flatMap(({ logGroups }) => logGroups).find(({ logGroupName }) => logGroupName === name)
  if (!group) return { ...use, loggedBytesPerDay: 0, measuredBy: 'there is no log group' }
  const { start: today } = slotAt(clock.now(), day)
  const age = Math.max(0, (seconds(clock.now()) - group.creationTime / 1_000) / day)
  const kept = { storedBytes: group.storedBytes ?? null, keptDays: Math.min(age, group.retentionInDays ?? age) }
  const metric = {
    Namespace: 'AWS/Logs',
    MetricName: 'IncomingBytes',
    Dimensions: [{ Name: 'LogGroupName', Value: name }],
    StartTime: asDate(instant(seconds(today) - lookedBack * day)),
    EndTime: asDate(today),
    Period: day,
    Statistics: ['Sum' as const],
  }
  const measured = await aws.ask(getMetricStatistics, metric, region, Statistics)
  if (measured.got !== 'body') {
    unread.push(
      `metric of ${region}/${cluster.name}: ${measured.got === 'failed' ? `${measured.action}: ${measured.code}` : measured.code}`,
    )
    return { ...silent('GetMetricStatistics was not answered'), ...kept }
  }
  const days = measured.body.Datapoints.length
  if (days === 0) return { ...silent('IncomingBytes has no full day yet'), ...kept }
  const sum = measured.body.Datapoints.reduce((all, { Sum }) => all + Sum, 0)
  // A day without a point is one on which nothing came, unless the group was not there yet.
  const over = Math.max(days, Math.min(lookedBack, Math.floor(age)))
  return { ...use, ...kept, loggedBytesPerDay: sum / over, measuredBy: `IncomingBytes of ${over} days` }
}

const Images = z.object({ imageDetails: z.array(z.unknown()) })
const describeImages = declared(repositorySource, 'ecr:DescribeImages')

const images = async (
  aws: Asker,
  { name, region }: Found['repositories'][number],
  unread: string[],
): Promise<Inventory['repositories'][number]> => {
  const input = { repositoryName: name, maxResults: 1_000, filter: { imageStatus: 'ANY' } }
  const said = await aws.all(describeImages, input, region, Images)
  if (said.got === 'body') return { name, region, images: said.body.flatMap((page) => page.imageDetails).length }
  if (said.got === 'failed') unread.push(`images of ${region}/${name}: ${said.action}: ${said.code}`)
  return { name, region, images: said.got === 'absent' ? 0 : null }
}
