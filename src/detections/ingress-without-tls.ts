// DET-43: an ingress that answers in the clear was made.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { clearText } from '../audit-log/ingress-tls.ts'
import { isReport, mayTouch } from '../audit-log/patched.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'

const groups = ['networking.k8s.io', 'extensions', '']
const web = { resource: 'ingresses', apiGroup: 'networking.k8s.io', namespace: 'shop', name: 'web' }
const alb = 'alb.ingress.kubernetes.io/'
const ingress = (spec: object, annotations: Record<string, unknown> = {}) => ({
  kind: 'Ingress',
  metadata: { name: 'web', annotations },
  spec,
})
const rules = (path = '/') => [{ host: 'shop.example.com', http: { paths: [{ path, pathType: 'Prefix' }] } }]
const make = (spec: object, annotations?: Record<string, unknown>) =>
  example({ verb: 'create', ...web, code: 201, responseObject: ingress(spec, annotations) })
const balanced = (annotations: Record<string, unknown>) =>
  make(
    { ingressClassName: 'alb', rules: rules() },
    Object.fromEntries(Object.entries(annotations).map(([name, value]) => [alb + name, value])),
  )
const both = '[{"HTTP": 80}, {"HTTPS":443}]'

export default defineDetection({
  id: 'DET-43',
  kind: 'event',
  title: 'Ingress without TLS',
  criteria: ['CC6.7'],
  severity: 'medium',
  select: { verb: ['create', 'update', 'patch'], resource: ['ingresses'], subresource: ['', 'status'] },
  hit(event) {
    if (!isAsked(event) || !groups.includes(event.apiGroup) || event.body === null) return undefined
    if (!mayTouch(event, ['spec'], ['metadata', 'annotations'])) return undefined
    if ((isOwnOfAws(event) && event.verb !== 'create') || isReport(event)) return undefined
    const why = clearText(event.body)
    return why === undefined
      ? undefined
      : `${who(event)} asked to ${event.verb} ingress ${target(event)}, which ${why}${ending(event)}`
  },
  respond:
    'Name a certificate in spec.tls or, for a load balancer of AWS, in its annotations with a redirect to HTTPS; allow what another load balancer ahead of it encrypts.',
  limits:
    'Where TLS ends elsewhere the object does not say so: at a load balancer ahead of the controller, by its default certificate, or by IngressClassParams and other ingresses of the same group. Rehearsals (dryRun) are not told.',
  sameAs: ['Panther Kubernetes Ingress Created Without TLS', 'Falco Ingress Object without TLS Certificate Created'],
  examples: {
    hit: [
      [make({ ingressClassName: 'nginx', rules: rules() })],
      [make({ rules: rules(), tls: [] })],
      [balanced({ scheme: 'internet-facing' })],
      [balanced({ 'listen-ports': '[{"HTTP": 80}]', 'certificate-arn': 'arn:aws:acm:eu-west-1:1:certificate/a' })],
      [balanced({ 'listen-ports': both, 'certificate-arn': 'arn:aws:acm:eu-west-1:1:certificate/a' })],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: [{ op: 'remove', path: '/spec/tls' }],
          responseObject: ingress({ rules: rules() }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: { spec: { tls: null } },
          responseObject: ingress({ rules: rules() }),
        }),
      ],
      [example({ verb: 'update', ...web, responseObject: ingress({ rules: rules() }) })],
      [
        example({
          verb: 'create',
          ...web,
          code: 403,
          requestObject: ingress({ rules: rules() }),
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
      [make({ rules: [...rules('/.well-known/acme-challenge/x'), ...rules('/')] })],
    ],
    miss: [
      [make({ rules: rules(), tls: [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }] })],
      [balanced({ 'certificate-arn': 'arn:aws:acm:eu-west-1:1:certificate/a' })],
      [balanced({ 'listen-ports': '[{"HTTPS":443}]' })],
      [balanced({ 'listen-ports': both, 'ssl-redirect': '443' })],
      [
        balanced({
          'listen-ports': both,
          'actions.ssl-redirect': '{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443"}}',
        }),
      ],
      [make({ rules: rules() }, { 'traefik.ingress.kubernetes.io/router.tls': 'true' })],
      [make({ rules: rules() }, { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'true' })],
      [make({ rules: rules('/.well-known/acme-challenge/x7Qk') })],
      [
        example({
          verb: 'patch',
          ...web,
          requestObject: { metadata: { finalizers: ['ingress.k8s.aws/resources'] } },
          responseObject: ingress({ rules: rules() }),
        }),
      ],
      [
        example({
          verb: 'create',
          ...web,
          apiGroup: 'networking.internal.knative.dev',
          responseObject: ingress({ rules: rules() }),
        }),
      ],
      [example({ verb: 'delete', ...web })],
    ],
  },
})
