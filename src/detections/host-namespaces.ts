// DET-30: a pod was to share its node's network, processes or memory.
import { askedAnew, askedFor, templateLimits, wholePodWrites } from '../audit-log/asked-pod.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { isTrue } from '../audit-log/security-context.ts'
import { defineDetection } from '../detection.ts'

const namespaces = ['hostNetwork', 'hostPID', 'hostIPC']
const container = { containers: [{ name: 'a' }] }

export default defineDetection({
  id: 'DET-30',
  kind: 'event',
  title: 'hostNetwork, hostPID, hostIPC',
  criteria: ['CC6.6', 'CC6.8'],
  severity: 'medium',
  select: wholePodWrites,
  hit(event) {
    const pod = askedAnew(event)
    const found = namespaces.filter((name) => isTrue(pod?.spec[name]))
    return found.length > 0 ? askedFor(event, found.join(', ')) : undefined
  },
  respond:
    'Ask the actor what the pod needs of its node; with hostPID or hostIPC delete it unless it is an approved agent.',
  limits: templateLimits,
  sameAs: [
    'Falco Create HostNetwork Pod',
    'Falco Create HostPid Pod',
    'Falco Create HostIPC Pod',
    'Elastic Kubernetes Pod Created With HostNetwork',
    'Elastic Kubernetes Pod Created With HostPID',
    'Elastic Kubernetes Pod Created With HostIPC',
    'Panther Kubernetes Pod Attached To Host Network',
    'Panther Kubernetes Pod Using Host PID Namespace',
    'Panther Kubernetes Pod Using Host IPC Namespace',
  ],
  examples: {
    hit: [
      [podEntry({ hostNetwork: true, ...container })],
      [podEntry({ hostPID: true })],
      [podEntry({ hostIPC: true, hostPID: false })],
      [podEntry({ hostNetwork: 'true', ...container }, { code: 400 })],
      [templateEntry({ hostPID: true, ...container })],
      [templateEntry({ hostIPC: true, ...container }, { resource: 'cronjobs', verb: 'update' })],
      [patchEntry('daemonsets', templateOf({ hostPID: true }), templateOf({ hostPID: true, ...container }))],
      [
        patchEntry(
          'deployments',
          [{ op: 'add', path: '/spec/template/spec/hostPID', value: true }],
          { kind: 'Status' },
          { code: 403 },
        ),
      ],
      [podEntry({ hostPID: true }, controller('job-controller'))],
      [podEntry({ hostNetwork: true }, { user: 'system:node:ip-10-0-1-17.ec2.internal' })],
    ],
    miss: [
      [podEntry({ hostNetwork: false, hostPID: 'no', hostIPC: 1, ...container })],
      [podEntry({ containers: [{ name: 'a', hostPID: true }] })],
      [podEntry({ hostNetwork: true }, controller('daemon-set-controller'))],
      [patchEntry('deployments', { metadata: { labels: { a: 'b' } } }, templateOf({ hostNetwork: true }))],
      [patchEntry('deployments', templateOf({ hostNetwork: null }), templateOf(container))],
      [patchEntry('deployments', [{ op: 'remove', path: '/spec/template/spec/hostPID' }], templateOf(container))],
      [patchEntry('pods', {}, { spec: { hostPID: true } }, { subresource: 'ephemeralcontainers' })],
      [podEntry({ hostPID: true }, { verb: 'delete' })],
    ],
  },
})
