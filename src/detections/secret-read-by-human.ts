// DET-17: a person read secrets, with a client of their own or through a tool that acts in their name.

import { example } from '../audit-log/example.ts'
import { isHuman } from '../audit-log/human.ts'
import { isExcepted, isRehearsedPatch, isSecret, ofHelm, reads, secretTold } from '../audit-log/secret-reads.ts'
import { defineDetection } from '../detection.ts'

const shop = { resource: 'secrets', namespace: 'shop', level: 'Metadata' }
const db = { ...shop, name: 'db-password' }
const rancher = { user: 'system:serviceaccount:cattle-system:rancher', groups: ['system:serviceaccounts'] }
const ci = { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/bob'] }
const helm = '/api/v1/namespaces/shop/secrets?labelSelector=name%3Dcart%2Cowner%3Dhelm%2Cstatus%3Ddeployed'

export default defineDetection({
  id: 'DET-17',
  kind: 'event',
  title: 'Secret read by a human',
  criteria: ['CC6.1', 'C1.1'],
  severity: 'medium',
  select: { verb: [...reads, 'patch'], resource: ['secrets'], subresource: [''] },
  settings: { except: [ofHelm] },
  hit(event, { except }) {
    const isRead = event.verb !== 'patch' || isRehearsedPatch(event)
    if (event.outcome === null || !isRead || !isSecret(event) || !isHuman(event) || isExcepted(event, except))
      return undefined
    return secretTold(event)
  },
  respond:
    'Ask the actor why the values were needed; rotate the secret where nobody knows, and give the work to a workload or to a store that keeps its own record.',
  limits:
    'A request for the names alone looks like one for the values. A patch that is stored is answered with the values too, and is DET-21. Reads of what Helm keeps of its releases, which may hold values, are not told unless `except` is emptied. A pipeline that logs in by an IAM role counts as a person until an allow-list names it.',
  sameAs: ['Falco K8s Secret Get Successfully', 'Falco K8s Secret Get Unsuccessfully Tried'],
  examples: {
    hit: [
      [example({ verb: 'patch', ...db, requestURI: '/api/v1/namespaces/shop/secrets/db-password?dryRun=All' })],
      [example({ verb: 'get', ...db })],
      [example({ verb: 'list', ...shop })],
      [example({ verb: 'list', resource: 'secrets', level: 'Metadata', requestURI: '/api/v1/secrets?limit=500' })],
      [
        example({ verb: 'watch', ...shop, stage: 'ResponseStarted' }),
        example({ verb: 'watch', ...shop, reached: '2026-01-05T00:17:11.482913Z' }),
      ],
      [example({ verb: 'get', ...db, code: 403, decision: 'forbid' })],
      [example({ verb: 'get', ...db, code: 404 })],
      [example({ verb: 'get', ...db, ...rancher, impersonatedUser: { username: 'bob' } })],
      [example({ verb: 'get', ...db, impersonatedUser: { username: 'system:serviceaccount:shop:cart' } })],
      [example({ verb: 'get', ...db, user: 'eks:addon-manager', extra: ci })],
      [example({ verb: 'get', ...db, user: 'system:serviceaccount:shop:cart', extra: ci })],
      [example({ verb: 'list', ...shop, requestURI: '/api/v1/namespaces/shop/secrets?labelSelector=owner%21%3Dhelm' })],
      {
        log: [example({ verb: 'get', ...shop, name: 'sh.helm.release.v1.cart.v7' })],
        settings: { except: [] },
      },
    ],
    miss: [
      [example({ verb: 'patch', ...db })],
      [example({ verb: 'get', ...shop, name: 'sh.helm.release.v1.cart.v7' })],
      [example({ verb: 'list', ...shop, requestURI: helm })],
      [example({ verb: 'get', ...db, user: 'system:serviceaccount:shop:cart' })],
      [example({ verb: 'get', ...db, user: 'system:node:ip-10-0-0-1.eu-west-1.compute.internal' })],
      [example({ verb: 'list', ...shop, user: 'system:kube-controller-manager' })],
      [example({ verb: 'get', resource: 'configmaps', namespace: 'shop', name: 'db-password', level: 'Metadata' })],
      [example({ verb: 'delete', ...db })],
      [example({ verb: 'get', ...db, stage: 'RequestReceived' })],
      [example({ verb: 'get', ...db, apiGroup: 'vault.example.com' })],
    ],
  },
})
