// Detections of what opens a cluster to the network: odd shapes, near misses, what a patch does not decide, a quiet hour.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import { mayTouch } from '../../src/audit-log/patched.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const own = detections.filter(({ id }) => /^DET-4[1-5]$/.test(id))
const found = (...given: Example[]) =>
  detect(own, windowExample(slot, { messages: given.map((one) => JSON.stringify(example(one))) }), { slot, rules: {} })
const reasons = (...given: Example[]): string[] => found(...given).map(({ reason }) => reason)
const only = (...given: Example[]): string => {
  const [reason = '', ...more] = reasons(...given)
  expect(more).toEqual([])
  return reason
}

const eventOf = (given: Example): AuditEvent => {
  const event = readEvent(JSON.stringify(example(given)))
  if (!event.readable) throw new Error(event.faults.join('; '))
  return event
}

describe('a patch', () => {
  const touches = (requestObject: unknown, ...path: string[]): boolean =>
    mayTouch(eventOf({ verb: 'patch', resource: 'services', name: 'a', requestObject }), path)

  it.each<[string, unknown, boolean]>([
    ['a merge of it', { spec: { type: 'NodePort' } }, true],
    ['a merge that takes it away', { spec: { type: null } }, true],
    ['a merge that takes away all above it', { spec: null }, true],
    ['a merge that makes another thing of what is above', { spec: 'x' }, true],
    ['a merge that replaces all there is', { $patch: 'replace', metadata: {} }, true],
    ['a merge that replaces what is above', { spec: { $patch: 'replace' } }, true],
    ['a merge of something beside it', { spec: { ports: [] } }, false],
    ['a merge that orders what is beside it', { metadata: { '$setElementOrder/finalizers': ['a'] } }, false],
    ['an operation on it', [{ op: 'replace', path: '/spec/type', value: 'NodePort' }], true],
    ['an operation above it', [{ op: 'replace', path: '/spec', value: {} }], true],
    ['an operation on all there is', [{ op: 'replace', path: '', value: {} }], true],
    ['an operation below it', [{ op: 'add', path: '/spec/type/x', value: 1 }], true],
    ['a copy to it', [{ op: 'copy', from: '/spec/x', path: '/spec/type' }], true],
    ['an operation on a name that begins alike', [{ op: 'add', path: '/spec/typed', value: 1 }], false],
    ['a test of it', [{ op: 'test', path: '/spec/type', value: 'ClusterIP' }], false],
    ['operations that are none', ['x', 7], true],
    ['text', 'x', true],
    ['nothing', undefined, true],
  ])('may have changed spec.type by %s: %o, %s', (_, request, expected) => {
    expect(touches(request, 'spec', 'type')).toBe(expected)
  })

  it('may have changed an annotation by its name as RFC 6901 writes it', () => {
    const path = ['metadata', 'annotations', 'a/b~c']
    expect(touches([{ op: 'remove', path: '/metadata/annotations/a~1b~0c' }], ...path)).toBe(true)
    expect(touches([{ op: 'remove', path: '/metadata/annotations/a/b~c' }], ...path)).toBe(false)
  })
})

const create = (resource: string, kind: string, apiGroup: string, object: object): Example => ({
  verb: 'create',
  resource,
  apiGroup,
  namespace: 'shop',
  name: 'web',
  code: 201,
  responseObject: { kind, ...object },
})
const annotated = (annotations: unknown, spec: unknown) => ({ metadata: { name: 'web', annotations }, spec })

describe('a service (DET-42)', () => {
  const service = (spec: unknown, annotations: unknown = {}) =>
    create('services', 'Service', '', annotated(annotations, spec))
  const balanced = { type: 'LoadBalancer' }
  const of = (name: string, value: unknown) => ({ [`service.beta.kubernetes.io/${name}`]: value })
  const nlb = { ...balanced, loadBalancerClass: 'service.k8s.aws/nlb' }

  it('is told by each way in', () => {
    const spec = { ...balanced, externalIPs: ['203.0.113.7'], loadBalancerSourceRanges: ['0.0.0.0/0'] }
    expect(only(service(spec))).toMatch(
      /which opens a load balancer on the internet to 0\.0\.0\.0\/0 and the traffic to 203\.0\.113\.7 from within the cluster$/,
    )
  })

  it.each<[string, unknown, unknown?]>([
    ['a scheme in capitals', nlb, of('aws-load-balancer-scheme', 'Internet-Facing')],
    ['a scheme with blanks around', nlb, of('aws-load-balancer-scheme', ' internet-facing ')],
    ['an internal that says false', balanced, of('aws-load-balancer-internal', 'False')],
    ['an empty internal', balanced, of('aws-load-balancer-internal', '')],
    ['a boolean false', balanced, of('aws-load-balancer-internal', false)],
    ['ranges of which one is public', { ...balanced, loadBalancerSourceRanges: ['10.0.0.0/8', '0.0.0.0/1'] }],
    ['ranges that are none', { ...balanced, loadBalancerSourceRanges: ['anybody'] }],
    ['ranges that are an object', { ...balanced, loadBalancerSourceRanges: { 0: '::/0' } }],
    ['ranges in an annotation', balanced, of('load-balancer-source-ranges', '10.0.0.0/8, 198.51.100.0/24')],
    ['annotations that are a list', balanced, ['x']],
    ['annotations that are null', balanced, null],
    ['a class of null', { ...balanced, loadBalancerClass: null }],
    ['external addresses that are an object', { externalIPs: { 0: '203.0.113.7' } }],
  ])('is told with %s', (_, spec, annotations) => {
    expect(reasons(service(spec, annotations))).toHaveLength(1)
  })

  it.each<[string, unknown, unknown?]>([
    ['of a type that begins alike', { type: 'NodePorts' }],
    ['of a type that is a list', { type: ['NodePort'] }],
    ['of another case', { type: 'nodeport' }],
    ['of no spec', undefined],
    ['of a spec that is text', 'NodePort'],
    ['that is internal by a yes', balanced, of('aws-load-balancer-internal', 'yes')],
    ['that is internal by a boolean', balanced, of('aws-load-balancer-internal', true)],
    ['of the controller that makes internal ones', balanced, of('aws-load-balancer-type', 'nlb-ip')],
    ['of EKS Auto Mode', { ...balanced, loadBalancerClass: 'eks.amazonaws.com/nlb' }],
    ['that only the VPC may reach', balanced, of('load-balancer-source-ranges', '10.0.0.0/8,100.64.0.0/10')],
    ['that takes no external address', { externalIPs: [] }],
  ])('is not told %s', (_, spec, annotations) => {
    expect(reasons(service(spec, annotations))).toEqual([])
  })

  it('is told of an attempt, with how it ended', () => {
    const asked = { ...service({}), code: 403, responseObject: { kind: 'Status' } }
    expect(only({ ...asked, requestObject: { kind: 'Service', spec: { type: 'NodePort' } } })).toMatch(
      /a port on every node, which was denied \(403\)$/,
    )
  })

  it('is not told where somebody else had it already', () => {
    expect(reasons({ ...service({ type: 'NodePort' }), code: 409, requestObject: {} })).toEqual([])
  })
})

describe('an ingress (DET-43)', () => {
  const ingress = (spec: unknown, annotations: unknown = {}) =>
    create('ingresses', 'Ingress', 'networking.k8s.io', annotated(annotations, spec))
  const rules = [{ http: { paths: [{ path: '/' }] } }]
  const alb = (annotations: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`alb.ingress.kubernetes.io/${name}`, value]))

  it.each<[string, unknown, unknown?]>([
    ['tls of null', { rules, tls: null }],
    ['tls that is an object', { rules, tls: {} }],
    ['rules that are an object', { rules: {} }],
    ['a default backend alone', { defaultBackend: { service: { name: 'web' } } }],
    ['annotations that are text', { rules }, 'x'],
    ['a passthrough that is off', { rules }, { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'false' }],
    [
      'a path that only mentions a challenge',
      { rules: [{ http: { paths: [{ path: '/x/.well-known/acme-challenge/y' }] } }] },
    ],
    ['an empty certificate', { rules }, alb({ 'certificate-arn': '' })],
    ['ports that are no JSON', { rules }, alb({ 'listen-ports': 'HTTP: 80' })],
    [
      'a redirect of something else',
      { rules },
      alb({ 'listen-ports': '[{"HTTP":80},{"HTTPS":443}]', 'actions.x': '{"Type":"forward"}' }),
    ],
    ['the class of before', { rules }, { 'kubernetes.io/ingress.class': 'alb' }],
  ])('is told with %s', (_, spec, annotations) => {
    expect(reasons(ingress(spec, annotations))).toHaveLength(1)
  })

  it.each<[string, unknown, unknown?]>([
    ['with any entry of tls', { rules, tls: [{}] }],
    ['without a spec', undefined],
    [
      'with both ports and a redirect',
      { rules },
      alb({ 'listen-ports': '[{"HTTP":80},{"HTTPS":443}]', 'ssl-redirect': '443' }),
    ],
    ['with HTTPS alone', { rules }, alb({ 'listen-ports': '[{"HTTPS": 443}, {"HTTPS": 8443}]' })],
  ])('is not told %s', (_, spec, annotations) => {
    expect(reasons(ingress(spec, annotations))).toEqual([])
  })

  it('says of a load balancer what it answers', () => {
    expect(only(ingress({ rules, ingressClassName: 'alb' }))).toMatch(/names no certificate for its load balancer$/)
    expect(only(ingress({ rules }, alb({ 'listen-ports': '[{"HTTP": 80}]' })))).toMatch(/listens to HTTP alone$/)
  })
})

describe('a network policy (DET-44)', () => {
  const policy = (spec: unknown, more: Partial<Example> = {}): Example => ({
    ...create('networkpolicies', 'NetworkPolicy', 'networking.k8s.io', { spec }),
    ...more,
  })
  const all = { podSelector: {} }

  it.each<[string, unknown]>([
    ['a selector of nothing', { podSelector: { matchLabels: {}, matchExpressions: [] }, egress: [{}] }],
    ['a rule whose lists are empty', { ...all, ingress: [{ from: [], ports: [] }] }],
    ['one open rule among others', { ...all, ingress: [{ from: [{ podSelector: {} }] }, {}] }],
    ['all addresses written otherwise', { ...all, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/00' } }] }] }],
    ['rules that the types leave out', { ...all, policyTypes: ['Ingress'], egress: [{ to: [{ podSelector: {} }] }] }],
  ])('is told with %s', (_, spec) => {
    expect(reasons(policy(spec))).toHaveLength(1)
  })

  it.each<[string, unknown]>([
    ['without types that denies all', { ...all }],
    ['that denies all by types', { ...all, policyTypes: ['Ingress', 'Egress'] }],
    ['with rules that are an object', { ...all, ingress: {} }],
    ['with rules that are text', { ...all, ingress: ['x', null, 7] }],
    ['with a peer that is text', { ...all, ingress: [{ from: ['0.0.0.0/0'] }] }],
    ['with half of all addresses', { ...all, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }],
    ['without a selector', { egress: [{}] }],
    ['that lets single pods out', { podSelector: { matchLabels: { app: 'cart' } }, egress: [{}] }],
    ['that is none', 'x'],
  ])('is not told %s', (_, spec) => {
    expect(reasons(policy(spec))).toEqual([])
  })

  it('of another group is told by its deletion alone', () => {
    const calico = { apiGroup: 'crd.projectcalico.org', level: 'Metadata' }
    expect(reasons(policy({ ...all, ingress: [{}] }, calico))).toEqual([])
    expect(only(policy(undefined, { ...calico, verb: 'delete' }))).toMatch(/asked to delete networkpolicies shop\/web$/)
  })

  it('is told with all others of a namespace', () => {
    const { name: _, ...every } = policy(undefined, { verb: 'deletecollection' })
    expect(only(every)).toMatch(/asked to deletecollection networkpolicies \(all\) of shop$/)
  })
})

describe('a namespace (DET-45)', () => {
  const enforce = 'pod-security.kubernetes.io/enforce'
  const pointer = '/metadata/labels/pod-security.kubernetes.io~1enforce'
  const patch = (requestObject: unknown, labels: object = {}): Example => ({
    verb: 'patch',
    resource: 'namespaces',
    namespace: 'shop',
    name: 'shop',
    requestObject,
    responseObject: { kind: 'Namespace', metadata: { name: 'shop', labels } },
  })

  it('is named once, though it is in itself', () => {
    const given = { ...patch(undefined), verb: 'delete' }
    expect(only(given)).toMatch(/asked to delete namespace shop$/)
  })

  it.each<[string, unknown]>([
    ['a merge to null', { metadata: { labels: { [enforce]: null } } }],
    ['all labels to null', { metadata: { labels: null } }],
    ['a directive that deletes', { metadata: { labels: { $patch: 'delete' } } }],
    ['an operation', [{ op: 'remove', path: pointer }]],
    ['an operation on all labels', [{ op: 'remove', path: '/metadata/labels' }]],
    ['a move', [{ op: 'move', from: pointer, path: '/metadata/labels/x' }]],
  ])('is told without its level by %s', (_, request) => {
    expect(only(patch(request))).toMatch(/without pod-security\.kubernetes\.io\/enforce/)
  })

  it.each<[string, unknown]>([
    ['a level that is no text', { metadata: { labels: { [enforce]: ['privileged'] } } }],
    ['labels that are a list', { metadata: { labels: [enforce] } }],
    ['operations of no kind', [{ path: pointer }, 'x', { op: ['remove'], path: pointer }]],
    ['the pointer without its escape', [{ op: 'remove', path: `/metadata/labels/${enforce}` }]],
    ['a directive that replaces it', { metadata: { labels: { $patch: 'replace', [enforce]: 'restricted' } } }],
    ['another mode', { metadata: { labels: { 'pod-security.kubernetes.io/audit': 'privileged' } } }],
  ])('is not told by %s', (_, request) => {
    expect(reasons(patch(request, { [enforce]: 'restricted' }))).toEqual([])
  })

  it('is not told of a level that it has and nobody touched', () => {
    expect(reasons(patch({ metadata: { labels: { team: 'a' } } }, { [enforce]: 'privileged' }))).toEqual([])
  })
})

it('tells nothing of a quiet hour: load balancers, certificates, add-ons and what is deployed as it was', () => {
  const sa = (name: string) => ({ user: `system:serviceaccount:${name}`, groups: ['system:serviceaccounts'] })
  const lbc = sa('kube-system:aws-load-balancer-controller')
  const open = { kind: 'Service', metadata: {}, spec: { type: 'LoadBalancer' } }
  const challenge = { rules: [{ http: { paths: [{ path: '/.well-known/acme-challenge/x' }] } }] }
  const web = { namespace: 'shop', name: 'web' }
  const finalizers = { metadata: { finalizers: ['service.k8s.aws/resources'] } }
  const status = { status: { loadBalancer: { ingress: [{ hostname: 'x.elb.amazonaws.com' }] } } }
  const gone = { ...sa('kube-system:namespace-controller'), verb: 'deletecollection', namespace: 'old' }
  expect(
    reasons(
      { verb: 'patch', resource: 'services', ...web, ...lbc, requestObject: finalizers, responseObject: open },
      { verb: 'patch', resource: 'services', subresource: 'status', ...web, ...lbc, requestObject: status },
      {
        ...create('services', 'Service', '', { spec: { type: 'ClusterIP', clusterIP: '10.0.0.1' } }),
        ...sa('argocd:x'),
      },
      {
        ...create('ingresses', 'Ingress', 'networking.k8s.io', { spec: challenge }),
        ...sa('cert-manager:cert-manager'),
      },
      { verb: 'patch', resource: 'configmaps', namespace: 'kube-system', name: 'coredns', user: 'eks:addon-manager' },
      {
        verb: 'update',
        resource: 'configmaps',
        namespace: 'kube-system',
        name: 'cluster-autoscaler-status',
        ...sa('a:b'),
      },
      { ...gone, resource: 'networkpolicies', apiGroup: 'networking.k8s.io' },
      { ...gone, verb: 'update', resource: 'namespaces', subresource: 'finalize', name: 'old' },
      {
        verb: 'patch',
        resource: 'namespaces',
        namespace: 'shop',
        name: 'shop',
        ...sa('a:b'),
        requestObject: { metadata: { annotations: { a: 'b' } } },
      },
    ),
  ).toEqual([])
})

it('judges whatever an object holds without stumbling', () => {
  const kinds = ['services', 'ingresses', 'networkpolicies', 'namespaces', 'configmaps']
  const members = [
    'spec',
    'metadata',
    'annotations',
    'labels',
    'type',
    'tls',
    'rules',
    'ingress',
    'egress',
    'from',
    'ipBlock',
    'podSelector',
    'policyTypes',
    'path',
    'op',
    'externalIPs',
    'loadBalancerClass',
    'loadBalancerSourceRanges',
    'http',
    'paths',
  ]
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.jsonValue(),
      fc.constantFrom('NodePort', 'LoadBalancer', '0.0.0.0/0', 'remove', '/metadata/labels', ''),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...members), tie('tree'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.constantFrom('create', 'patch', 'update', 'delete'),
      tree,
      tree,
      (resource, verb, asked, became) => {
        const given = { verb, resource, namespace: 'shop', name: 'web', requestObject: asked, responseObject: became }
        expect(reasons(given).filter((reason) => reason.startsWith('could not be judged'))).toEqual([])
      },
    ),
    { numRuns: 400 },
  )
})
