// DET-16: a request was made in another's name.

import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { ending, what, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const as = (username: string, ...groups: string[]) => ({ impersonatedUser: { username, groups } })
const flux = { user: 'system:serviceaccount:flux-system:kustomize-controller' }
const tenant = 'system:serviceaccount:shop:deployer'

export default defineDetection({
  id: 'DET-16',
  kind: 'event',
  title: 'Impersonation used',
  criteria: ['CC6.1', 'CC7.2'],
  severity: 'medium',
  select: { impersonated: true },
  settings: {
    // Flux applies a tenant's objects as the tenant's service account: https://fluxcd.io/flux/installation/configuration/multitenancy/
    deployers: [
      'system:serviceaccount:flux-system:kustomize-controller',
      'system:serviceaccount:flux-system:helm-controller',
    ],
  },
  hit(event, { deployers }) {
    if (event.outcome === null || event.impersonated === null || isOwnOfAws(event)) return undefined
    const { user, groups } = event.impersonated
    const isMaster = groups.includes('system:masters')
    const isTenant = user.startsWith('system:serviceaccount:') && !user.startsWith('system:serviceaccount:kube-system:')
    // Behind a service account's token stands no IAM principal: aws-auth can give anybody the name.
    if (isTenant && !isMaster && event.principal === null && deployers.includes(event.user)) return undefined
    const masters = isMaster ? ' with all rights (system:masters)' : ''
    return `${who(event)} acted as ${visible(user, 100)}${masters} to ${event.verb} ${what(event)}${ending(event)}`
  },
  respond:
    'Check that the actor is a tool that is meant to impersonate; remove the verb impersonate from it otherwise.',
  limits:
    'A deployer that the setting names may act as any service account outside of kube-system: what it does so is not told.',
  sameAs: ['Elastic Kubernetes API Request Impersonating Privileged Identity'],
  examples: {
    hit: [
      [example({ verb: 'list', resource: 'secrets', ...as('bob', 'system:authenticated') })],
      [example({ verb: 'get', resource: 'pods', namespace: 'prod', name: 'a', ...as('root', 'system:masters') })],
      [example({ verb: 'list', resource: 'secrets', ...as('bob'), code: 403, decision: 'forbid' })],
      [example({ verb: 'list', resource: 'pods', user: 'system:serviceaccount:kube-system:rancher', ...as('bob') })],
      [example({ verb: 'list', resource: 'pods', ...flux, ...as('alice') })],
      [example({ verb: 'list', resource: 'pods', ...flux, ...as(tenant, 'system:masters') })],
      [example({ verb: 'list', resource: 'pods', ...flux, ...as('system:serviceaccount:kube-system:default') })],
      [
        example({
          verb: 'list',
          resource: 'pods',
          user: 'eks:addon-manager',
          extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/build'] },
          ...as('bob'),
        }),
      ],
    ],
    miss: [
      [example({ verb: 'list', resource: 'secrets' })],
      [example({ verb: 'list', resource: 'pods', user: 'eks:authenticator', ...as('bob') })],
      [example({ verb: 'patch', resource: 'deployments', ...flux, ...as(tenant, 'system:serviceaccounts') })],
    ],
  },
})
