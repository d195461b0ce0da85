// DET-19: one actor read, or tried to read, many secrets within an hour.

import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { isExcepted, isSecret, ofHelm, reads } from '../audit-log/secret-reads.ts'
import { defineDetection } from '../detection.ts'

const shop = { resource: 'secrets', namespace: 'shop', level: 'Metadata' }
const reading = (count: number, more: object = {}, name = 'key') =>
  Array.from({ length: count }, (_, at) =>
    example({
      verb: 'get',
      ...shop,
      name: `${name}-${at}`,
      auditID: `5c9e0b6a-4c1f-4f53-9d0e-1f0b7c3a9d${String(at).padStart(2, '0')}`,
      ...more,
    }),
  )
const listing = Array.from({ length: 20 }, (_, at) =>
  example({ verb: 'list', ...shop, namespace: `team-${at}`, auditID: `4c9e0b6a-4c1f-4f53-9d0e-1f0b7c3a9d${at + 10}` }),
)

export default defineDetection({
  id: 'DET-19',
  kind: 'distinct',
  title: 'Many secrets read by one actor',
  criteria: ['CC7.2'],
  severity: 'medium',
  select: { verb: reads, resource: ['secrets'], subresource: [''] },
  settings: { atLeast: 20, except: [ofHelm] },
  things: 'secrets',
  each(event, { except }) {
    // Kubelets read the secrets of each pod that comes to their node, by name, and may read no others (the Node authorizer).
    if (event.actorClass === 'node' || isOwnOfAws(event)) return undefined
    if (event.outcome === null || !isSecret(event) || isExcepted(event, except)) return undefined
    return `${event.namespace || '*'}/${event.name || '*'}`
  },
  respond:
    'An operator whose work it is: allow it by name. Anybody else: find out what was allowed, and rotate what was read.',
  limits:
    'Kubelets are not counted: they read the secrets of the pods on their node all day, and what is stolen from one shows elsewhere (DET-51). A list counts as one, whatever it holds (DET-18). Patches that are not stored (dryRun) are answered with the secret and are not counted: Flux has all it applies rehearsed so.',
  sameAs: [
    'Elastic Kubernetes Rapid Secret GET Activity Against Multiple Objects',
    'Panther Kubernetes Secret Enumeration by a User',
  ],
  examples: {
    hit: [
      reading(20),
      reading(25, { code: 403, decision: 'forbid' }),
      reading(20, { user: 'system:serviceaccount:shop:cart', groups: ['system:serviceaccounts'] }),
      listing,
      { log: reading(3), settings: { atLeast: 3 } },
    ],
    miss: [
      reading(19),
      [...reading(19), ...reading(19, { auditID: '3c9e0b6a-4c1f-4f53-9d0e-1f0b7c3a9d21' })],
      [...reading(10), ...reading(19, { user: 'bob' })],
      reading(40, {}, 'sh.helm.release.v1.cart.v'),
      reading(60, { user: 'system:node:ip-10-0-0-1.eu-west-1.compute.internal' }),
      reading(30, { user: 'system:serviceaccount:kube-system:generic-garbage-collector' }),
      reading(30, { apiGroup: 'vault.example.com' }),
    ],
  },
})
