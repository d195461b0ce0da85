// What is looked for in the entries of a window: who used the cluster, and what was written into it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activityOf, type Takers, takers } from '../../src/audit-log/activity/activity.ts'
import type { Grant } from '../../src/audit-log/activity/grants.ts'
import { principalKey } from '../../src/audit-log/activity/uses.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import { isUnknown } from '../../src/model.ts'
import { slot } from './account.ts'

const text = (given: Example) => JSON.stringify(example(given))
const found = (name: keyof Takers, ...messages: string[]) => {
  const all = activityOf(windowExample(slot, { messages, counts: [countExample(9)] }), slot)
  if (isUnknown(all)) throw new Error(all.reason)
  return all[name] as { items: Record<string, Record<string, unknown>>; unreadable: string | null }
}
const items = (name: keyof Takers, ...given: Example[]) => found(name, ...given.map(text)).items
const rbac = (resource: string, more: Partial<Example> = {}): Example => ({
  verb: 'create',
  resource,
  apiGroup: 'rbac.authorization.k8s.io',
  name: 'ops',
  code: 201,
  ...more,
})
const role = (...rules: unknown[]) => ({ kind: 'ClusterRole', metadata: { name: 'ops' }, rules })
const rule = (verbs: string[], resources: string[], apiGroups = ['']) => ({ verbs, resources, apiGroups })
const admin = {
  kind: 'ClusterRoleBinding',
  roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'User', name: 'bob' }],
}

describe('a window', () => {
  it('in which nothing was delivered tells nothing', () => {
    expect(activityOf(windowExample(slot, {}), slot)).toMatchObject({ outcome: 'unknown' })
    expect(activityOf(windowExample(slot, { madeAt: null }), slot)).toMatchObject({ outcome: 'unknown' })
  })

  it('is gone through once', () => {
    let turns = 0
    const lines = windowExample(slot, { messages: ['x'], counts: [countExample(1)] })
    const once = {
      [Symbol.iterator]() {
        turns++
        return lines[Symbol.iterator]()
      },
    }
    activityOf(once, slot)
    activityOf(once, slot)
    expect(turns).toBe(1)
  })
})

describe('a use', () => {
  it('is told by account and role, whatever the path of the role and the partition', () => {
    const key = '111122223333/role/Admin'
    expect(
      [
        'arn:aws:iam::111122223333:role/Admin',
        'arn:aws-cn:iam::111122223333:role/teams/a/Admin',
        'arn:aws-us-gov:sts::111122223333:assumed-role/Admin/alice',
      ].map(principalKey),
    ).toEqual([key, key, key])
    expect(principalKey('arn:aws:iam::111122223333:user/a/bob')).toBe('111122223333/user/a/bob')
    expect(principalKey('arn:aws:iam::111122223333:root')).toBe('arn:aws:iam::111122223333:root')
    expect(principalKey('')).toBe('')
  })

  it('counts whatever was asked and whatever came of it, the newest of each', () => {
    const given = { verb: 'get', resource: 'pods', code: 403, decision: 'forbid' as const }
    expect(
      items('uses', { ...given, reached: '2026-01-05T00:30:00Z' }, { ...given, reached: '2026-01-05T00:10:00Z' }),
    ).toEqual({ '111122223333/role/ClusterAdmin': { at: '2026-01-05T00:30:00Z' } })
  })

  it('is nobody’s where no principal stands behind the user', () => {
    expect(items('uses', { verb: 'get', resource: 'pods', user: 'system:anonymous' })).toEqual({})
  })
})

describe('a grant', () => {
  const grantsIn = (...given: Example[]) =>
    Object.fromEntries(
      Object.entries(items('grants', ...given)).map(([key, { known }]) => [key, (known as Grant['known'])?.grants]),
    )

  it.each([
    ['everything', rule(['*'], ['*'], ['*']), ['* on every resource', 'bind', 'escalate', 'impersonate']],
    ['reading everything', rule(['get', 'list'], ['*']), ['get, list on every resource']],
    ['binding roles', rule(['bind'], ['clusterroles'], ['rbac.authorization.k8s.io']), ['bind']],
    ['every verb on roles', rule(['*'], ['roles'], ['rbac.authorization.k8s.io']), ['bind', 'escalate']],
    ['impersonation', rule(['impersonate'], ['users', 'groups']), ['impersonate']],
  ])('of %s is one', (_, one, expected) => {
    expect(grantsIn(rbac('clusterroles', { responseObject: role(one) }))).toEqual({ 'clusterroles/ops': expected })
  })

  it.each([
    ['reading pods', rule(['get', 'list'], ['pods'])],
    ['every verb on its own resources', rule(['*'], ['*'], ['monitoring.coreos.com'])],
    ['binding in another group', rule(['bind'], ['roles'], ['example.com'])],
    ['URLs', { verbs: ['get'], nonResourceURLs: ['*'] }],
  ])('of %s is none', (_, one) => {
    expect(grantsIn(rbac('clusterroles', { responseObject: role(one) }))).toEqual({ 'clusterroles/ops': [] })
  })

  it('is made by a binding of either kind to cluster-admin, and of no other role', () => {
    expect(
      grantsIn(
        rbac('clusterrolebindings', { responseObject: admin }),
        rbac('rolebindings', { namespace: 'shop', responseObject: { ...admin, kind: 'RoleBinding' } }),
        rbac('rolebindings', {
          name: 'view',
          responseObject: { ...admin, kind: 'RoleBinding', roleRef: { kind: 'ClusterRole', name: 'view' } },
        }),
        rbac('rolebindings', {
          name: 'own',
          responseObject: { ...admin, kind: 'RoleBinding', roleRef: { kind: 'Role', name: 'cluster-admin' } },
        }),
      ),
    ).toEqual({
      'clusterrolebindings/ops': ['cluster-admin to User bob'],
      'rolebindings/shop/ops': ['cluster-admin to User bob'],
      'rolebindings/view': [],
      'rolebindings/own': [],
    })
  })

  const deleted = { kind: 'Status', status: 'Success' }
  const later = '2026-01-05T00:40:00Z'
  const wild = rbac('clusterroles', { responseObject: role(rule(['*'], ['*'])) })

  it('is gone when its object was deleted, alone or among others, in whatever order it is read', () => {
    const gone = rbac('clusterroles', { verb: 'delete', code: 200, responseObject: deleted, reached: later })
    expect(grantsIn(gone, wild)).toEqual({ 'clusterroles/ops': [] })
    const list = { kind: 'ClusterRoleList', items: [{ metadata: { name: 'ops' } }] }
    const all = rbac('clusterroles', { verb: 'deletecollection', responseObject: list, reached: later })
    expect(grantsIn(wild, { ...all, name: '' })).toEqual({ 'clusterroles/ops': [] })
  })

  it.each([
    ['was denied', { verb: 'delete', code: 403, decision: 'forbid' as const }],
    ['was a rehearsal by its query', { requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterroles/ops?dryRun=All' }],
    ['was a rehearsal by its options', { requestObject: { kind: 'DeleteOptions', dryRun: ['All'] } }],
    [
      'is held up by a finalizer',
      { responseObject: { kind: 'ClusterRole', metadata: { name: 'ops', finalizers: ['x'] } } },
    ],
    ['was not answered in the log', { responseObject: undefined, level: 'Metadata' }],
  ])('stands where a deletion %s', (_, more) => {
    const gone = rbac('clusterroles', { verb: 'delete', code: 200, responseObject: deleted, reached: later, ...more })
    expect(grantsIn(wild, gone)['clusterroles/ops']).not.toEqual([])
  })

  it('is not known where the object is not in the log, or is malformed', () => {
    for (const responseObject of [undefined, { rules: 'all' }, role('all'), role({ verbs: '*', resources: ['*'] })])
      expect(items('grants', rbac('clusterroles', { verb: 'patch', level: 'Metadata', responseObject }))).toMatchObject(
        {
          'clusterroles/ops': { known: null, unseen: { by: expect.any(String) } },
        },
      )
  })
})

describe('a change', () => {
  it('of RBAC, aws-auth and admission is told by actor and hour, with who made it', () => {
    const hook = {
      verb: 'delete',
      resource: 'validatingwebhookconfigurations',
      apiGroup: 'admissionregistration.k8s.io',
      name: 'kyverno',
    }
    expect(Object.values(items('admissionChanges', hook, hook))).toMatchObject([
      {
        what: 'delete validatingwebhookconfigurations kyverno',
        principal: 'arn:aws:iam::111122223333:role/ClusterAdmin',
      },
    ])
    expect(Object.values(items('rbacChanges', rbac('roles', { namespace: 'shop' })))).toMatchObject([
      { what: 'create roles shop/ops', actorClass: 'human' },
    ])
    const map = { resource: 'configmaps', namespace: 'kube-system' }
    const changed = (...given: Example[]) => Object.values(items('awsAuthChanges', ...given)).map(({ what }) => what)
    expect(changed({ verb: 'update', ...map, name: 'aws-auth' })).toEqual(['update configmaps kube-system/aws-auth'])
    expect(changed({ verb: 'deletecollection', ...map })).toEqual(['deletecollection configmaps (all)'])
    expect(changed({ verb: 'update', ...map, name: 'coredns' }, { verb: 'get', ...map, name: 'aws-auth' })).toEqual([])
  })

  it('is told with the first and the last of an actor in an hour', () => {
    const at = (minute: string) => ({ ...rbac('roles'), name: minute, reached: `2026-01-05T00:${minute}:00Z` })
    expect(Object.values(items('rbacChanges', at('20'), at('50'), at('10')))).toMatchObject([
      { first: '2026-01-05T00:10:00Z', at: '2026-01-05T00:50:00Z', what: 'create roles 50' },
    ])
  })

  it('that deletes is told beside those that do not', () => {
    const at = (verb: string, minute: string) => ({
      ...rbac('roles', { verb }),
      reached: `2026-01-05T00:${minute}:00Z`,
    })
    const said = Object.values(items('rbacChanges', at('delete', '10'), at('patch', '20'))).map(({ what }) => what)
    expect(said.sort()).toEqual(['delete roles ops', 'patch roles ops'])
  })

  it('of workloads is told of people and service accounts, of controllers never', () => {
    const write = { verb: 'patch', resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'cart' }
    const account = { user: 'system:serviceaccount:argocd:controller' }
    const said = items(
      'workloads',
      write,
      { ...write, auditID: 'another' },
      { ...write, ...account },
      { ...write, ...account, auditID: 'another' },
      { ...write, user: 'system:serviceaccount:kube-system:deployment-controller' },
      { verb: 'delete', resource: 'pods', namespace: 'shop', name: 'cart' },
      { verb: 'patch', resource: 'deployments', subresource: 'status', apiGroup: 'apps', name: 'cart' },
    )
    expect(
      Object.values(said)
        .map(({ actorClass }) => actorClass)
        .sort(),
    ).toEqual(['human', 'workload'])
  })
})

describe('an image', () => {
  const pod = (spec: unknown) => ({
    verb: 'create',
    resource: 'pods',
    namespace: 'shop',
    name: 'cart',
    responseObject: { kind: 'Pod', spec },
  })

  it('is told of containers of every kind, in pods and in templates', () => {
    const image = (name: string) => [{ image: name }]
    const cron = { spec: { jobTemplate: { spec: { template: { spec: { containers: image('d') } } } } } }
    expect(
      Object.keys(
        items('images', pod({ containers: image('a'), initContainers: image('b'), ephemeralContainers: image('c') }), {
          verb: 'patch',
          resource: 'cronjobs',
          apiGroup: 'batch',
          responseObject: { kind: 'CronJob', ...cron },
        }),
      ),
    ).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']))
  })

  it.each([
    [
      'of a patch alone',
      { verb: 'patch', resource: 'pods', requestObject: { spec: { containers: [{ image: 'a' }] } } },
    ],
    ['at a level without objects', { verb: 'create', resource: 'pods', level: 'Metadata' }],
    ['of a pod without containers', pod({})],
    ['of a container whose image is no text', pod({ containers: [{ image: 7 }] })],
  ])('is not known %s', (_, given) => {
    expect(items('images', given)).toMatchObject({ '? pods': { image: null } })
  })

  it('is none of a status, a deletion, or what was refused', () => {
    const given = pod({ containers: [{ image: 'a' }] })
    expect(
      items('images', { ...given, verb: 'delete' }, { ...given, subresource: 'status' }, { ...given, code: 403 }),
    ).toEqual({})
  })
})

describe('an entry that was cut', () => {
  const cut = (given: Example) => text({ ...given, requestObject: { blob: 'x'.repeat(2_000) } }).slice(0, 1_500)
  const unreadable = (message: string) =>
    (Object.keys(takers) as (keyof Takers)[]).filter((name) => found(name, message).unreadable !== null)

  it.each([
    [
      'a role',
      rbac('clusterroles', { requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterroles' }),
      ['grants', 'rbacChanges'],
    ],
    [
      'a role whose path is encoded',
      rbac('clusterroles', { requestURI: '/apis/rbac%2Eauthorization.k8s.io/v1/clusterroles' }),
      ['grants', 'rbacChanges'],
    ],
    [
      'a Deployment',
      { verb: 'update', requestURI: '/apis/apps/v1/namespaces/shop/deployments/cart' },
      ['images', 'workloads'],
    ],
    ['a custom resource', { verb: 'update', requestURI: '/apis/example.com/v1/namespaces/shop/charts/cart' }, []],
    ['a list of roles', { verb: 'list', requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterroles' }, []],
  ])('of %s leaves open what it may have been', (_, given, expected) => {
    expect(unreadable(cut(given))).toEqual(expected)
  })

  it('before its head, or with a head that cannot be read, may have been anything', () => {
    const all = Object.keys(takers).filter((name) => name !== 'uses')
    expect(unreadable('{"kind":"Event"')).toEqual(all)
    expect(unreadable(cut({ verb: 'update', requestURI: '/apis/%zz' }))).toEqual(all)
    expect(unreadable(`[${cut({ verb: 'list', requestURI: '/api' })}`)).toEqual(all)
  })

  it('is read at its head for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 400 }), (uri, length) => {
        const said = readEvent(text({ verb: 'update', requestURI: uri }).slice(0, -1 - length))
        if (!said.readable && said.head) expect(said.head).toEqual({ verb: 'update', uri })
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})
