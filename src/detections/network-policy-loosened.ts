// DET-44: what keeps pods apart was taken away, or written so that it lets everything through.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { opened } from '../audit-log/network-policy.ts'
import { mayTouch } from '../audit-log/patched.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

// Kubernetes' own, those of EKS, Calico and Cilium. Of custom resources EKS logs no bodies: their deletion is seen.
const policies = [
  'networkpolicies',
  'adminnetworkpolicies',
  'baselineadminnetworkpolicies',
  'clusternetworkpolicies',
  'applicationnetworkpolicies',
  'globalnetworkpolicies',
  'ciliumnetworkpolicies',
  'ciliumclusterwidenetworkpolicies',
]
const groups = ['networking.k8s.io', 'extensions', '']

const every = { resource: 'networkpolicies', apiGroup: 'networking.k8s.io', namespace: 'shop' }
const shop = { ...every, name: 'default' }
const policy = (spec: object) => ({ kind: 'NetworkPolicy', metadata: { name: 'default' }, spec })
const make = (spec: object) => example({ verb: 'create', ...shop, code: 201, responseObject: policy(spec) })
const all = { podSelector: {} }
const cart = { podSelector: { matchLabels: { app: 'cart' } } }
const world = { ipBlock: { cidr: '0.0.0.0/0' } }

export default defineDetection({
  id: 'DET-44',
  kind: 'event',
  title: 'NetworkPolicy deleted or loosened',
  criteria: ['CC6.6'],
  severity: 'medium',
  select: { verb: writes, resource: policies, subresource: [''] },
  hit(event) {
    // A namespace that is emptied loses its policies last of all: whoever deleted it is told (DET-45).
    if (!isAsked(event) || isOwnOfAws(event)) return undefined
    const all = event.verb === 'deletecollection' && event.name === '' ? '(all) of ' : ''
    const which = `${visible(event.resource, 40)} ${all}${target(event)}`
    if (event.verb.startsWith('delete')) return `${who(event)} asked to ${event.verb} ${which}${ending(event)}`
    if (event.resource !== 'networkpolicies' || !groups.includes(event.apiGroup) || !mayTouch(event, ['spec']))
      return undefined
    const ways = opened(event)
    if (ways.length === 0) return undefined
    return `${who(event)} asked to ${event.verb} ${which}, which ${ways.join(' and ')}${ending(event)}`
  },
  respond:
    'Ask the actor for the change; put the policy back from its repository, and look at what reached the pods meanwhile in the flow logs.',
  limits:
    'The log holds the new object and not the old one: a rule that was widened, or pods that a selector no longer names, are not seen. Of custom resources (Calico, Cilium, those of EKS) the deletion alone is.',
  sameAs: [],
  examples: {
    hit: [
      [example({ verb: 'delete', ...shop })],
      [example({ verb: 'deletecollection', ...every })],
      [example({ verb: 'delete', ...shop, code: 403, decision: 'forbid' })],
      [example({ verb: 'delete', ...shop, resource: 'globalnetworkpolicies', apiGroup: 'crd.projectcalico.org' })],
      [example({ verb: 'delete', ...shop, user: 'system:serviceaccount:argocd:argocd-application-controller' })],
      [make({ ...all, policyTypes: ['Ingress'], ingress: [{}] })],
      [make({ ...cart, policyTypes: ['Ingress'], ingress: [{}] })],
      [make({ ...all, policyTypes: ['Egress'], egress: [{ to: [] }] })],
      [make({ ...all, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] })],
      [make({ ...cart, policyTypes: ['Egress'], ingress: [{ from: [cart] }], egress: [{ to: [cart] }] })],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: [{ op: 'add', path: '/spec/ingress/-', value: {} }],
          responseObject: policy({ ...cart, policyTypes: ['Ingress'], ingress: [{ from: [cart] }, {}] }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: [{ op: 'remove', path: '/spec/policyTypes/1' }],
          responseObject: policy({ ...all, policyTypes: ['Ingress'] }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: { spec: { ingress: [{}] } },
          responseObject: policy({ ...all, policyTypes: ['Ingress', 'Egress'], ingress: [{}] }),
        }),
      ],
    ],
    miss: [
      [make({ ...all, policyTypes: ['Ingress', 'Egress'] })],
      [make({ ...all, policyTypes: ['Ingress'], ingress: [] })],
      [make({ ...all, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] })],
      [make({ ...cart, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 443 }] }] })],
      [make({ ...cart, policyTypes: ['Ingress'], ingress: [{ from: [world], ports: [{ port: 443 }] }] })],
      [make({ ...cart, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [cart] }], egress: [{}] })],
      [
        make({
          ...all,
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }],
        }),
      ],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: { metadata: { labels: { team: 'a' } } },
          responseObject: policy({ ...all, policyTypes: ['Ingress'], ingress: [{}] }),
        }),
      ],
      [
        example({
          verb: 'deletecollection',
          ...every,
          user: 'system:serviceaccount:kube-system:namespace-controller',
        }),
      ],
      [example({ verb: 'get', ...shop })],
      [example({ verb: 'delete', ...shop, requestObject: { kind: 'DeleteOptions', dryRun: ['All'] } })],
    ],
  },
})
