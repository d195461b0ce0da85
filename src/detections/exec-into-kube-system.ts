// DET-23: a session was opened in a container of the cluster's own services.

import { example } from '../audit-log/example.ts'
import { sessionOpened } from '../audit-log/session.ts'
import { defineDetection } from '../detection.ts'

const dns = { resource: 'pods', namespace: 'kube-system', name: 'coredns-6799fbcd5-7wq2k', code: 101 }
const started = { stage: 'ResponseStarted' } as const

export default defineDetection({
  id: 'DET-23',
  kind: 'event',
  title: 'Exec or attach in kube-system',
  criteria: ['CC7.2'],
  severity: 'high',
  select: {
    verb: ['create', 'get'],
    resource: ['pods'],
    subresource: ['exec', 'attach'],
    namespace: ['kube-system'],
  },
  hit: sessionOpened,
  respond: 'Ask the actor for the ticket; rotate what the pod can read.',
  sameAs: ['GuardDuty Execution:Kubernetes/ExecInKubeSystemPod'],
  examples: {
    hit: [
      [example({ verb: 'get', ...dns, subresource: 'exec', ...started })],
      [example({ verb: 'create', ...dns, subresource: 'attach', ...started })],
      [example({ verb: 'get', ...dns, subresource: 'exec', code: 403, decision: 'forbid' })],
    ],
    miss: [
      [example({ verb: 'get', ...dns, subresource: 'exec', ...started, namespace: 'shop' })],
      [example({ verb: 'get', ...dns, ...started })],
    ],
  },
})
