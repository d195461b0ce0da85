// What detections of roles and bindings make of the shapes that clients, patches and attackers send.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const ids = ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14'].map((id) => `DET-${id}`)
const ours = detections.filter(({ id }) => ids.includes(id))

const found = (given: Example | Record<string, unknown>) => {
  const entry = 'kind' in given ? given : example(given as Example)
  return detect(ours, windowExample(slot, { messages: [JSON.stringify(entry)] }), { slot, rules: {} })
}
/** Without DET-06, which tells every change by a person. */
const told = (given: Example): string[] =>
  found(given)
    .map(({ detection }) => detection)
    .filter((id) => id !== 'DET-06')
const reason = (given: Example, id: string): string => found(given).find((hit) => hit.detection === id)?.reason ?? ''

const apiGroup = 'rbac.authorization.k8s.io'
const clusterRole: Example = { verb: 'create', resource: 'clusterroles', apiGroup, name: 'ops', code: 201 }
const clusterBinding: Example = { ...clusterRole, resource: 'clusterrolebindings' }
const role = (rules: unknown, more = {}) => ({ kind: 'ClusterRole', metadata: { name: 'ops' }, rules, ...more })
const rule = (verbs: unknown, resources: unknown, apiGroups: unknown = ['']) => ({ apiGroups, resources, verbs })
const binding = (subjects: unknown, roleRef: unknown = { kind: 'ClusterRole', name: 'cluster-admin' }) => ({
  kind: 'ClusterRoleBinding',
  metadata: { name: 'ops' },
  roleRef,
  subjects,
})
const bob = { kind: 'User', name: 'bob' }
const reader = rule(['get'], ['pods'])
const all = rule(['*'], ['*'], ['*'])
const everyRole = ['DET-07', 'DET-08', 'DET-09', 'DET-10', 'DET-11', 'DET-12']

describe('a role', () => {
  it('of every right is told by each detection of what it holds', () => {
    expect(told({ ...clusterRole, responseObject: role([all]) })).toEqual(everyRole)
  })

  it.each<[string, unknown]>([
    ['with rules as an object of rules', { a: all }],
    ['with rules that are one rule', all],
    ['with texts for lists', [rule('*', '*', '*')]],
    ['with objects for lists', [rule({ a: '*' }, { b: '*' }, { c: '*' })]],
    ['with something else among its rules', [null, 7, 'x', [], all]],
  ])('%s is told by what was wanted', (_, rules) => {
    expect(told({ ...clusterRole, code: 422, requestObject: role(rules) })).toEqual(everyRole)
  })

  it.each<[string, unknown]>([
    ['a text', '*'],
    ['a number', 7],
    ['null', null],
    ['a list of nothing', [null, [], '*', 0, true]],
    ['a rule of numbers', [rule(7, 8, 9)]],
    ['an empty rule', [{}]],
  ])('whose rules are %s grants nothing and breaks nothing', (_, rules) => {
    expect(told({ ...clusterRole, code: 422, requestObject: role(rules) })).toEqual([])
  })

  it('of 10,000 rules is read to its last one, and told shortly', () => {
    const rules = [...Array.from({ length: 10_000 }, () => reader), all]
    expect(told({ ...clusterRole, responseObject: role(rules) })).toEqual(everyRole)
    expect(reason({ ...clusterRole, responseObject: role([...rules, all, all, all]) }, 'DET-07')).toMatch(
      /and 1 more such rules$/,
    )
  })

  it('with names that hide or flood is told visibly', () => {
    const hostile = rule(['get'], ['secrets', `\u202E${'x'.repeat(5_000)}`])
    const said = reason({ ...clusterRole, name: '\u200Bops', responseObject: role([hostile]) }, 'DET-10')
    expect(said).toContain('\\u{200B}ops')
    expect(said).toContain('\\u{202E}')
    expect(said.length).toBeLessThan(600)
  })

  it('that only reads is no write, also where it reads everything', () => {
    expect(told({ ...clusterRole, responseObject: role([rule(['get', 'list', 'watch'], ['*'], ['*'])]) })).toEqual([
      'DET-07',
      'DET-09',
      'DET-10',
    ])
  })

  it('whose path is open to deletion can write, and names no resource', () => {
    expect(told({ ...clusterRole, responseObject: role([{ verbs: ['delete'], nonResourceURLs: ['/api'] }]) })).toEqual([
      'DET-12',
    ])
  })

  it('whose every path is open has a wildcard', () => {
    expect(told({ ...clusterRole, responseObject: role([{ verbs: ['get'], nonResourceURLs: ['*'] }]) })).toEqual([
      'DET-07',
    ])
  })

  it('that is limited by names is told with them', () => {
    const limited = { ...rule(['bind'], ['clusterroles'], [apiGroup]), resourceNames: ['view'] }
    expect(reason({ ...clusterRole, responseObject: role([limited]) }, 'DET-08')).toContain(
      'bind on clusterroles (view)',
    )
  })

  it('in a namespace counts like one of the cluster', () => {
    const one = { ...clusterRole, resource: 'roles', namespace: 'shop', responseObject: role([all]) }
    expect(told(one)).toEqual(everyRole)
  })

  it('of another API group is something else', () => {
    expect(found({ ...clusterRole, apiGroup: 'iam.example.com', responseObject: role([all]) })).toEqual([])
  })

  it('of an entry that names no API group is one', () => {
    const { apiGroup: _, ...bare } = clusterRole
    expect(told({ ...bare, responseObject: role([all]) })).toEqual(everyRole)
  })

  it('is read from the request where the answer holds no rules', () => {
    const answer = { kind: 'ClusterRole', metadata: { name: 'ops' } }
    expect(told({ ...clusterRole, requestObject: role([all]), responseObject: answer })).toEqual(everyRole)
  })

  it('is read from the request where the client asked to be answered with a table', () => {
    expect(
      told({ ...clusterRole, verb: 'update', requestObject: role([all]), responseObject: { kind: 'Table' } }),
    ).toEqual(everyRole)
  })

  it('without a group for its rules is taken as it was meant', () => {
    const bare = { resources: ['pods/exec'], verbs: ['create'] }
    expect(told({ ...clusterRole, requestObject: role([bare]) })).toEqual(['DET-09', 'DET-12'])
  })
})

describe('a patch of a role', () => {
  const patch: Example = { ...clusterRole, verb: 'patch', code: 200 }
  const before = role([all])

  it.each<[string, unknown]>([
    ['sets a label', { metadata: { labels: { team: 'a' } } }],
    ['says nothing', {}],
    ['applies its name alone', { apiVersion: `${apiGroup}/v1`, kind: 'ClusterRole', metadata: { name: 'ops' } }],
    ['adds an annotation by an operation', [{ op: 'add', path: '/metadata/annotations/a', value: 'b' }]],
    [
      'tests and adds a label',
      [
        { op: 'test', path: '/rules/0/verbs/0', value: '*' },
        { op: 'add', path: '/metadata/labels/a', value: 'b' },
      ],
    ],
    ['takes a rule away', [{ op: 'remove', path: '/rules/1' }]],
    ['takes every rule away', [{ op: 'remove', path: '/rules' }]],
    ['adds a rule that reads', [{ op: 'add', path: '/rules/-', value: reader }]],
  ])('that %s gives nothing that the role had', (_, requestObject) => {
    expect(told({ ...patch, requestObject, responseObject: before })).toEqual([])
  })

  it.each<[string, unknown]>([
    ['merges rules', { rules: [all] }],
    ['applies the whole', before],
    ['adds a rule', [{ op: 'add', path: '/rules/-', value: all }]],
    ['replaces all rules', [{ op: 'replace', path: '/rules', value: [all] }]],
    ['copies a rule', [{ op: 'copy', from: '/rules/1', path: '/rules/0' }]],
    ['takes the names off a rule', [{ op: 'remove', path: '/rules/0/resourceNames' }]],
    ['adds a verb to a rule', [{ op: 'add', path: '/rules/0/verbs/-', value: '*' }]],
    ['puts the rules where the label was', [{ op: 'move', from: '/metadata/annotations', path: '/rules' }]],
    ['adds the role to view', { metadata: { labels: { [`${apiGroup}/aggregate-to-view`]: 'true' } } }],
    [
      'adds the role to view by an operation',
      [{ op: 'add', path: `/metadata/labels/${apiGroup}~1aggregate-to-view`, value: 'true' }],
    ],
  ])('that %s is told by what the role holds then', (_, requestObject) => {
    expect(told({ ...patch, requestObject, responseObject: before })).toEqual(everyRole)
  })

  it('that was refused is told by what its operations say', () => {
    const refused = { ...patch, code: 403, responseObject: { kind: 'Status', code: 403 } }
    const add = (path: string, value: unknown) => ({ ...refused, requestObject: [{ op: 'add', path, value }] })
    expect(told(add('/rules/-', all))).toEqual(everyRole)
    expect(told(add('/rules/0/resources/-', 'secrets'))).toEqual(['DET-10'])
    expect(told(add('/rules/0/verbs/-', 'impersonate'))).toEqual(['DET-08'])
    expect(told(add('/rules/0/verbs', ['create']))).toEqual(['DET-12'])
    expect(told(add('/rules/0/verbs/-', 'get'))).toEqual([])
  })

  it('hides no operation under one that pushes it along', () => {
    const requestObject = [
      { op: 'add', path: '/rules/0/verbs/-', value: '*' },
      { op: 'add', path: '/rules/0', value: reader },
    ]
    expect(told({ ...patch, requestObject, responseObject: { kind: 'Table' } })).toContain('DET-07')
  })

  it.each<[string, unknown]>([
    ['operations that are none', [null, 7, 'x', {}]],
    ['a path that is no text', [{ op: 'add', path: 7, value: all }]],
    ['an operation without a value', [{ op: 'add', path: '/rules/-' }]],
    ['a text', 'rules'],
  ])('of %s breaks nothing', (_, requestObject) => {
    expect(told({ ...patch, code: 400, requestObject })).toEqual([])
  })
})

describe('what is no change', () => {
  it('is a rehearsal', () => {
    const requestURI = `/apis/${apiGroup}/v1/clusterroles?dryRun=All&fieldManager=kubectl`
    expect(found({ ...clusterRole, requestURI, responseObject: role([all]) })).toEqual([])
  })

  it('is being told that the object is there already', () => {
    expect(found({ ...clusterRole, code: 409, requestObject: role([all]) })).toEqual([])
  })

  it('is a request that has only come in', () => {
    expect(found({ ...clusterRole, stage: 'RequestReceived', requestObject: role([all]) })).toEqual([])
  })

  it('is an approval or a status', () => {
    expect(found({ ...clusterRole, subresource: 'status', responseObject: role([all]) })).toEqual([])
  })
})

describe('a binding', () => {
  it.each<[string, unknown]>([
    ['a role as a text', 'cluster-admin'],
    ['its role in a list', { name: ['cluster-admin'] }],
    ['a role without a kind', { name: 'cluster-admin' }],
  ])('with %s is told by what was wanted', (_, roleRef) => {
    expect(told({ ...clusterBinding, code: 400, requestObject: binding([bob], roleRef) })).toEqual(['DET-03'])
  })

  it.each<[string, unknown]>([
    ['an object of subjects', { a: { kind: 'Group', name: 'system:unauthenticated' } }],
    ['one subject', { kind: 'User', name: 'system:anonymous' }],
    ['a text among its subjects', ['system:anonymous', 7, null, []]],
    ['a text for its subjects', 'system:anonymous'],
    ['a subject of another kind', [{ kind: 7, name: 'system:anonymous' }]],
  ])('with %s opens the cluster to anybody', (_, subjects) => {
    const view = { kind: 'ClusterRole', name: 'view' }
    expect(told({ ...clusterBinding, code: 400, requestObject: binding(subjects, view) })).toEqual(['DET-02'])
  })

  it.each<[string, unknown, unknown]>([
    ['a number for its role', 7, [bob]],
    ['no role', null, [bob]],
    ['a role without a name', { kind: 'ClusterRole' }, [bob]],
    ['subjects of nothing', { kind: 'ClusterRole', name: 'view' }, [null, 7, [], {}]],
  ])('with %s breaks nothing', (_, roleRef, subjects) => {
    expect(told({ ...clusterBinding, code: 400, requestObject: binding(subjects, roleRef) })).toEqual([])
  })

  it('names at most so many of its subjects', () => {
    const subjects = Array.from({ length: 10_000 }, (_, at) => ({ kind: 'User', name: `user-${at}` }))
    const said = reason({ ...clusterBinding, responseObject: binding(subjects) }, 'DET-03')
    expect(said).toContain('user-0')
    expect(said).toMatch(/and 9980 more$/)
    expect(said.length).toBeLessThan(600)
  })

  it('of the last of many subjects to nobody known is told', () => {
    const subjects = [...Array.from({ length: 10_000 }, () => bob), { kind: 'User', name: 'system:anonymous' }]
    expect(told({ ...clusterBinding, responseObject: binding(subjects) })).toEqual(['DET-02', 'DET-03'])
  })

  it('of cluster-admin to a default service account is told for both', () => {
    const subjects = [{ kind: 'ServiceAccount', namespace: 'shop', name: 'default' }]
    expect(told({ ...clusterBinding, responseObject: binding(subjects) })).toEqual(['DET-03', 'DET-05'])
  })

  it('whose last subject was taken away is no grant', () => {
    expect(told({ ...clusterBinding, verb: 'update', code: 200, responseObject: binding(undefined) })).toEqual([])
  })

  it('gains a subject by a patch, and only that one is new', () => {
    const anybody = { kind: 'Group', name: 'system:authenticated' }
    const requestObject = [{ op: 'add', path: '/subjects/-', value: bob }]
    const patch = { ...clusterBinding, verb: 'patch', code: 200, requestObject }
    expect(told({ ...patch, responseObject: binding([anybody, bob]) })).toEqual(['DET-03'])
  })

  it('of a namespaced role that is called cluster-admin or admin gives what that role holds', () => {
    for (const name of ['cluster-admin', 'admin'])
      expect(told({ ...clusterBinding, responseObject: binding([bob], { kind: 'Role', name }) })).toEqual([])
  })

  it('that lets an add-on ask about others’ rights is no privilege', () => {
    const delegator = { kind: 'ClusterRole', name: 'system:auth-delegator' }
    const account = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'metrics-server' }
    expect(told({ ...clusterBinding, responseObject: binding([account], delegator) })).toEqual([])
  })
})

describe('whoever acts', () => {
  const aggregator = 'system:serviceaccount:kube-system:clusterrole-aggregation-controller'
  const apply: Example = { ...clusterRole, verb: 'patch', code: 200, responseObject: role([all]) }

  it('as the controller that aggregates is left out for the three roles that it keeps, and for no other', () => {
    expect(found({ ...apply, user: aggregator, name: 'edit' })).toEqual([])
    expect(told({ ...apply, user: aggregator, name: 'own' })).toEqual(everyRole)
  })

  it('as the API server is left out, unless aws-auth gave somebody that name', () => {
    expect(found({ ...apply, user: 'system:apiserver', name: 'system:node' })).toEqual([])
    const extra = { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/run'] }
    expect(told({ ...apply, user: 'system:apiserver', name: 'system:node', extra })).toEqual([...everyRole, 'DET-13'])
  })

  it('as EKS brings the roles of add-ons, and binds no person', () => {
    const user = 'eks:addon-manager'
    const extra = { arn: ['arn:aws:sts::602401143452:assumed-role/AWSWesleyClusterManagerLambda-Add-A/1'] }
    expect(found({ ...apply, user, extra })).toEqual([])
    expect(told({ ...clusterBinding, user, extra, responseObject: binding([bob]) })).toEqual(['DET-03'])
    const anybody = [{ kind: 'Group', name: 'system:unauthenticated' }]
    const view = { kind: 'ClusterRole', name: 'view' }
    expect(told({ ...clusterBinding, user, extra, responseObject: binding(anybody, view) })).toEqual(['DET-02'])
  })

  it('as support of AWS is told like anybody', () => {
    expect(told({ ...apply, user: 'eks:support-engineer' })).toEqual(everyRole)
  })

  it('as a workload or a node that writes RBAC is told with what it hands out', () => {
    const user = 'system:serviceaccount:shop:cart'
    expect(reason({ ...apply, user }, 'DET-14')).toMatch(/which grants \* on \*$/)
    expect(reason({ ...clusterBinding, user, responseObject: binding([bob]) }, 'DET-14')).toMatch(
      /which grants cluster-admin to User bob$/,
    )
    expect(reason({ ...clusterRole, user: 'system:node:a', code: 403, decision: 'forbid' }, 'DET-14')).toMatch(
      /which was denied \(403\)$/,
    )
  })

  it('as a person is told whatever the change, with all that a deletion takes', () => {
    const all = { verb: 'deletecollection', resource: 'rolebindings', apiGroup, namespace: 'shop' }
    expect(reason(all, 'DET-06')).toMatch(/asked to deletecollection rolebindings \(all in shop\)$/)
    expect(reason({ ...all, verb: 'delete', name: 'ops', code: 404 }, 'DET-06')).toMatch(/which failed \(404\)$/)
  })
})

describe('a role of the system', () => {
  const patch: Example = { verb: 'patch', resource: 'clusterroles', apiGroup, name: 'system:basic-user' }

  it('is told also for its metadata, which can keep the API server from putting it back', () => {
    const requestObject = { metadata: { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' } } }
    expect(told({ ...patch, requestObject })).toEqual(['DET-13'])
  })

  it.each(['eks:node-manager', 'aws-node', 'vpc-resource-controller-role', 'cluster-admin', 'view'])(
    'is %s',
    (name) => {
      expect(told({ ...patch, verb: 'delete', name })).toEqual(['DET-13'])
    },
  )

  it.each(['eks-admin', 'eks', 'system', 'systems:a', 'my-system:node', 'viewer', ''])('is not %j', (name) => {
    expect(told({ ...patch, name })).toEqual([])
  })
})

describe('any JSON', () => {
  const value = fc.jsonValue({ maxDepth: 4 })
  const some = (known: unknown[]) => fc.oneof(fc.constantFrom(...known), value)
  const one = fc.record({
    verbs: some(['*', ['*'], ['create']]),
    resources: some(['*', ['secrets'], { a: 'pods/exec' }]),
    apiGroups: value,
    name: some(['default', 'system:anonymous']),
    kind: some(['ServiceAccount', 'Role']),
  })
  const members = { rules: some([[all]]), subjects: some([[bob]]), roleRef: some(['cluster-admin']), metadata: value }
  const object = fc.oneof(
    value,
    fc.record(members),
    fc.record({ ...members, rules: one, subjects: fc.array(one), roleRef: one }),
  )
  const path = fc.constantFrom(
    '',
    '/rules',
    '/rules/-',
    '/rules/0/verbs/-',
    '/subjects/0/name',
    '/roleRef',
    '/metadata/labels/a',
    '~',
  )
  const operation = fc.record({
    op: some(['add', 'remove', 'test', 'copy']),
    path: fc.oneof(path, value),
    value: object,
  })
  const request = fc.oneof(object, fc.array(fc.oneof(operation, value)))

  it('in a request and its answer is judged by each of them', () => {
    const verb = fc.constantFrom('create', 'update', 'patch', 'delete', 'deletecollection')
    const resource = fc.constantFrom('roles', 'clusterroles', 'rolebindings', 'clusterrolebindings')
    fc.assert(
      fc.property(verb, resource, request, object, (verb, resource, requestObject, responseObject) => {
        const hits = found({ verb, resource, apiGroup, name: 'ops', requestObject, responseObject })
        for (const { reason } of hits) {
          expect(reason).not.toContain('could not be judged')
          expect(reason.length).toBeLessThan(700)
        }
      }),
      { numRuns: 500, seed: 7 },
    )
  })
})
