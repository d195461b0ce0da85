// doctor: whether a cluster's audit log is there to be read, hour by hour and for the whole period.
import * as z from 'zod/mini'
import { logGroupOf, mostFilters, standing } from '../../audit-log/subscription.ts'
import { seconds } from '../../clock.ts'
import type { Slot } from '../../model.ts'
import auditLog from '../../sources/audit-log.ts'
import { describeSubscriptions } from '../operations.ts'
import { type Asker, unanswered } from './ask.ts'
import { declared } from './declared.ts'
import type { Cluster } from './inventory.ts'
import { fault, type Line, ok } from './line.ts'

const Groups = z.object({
  logGroups: z.array(
    z.object({
      logGroupName: z.string(),
      logGroupClass: z.optional(z.string()),
      retentionInDays: z.optional(z.number()),
    }),
  ),
})
const text = z.optional(z.string())
const Filters = z.object({
  subscriptionFilters: z.array(z.object({ filterName: text, filterPattern: text, destinationArn: text })),
})
type Group = z.infer<typeof Groups>['logGroups'][number]

const describeGroups = declared(auditLog, 'logs:DescribeLogGroups')
/** For how many days a tick goes back for hours that were not read. */
const caughtUp = auditLog.kind === 'window' ? auditLog.keeps / 86_400 : 0

export const clusterLines = async (
  asker: Asker,
  region: string,
  cluster: Cluster,
  period: Slot | undefined,
): Promise<Line[]> => {
  const which = `${region}/${cluster.name}`
  if (cluster.connectorConfig)
    return [ok({ what: 'audit log', which }, 'none: a connected cluster, whose control plane AWS does not run')]
  const name = logGroupOf(cluster.name)
  const on = loggingLine(which, region, cluster)
  const said = await asker.all(describeGroups, { logGroupNamePrefix: name }, region, Groups)
  if (said.got !== 'body') return [on, unanswered({ what: 'log group', which }, said)]
  const group = said.body.flatMap(({ logGroups }) => logGroups).find(({ logGroupName }) => logGroupName === name)
  if (!group) {
    const remedy =
      on.state === 'ok'
        ? `aws logs create-log-group --region ${region} --log-group-name ${name}`
        : 'EKS makes it when the audit log is turned on'
    return [on, fault({ what: 'log group', which }, `there is no ${name}`, remedy)]
  }
  return [
    on,
    classLine(which, region, group),
    retentionLine(which, region, group, period),
    await filtersLine(asker, which, region, group),
  ]
}

const loggingLine = (which: string, region: string, { name, logging }: Cluster): Line => {
  const about = { what: 'audit log', which }
  const on = logging?.clusterLogging?.flatMap(({ enabled, types }) => (enabled ? (types ?? []) : [])) ?? []
  if (on.includes('audit')) return ok(about, `on (${[...new Set(on)].sort().join(', ')})`)
  const setting = `'{"clusterLogging":[{"types":["audit"],"enabled":true}]}'`
  return fault(about, 'off', `aws eks update-cluster-config --region ${region} --name ${name} --logging ${setting}`)
}

// The class of a log group cannot be changed once it is made.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
const classLine = (which: string, region: string, { logGroupName, logGroupClass = 'STANDARD' }: Group): Line => {
  const about = { what: 'log group', which }
  if (logGroupClass === 'STANDARD') return ok(about, `${logGroupName}, class STANDARD`)
  const lacking: Record<string, string> = {
    INFREQUENT_ACCESS: 'class INFREQUENT_ACCESS takes no subscription filter, and Logs Insights finds no fields in it',
    DELIVERY: 'class DELIVERY keeps a day and cannot be queried',
  }
  const says = lacking[logGroupClass] ?? `class ${logGroupClass}, which nobody has tried`
  const remedy = `a class cannot be changed: export what it holds, delete it, then aws logs create-log-group --region ${region} --log-group-name ${logGroupName}`
  return fault(about, says, remedy)
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const allowed = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const retentionLine = (
  which: string,
  region: string,
  { logGroupName, retentionInDays }: Group,
  period: Slot | undefined,
): Line => {
  const about = { what: 'retention', which }
  if (retentionInDays === undefined) return ok(about, 'never expires')
  const days = period ? Math.ceil((seconds(period.end) - seconds(period.start)) / 86_400) : 0
  const needed = Math.max(caughtUp, days)
  if (retentionInDays >= needed) return ok(about, `${retentionInDays} days`)
  const why =
    retentionInDays < caughtUp
      ? `an hour that no tick could read is lost after ${retentionInDays} days, not ${caughtUp}`
      : `at the end of the period of ${days} days its first hours can no longer be asked again`
  const set = allowed.find((one) => one >= needed)
  const remedy =
    set === undefined
      ? `aws logs delete-retention-policy --region ${region} --log-group-name ${logGroupName}`
      : `aws logs put-retention-policy --region ${region} --log-group-name ${logGroupName} --retention-in-days ${set}`
  return fault(about, `${retentionInDays} days: ${why}`, remedy)
}

const filtersLine = async (
  asker: Asker,
  which: string,
  region: string,
  { logGroupName, logGroupClass = 'STANDARD' }: Group,
): Promise<Line> => {
  const about = { what: 'subscriptions', which }
  if (logGroupClass !== 'STANDARD') return fault(about, `not possible in class ${logGroupClass}`, 'see its log group')
  const said = await asker.all(describeSubscriptions, { logGroupName }, region, Filters)
  if (said.got !== 'body') return unanswered(about, said)
  const filters = said.body.flatMap(({ subscriptionFilters }) => subscriptionFilters)
  const names = filters.map(({ filterName = 'unnamed' }) => filterName)
  switch (standing(filters)) {
    case 'subscribed':
      return ok(about, 'the stream has its filter')
    case 'not subscribed':
      return ok(about, `${names.length} of ${mostFilters} in use`)
    case 'altered':
      return fault(
        about,
        "the stream's filter was changed",
        `the hourly subscribe function of ${region} puts it back: look why it does not`,
      )
    case 'no filter left':
      return fault(
        about,
        `both in use (${names.join(', ')}): the stream finds no place`,
        `free one: aws logs delete-subscription-filter --region ${region} --log-group-name ${logGroupName} --filter-name ${names[0]}, or live without the stream`,
      )
  }
}
