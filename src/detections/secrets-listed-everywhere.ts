// DET-18: somebody was given the secrets of all namespaces at once.

import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { isAnsweredWhole, isExcepted, isSecret, ofHelm, secretTold } from '../audit-log/secret-reads.ts'
import { defineDetection } from '../detection.ts'

const all = { resource: 'secrets', level: 'Metadata', requestURI: '/api/v1/secrets?limit=500' }
const watching = (query: string) => ({ ...all, verb: 'watch', requestURI: `/api/v1/secrets?${query}` })
const started = { stage: 'ResponseStarted' } as const
const operator = {
  user: 'system:serviceaccount:external-secrets:external-secrets',
  groups: ['system:serviceaccounts'],
}

export default defineDetection({
  id: 'DET-18',
  kind: 'event',
  title: 'Secrets listed across all namespaces',
  criteria: ['CC6.1', 'CC7.2'],
  severity: 'medium',
  select: { verb: ['list', 'watch'], resource: ['secrets'], subresource: [''], namespace: [''] },
  settings: { except: [ofHelm] },
  hit(event, { except }) {
    if (event.outcome === null || !isSecret(event) || isExcepted(event, except)) return undefined
    // The control plane's own caches hold every object there is.
    if (isOwnOfAws(event) || !isAnsweredWhole(event)) return undefined
    return secretTold(event)
  },
  respond:
    'An operator that starts: give it the namespaces or names that it needs, or allow it by name. Anybody else: hold every secret of the cluster for read, and rotate them.',
  limits:
    'A watch that goes on from a version read before is not told: controllers renew theirs every few minutes. Listing namespace by namespace is DET-19. Reads of what Helm keeps of its releases are not told unless `except` is emptied.',
  sameAs: [
    'Elastic Kubernetes Secrets List Across Cluster or Sensitive Namespaces',
    'Sigma Secrets Enumeration',
    'Panther Kubernetes All Secrets Dumped Across Namespaces',
    'Stratus k8s.credential-access.dump-secrets',
  ],
  examples: {
    hit: [
      [example({ verb: 'list', ...all })],
      [example({ verb: 'list', ...all, ...operator })],
      [example({ verb: 'list', ...all, requestURI: '/api/v1/secrets?limit=500&continue=eyJ2IjoibWV0YS5rOHMuaW8v' })],
      [example({ verb: 'list', ...all, requestURI: '/api/v1/secrets?fieldSelector=type%3DOpaque' })],
      [example({ verb: 'list', ...all, user: 'system:node:ip-10-0-0-1', code: 403, decision: 'forbid' })],
      [example({ ...watching('watch=true'), ...operator, ...started })],
      [example({ ...watching('resourceVersion=0&watch=1'), ...started })],
      [example({ ...watching('sendInitialEvents=true&resourceVersion=12&watch=true'), ...operator, ...started })],
      [example({ verb: 'list', ...all, user: 'eks:addon-manager', extra: { arn: ['arn:aws:iam::1:role/Ci'] } })],
    ],
    miss: [
      [example({ ...watching('resourceVersion=81&watch=true'), ...operator, ...started })],
      [example({ ...watching('resourceVersion=81&sendInitialEvents=false&watch=true'), ...started })],
      [example({ verb: 'list', ...all, namespace: 'shop', requestURI: '/api/v1/namespaces/shop/secrets?limit=500' })],
      [example({ verb: 'list', ...all, user: 'system:kube-controller-manager' })],
      [example({ verb: 'list', ...all, user: 'system:serviceaccount:kube-system:generic-garbage-collector' })],
      [example({ verb: 'list', ...all, requestURI: '/api/v1/secrets?labelSelector=owner%3Dhelm' })],
      [example({ verb: 'list', ...all, resource: 'configmaps' })],
      [example({ verb: 'list', ...all, stage: 'RequestReceived' })],
    ],
  },
})
