// DET-21: a secret was made, changed or taken away.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { isExcepted, isSecret, ofHelm, secretTold } from '../audit-log/secret-reads.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

const db = { resource: 'secrets', namespace: 'shop', name: 'db-password', level: 'Metadata' }
const dry = '/api/v1/namespaces/shop/secrets/db-password?dryRun=All&fieldManager=kubectl'

export default defineDetection({
  id: 'DET-21',
  kind: 'event',
  title: 'Secret created, changed or deleted',
  criteria: ['CC6.1', 'CC8.1'],
  severity: 'low',
  select: { verb: writes, resource: ['secrets'], subresource: [''] },
  settings: { except: [ofHelm] },
  hit(event, { except }) {
    if (!isAsked(event) || !isSecret(event) || isExcepted(event, except)) return undefined
    // Namespaces that are emptied, tokens that nobody used: somebody else decided.
    return isOwnOfAws(event) ? undefined : secretTold(event)
  },
  respond:
    'For the record: join it with the change that explains it, and look at who reads the secret where none does.',
  limits:
    'EKS logs no bodies of secrets: whether the value or a label changed is not known. Rehearsals (dryRun) and what Helm keeps of its releases are not told.',
  sameAs: ['Sigma Kubernetes Secrets Modified or Deleted', 'Falco K8s Secret Created', 'Falco K8s Secret Deleted'],
  examples: {
    hit: [
      [example({ verb: 'create', ...db, code: 201 })],
      [example({ verb: 'update', ...db })],
      [example({ verb: 'patch', ...db })],
      [example({ verb: 'delete', ...db })],
      [example({ verb: 'deletecollection', resource: 'secrets', namespace: 'shop', level: 'Metadata' })],
      [example({ verb: 'delete', ...db, code: 403, decision: 'forbid' })],
      [example({ verb: 'patch', ...db, user: 'system:serviceaccount:external-secrets:external-secrets' })],
      [example({ verb: 'delete', ...db, requestURI: dry })],
    ],
    miss: [
      [example({ verb: 'get', ...db })],
      [example({ verb: 'create', ...db, name: 'sh.helm.release.v1.cart.v8', code: 201 })],
      [example({ verb: 'patch', ...db, requestURI: dry })],
      [example({ verb: 'create', ...db, code: 409 })],
      [example({ verb: 'delete', ...db, user: 'system:serviceaccount:kube-system:namespace-controller' })],
      [example({ verb: 'patch', ...db, apiGroup: 'vault.example.com' })],
      [example({ verb: 'create', ...db, stage: 'RequestReceived' })],
    ],
  },
})
