// DET-01: somebody without any identity was let in.

import { isLoopback, isPublic, peerOf } from '../audit-log/address.ts'
import { example } from '../audit-log/example.ts'
import { isOpenPath } from '../audit-log/open-path.ts'
import { ending, what } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const anonymous = { user: 'system:anonymous', groups: ['system:unauthenticated'] }

export default defineDetection({
  id: 'DET-01',
  kind: 'event',
  title: 'Anonymous request allowed',
  criteria: ['CC6.1', 'CC7.2'],
  severity: 'high',
  // A user without a name is what a request has that could not log in.
  select: { user: ['system:anonymous', ''] },
  // On where the endpoint is private, and nobody of the internet comes by to try.
  settings: { refused: false as boolean, openFromInternet: false as boolean },
  hit(event, { refused, openFromInternet }) {
    // What connects from the control plane's own machine is its own check of itself: AWS runs nobody else there.
    if (event.outcome === null || isLoopback(peerOf(event))) return undefined
    // Who is let in and asks for what is not there, or is stopped by admission alone, was let in.
    const isLetIn = event.outcome === 'allowed' || event.decision === 'allow'
    const isTold = isOpenPath(event) ? openFromInternet && isPublic(peerOf(event)) : isLetIn || refused
    if (!isTold) return undefined
    return `an anonymous client at ${visible(event.sourceIPs.join(', '), 100) || 'an unknown address'} ${isLetIn ? 'was allowed' : 'asked'} to ${event.verb} ${what(event)}${ending(event)}`
  },
  respond:
    'Find the binding that grants system:anonymous or system:unauthenticated (the reason of the decision names it) and remove it; review what the address did.',
  limits:
    'Health and version, which every cluster tells anybody, and what was refused, which scanners of the internet try on every public endpoint, are told only where the settings say so.',
  sameAs: [
    'Falco Anonymous Request Allowed',
    'Elastic Kubernetes Anonymous Request Authorized by Unusual User Agent',
    'GuardDuty Discovery:Kubernetes/SuccessfulAnonymousAccess',
    'Panther Kubernetes Anonymous API Access Detected',
  ],
  examples: {
    hit: [
      [example({ verb: 'list', resource: 'secrets', ...anonymous, level: 'Metadata' })],
      [example({ verb: 'get', requestURI: '/api/v1/../../version/secret', ...anonymous })],
      [example({ verb: 'create', resource: 'pods', namespace: 'default', name: 'x', ...anonymous, code: 201 })],
      [example({ verb: 'get', resource: 'pods', namespace: 'default', name: 'gone', ...anonymous, code: 404 })],
      [example({ verb: 'create', resource: 'pods', namespace: 'default', ...anonymous, code: 403, decision: 'allow' })],
      [example({ verb: 'list', resource: 'pods', user: '', groups: [] })],
      [example({ verb: 'list', resource: 'pods', ...anonymous, sourceIPs: ['127.0.0.1', '203.0.113.5'] })],
      {
        log: [example({ verb: 'list', resource: 'secrets', ...anonymous, code: 403, decision: 'forbid' })],
        settings: { refused: true },
      },
      { log: [example({ verb: 'get', requestURI: '/version', ...anonymous })], settings: { openFromInternet: true } },
    ],
    miss: [
      [example({ verb: 'get', requestURI: '/version', ...anonymous })],
      [example({ verb: 'get', requestURI: '/readyz?verbose', ...anonymous })],
      [example({ verb: 'list', resource: 'secrets', ...anonymous, code: 403, decision: 'forbid' })],
      [example({ verb: 'list', resource: 'secrets', ...anonymous, stage: 'RequestReceived' })],
      [example({ verb: 'list', resource: 'secrets' })],
      [example({ verb: 'get', requestURI: '/debug', ...anonymous, sourceIPs: ['127.0.0.1'] })],
      {
        log: [example({ verb: 'get', requestURI: '/livez', ...anonymous, sourceIPs: ['10.0.1.5'] })],
        settings: { openFromInternet: true, refused: true },
      },
    ],
  },
})
