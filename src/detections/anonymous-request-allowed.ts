// DET-01: somebody without any identity was let in.

import { example } from '../audit-log/example.ts'
import { ending, target } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

// What every cluster answers to anybody: load balancers and clients ask for it before they log in.
const open = /^\/(healthz|livez|readyz|version)(\/[\w/-]*)?$/

const anonymous = { user: 'system:anonymous', groups: ['system:unauthenticated'] }

export default defineDetection({
  id: 'DET-01',
  kind: 'event',
  title: 'Anonymous request allowed',
  criteria: ['CC6.1', 'CC7.2'],
  severity: 'high',
  select: { user: ['system:anonymous'] },
  hit(event) {
    const path = event.requestURI.split('?')[0] ?? ''
    if (event.outcome !== 'allowed' || (open.test(path) && event.verb === 'get')) return undefined
    const what = event.resource === '' ? visible(path, 150) : `${visible(event.resource, 60)} ${target(event)}`
    return `an anonymous client at ${visible(event.sourceIPs.join(', '), 100) || 'an unknown address'} was allowed to ${event.verb} ${what}${ending(event)}`
  },
  respond:
    'Find the binding that grants system:anonymous or system:unauthenticated (the reason of the decision names it) and remove it; review what the address did.',
  sameAs: ['Falco Anonymous Request Allowed', 'GuardDuty SuccessfulAnonymousAccess'],
  examples: {
    hit: [
      [example({ verb: 'list', resource: 'secrets', ...anonymous, level: 'Metadata' })],
      [example({ verb: 'get', requestURI: '/api/v1/../../version/secret', ...anonymous })],
      [example({ verb: 'create', resource: 'pods', namespace: 'default', name: 'x', ...anonymous, code: 201 })],
    ],
    miss: [
      [example({ verb: 'get', requestURI: '/version', ...anonymous })],
      [example({ verb: 'get', requestURI: '/readyz?verbose', ...anonymous })],
      [example({ verb: 'list', resource: 'secrets', ...anonymous, code: 403, decision: 'forbid' })],
      [example({ verb: 'list', resource: 'secrets', ...anonymous, stage: 'RequestReceived' })],
      [example({ verb: 'list', resource: 'secrets' })],
    ],
  },
})
