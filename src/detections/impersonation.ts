// DET-16: a request was made in another's name.

import { example } from '../audit-log/example.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const as = (username: string, ...groups: string[]) => ({ impersonatedUser: { username, groups } })

export default defineDetection({
  id: 'DET-16',
  kind: 'event',
  title: 'Impersonation used',
  criteria: ['CC6.1', 'CC7.2'],
  severity: 'medium',
  select: { impersonated: true },
  hit(event) {
    if (event.outcome === null || event.impersonated === null || event.actorClass === 'aws-managed') return undefined
    const { user, groups } = event.impersonated
    const masters = groups.includes('system:masters') ? ' with all rights (system:masters)' : ''
    return `${who(event)} acted as ${visible(user, 100)}${masters} to ${event.verb} ${visible(event.resource || event.requestURI, 100)} ${target(event)}${ending(event)}`
  },
  respond:
    'Check that the actor is a tool that is meant to impersonate; remove the verb impersonate from it otherwise.',
  sameAs: ['Elastic kubernetes_user_impersonation'],
  examples: {
    hit: [
      [example({ verb: 'list', resource: 'secrets', ...as('bob', 'system:authenticated') })],
      [example({ verb: 'get', resource: 'pods', namespace: 'prod', name: 'a', ...as('root', 'system:masters') })],
      [example({ verb: 'list', resource: 'secrets', ...as('bob'), code: 403, decision: 'forbid' })],
      [example({ verb: 'list', resource: 'pods', user: 'system:serviceaccount:kube-system:rancher', ...as('bob') })],
    ],
    miss: [
      [example({ verb: 'list', resource: 'secrets' })],
      [example({ verb: 'list', resource: 'pods', user: 'eks:authenticator', ...as('bob') })],
    ],
  },
})
