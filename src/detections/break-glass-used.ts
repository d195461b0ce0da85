// DET-55: somebody used the rights that nothing in the cluster can limit.

import { anyPattern } from '../arn-pattern.ts'
import { namesOf } from '../audit-log/allow.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { ending, what, who } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'

// What kubectl asks before each command: which APIs there are.
const isDiscovery = ({ resource, verb }: AuditEvent): boolean => resource === '' && verb === 'get'

const whyOf = (event: AuditEvent, principals: readonly string[]): string | undefined => {
  if (event.groups.includes('system:masters')) return 'with all rights (system:masters)'
  return namesOf(event).some(anyPattern(principals)) ? 'as a break-glass principal' : undefined
}

const masters = { groups: ['system:masters', 'system:authenticated'] }
const admin = { user: 'kubernetes-admin', groups: ['system:authenticated'] }
const addons = { user: 'eks:addon-manager', ...masters }
const pods = { resource: 'pods', namespace: 'shop', name: 'cart-0' }
const manager = 'arn:aws:sts::782030699418:assumed-role/AWSWesleyClusterManagerLambda-Add-AddonManagerRole-1A/x'

export default defineDetection({
  id: 'DET-55',
  kind: 'event',
  title: 'Break-glass rights used',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'medium',
  select: { butNoise: true },
  // kubernetes-admin: who made the cluster, where aws-auth decides. Access entries show who did by the ARN alone: list it here.
  settings: { principals: ['kubernetes-admin'] },
  hit(event, { principals }) {
    if (event.outcome === null || isDiscovery(event) || isOwnOfAws(event)) return undefined
    const why = whyOf(event, principals)
    if (why === undefined) return undefined
    return `${who(event)} acted ${why} to ${event.verb} ${what(event)}${ending(event)}`
  },
  respond:
    'Ask for the emergency that this was for. Daily work needs a role of its own: give it by an access entry with a policy, and keep system:masters for nobody.',
  limits:
    'Access entries cannot give system:masters: an administrator by EKS policy is told only when the setting names the principal. Requests for the list of APIs are not told, nor what the machinery reads all day, even with these rights.',
  sameAs: ['Falco Full K8s Administrative Access'],
  examples: {
    hit: [
      [example({ verb: 'delete', ...pods, ...masters })],
      [example({ verb: 'list', resource: 'pods', ...admin })],
      [example({ verb: 'post', requestURI: '/logs', ...masters })],
      [
        example({
          verb: 'delete',
          ...pods,
          ...addons,
          extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/build'] },
        }),
      ],
      [example({ verb: 'delete', ...pods, user: 'system:serviceaccount:shop:cart', ...masters })],
      {
        log: [example({ verb: 'list', resource: 'pods' })],
        settings: { principals: ['arn:aws:iam::*:role/ClusterAdmin'] },
      },
    ],
    miss: [
      [example({ verb: 'delete', ...pods })],
      [example({ verb: 'delete', ...pods, ...addons, extra: { arn: [manager] } })],
      [example({ verb: 'create', ...pods, user: 'system:apiserver', ...masters })],
      [example({ verb: 'get', requestURI: '/apis?timeout=32s', ...masters })],
      [example({ verb: 'delete', ...pods, ...masters, stage: 'RequestReceived' })],
      [example({ verb: 'delete', ...pods, groups: ['system:masters-of-ceremony'] })],
      { log: [example({ verb: 'list', resource: 'pods', ...admin })], settings: { principals: [] } },
    ],
  },
})
