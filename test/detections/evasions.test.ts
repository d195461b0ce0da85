// What somebody with some rights in a cluster may try so that a detection does not see it: by what the API server does.
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { patchEntry, templateOf } from '../../src/audit-log/example-pod.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import type { Allow } from '../../src/detection.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'
import { told } from './told.ts'

const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'cart' } }
const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const patch = (more: Partial<Example>, requestObject: unknown, responseObject: unknown = partial) =>
  example({ verb: 'patch', ...more, requestObject, responseObject })

type Try = [string, unknown, string]

describe('a JSON patch', () => {
  // findObject of gopkg.in/evanphx/json-patch.v4 passes over what stands before the first `/`.
  const service = { resource: 'services', namespace: 'shop', name: 'web' }
  const ofPaths: Try[] = [
    [
      'a service',
      patch(service, [{ op: 'replace', path: 'x/spec/type', value: 'NodePort' }], {
        kind: 'Service',
        spec: { type: 'NodePort' },
      }),
      'DET-42',
    ],
    [
      'the label of a namespace',
      patch({ resource: 'namespaces', namespace: 'shop', name: 'shop' }, [
        { op: 'remove', path: 'x/metadata/labels/pod-security.kubernetes.io~1enforce' },
      ]),
      'DET-45',
    ],
    [
      'a network policy',
      patch({ resource: 'networkpolicies', apiGroup: 'networking.k8s.io', namespace: 'shop', name: 'default' }, [
        { op: 'remove', path: 'x/spec/policyTypes/0' },
      ]),
      'DET-44',
    ],
    [
      'a template',
      patchEntry('deployments', [{ op: 'add', path: 'x/spec/template/spec/hostPID', value: true }], partial),
      'DET-30',
    ],
    [
      'a role',
      patch({ resource: 'clusterroles', ...rbac }, [
        { op: 'add', path: 'x/rules/-', value: { apiGroups: ['*'], resources: ['*'], verbs: ['*'] } },
      ]),
      'DET-07',
    ],
  ]
  it.each(ofPaths)('whose paths do not begin with a slash, of %s', (_, entry, id) => {
    expect(Object.keys(told(entry))).toContain(id)
  })

  const owning = [{ name: 'a', securityContext: { privileged: true } }]
  const staged = (value: unknown, path: string) => [
    { op: 'add', path: '/metadata/note', value },
    { op: 'copy', from: '/metadata/note', path },
    { op: 'remove', path: '/metadata/note' },
  ]
  const ofCopies: Try[] = [
    ['containers', patchEntry('deployments', staged(owning, '/spec/template/spec/containers'), partial), 'DET-29'],
    [
      'rules',
      patch(
        { resource: 'clusterroles', ...rbac },
        staged([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], '/rules'),
      ),
      'DET-07',
    ],
    [
      'a subject, of a binding that goes by the name of its role',
      patch(
        { resource: 'clusterrolebindings', ...rbac, name: 'cluster-admin' },
        staged({ kind: 'User', name: 'mallory' }, '/subjects/-'),
      ),
      'DET-03',
    ],
  ]
  it.each(ofCopies)(
    'that copies %s from where it put them, and is answered with the metadata alone',
    (_, entry, id) => {
      expect(Object.keys(told(entry))).toContain(id)
    },
  )

  it('that copies what was there before is told by the answer', () => {
    const operations = [
      { op: 'copy', from: '/spec/template/spec/containers/0', path: '/spec/template/spec/containers/1' },
    ]
    expect(Object.keys(told(patchEntry('deployments', operations, templateOf({ containers: owning }))))).toContain(
      'DET-29',
    )
  })
})

// By aws-auth a role of the account bears any name: of AWS's own, of a service account, of a node.
const mapped = (user: string) => ({ user, extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/build'] } })

describe('somebody under a name of machinery', () => {
  it.each<Try>([
    [
      'of EKS deletes a role',
      example({ verb: 'delete', resource: 'roles', ...rbac, namespace: 'shop', ...mapped('eks:addon-manager') }),
      'DET-06',
    ],
    [
      'of a service account scales a workload',
      example({
        ...{
          verb: 'patch',
          resource: 'deployments',
          subresource: 'scale',
          apiGroup: 'apps',
          namespace: 'shop',
          name: 'a',
        },
        ...mapped('system:serviceaccount:shop:cart'),
      }),
      'DET-39',
    ],
    [
      'that is in the group of nobody reads a secret',
      example({
        ...{ verb: 'get', resource: 'secrets', namespace: 'shop', name: 'db', level: 'Metadata' },
        ...{ ...mapped('bob'), groups: ['system:unauthenticated', 'ops'] },
      }),
      'DET-17',
    ],
    [
      'of Flux acts as a tenant',
      example({
        ...{ verb: 'patch', resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'cart' },
        ...mapped('system:serviceaccount:flux-system:kustomize-controller'),
        impersonatedUser: { username: 'system:serviceaccount:shop:deployer' },
      }),
      'DET-16',
    ],
    [
      'of the control plane takes the token of one of its loops',
      example({
        ...{ verb: 'create', resource: 'serviceaccounts', subresource: 'token', namespace: 'kube-system' },
        ...{ name: 'replicaset-controller', code: 201, level: 'Request', requestObject: { spec: {} } },
        ...mapped('system:kube-controller-manager'),
      }),
      'DET-46',
    ],
    [
      'of the control plane makes a service account beside its own',
      example({
        ...{ verb: 'create', resource: 'serviceaccounts', namespace: 'kube-system', name: 'backup', code: 201 },
        ...mapped('eks:addon-manager'),
      }),
      'DET-47',
    ],
  ])('%s', (_, entry, id) => {
    expect(Object.keys(told(entry))).toContain(id)
  })

  it('that a workload takes the token of, bound and for minutes, is told', () => {
    const entry = example({
      ...{ verb: 'create', resource: 'serviceaccounts', subresource: 'token', namespace: 'kube-system' },
      ...{ name: 'clusterrole-aggregation-controller', code: 201, level: 'Request' },
      user: 'system:serviceaccount:shop:cart',
      sourceIPs: ['10.0.2.114'],
      requestObject: { spec: { expirationSeconds: 600, boundObjectRef: { kind: 'Secret', name: 'note' } } },
    })
    expect(Object.keys(told(entry))).toEqual(['DET-46'])
  })
})

describe('an answer that tells less', () => {
  const collection = { verb: 'deletecollection', code: 409 }
  it.each<Try>([
    ['network policies', example({ ...collection, resource: 'networkpolicies', namespace: 'shop' }), 'DET-44'],
    ['secrets', example({ ...collection, resource: 'secrets', namespace: 'shop', level: 'Metadata' }), 'DET-21'],
    ['roles', example({ ...collection, resource: 'clusterroles', apiGroup: rbac.apiGroup }), 'DET-13'],
  ])('409 to the deletion of all %s comes after some are gone', (_, entry, id) => {
    expect(Object.keys(told(entry))).toContain(id)
  })

  it('504 does not say that nothing was done', () => {
    expect(told(example({ verb: 'delete', resource: 'roles', ...rbac, code: 504 }))['DET-06']).toMatch(
      /which may be done all the same, as its answer was lost \(504\)$/,
    )
  })

  it('a subject added to a binding whose role is not in the answer may have got any', () => {
    const operations = [{ op: 'add', path: '/subjects/-', value: { kind: 'User', name: 'mallory' } }]
    const entry = patch({ resource: 'clusterrolebindings', ...rbac }, operations)
    expect(told(entry)['DET-04']).toMatch(/grants a role that the entry does not name to User mallory$/)
  })
})

describe('metadata written through another door', () => {
  const merge = (annotations: unknown) => ({ metadata: { annotations } })
  const facing = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }
  const service = { kind: 'Service', metadata: { annotations: facing }, spec: { type: 'LoadBalancer' } }
  const web = { resource: 'services', subresource: 'status', namespace: 'shop', name: 'web' }
  const label = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } }
  const shop = { resource: 'namespaces', namespace: 'shop', name: 'shop' }
  const workload = { user: 'system:serviceaccount:shop:cart' }
  const ports = { 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80}]' }
  it.each<Try>([
    ['a service, by its status', patch({ ...web, ...workload }, merge(facing), service), 'DET-42'],
    [
      'a service, by a person who writes it whole',
      example({ verb: 'update', ...web, responseObject: service }),
      'DET-42',
    ],
    [
      'an ingress, by its status',
      patch({ ...web, ...workload, resource: 'ingresses', apiGroup: 'networking.k8s.io' }, merge(ports), {
        kind: 'Ingress',
        ...merge(ports),
        spec: { ingressClassName: 'alb' },
      }),
      'DET-43',
    ],
    ['a namespace, by its status', patch({ ...shop, ...workload, subresource: 'status' }, label), 'DET-45'],
    [
      'a namespace, as it is finalized',
      example({ verb: 'update', ...shop, subresource: 'finalize', requestObject: label }),
      'DET-45',
    ],
  ])('of %s', (_, entry, id) => {
    expect(Object.keys(told(entry))).toContain(id)
  })

  it('is none where a controller reports the status of what was open before', () => {
    expect(
      told(example({ verb: 'update', ...web, ...workload, sourceIPs: ['10.0.2.114'], responseObject: service })),
    ).toEqual({})
    expect(told(patch({ ...web, ...workload, sourceIPs: ['10.0.2.114'] }, { status: {} }, service))).toEqual({})
  })
})

it('a kubelet is asked by an address that is spelt with escapes', () => {
  const requestURI = '/api/v1/n%6Fdes/ip-10-0-0-1/pr%6fxy/%72un/shop/cart-0/app?cmd=nsenter%20-t1'
  const entry = example({ verb: 'create', resource: 'nodes', subresource: 'proxy', name: 'ip-10-0-0-1', requestURI })
  expect(told(entry)['DET-25']).toContain('leaves the container for its node')
  expect(told(entry)['DET-28']).toContain('runs or joins a command')
})

describe('an allow-list', () => {
  const allowed = (id: string, entry: unknown, allow: Omit<Allow, 'reason'>): (string | null)[] =>
    detect(detections, windowExample(slot, { messages: [JSON.stringify(entry)] }), {
      slot,
      rules: { [id]: { allow: [{ ...allow, reason: 'the shop deploys itself' }] } },
    }).flatMap((hit) => (hit.detection === id ? [hit.allowed] : []))
  const admin = {
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'User', name: 'mallory' }],
  }

  it("of a namespace lets nothing of the cluster's own pass that claims to be in it", () => {
    const made = {
      verb: 'create',
      apiGroup: rbac.apiGroup,
      namespace: 'shop',
      name: 'ops',
      code: 201,
      requestObject: admin,
    }
    const path = '/apis/rbac.authorization.k8s.io/v1'
    const cluster = example({
      ...{ ...made, resource: 'clusterrolebindings' },
      // The API server takes the namespace of the reference from the body, and drops it afterwards.
      requestURI: `${path}/clusterrolebindings?fieldManager=/namespaces/shop`,
    })
    const own = example({
      ...{ ...made, resource: 'rolebindings' },
      requestURI: `${path}/n%61mespaces/shop/rolebindings`,
    })
    expect(allowed('DET-03', cluster, { namespaces: ['shop'] })).toEqual([null])
    expect(allowed('DET-03', own, { namespaces: ['shop'] })).toEqual(['the shop deploys itself'])
  })

  it('of a service account lets no role of the account pass that bears its name', () => {
    const entry = {
      verb: 'delete',
      resource: 'roles',
      ...rbac,
      namespace: 'shop',
      user: 'system:serviceaccount:argocd:argocd',
    }
    const principals = ['system:serviceaccount:argocd:*']
    expect(allowed('DET-14', example(entry), { principals })).toEqual(['the shop deploys itself'])
    expect(allowed('DET-14', example({ ...entry, ...mapped(entry.user) }), { principals })).toEqual([null])
  })
})

describe('what is counted of a role', () => {
  const arn = (role: string, session: number) => `arn:aws:sts::111122223333:assumed-role/${role}/s${session}`
  const deleted = (role: string) =>
    Array.from({ length: 24 }, (_, at) =>
      example({
        ...{ verb: 'delete', resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: `cart-${at}` },
        user: arn(role, at % 12),
        extra: { arn: [arn(role, at % 12)], canonicalArn: [`arn:aws:iam::111122223333:role/${role}`] },
      }),
    ).map((entry) => JSON.stringify(entry))
  const refused = (role: string) =>
    Array.from({ length: 12 }, (_, at) =>
      countExample(5, { 'user.username': arn(role, at), 'responseStatus.code': '403' }),
    )
  const found = (role: string, allow: Allow[] = []) =>
    detect(
      detections.filter(({ id }) => id === 'DET-57' || id === 'DET-49'),
      windowExample(slot, { messages: deleted(role), counts: refused(role) }),
      { slot, rules: { 'DET-57': { allow }, 'DET-49': { allow } } },
    )

  it('is that of all its sessions, which whoever assumes it names', () => {
    expect(found('Ops')).toMatchObject([
      { detection: 'DET-49', actor: 'arn:aws:sts::111122223333:assumed-role/Ops/*', count: 60 },
      { detection: 'DET-57', actor: 'arn:aws:sts::111122223333:assumed-role/Ops/*', count: 24 },
    ])
    expect(found('Ops')[1]).toMatchObject({
      reason: expect.stringContaining(
        ': 24 deletions within the slot, in 12 sessions, the first of them deployments shop/cart-0',
      ),
      principal: { arn: null, canonicalArn: 'arn:aws:iam::111122223333:role/Ops' },
    })
  })

  it('is that of each where sessions are named after people', () => {
    expect(found('AWSReservedSSO_Developer_5f2c8e01a7d94b36')).toEqual([])
  })

  it('is let pass where all of them are', () => {
    const of = (...principals: string[]) =>
      found('Ops', [{ principals, reason: 'drill' }]).map(({ allowed }) => allowed)
    expect(of('arn:aws:sts::*:assumed-role/Ops/*')).toEqual(['drill', 'drill'])
    expect(of(arn('Ops', 0))).toEqual([null, null])
  })
})
