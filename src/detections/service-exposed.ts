// DET-42: a service was opened to the outside: by a port on every node, a load balancer on the internet, or addresses it takes.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { isReport, mayTouch } from '../audit-log/patched.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { deciding, exposuresOf } from '../audit-log/service-exposure.ts'
import { defineDetection } from '../detection.ts'

const web = { resource: 'services', namespace: 'shop', name: 'web' }
const prefix = 'service.beta.kubernetes.io/aws-load-balancer-'
const service = (spec: object, annotations: Record<string, unknown> = {}) => ({
  kind: 'Service',
  metadata: { name: 'web', annotations },
  spec,
})
const make = (spec: object, annotations?: Record<string, unknown>) =>
  example({ verb: 'create', ...web, code: 201, responseObject: service(spec, annotations) })
const balanced = { type: 'LoadBalancer' }
const nlb = { ...balanced, loadBalancerClass: 'service.k8s.aws/nlb' }
const lbc = { user: 'system:serviceaccount:kube-system:aws-load-balancer-controller' }

export default defineDetection({
  id: 'DET-42',
  kind: 'event',
  title: 'NodePort or public LoadBalancer service',
  criteria: ['CC6.6'],
  severity: 'medium',
  select: { verb: ['create', 'update', 'patch'], resource: ['services'], subresource: ['', 'status'] },
  hit(event) {
    if (!isAsked(event) || event.apiGroup !== '' || event.body === null) return undefined
    // Finalizers, labels and the like are patched into what somebody else opened.
    if (!mayTouch(event, ...deciding)) return undefined
    if ((isOwnOfAws(event) && event.verb !== 'create') || isReport(event)) return undefined
    const ways = exposuresOf(event.body)
    if (ways.length === 0) return undefined
    return `${who(event)} asked to ${event.verb} service ${target(event)}, which opens ${ways.join(' and ')}${ending(event)}`
  },
  respond:
    'Ask the actor for the approved exposure; make the load balancer internal, or the service a ClusterIP behind the ingress, otherwise.',
  limits:
    'What the controller in charge makes of it is in AWS and not in this log (NET-03 reads the security groups). A scheme of internal is believed, though the old controller of the cloud provider looks at another annotation. Rehearsals (dryRun) are not told.',
  sameAs: [
    'Falco Create NodePort Service',
    'Elastic Kubernetes Exposed Service Created With Type NodePort',
    'Panther Kubernetes NodePort Service Deployed',
  ],
  examples: {
    hit: [
      [make({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })],
      [make(balanced)],
      [make(balanced, { [`${prefix}type`]: 'nlb' })],
      [make(balanced, { [`${prefix}internal`]: 'false' })],
      [make(nlb, { [`${prefix}scheme`]: 'internet-facing' })],
      [make({ ...balanced, loadBalancerClass: 'eks.amazonaws.com/nlb' }, { [`${prefix}scheme`]: 'internet-facing' })],
      [make({ ...balanced, loadBalancerSourceRanges: ['10.0.0.0/8', '::/0'] })],
      [make({ ...balanced, loadBalancerSourceRanges: ['198.51.100.0/24'] })],
      [make({ type: 'ClusterIP', externalIPs: ['203.0.113.7'] })],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: { spec: { type: 'NodePort' } },
          responseObject: service({ type: 'NodePort' }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: { metadata: { annotations: { [`${prefix}scheme`]: 'internet-facing' } } },
          responseObject: service(nlb, { [`${prefix}scheme`]: 'internet-facing' }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: [{ op: 'replace', path: '/spec/type', value: 'NodePort' }],
          responseObject: service({ type: 'NodePort' }),
        }),
      ],
      [example({ verb: 'update', ...web, responseObject: service({ type: 'NodePort' }) })],
      [
        example({
          verb: 'create',
          ...web,
          code: 403,
          requestObject: service({ type: 'NodePort' }),
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
    ],
    miss: [
      [make({ type: 'ClusterIP' })],
      [make(nlb)],
      [make(balanced, { [`${prefix}type`]: 'external' })],
      [make(balanced, { [`${prefix}internal`]: 'true' })],
      [make(balanced, { [`${prefix}internal`]: '0.0.0.0/0' })],
      [make(balanced, { [`${prefix}scheme`]: 'internal' })],
      [make({ ...balanced, loadBalancerClass: 'tailscale' })],
      [make({ ...balanced, loadBalancerSourceRanges: ['10.0.0.0/8', '192.168.0.0/16'] })],
      [
        example({
          verb: 'patch',
          ...web,
          ...lbc,
          requestObject: { metadata: { finalizers: ['service.k8s.aws/resources'], resourceVersion: '7' } },
          responseObject: service(balanced),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...web,
          ...lbc,
          subresource: 'status',
          requestObject: { status: { loadBalancer: {} } },
          responseObject: service(balanced),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: { metadata: { annotations: { 'prometheus.io/scrape': 'true' } } },
          responseObject: service(balanced),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: [{ op: 'add', path: '/metadata/finalizers/-', value: 'service.k8s.aws/resources' }],
          responseObject: service({ type: 'NodePort' }),
        }),
      ],
      [example({ verb: 'create', ...web, apiGroup: 'serving.knative.dev', responseObject: service(balanced) })],
      [example({ verb: 'delete', ...web, responseObject: service(balanced) })],
    ],
  },
})
