// LOG-03: entries were delivered all the time. A cluster's own machinery is never silent, so silence is an outage of the log.
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { defineControl, latest, over } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { lostSaid } from '../facts/audit-log-group.ts'
import { auditLogPopulation, type Population } from '../facts/audit-log-population.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type Exchange, fail, pass, unknown } from '../model.ts'

const cluster: Exchange[] = [
  {
    action: 'eks:DescribeCluster',
    input: { name: 'prod' },
    at: '2026-01-05T00:20:00Z',
    host: 'eks.eu-west-1.amazonaws.com',
    date: '2026-01-05T00:20:00Z',
    requestId: '2b1c6a0e-5f0c-4d50-a3d1-6f1de1a90f11',
    got: 'body',
    body: { cluster: { name: 'prod', logging: { clusterLogging: [{ types: ['audit'], enabled: true }] } } },
  },
]
const hour = (at: number, entries: number, madeAt?: string | null): Exchange[] =>
  windowExample(
    { start: `2026-01-05T0${at}:00:00Z`, end: `2026-01-05T0${at + 1}:00:00Z` },
    {
      counts: entries === 0 ? [] : [countExample(entries - 1), countExample(1, { parsed: '0' })],
      ...(madeAt !== undefined && { madeAt }),
    },
  )
const noGroup = hour(2, 0, null)

const piece = (quarter: string, first: string, last: string) =>
  countExample(120, {
    'bin(15m)': `2026-01-05 ${quarter}:00.000`,
    first: `2026-01-05 ${first}`,
    last: `2026-01-05 ${last}`,
  })
const withSilence = windowExample(
  { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' },
  {
    counts: [
      piece('01:00', '01:00:00.104', '01:11:58.911'),
      piece('01:30', '01:42:10.000', '01:44:59.120'),
      piece('01:45', '01:45:00.004', '01:59:59.120'),
    ],
  },
)

// In a log group whose fields Insights does not find, nothing is parsed there and all is read here.
const isSilent = ({ delivered, unparsed, classified }: Population): boolean =>
  delivered === 0 || (unparsed === delivered && classified === 0)

/** The log group of an hour, where it is another than that of the hour before: what the one before held is gone. */
const replaced = (hours: readonly { value: Population }[]): Population['identity'] =>
  hours.map(({ value }) => value.identity).find((one, at, all) => one && isOther(all[at - 1], one)) ?? null
const isOther = (before: Population['identity'] | undefined, one: { createdAt: string }): boolean =>
  before !== null && before !== undefined && before.createdAt !== one.createdAt

export default defineControl({
  id: 'LOG-03',
  of: 'cluster',
  title: 'Audit log entries were delivered in every hour of the last day, without a silence in it',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: { hours: over(auditLogPopulation, 86_400), logging: latest(controlPlaneLogging) },
  settings: { minutes: 15 },
  assess({ hours, logging }, { settings: { minutes } }) {
    if (logging === 'connected') return ofConnected
    if (!logging.includes('audit') && hours.every(({ value }) => value.delivered === 0))
      return unknown('the log type audit is off, and nothing was delivered in the last day: LOG-01 judges that')
    const gone = hours.filter(({ value }) => value.logGroup === 'absent')
    if (gone[0])
      return fail(`no log group in ${gone.length} of ${hours.length} hours, the first from ${gone[0].slot.start}`)
    const silent = hours.filter(({ value }) => isSilent(value))
    if (silent[0])
      return fail(
        `no entry delivered in ${silent.length} of ${hours.length} hours, the first from ${silent[0].slot.start}`,
      )
    const lost = hours.map((one) => one.value.lost).find((one) => one !== null)
    if (lost) return fail(lostSaid(lost))
    const other = replaced(hours)
    if (other) return fail(lostSaid({ until: other.createdAt, why: 'log-group-recreated' }))
    const breaks = hours.flatMap((one) => one.value.silences).filter((one) => one.seconds > minutes * 60)
    if (breaks[0])
      return fail(
        `no entry for ${Math.floor(breaks[0].seconds / 60)} minutes from ${breaks[0].from} on; as long ${breaks.length} times in ${hours.length} hours`,
      )
    const sum = (of: 'delivered' | 'unparsed') => hours.reduce((total, { value }) => total + value[of], 0)
    const made = hours.at(-1)?.value.identity?.createdAt
    return pass(
      `entries delivered in each of ${hours.length} hours: ${sum('delivered')}, of which ${sum('unparsed')} without an audit id; the log group was made at ${made}`,
    )
  },
  limits: 'EKS delivers audit events as best effort: single entries that never arrived are not missed.',
  remedy: 'Turn the log type audit on, and look in CloudTrail for who turned it off or deleted the log group.',
  sameAs: [],
  examples: {
    pass: [{ hours: [hour(0, 512), hour(1, 2), hour(2, 498)], logging: cluster }],
    fail: [
      { hours: [hour(0, 512), hour(1, 0), hour(2, 498)], logging: cluster },
      { hours: [hour(0, 512), hour(1, 498), noGroup], logging: cluster },
      // Junk, and a log that was off for half an hour.
      { hours: [hour(0, 512), hour(1, 1)], logging: cluster },
      { hours: [hour(0, 512), withSilence], logging: cluster },
      { hours: [hour(0, 512), hour(1, 512, '2026-01-05T01:01:00Z')], logging: cluster },
      { hours: [hour(0, 512), hour(1, 512, '2026-01-04T08:00:00Z')], logging: cluster },
    ],
    notApplicable: [{ hours: [hour(0, 512)], logging: [connectedCluster()] }],
  },
})
