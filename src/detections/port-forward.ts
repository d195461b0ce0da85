// DET-26: a way from somebody's machine to a port of a pod was opened, past every network policy.

import { example } from '../audit-log/example.ts'
import { parametersOf } from '../audit-log/request-uri.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { begins } from '../audit-log/session.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const db = { resource: 'pods', subresource: 'portforward', namespace: 'shop', name: 'db-0', code: 101 }
const started = { stage: 'ResponseStarted' } as const

export default defineDetection({
  id: 'DET-26',
  kind: 'event',
  title: 'Port-forward to a pod',
  criteria: ['CC6.6', 'CC7.2'],
  severity: 'low',
  select: { resource: ['pods'], subresource: ['portforward'] },
  hit(event) {
    if (!begins(event)) return undefined
    const ports = parametersOf(event.requestURI).get('ports') ?? []
    const which = ports.length > 0 ? `port ${visible(ports.join(', '), 40)}` : 'a port'
    return `${who(event)} asked to forward ${which} of pod ${target(event)} to their own machine${ending(event)}`
  },
  respond: 'Ask the actor for the reason where the pod holds data of customers; give the work a service of its own.',
  limits:
    'Which port it was is in the log only where the client says so in the address, and what went through it never.',
  sameAs: ['Falco port-forward'],
  examples: {
    hit: [
      [example({ verb: 'create', ...db, ...started })],
      [
        example({
          verb: 'get',
          ...db,
          ...started,
          requestURI: '/api/v1/namespaces/shop/pods/db-0/portforward?ports=5432',
        }),
      ],
      [example({ verb: 'create', ...db, code: 403, decision: 'forbid' })],
      [example({ verb: 'create', ...db, ...started }), example({ verb: 'create', ...db })],
    ],
    miss: [
      [example({ verb: 'create', ...db })],
      [example({ verb: 'create', ...db, stage: 'RequestReceived' })],
      [example({ verb: 'create', ...db, subresource: 'exec', ...started })],
      [example({ verb: 'get', ...db, subresource: 'log', code: 200 })],
    ],
  },
})
