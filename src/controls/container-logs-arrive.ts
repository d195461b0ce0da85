// LOG-10: beside the audit log, CC7.2 asks for the logs of containers and of nodes.
import { containerKinds } from '../audit-log/log-groups.ts'
import { plus, seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster, readAt } from '../examples/example.ts'
import { groupsOf, insightsGroup, newestIn } from '../examples/logs.ts'
import { containerLogs } from '../facts/container-logs.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const now = seconds(readAt) * 1_000
const logs = (newest: Record<string, number | null>) => [
  ...groupsOf(...Object.keys(newest).map((kind) => ({ name: insightsGroup(kind) }))),
  ...Object.entries(newest).map(([kind, at]) => newestIn(insightsGroup(kind), at)),
]
const fresh = { application: now - 60_000, dataplane: now - 3_000_000, host: now - 60_000 }

export default defineControl({
  id: 'LOG-10',
  of: 'cluster',
  title: 'Logs of containers and nodes arrive in CloudWatch',
  criteria: ['CC7.2'],
  severity: 'medium',
  needs: { logs: latest(containerLogs), logging: latest(controlPlaneLogging) },
  settings: { required: [...containerKinds] as string[], hours: 24 },
  assess({ logs: all, logging: mode }, { settings: { required, hours } }) {
    if (mode === 'connected') return ofConnected
    if (required.length === 0) return notApplicable('the configuration requires none of them in CloudWatch')
    const found = required.map((kind) => ({ kind, log: all.find((one) => one.kind === kind) }))
    const dark = found.find(({ log }) => log?.unread)
    if (dark) return unknown(`${dark.kind} was not read: ${dark.log?.unread}`)
    const missing = found.filter(({ log }) => log === undefined)
    const read = found.flatMap(({ kind, log }) => (log?.unread === null ? [{ ...log, kind }] : []))
    const silent = read.filter(({ newest, readAt }) => newest === null || newest < plus(readAt, -hours * 3_600))
    const said = [
      ...(missing.length > 0 ? [`no log group of Container Insights for ${kindsOf(missing)}`] : []),
      ...silent.map(({ kind, newest }) => `${kind}: ${newest ? `newest entry of ${newest}` : 'no entry'}`),
    ]
    if (said.length > 0) return fail(said.join('; '))
    return pass(`newest entries: ${read.map(({ kind, newest }) => `${kind} ${newest}`).join(', ')}`)
  },
  limits:
    'Logs that go elsewhere than to the log groups of Container Insights are not seen, and what any log says is not read.',
  remedy:
    'Install the EKS add-on amazon-cloudwatch-observability: aws eks create-addon --cluster-name NAME --addon-name amazon-cloudwatch-observability, with its role. Where these logs go elsewhere, name in the setting `required` those that still go to CloudWatch, by an approved change.',
  sameAs: [],
  examples: {
    pass: [
      { logs: logs(fresh), logging },
      { logs: logs({ application: now - 60_000 }), logging, with: { settings: { required: ['application'] } } },
    ],
    fail: [
      { logs: logs({}), logging },
      { logs: logs({ application: now, host: now }), logging },
      { logs: logs({ ...fresh, host: now - 90_000_000 }), logging },
      { logs: logs({ ...fresh, dataplane: null }), logging },
      { logs: groupsOf({ name: insightsGroup('application', 'dev') }), logging },
    ],
    notApplicable: [
      { logs: logs({}), logging, with: { settings: { required: [] } } },
      { logs: logs({}), logging: [connectedCluster()] },
    ],
  },
})

const kindsOf = (found: { kind: string }[]): string => found.map(({ kind }) => kind).join(', ')
