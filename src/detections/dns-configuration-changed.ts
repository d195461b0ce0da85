// DET-41: what the cluster's names resolve to was changed: the configuration of CoreDNS.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

const dns = { resource: 'configmaps', namespace: 'kube-system', name: 'coredns', level: 'Metadata' }
// NodeLocal DNSCache answers ahead of CoreDNS where it is installed.
const names = ['coredns', 'node-local-dns']

export default defineDetection({
  id: 'DET-41',
  kind: 'event',
  title: 'CoreDNS configuration changed',
  criteria: ['CC6.6', 'A1.2'],
  severity: 'high',
  select: { verb: writes, resource: ['configmaps'], subresource: [''], namespace: ['kube-system'] },
  hit(event) {
    const all = event.verb === 'deletecollection' && event.name === ''
    if (!isAsked(event) || event.apiGroup !== '' || (!names.includes(event.name) && !all)) return undefined
    // The add-on's own update writes it, and EKS's API was asked for that.
    if (isOwnOfAws(event)) return undefined
    return `${who(event)} asked to ${event.verb} the configuration of the cluster's DNS, ${all ? 'with every ConfigMap of kube-system' : target(event)}${ending(event)}`
  },
  respond:
    'Compare the Corefile with its repository or with the add-on of the same version; look for rewrite, forward, hosts and template.',
  limits:
    'EKS logs the request without the Corefile: what changed is not known. Changes that EKS makes when the add-on is updated are not told, and rehearsals (dryRun) are not.',
  sameAs: ['Elastic Kubernetes CoreDNS or Kube-DNS Configuration Modified'],
  examples: {
    hit: [
      [example({ verb: 'update', ...dns })],
      [example({ verb: 'patch', ...dns, user: 'system:serviceaccount:argocd:argocd-application-controller' })],
      [example({ verb: 'delete', ...dns })],
      [example({ verb: 'create', ...dns, code: 201 })],
      [example({ verb: 'patch', ...dns, code: 403, decision: 'forbid' })],
      [example({ verb: 'deletecollection', resource: 'configmaps', namespace: 'kube-system', level: 'Metadata' })],
      [example({ verb: 'update', ...dns, name: 'node-local-dns' })],
      [example({ verb: 'patch', ...dns, user: 'eks:addon-manager', extra: { arn: ['arn:aws:iam::1:role/Ci'] } })],
    ],
    miss: [
      [example({ verb: 'patch', ...dns, user: 'eks:addon-manager' })],
      [example({ verb: 'get', ...dns })],
      [example({ verb: 'update', ...dns, namespace: 'shop' })],
      [example({ verb: 'update', ...dns, name: 'coredns-custom' })],
      [example({ verb: 'patch', ...dns, requestURI: '/api/v1/namespaces/kube-system/configmaps/coredns?dryRun=All' })],
      [example({ verb: 'update', ...dns, stage: 'RequestReceived' })],
    ],
  },
})
