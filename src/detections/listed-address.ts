// DET-52: a request came from an address that a list of the customer's names: exits of Tor, scanners, a former partner.

import { namedBy } from '../audit-log/address.ts'
import { example } from '../audit-log/example.ts'
import { ending, what, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const listed = (log: unknown[], ...cidrs: string[]) => ({ log, settings: { cidrs } })
const from = (...sourceIPs: string[]) => [example({ verb: 'list', resource: 'pods', namespace: 'shop', sourceIPs })]

export default defineDetection({
  id: 'DET-52',
  kind: 'event',
  title: 'Request from a listed address',
  criteria: ['CC6.6', 'CC7.2'],
  severity: 'high',
  select: { butNoise: true },
  settings: { cidrs: [] as string[] },
  hit(event, { cidrs }) {
    if (cidrs.length === 0 || event.outcome === null) return undefined
    // Such addresses try every endpoint that is public, all day.
    if (event.actorClass === 'anonymous' && event.outcome === 'denied') return undefined
    // Whoever writes a listed address into a header accuses nobody but themselves.
    const found = event.sourceIPs.filter(namedBy(cidrs))
    if (found.length === 0) return undefined
    return `${who(event)} came from listed address ${visible(found.join(', '), 100)} to ${event.verb} ${what(event)}${ending(event)}`
  },
  respond:
    'Treat the identity as stolen: end its sessions, look at what it did, and keep the address from the endpoint (publicAccessCidrs).',
  limits:
    'It tells nothing until the setting cidrs lists addresses, and knows no list of its own. Requests without an identity that were refused are not told. Reads and other requests that the machinery makes all day are not looked at, secrets apart.',
  sameAs: [
    'GuardDuty Discovery:Kubernetes/MaliciousIPCaller.Custom',
    'GuardDuty Discovery:Kubernetes/TorIPCaller',
    'Panther Kubernetes API Activity from Tor Exit Node',
  ],
  examples: {
    hit: [
      listed(from('203.0.113.42'), '203.0.113.0/24'),
      listed(from('203.0.113.42'), '192.0.2.1', '203.0.113.42'),
      listed(from('203.0.113.42', '10.0.1.21'), '203.0.113.42/32'),
      listed(from('2001:db8::7'), '2001:db8::/32'),
      listed(from('::ffff:203.0.113.42'), '203.0.113.42'),
      listed(
        [
          example({
            verb: 'get',
            requestURI: '/api',
            user: 'system:anonymous',
            sourceIPs: ['203.0.113.42'],
          }),
        ],
        '203.0.113.42',
      ),
      listed(from('198.51.100.7'), 'everybody'),
    ],
    miss: [
      from('203.0.113.42'),
      listed(from('198.51.100.7'), '203.0.113.0/24'),
      listed(from(), '203.0.113.0/24'),
      listed(
        [
          example({
            verb: 'get',
            requestURI: '/api',
            user: 'system:anonymous',
            sourceIPs: ['203.0.113.42'],
            code: 403,
            decision: 'forbid',
          }),
        ],
        '203.0.113.42',
      ),
      listed(from('203.0.113.42 '), '203.0.113.0/24'),
      listed(
        [
          example({
            verb: 'watch',
            resource: 'pods',
            user: 'system:serviceaccount:shop:cart',
            sourceIPs: ['203.0.113.42'],
          }),
        ],
        '203.0.113.0/24',
      ),
    ],
  },
})
