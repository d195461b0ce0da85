// DET-34: somebody other than the cluster itself put or changed what runs beside the cluster's own parts.

import { isAsked } from '../audit-log/asked.ts'
import { askedPod, asking, podWrites } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { controller, patchEntry, podEntry, refusedEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { podMaker } from '../audit-log/pod-spec.ts'
import { ending } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'

const isBare = ({ body, requestObject }: AuditEvent): boolean => body === null && !Array.isArray(requestObject)

const spec = { containers: [{ name: 'a', image: 'a:1' }] }
const system = { namespace: 'kube-system', name: 'kube-proxy-x7k2p' }
const dns = { namespace: 'kube-system', name: 'coredns' }

export default defineDetection({
  id: 'DET-34',
  kind: 'event',
  title: 'Workload in kube-system or kube-public by a non-system actor',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'medium',
  // Nothing runs in kube-node-lease, which is as much the cluster's own.
  select: { ...podWrites, namespace: ['kube-system', 'kube-public', 'kube-node-lease'] },
  hit(event) {
    if (podMaker(event) === undefined || !isAsked(event) || isOwnOfAws(event)) return undefined
    // A change that is logged without its body may be any; one with it is told where it says what runs.
    const runs = event.verb === 'create' || isBare(event) || Object.keys(askedPod(event)?.spec ?? {}).length > 0
    return runs ? `${asking(event)}, beside the cluster's own parts${ending(event)}` : undefined
  },
  respond:
    'Ask the actor for the approved change; names like those of system pods are a disguise: delete what nobody answers for.',
  limits:
    "What EKS's own identities and the controllers write is not told, nor rehearsals (dryRun), nor merges that say nothing of the pod's spec.",
  sameAs: [
    'Falco Pod Created in Kube Namespace',
    'Sigma Creation Of Pod In System Namespace',
    'Panther Kubernetes Pod Created in System Namespace',
  ],
  examples: {
    hit: [
      [podEntry(spec, system)],
      [podEntry(spec, { ...system, namespace: 'kube-public' })],
      [templateEntry(spec, { ...dns, resource: 'daemonsets' })],
      [patchEntry('deployments', templateOf(spec), templateOf(spec), dns)],
      [refusedEntry('pods', system)],
      [refusedEntry('deployments', { ...dns, verb: 'patch' })],
      [podEntry(spec, { ...system, user: 'system:serviceaccount:kube-system:helm-controller' })],
      [podEntry(spec, { ...system, user: 'system:node:ip-10-0-1-17.ec2.internal' })],
      [
        patchEntry(
          'pods',
          { spec: { ephemeralContainers: [{}] } },
          {},
          { ...system, subresource: 'ephemeralcontainers' },
        ),
      ],
    ],
    miss: [
      [podEntry(spec)],
      [podEntry(spec, { ...system, ...controller('daemon-set-controller') })],
      [templateEntry(spec, { ...dns, user: 'eks:addon-manager', verb: 'update' })],
      [patchEntry('pods', { metadata: { annotations: { a: 'b' } } }, { spec }, system)],
      [patchEntry('deployments', { spec: { replicas: 2 } }, templateOf(spec), dns)],
      [podEntry(spec, { ...system, verb: 'delete' })],
      [podEntry(spec, { ...system, subresource: 'eviction' })],
      [templateEntry(spec, { ...dns, requestURI: '/apis/apps/v1/namespaces/kube-system/deployments?dryRun=All' })],
    ],
  },
})
