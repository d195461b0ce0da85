// DET-31: a pod was to get files of its node, or a PersistentVolume was to give them.
import { askedObject, isAsked } from '../audit-log/asked.ts'
import { askedAnew, askedFor, templateLimits } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { hostPaths, volumePaths, within } from '../audit-log/host-path.ts'
import { podMakers } from '../audit-log/pod-spec.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const sensitive = [
  ...['/boot', '/dev', '/etc', '/home', '/opt/cni', '/proc', '/root', '/run', '/sys', '/var/run', '/var/log'],
  ...['/var/lib/containerd', '/var/lib/docker', '/var/lib/kubelet'],
]

const pathsOf = (event: AuditEvent): string[] => {
  if (event.resource !== 'persistentvolumes') return hostPaths(askedAnew(event)?.spec ?? {})
  // The binder writes a claim into a volume, whole: what the volume is, somebody else said.
  if (event.apiGroup !== '' || !isAsked(event) || isOwnOfAws(event)) return []
  const spec = askedObject(event)?.spec
  return isRecord(spec) ? volumePaths(spec) : []
}

const volumes = (...paths: unknown[]) => ({
  containers: [{ name: 'a' }],
  volumes: paths.map((path, at) => ({ name: `v${at}`, hostPath: { path, type: '' } })),
})
const mounted = (path: string, subPath: string) => ({
  ...volumes(path),
  containers: [{ name: 'a', volumeMounts: [{ name: 'v0', mountPath: '/x', subPath }] }],
})
const volume = (spec: unknown) =>
  example({ verb: 'create', resource: 'persistentvolumes', name: 'v', code: 201, requestObject: { spec } })
const only = (log: readonly unknown[]) => ({ log, settings: { onlySensitive: true } })

export default defineDetection({
  id: 'DET-31',
  kind: 'event',
  title: 'hostPath mount; sensitive path or runtime socket',
  criteria: ['CC6.8'],
  severity: 'medium',
  select: { verb: ['create', 'update', 'patch'], resource: [...podMakers, 'persistentvolumes'], subresource: [''] },
  settings: { sensitive, onlySensitive: false as boolean },
  hit(event, { sensitive, onlySensitive }) {
    const isSensitive = within(sensitive)
    const paths = pathsOf(event).map((path) => ({ path, sensitive: isSensitive(path) }))
    const told = onlySensitive ? paths.filter((one) => one.sensitive) : paths
    if (told.length === 0) return undefined
    // Those that matter first: what is bounded loses the others.
    const sorted = told.toSorted((a, b) => Number(b.sensitive) - Number(a.sensitive))
    const said = sorted.map((one) => `${visible(one.path, 60)}${one.sensitive ? ' (sensitive)' : ''}`)
    return askedFor(event, `files of the node: ${visible(said.join(', '), 200)}`)
  },
  respond:
    'Ask the actor what the pod needs of its node. A sensitive path or a socket of the runtime is the node itself: delete the workload unless it is approved, and look at the nodes it ran on.',
  limits: `${templateLimits} What a symbolic link on the node leads to is not seen, nor one more container that mounts a volume which was there, nor what a driver (CSI, FlexVolume) makes of a volume.`,
  sameAs: [
    'Falco Create Sensitive Mount Pod',
    'Elastic Kubernetes Pod created with a Sensitive hostPath Volume',
    'Sigma Container With A hostPath Mount Created',
    'Panther Kubernetes Pod With HostPath Volume Mount',
    'GuardDuty Persistence:Kubernetes/AnomalousBehavior.WorkloadDeployed!ContainerWithSensitiveMount',
    'Stratus k8s.privilege-escalation.hostpath-volume',
  ],
  examples: {
    hit: [
      [podEntry(volumes('/srv/cache'))],
      only([podEntry(volumes('/'))]),
      only([podEntry(volumes('//etc/kubernetes/'))]),
      only([podEntry(volumes('/srv/../var/run/docker.sock'))]),
      only([podEntry(volumes('/srv', '/run/containerd/containerd.sock'))]),
      only([podEntry(volumes('/var'))]),
      only([podEntry(mounted('/var/lib', 'kubelet/pki'))]),
      only([podEntry({ volumes: { a: { name: 'a', hostPath: '/root' } } }, { code: 400 })]),
      [podEntry(volumes(7), { code: 400 })],
      [templateEntry(volumes('/srv'), { resource: 'daemonsets' })],
      [patchEntry('deployments', templateOf(volumes('/proc')), templateOf(volumes('/proc')))],
      [
        patchEntry(
          'deployments',
          [{ op: 'add', path: '/spec/template/spec/volumes/-', value: { name: 'v', hostPath: { path: '/proc' } } }],
          templateOf(volumes('/proc')),
        ),
      ],
      [podEntry(volumes('/srv'), controller('statefulset-controller'))],
      [volume({ hostPath: { path: '/etc' } })],
      [volume({ local: { path: '/mnt/disks/a' } })],
    ],
    miss: [
      [
        podEntry({
          containers: [{ name: 'a' }],
          volumes: [
            { name: 'v', emptyDir: {} },
            { name: 'w', hostPath: null },
          ],
        }),
      ],
      only([podEntry(volumes('/srv/etc', '/etcd', '/varnish'))]),
      only([podEntry(mounted('/srv', 'etc'))]),
      [podEntry(volumes('/var/log'), controller('daemon-set-controller'))],
      [patchEntry('daemonsets', { spec: { minReadySeconds: 5 } }, templateOf(volumes('/')))],
      [volume({ csi: { driver: 'ebs.csi.aws.com' } })],
      [
        example({
          ...{ verb: 'update', resource: 'persistentvolumes', name: 'v', ...controller('persistent-volume-binder') },
          requestObject: { spec: { hostPath: { path: '/srv' }, claimRef: { name: 'claim' } } },
        }),
      ],
    ],
  },
})
