// DET-22: a session was opened in a running container, by SPDY (verb create) or by websocket (verb get).

import { example } from '../audit-log/example.ts'
import { sessionOpened } from '../audit-log/session.ts'
import { defineDetection } from '../detection.ts'

const shop = { resource: 'pods', namespace: 'shop', name: 'cart-0', code: 101 }
const started = { stage: 'ResponseStarted' } as const

export default defineDetection({
  id: 'DET-22',
  kind: 'event',
  title: 'Exec or attach into a pod',
  criteria: ['CC6.8', 'CC7.2'],
  severity: 'medium',
  select: { verb: ['create', 'get'], resource: ['pods'], subresource: ['exec', 'attach'] },
  hit: sessionOpened,
  respond:
    'Ask the actor for the ticket. What was typed in the session is not in the audit log: look at the pod and its node.',
  limits:
    'The log holds the command that opened a session, and of an attach none. Sessions through nodes/proxy are DET-28.',
  sameAs: [
    'Falco Attach/Exec Pod',
    'Elastic Kubernetes User Exec into Pod',
    'Sigma Potential Remote Command Execution In Pod Container',
    'Panther Kubernetes Exec Into Pod',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', ...shop, subresource: 'exec', ...started })],
      [example({ verb: 'get', ...shop, subresource: 'exec', ...started })],
      [example({ verb: 'get', ...shop, subresource: 'attach', ...started })],
      [example({ verb: 'create', ...shop, subresource: 'exec', code: 403, decision: 'forbid' })],
      [
        example({ verb: 'create', ...shop, subresource: 'exec', ...started }),
        example({ verb: 'create', ...shop, subresource: 'exec' }),
      ],
    ],
    miss: [
      [example({ verb: 'get', ...shop, ...started })],
      [example({ verb: 'get', ...shop, subresource: 'log', code: 200 })],
      [example({ verb: 'create', ...shop, subresource: 'portforward', ...started })],
      [example({ verb: 'create', ...shop, subresource: 'exec', stage: 'RequestReceived' })],
    ],
  },
})
