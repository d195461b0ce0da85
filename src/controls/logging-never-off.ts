// LOG-05: nobody switched a log of the control plane off, or deleted, masked or transformed what it held, in the last two days.
import { saidOf } from '../changes/made.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest, over } from '../control.ts'
import { eventsOf } from '../examples/change-events.ts'
import { connectedCluster } from '../examples/example.ts'
import { updatesOf } from '../examples/updates.ts'
import { changeEvents } from '../facts/change-events.ts'
import { loggingUpdates } from '../facts/logging-updates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const off = (types: string[], enabled = false) => ({ clusterLogging: [{ types, enabled }] })
const asked = (types: string[], enabled?: boolean) => ({
  name: 'UpdateClusterConfig',
  minute: 30,
  asked: { name: 'prod', logging: off(types, enabled) },
  answered: { update: { id: 'u-1', type: 'LoggingUpdate' } },
})
const at = 1_767_573_000 // 2026-01-05T00:30:00Z
const update = (types: string[], more: object = {}) => ({
  ...{ id: 'u-1', type: 'LoggingUpdate', status: 'Successful', createdAt: at },
  params: [{ type: 'ClusterLogging', value: JSON.stringify(off(types)) }],
  ...more,
})
const on = { params: [{ type: 'ClusterLogging', value: JSON.stringify(off(['audit'], true)) }] }
const hours = (...events: Parameters<typeof eventsOf>[1][]) => [eventsOf(0, ...events), eventsOf(1)]
const group = { logGroupName: '/aws/eks/prod/cluster' }
const deleted = { name: 'DeleteLogGroup', minute: 10, source: 'logs.amazonaws.com', asked: group }

export default defineControl({
  id: 'LOG-05',
  of: 'cluster',
  title: 'No log of the control plane was switched off, deleted, masked or transformed in the last two days',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: { events: over(changeEvents, 172_800), updates: latest(loggingUpdates) },
  settings: { required: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] },
  assess({ events: windows, updates }, { settings }) {
    if (updates === 'connected') return ofConnected
    const since = windows[0]?.slot.start ?? ''
    const until = windows.at(-1)?.slot.end ?? ''
    const lost = (types: string[]): string[] => types.filter((type) => settings.required.includes(type))
    const events = windows.flatMap(({ value }) => value).filter(({ error }) => error === null)
    const said = events.flatMap((event) => {
      const types = lost(event.logsOff)
      if (types.length > 0) return [`${types.join(', ')} off: ${saidOf(event)}`]
      return event.thing === 'log group' && destroying.has(event.name) ? [saidOf(event)] : []
    })
    const told = new Set(events.flatMap(({ updateId, logsOff }) => (lost(logsOff).length > 0 ? [updateId] : [])))
    const silent = updates
      .filter(
        ({ id, createdAt, status }) => seconds(createdAt) >= seconds(since) && !told.has(id) && isEffective(status),
      )
      .filter(({ off }) => lost(off).length > 0)
      .map(
        ({ id, createdAt, off }) =>
          `${lost(off).join(', ')} off: EKS update ${id} at ${createdAt}, and no event read that says so`,
      )
    const all = [...said, ...silent]
    return all.length > 0 ? fail(all.join('; ')) : pass(`no event and no update of EKS from ${since} to ${until} did`)
  },
  remedy:
    'Turn the log types on again: aws eks update-cluster-config --name CLUSTER --logging \'{"clusterLogging":[{"types":["api","audit","authenticator","controllerManager","scheduler"],"enabled":true}]}\'; find out why they were off, and note which hours of the audit log are missing (LOG-03). A mask goes by aws logs delete-data-protection-policy --log-group-identifier GROUP, a transformer by aws logs delete-transformer --log-group-identifier GROUP.',
  sameAs: [],
  examples: {
    pass: [
      { events: hours(), updates: updatesOf() },
      { events: hours(asked(['audit'], true)), updates: updatesOf(update([], on)) },
      // Three days ago; refused; not of the types that are asked for.
      { events: hours(), updates: updatesOf(update(['audit'], { createdAt: at - 3 * 86_400 })) },
      { events: hours({ ...asked(['audit']), more: { errorCode: 'AccessDenied' } }), updates: updatesOf() },
      {
        events: hours(asked(['scheduler'])),
        updates: updatesOf(update(['scheduler'])),
        with: { settings: { required: ['audit'] } },
      },
      {
        events: hours({ ...deleted, asked: { logGroupName: '/aws/eks/test/cluster' } }),
        updates: updatesOf(),
      },
    ],
    fail: [
      { events: hours(asked(['audit'])), updates: updatesOf(update(['audit'])) },
      { events: hours(asked(['audit'])), updates: updatesOf() },
      { events: hours(), updates: updatesOf(update(['audit', 'api'])) },
      { events: hours(deleted), updates: updatesOf() },
      { events: hours({ ...deleted, name: 'DeleteLogStream' }), updates: updatesOf() },
      {
        events: hours({
          ...{ name: 'PutDataProtectionPolicy', minute: 10, source: 'logs.amazonaws.com' },
          asked: { logGroupIdentifier: group.logGroupName, policyDocument: '{}' },
        }),
        updates: updatesOf(),
      },
      {
        events: hours({
          ...{ name: 'PutTransformer', minute: 10, source: 'logs.amazonaws.com' },
          asked: { logGroupIdentifier: group.logGroupName, transformerConfig: [{ parseJSON: {} }] },
        }),
        updates: updatesOf(),
      },
    ],
    notApplicable: [{ events: hours(), updates: [connectedCluster()] }],
  },
})

// What a data protection policy masks shows to nobody who reads the log, the collector among them.
// A transformer writes the fields that Logs Insights finds, and so decides what a query leaves out.
const destroying = new Set(['DeleteLogGroup', 'DeleteLogStream', 'PutDataProtectionPolicy', 'PutTransformer'])
const isEffective = (status: string): boolean => status === 'Successful' || status === 'InProgress'
