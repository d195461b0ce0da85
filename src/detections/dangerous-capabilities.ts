// DET-32: a container was to get rights of the kernel by which it can leave its walls.
import { type AskedPod, askedAnew, askedFor, namesOf, podWrites, templateLimits } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { listed } from '../audit-log/members.ts'
import { isTrue } from '../audit-log/security-context.ts'
import { said } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const dangerous = [
  ...['ALL', 'AUDIT_CONTROL', 'BPF', 'CHECKPOINT_RESTORE', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'MAC_ADMIN'],
  ...['MAC_OVERRIDE', 'NET_ADMIN', 'NET_RAW', 'PERFMON', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_MODULE', 'SYS_PTRACE'],
  ...['SYS_RAWIO', 'SYSLOG'],
]

// As runtimes read it: in any case. With the prefix some refuse it, and some take it.
const nameOf = (value: unknown): string => said(value).trim().toUpperCase().replace(/^CAP_/, '')

const added = ({ securityContext: its }: Record<string, unknown>): string[] =>
  isRecord(its) && isRecord(its.capabilities) ? listed(its.capabilities.add).map(nameOf) : []

// A mesh puts one into each pod as it is made, that sets up the network of the pod and ends. No template has it: whoever writes it
// into one is told.
const injected = ['istio-init', 'linkerd-init']
const ofNetwork = (name: string): boolean => name === 'NET_ADMIN' || name === 'NET_RAW'
const meshed = (event: AuditEvent, { spec }: AskedPod, names: readonly string[]) => {
  const isMade = isOwnOfAws(event) && !isTrue(spec.hostNetwork)
  const first: ReadonlySet<unknown> = new Set(isMade ? listed(spec.initContainers) : [])
  return (one: Record<string, unknown>): boolean => first.has(one) && names.some((name) => name === one.name)
}

const adds = (...add: unknown[]) => ({ containers: [{ name: 'a', securityContext: { capabilities: { add } } }] })
const [first] = adds('SYS_PTRACE').containers
const mesh = (name: string, ...add: string[]) => ({
  containers: [{ name: 'a' }],
  initContainers: [{ name, securityContext: { capabilities: { add } } }],
})

export default defineDetection({
  id: 'DET-32',
  kind: 'event',
  title: 'Dangerous capabilities',
  criteria: ['CC6.8'],
  severity: 'medium',
  select: podWrites,
  settings: { dangerous, injected },
  hit(event, { dangerous, injected }) {
    const wanted = new Set(dangerous.map(nameOf))
    const pod = askedAnew(event)
    const found = (pod?.containers ?? []).map((one) => ({
      one,
      names: added(one).filter((name) => wanted.has(name)),
    }))
    const isMesh = pod ? meshed(event, pod, injected) : () => false
    const which = found.filter(({ one, names }) => names.length > 0 && !(isMesh(one) && names.every(ofNetwork)))
    if (which.length === 0) return undefined
    const names = [...new Set(which.flatMap(({ names }) => names))].sort().join(', ')
    return askedFor(event, `${names} in container ${namesOf(which.map(({ one }) => one))}`)
  },
  respond:
    'Ask the actor which of the capabilities the container needs; ALL and SYS_ADMIN are as good as privileged: treat them so.',
  limits: `${templateLimits} In a pod that a controller makes, an init container by a name of \`injected\` may have NET_ADMIN and NET_RAW, over the pod's own network.`,
  sameAs: [
    'Elastic Kubernetes Container Created with Excessive Linux Capabilities',
    'Panther Kubernetes Pod with Dangerous Linux Capabilities',
  ],
  examples: {
    hit: [
      [podEntry(mesh('istio-init', 'NET_ADMIN', 'NET_RAW'))],
      [templateEntry(mesh('istio-init', 'NET_ADMIN'))],
      [podEntry(mesh('istio-init', 'NET_ADMIN', 'SYS_ADMIN'), controller('replicaset-controller'))],
      [podEntry(mesh('cart-init', 'NET_ADMIN'), controller('replicaset-controller'))],
      [podEntry({ hostNetwork: true, ...mesh('istio-init', 'NET_ADMIN') }, controller('replicaset-controller'))],
      [podEntry({ containers: mesh('istio-init', 'NET_ADMIN').initContainers }, controller('replicaset-controller'))],
      [podEntry(adds('SYS_ADMIN'))],
      [podEntry(adds('CHOWN', 'CAP_SYS_PTRACE'))],
      [podEntry(adds('all'))],
      [podEntry({ initContainers: adds('NET_ADMIN').containers })],
      [podEntry({ containers: { a: { securityContext: { capabilities: { add: 'BPF' } } } } }, { code: 400 })],
      [podEntry({ containers: [{ securityContext: { capabilities: { add: { 0: 'SYS_MODULE' } } } }] }, { code: 400 })],
      [
        patchEntry('pods', { spec: { ephemeralContainers: [first] } }, undefined, {
          subresource: 'ephemeralcontainers',
        }),
      ],
      [templateEntry(adds('SYS_MODULE'), { resource: 'daemonsets', verb: 'update' })],
      [templateEntry(adds('DAC_READ_SEARCH'), { resource: 'cronjobs' })],
      [
        patchEntry(
          'deployments',
          [{ op: 'add', path: '/spec/template/spec/containers/0/securityContext/capabilities/add/-', value: 'BPF' }],
          templateOf(adds('BPF')),
        ),
      ],
      [podEntry(adds('SYS_RAWIO'), controller('replicaset-controller'))],
      { log: [podEntry(adds('CAP_IPC_LOCK'))], settings: { dangerous: ['IPC_LOCK'] } },
    ],
    miss: [
      [podEntry(mesh('istio-init', 'NET_ADMIN', 'NET_RAW'), controller('replicaset-controller'))],
      [podEntry(adds('NET_BIND_SERVICE', 'CHOWN', 'IPC_LOCK', 7, null))],
      [podEntry({ containers: [{ securityContext: { capabilities: { drop: ['ALL'], add: null } } }] })],
      [podEntry({ containers: [{ securityContext: { capabilities: 'SYS_ADMIN' } }] })],
      [podEntry(adds('NET_ADMIN'), { ...controller('daemon-set-controller'), namespace: 'kube-system' })],
      [patchEntry('deployments', { spec: { paused: true } }, templateOf(adds('SYS_ADMIN')))],
      { log: [podEntry(adds('SYS_ADMIN'))], settings: { dangerous: ['BPF'] } },
    ],
  },
})
