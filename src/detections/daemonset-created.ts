// DET-37: something was to run on every node.
import { isAsked } from '../audit-log/asked.ts'
import { asking } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { patchEntry, refusedEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { podMaker } from '../audit-log/pod-spec.ts'
import { ending } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'

const spec = { containers: [{ name: 'a', image: 'a:1' }] }
const every = { resource: 'daemonsets' }

export default defineDetection({
  id: 'DET-37',
  kind: 'event',
  title: 'DaemonSet created',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'low',
  select: { verb: ['create', 'patch'], resource: ['daemonsets'], subresource: [''] },
  hit(event) {
    // Add-ons come by EKS's own API, which CloudTrail records.
    if (podMaker(event) === undefined || !isAsked(event) || isOwnOfAws(event)) return undefined
    // Server-side apply creates by a patch what is not there yet.
    if (event.verb === 'patch' && event.code !== 201) return undefined
    return `${asking(event)}, which runs on every node that it selects${ending(event)}`
  },
  respond: 'Ask the actor for the approved change; delete the DaemonSet otherwise and look at the nodes it ran on.',
  limits: 'A server-side apply that was refused is not told: it may have been meant for one that was there.',
  sameAs: ['Panther Kubernetes DaemonSet Created', 'Splunk Kubernetes DaemonSet Deployed'],
  examples: {
    hit: [
      [templateEntry(spec, every)],
      [templateEntry(spec, { ...every, namespace: 'kube-system' })],
      [patchEntry('daemonsets', templateOf(spec), templateOf(spec), { code: 201 })],
      [refusedEntry('daemonsets')],
      [templateEntry(spec, { ...every, user: 'system:serviceaccount:argocd:argocd-application-controller' })],
      [templateEntry(spec, { ...every, responseObject: ['a'], requestObject: 'b' })],
    ],
    miss: [
      [templateEntry(spec, { ...every, verb: 'update', code: 200 })],
      [patchEntry('daemonsets', templateOf(spec), templateOf(spec))],
      [templateEntry(spec, { ...every, user: 'eks:addon-manager', namespace: 'kube-system' })],
      [templateEntry(spec, { ...every, apiGroup: 'apps.kruise.io' })],
      [templateEntry(spec, { ...every, requestURI: '/apis/apps/v1/namespaces/shop/daemonsets?dryRun=All' })],
      [templateEntry(spec)],
    ],
  },
})
