// DET-51: an identity that lives inside the cluster was used from the internet.

import { isPublic, peerOf } from '../audit-log/address.ts'
import { example } from '../audit-log/example.ts'
import { ending, what, who } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'

// Service accounts, nodes, and the control plane's own. EKS's services (`eks:`) call from AWS's public addresses all day.
const inside = /^system:(?!anonymous$)/

const from = (...sourceIPs: string[]) => ({ sourceIPs })
const cart = { user: 'system:serviceaccount:shop:cart', groups: ['system:serviceaccounts', 'system:authenticated'] }
const node = { user: 'system:node:ip-10-0-1-21.eu-west-1.compute.internal', groups: ['system:nodes'] }
const secret = { resource: 'secrets', namespace: 'shop', name: 'db', level: 'Metadata' }

export default defineDetection({
  id: 'DET-51',
  kind: 'event',
  title: 'Service account or node identity used from a public address',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'medium',
  select: { butNoise: true },
  hit(event) {
    if (event.outcome === null || !inside.test(event.user)) return undefined
    const peer = peerOf(event)
    if (!isPublic(peer)) return undefined
    return `${who(event)} came from public address ${peer} to ${event.verb} ${what(event)}${ending(event)}`
  },
  respond:
    'Find out whose address it is. Where it is no NAT gateway or node of the cluster, the token was stolen: delete the pod or service account it belongs to and look at what was done with it.',
  limits:
    "A cluster whose endpoint is public alone sees its nodes' and NAT gateways' public addresses: allow these by their cidrs. Reads and other requests that the machinery makes all day are not looked at, secrets apart. The address is the one that the API server saw: behind a proxy in the VPC everybody is inside.",
  sameAs: ['Panther Kubernetes System Principal Accessed from Non-Cloud Public IP'],
  examples: {
    hit: [
      [example({ verb: 'get', ...secret, ...cart, ...from('203.0.113.42') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('10.0.1.21', '203.0.113.42') })],
      [example({ verb: 'create', resource: 'pods', namespace: 'shop', ...node, ...from('2600:1f18::7') })],
      [example({ verb: 'list', ...secret, ...cart, ...from('::ffff:8.8.8.8'), code: 403, decision: 'forbid' })],
      [example({ verb: 'get', requestURI: '/api', ...cart, ...from('203.0.113.42') })],
      [example({ verb: 'delete', resource: 'pods', user: 'system:kube-scheduler', ...from('203.0.113.42') })],
    ],
    miss: [
      [example({ verb: 'get', ...secret, ...cart, ...from('10.0.1.21') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('203.0.113.42', '10.0.1.21') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('100.64.3.9') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('198.19.0.4') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('169.254.172.2') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('fd00:ec2::23') })],
      [example({ verb: 'get', ...secret, ...cart, ...from('::1') })],
      [example({ verb: 'get', ...secret, ...cart, ...from() })],
      [example({ verb: 'get', ...secret, ...from('203.0.113.42') })],
      [example({ verb: 'get', ...secret, user: 'eks:addon-manager', ...from('203.0.113.42') })],
      [example({ verb: 'get', ...secret, user: 'system:anonymous', ...from('203.0.113.42') })],
      [example({ verb: 'watch', resource: 'pods', ...cart, ...from('203.0.113.42') })],
    ],
  },
})
