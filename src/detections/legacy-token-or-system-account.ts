// DET-47: a token without an end was made as a secret, or a service account among the cluster's own.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'

// `default-token-x7k2p` as Kubernetes made them until 1.24, `robot-token` as people call them, `bootstrap-token-abcdef`.
const tokenName = /(^|[-.])token([-.]|$)/
const own = ['kube-system', 'kube-public']

// A patch creates what is not there when it is applied by the server, and is answered with 201. What was refused tells of no
// such thing; then a patch is taken for the change of what is there.
const isCreation = ({ verb, code }: AuditEvent): boolean => verb === 'create' || (verb === 'patch' && code === 201)

const hitOf = (event: AuditEvent): string | undefined => {
  const { resource, verb, user, name, namespace } = event
  // The controller of tokens is the only one that has no account of its own and writes secrets: it fills in those of the type
  // kubernetes.io/service-account-token (kubernetes/cmd/kube-controller-manager, tokens-controller).
  if (resource === 'secrets' && verb === 'update' && user === 'system:kube-controller-manager')
    return `secret ${target(event)} was given a token of a service account that does not expire, by the control plane: somebody made the secret for it${ending(event)}`
  if (!isCreation(event) || isOwnOfAws(event)) return undefined
  if (resource === 'secrets')
    return tokenName.test(name)
      ? `${who(event)} asked to make secret ${target(event)}, a token by its name${ending(event)}`
      : undefined
  return own.includes(namespace)
    ? `${who(event)} asked to make service account ${target(event)}, among those of the cluster itself${ending(event)}`
    : undefined
}

const secret = { resource: 'secrets', namespace: 'shop', name: 'robot-token', level: 'Metadata' }
const account = { resource: 'serviceaccounts', namespace: 'kube-system', name: 'backup' }
const controllers = { user: 'system:kube-controller-manager', groups: ['system:authenticated'] }
const argo = { user: 'system:serviceaccount:argocd:argocd-application-controller' }
const addons = { user: 'eks:addon-manager', groups: ['system:masters'] }

export default defineDetection({
  id: 'DET-47',
  kind: 'event',
  title: 'Legacy token secret, or service account made in kube-system',
  criteria: ['CC6.1'],
  severity: 'medium',
  select: {
    verb: ['create', 'update', 'patch'],
    resource: ['secrets', 'serviceaccounts'],
    subresource: [''],
  },
  hit: (event) => (!isAsked(event) || event.apiGroup !== '' ? undefined : hitOf(event)),
  respond:
    'Ask for the reason; delete a token secret and let its user ask for short tokens instead, and move a service account to a namespace of its own.',
  limits:
    'EKS logs no bodies of secrets: whoever makes one is told by its name alone, under any other name only the control plane is, when it fills in the token. A service account that the same add-on makes again is told again.',
  sameAs: ['Falco Service Account Created in Kube Namespace', 'Sigma New Kubernetes Service Account Created'],
  examples: {
    hit: [
      [example({ verb: 'create', ...secret, code: 201 })],
      [example({ verb: 'patch', ...secret, ...argo, code: 201 })],
      [example({ verb: 'create', ...secret, name: 'default-token-x7k2p', code: 403, decision: 'forbid' })],
      [example({ verb: 'create', ...secret, namespace: 'kube-system', name: 'bootstrap-token-abcdef', code: 201 })],
      [example({ verb: 'update', ...secret, name: 'robot', ...controllers })],
      [example({ verb: 'create', ...account, code: 201, responseObject: { kind: 'ServiceAccount' } })],
      [example({ verb: 'patch', ...account, ...argo, code: 201, responseObject: { kind: 'ServiceAccount' } })],
      [example({ verb: 'create', ...account, namespace: 'kube-public', code: 403, decision: 'forbid' })],
    ],
    miss: [
      [example({ verb: 'create', ...secret, name: 'sh.helm.release.v1.cart.v12', code: 201 })],
      [example({ verb: 'create', ...secret, name: 'tokenizer-settings', code: 201 })],
      [example({ verb: 'patch', ...secret })],
      [example({ verb: 'update', ...secret })],
      [example({ verb: 'get', ...secret })],
      [example({ verb: 'create', ...account, ...addons, code: 201, responseObject: { kind: 'ServiceAccount' } })],
      [example({ verb: 'create', ...account, namespace: 'shop', code: 201 })],
      [example({ verb: 'patch', ...account, responseObject: { kind: 'ServiceAccount' } })],
      [
        example({
          verb: 'create',
          ...account,
          code: 201,
          requestURI: '/api/v1/namespaces/kube-system/serviceaccounts?dryRun=All',
        }),
      ],
    ],
  },
})
