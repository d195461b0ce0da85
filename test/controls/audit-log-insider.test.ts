// An administrator of cluster and account who wants the audit log to look clean. None of it may come to a pass.
import { describe, expect, it } from 'vitest'
import type { Example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import { filterName, filterPattern, standing } from '../../src/audit-log/subscription.ts'
import admissionUnchanged from '../../src/controls/admission-unchanged.ts'
import awsAuthUnchanged from '../../src/controls/aws-auth-unchanged.ts'
import uninterrupted from '../../src/controls/detection-uninterrupted.ts'
import fromApproved from '../../src/controls/images-from-approved-registries.ts'
import anomaliesWatched from '../../src/controls/log-anomalies-watched.ts'
import noGrant from '../../src/controls/no-dangerous-grant.ts'
import noSilentHour from '../../src/controls/no-silent-hour.ts'
import rbacApproved from '../../src/controls/rbac-changes-approved.ts'
import byPipelines from '../../src/controls/workloads-by-pipelines.ts'
import { denied } from '../../src/evaluate/examples.ts'
import { auditHour } from '../../src/examples/audit-window.ts'
import { describedCluster } from '../../src/examples/example.ts'
import { controlPlaneGroup, detectorOn } from '../../src/examples/logs.ts'
import { recordsOf } from '../../src/examples/records.ts'
import { updatesOf } from '../../src/examples/updates.ts'
import type { Exchange } from '../../src/model.ts'
import { run } from './run.ts'

const logging = [describedCluster()]
const group = 'rbac.authorization.k8s.io'
const rbac: Example = { verb: 'create', resource: 'clusterroles', apiGroup: group, name: 'ops', code: 201 }
const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
const role = (rules: unknown[] = everything, name = 'ops', metadata: object = {}) => ({
  ...{ kind: 'ClusterRole', apiVersion: `${group}/v1` },
  metadata: { name, ...metadata },
  rules,
})
const wild: Example = { ...rbac, requestObject: role(), responseObject: role() }
const metadataAlone = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'ops' } }
const gone: Example = { ...rbac, verb: 'delete', code: 200, responseObject: { kind: 'Status', status: 'Success' } }
const bound = (roleName: string, more: Partial<Example> = {}, ...subjects: object[]): Example => ({
  ...rbac,
  resource: 'clusterrolebindings',
  responseObject: {
    ...{ kind: 'ClusterRoleBinding', metadata: { name: more.name ?? 'ops' } },
    roleRef: { kind: 'ClusterRole', name: roleName },
    subjects: subjects.length > 0 ? subjects : [{ kind: 'User', name: 'bob' }],
  },
  ...more,
})
const grants = (...hours: Exchange[][]) => run(noGrant, { grants: hours, logging })
const told = (...events: Example[]) => grants(...events.map((event, hour) => auditHour(hour, event)))

describe('who asks to be answered with less than the object', () => {
  it('is told by what was asked for', () => {
    expect(told({ ...wild, responseObject: metadataAlone })).toMatchObject({ outcome: 'fail' })
    expect(told({ ...wild, responseObject: { kind: 'Table', rows: [] } })).toMatchObject({ outcome: 'fail' })
  })

  it('and patches leaves open what the role hands out', () => {
    const patch: Example = { ...rbac, verb: 'patch', code: 200, responseObject: metadataAlone }
    expect(told({ ...patch, requestObject: { rules: everything } }).outcome).toBe('unknown')
  })

  it('does not take back what stood before', () => {
    const patch: Example = { ...rbac, verb: 'patch', code: 200, responseObject: metadataAlone }
    expect(told(wild, { ...patch, requestObject: { rules: everything } }).outcome).toBe('fail')
    expect(told(wild, { ...patch, requestObject: { metadata: { labels: { a: 'b' } } } }).outcome).toBe('fail')
  })

  it('has not shown that a binding which a finalizer holds is gone', () => {
    expect(told(wild, { ...gone, responseObject: { kind: 'Table', rows: [] } }).outcome).toBe('fail')
  })
})

describe('what looks like a rehearsal', () => {
  const uri = `/apis/${group}/v1/clusterroles/ops?dryRun=All`
  it('is none where a deletion comes with options, which the API server takes instead of the query', () => {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1' }
    expect(told(wild, { ...gone, requestURI: uri, requestObject: body }).outcome).toBe('pass')
    expect(told(wild, { ...gone, requestURI: uri }).outcome).toBe('fail')
  })

  it('is none where a patch calls itself the options of a deletion', () => {
    const disguised = { kind: 'DeleteOptions', dryRun: ['All'], rules: everything }
    expect(told({ ...wild, verb: 'patch', code: 200, requestObject: disguised }).outcome).toBe('fail')
  })
})

describe('names that look the same', () => {
  const named = (name: string, rules?: unknown[]): Example => ({ ...rbac, name, responseObject: role(rules, name) })
  it.each([
    ['after many characters', 'x'.repeat(300), `${'x'.repeat(299)}y`],
    ['because one hides a character', 'a\u200Bb', 'a\\u{200B}b'],
  ])('%s are two', (_, one, other) => {
    expect(told(named(one), named(other, [])).outcome).toBe('fail')
  })
})

describe('a name of AWS', () => {
  const aggregator = 'system:serviceaccount:kube-system:clusterrole-aggregation-controller'
  const collector = 'system:serviceaccount:kube-system:generic-garbage-collector'
  const written = (name: string, user: string, more: Partial<Example> = {}): Example => ({
    ...{ ...rbac, verb: 'patch', code: 200, name, user, responseObject: role(everything, name), ...more },
  })

  it.each([
    ['that the aggregation controller filled', written('system:ops', aggregator)],
    ['that a controller touched last', written('system:ops', collector)],
    ['of a built-in role that was widened', written('view', aggregator)],
    ['that the API server mended and left widened', written('system:public-info-viewer', 'system:apiserver')],
  ])('is no proof for a role %s', (_, event) => {
    expect(told(event).outcome).toBe('fail')
  })

  it('is no proof for a built-in binding to which somebody was added', () => {
    const masters = { kind: 'Group', name: 'system:masters' }
    const mended = { name: 'cluster-admin', user: 'system:apiserver', verb: 'update', code: 200 }
    expect(told(bound('cluster-admin', mended, masters)).outcome).toBe('pass')
    expect(told(bound('cluster-admin', mended, masters, { kind: 'User', name: 'bob' })).outcome).toBe('fail')
  })

  it('is no proof where a role of the account goes by it', () => {
    const extra = (arn: string) => ({ arn: [arn], canonicalArn: [arn] })
    const mapped = (arn: string) => written('eks:ops', 'eks:addon-manager', { extra: extra(arn) })
    expect(told(mapped('arn:aws:sts::111122223333:assumed-role/Ops/mallory')).outcome).toBe('fail')
    expect(told(mapped('arn:aws:sts::444455556666:assumed-role/AWSWesleyClusterManagerLambda-Add/i-1')).outcome).toBe(
      'pass',
    )
  })
})

describe('a binding to another role that hands out everything', () => {
  it.each([['system:controller:clusterrole-aggregation-controller'], ['system:kube-controller-manager'], ['edit']])(
    'is told of %s',
    (name) => {
      expect(told(bound(name)).outcome).toBe('fail')
    },
  )

  it('is told of admin in kube-system, and in no other namespace', () => {
    const binding = (namespace: string) => {
      const one = bound('admin', { resource: 'rolebindings', namespace })
      return told({ ...one, responseObject: { ...(one.responseObject as object), kind: 'RoleBinding' } }).outcome
    }
    expect([binding('kube-system'), binding('shop')]).toEqual(['fail', 'pass'])
  })

  it('is not told of those that Kubernetes makes for its own controllers', () => {
    const name = 'system:controller:namespace-controller'
    const account = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'namespace-controller' }
    expect(told(bound(name, { name, user: 'system:apiserver' }, account)).outcome).toBe('pass')
  })
})

describe('a write whose answer was not waited for', () => {
  const status = { kind: 'Status', status: 'Failure', reason: 'Timeout' }
  it('may have been done', () => {
    expect(told({ ...wild, code: 504, responseObject: status }).outcome).toBe('unknown')
  })

  it('takes back nothing', () => {
    expect(told(wild, { ...gone, code: 504, responseObject: status }).outcome).toBe('fail')
    expect(told(wild, { ...wild, verb: 'update', code: 504, requestObject: role([]) }).outcome).toBe('fail')
  })
})

describe('of two moments in one second', () => {
  it('the one with fractions is the later', () => {
    const at = (fraction: string) => ({ reached: `2026-01-05T00:07:11.${fraction}Z` })
    const harmless = { ...rbac, verb: 'update', code: 200, responseObject: role([]) }
    expect(grants(auditHour(0, { ...wild, ...at('500000') }, { ...harmless, ...at('000000') })).outcome).toBe('fail')
  })
})

describe('an entry that says to be of another time than its record', () => {
  it('stands above none that comes after it', () => {
    const ahead = { ...gone, reached: '2099-01-01T00:00:00Z' }
    expect(told(ahead, wild).outcome).toBe('fail')
    expect(told(ahead).outcome).toBe('unknown')
  })
})

describe('what is gone', () => {
  const deletionTimestamp = '2026-01-05T01:00:00Z'
  it('does not stand where the last finalizer was taken away after its deletion', () => {
    const held = role(everything, 'ops', { deletionTimestamp, finalizers: ['foregroundDeletion'] })
    const freed = role(everything, 'ops', { deletionTimestamp })
    const patch: Example = { ...rbac, verb: 'patch', code: 200, requestObject: { metadata: {} } }
    expect(told(wild, { ...gone, responseObject: held }).outcome).toBe('fail')
    for (const responseObject of [freed, { ...metadataAlone, metadata: freed.metadata }])
      expect(told(wild, { ...gone, responseObject: held }, { ...patch, responseObject }).outcome).toBe('pass')
  })

  const inShop: Example = {
    ...wild,
    resource: 'roles',
    namespace: 'shop',
    responseObject: { ...role(), kind: 'Role' },
  }
  const finalized = (user: string, metadata: object = { name: 'shop', deletionTimestamp }): Example => ({
    ...{ verb: 'update', resource: 'namespaces', subresource: 'finalize', namespace: 'shop', name: 'shop', user },
    responseObject: { kind: 'Namespace', metadata, spec: {} },
  })
  const controller = 'system:serviceaccount:kube-system:namespace-controller'

  it('went with its namespace', () => {
    expect(told(inShop, finalized(controller)).outcome).toBe('pass')
  })

  it('did not go with a namespace that is held, or that somebody else let go', () => {
    expect(told(inShop, finalized('alice')).outcome).toBe('fail')
    expect(told(inShop, finalized(controller, { name: 'shop', finalizers: ['x'], deletionTimestamp })).outcome).toBe(
      'fail',
    )
  })

  it('did not go with a namespace of the same name before', () => {
    expect(told(finalized(controller), inShop).outcome).toBe('fail')
  })
})

const readAt = '2026-01-05T09:00:00Z'
const approvals = { records: recordsOf([], readAt), recordsAt: recordsOf([], readAt), logging }
const tags = [describedCluster({ tags: { environment: 'production' } })]
const workloads = (event: Example) => run(byPipelines, { writes: [auditHour(0, event)], tags, ...approvals }).outcome
const pod: Example = {
  ...{ verb: 'create', resource: 'pods', namespace: 'shop', name: 'cart', code: 201 },
  responseObject: { kind: 'Pod', metadata: { name: 'cart' }, spec: { containers: [{ image: 'nginx' }] } },
}

describe('a workload by hand', () => {
  const deployment: Example = {
    verb: 'patch',
    resource: 'deployments',
    apiGroup: 'apps',
    namespace: 'shop',
    name: 'cart',
  }

  it.each([
    ['a pod whose image is set while it runs', { ...pod, verb: 'patch', code: 200 }],
    ['a replication controller', { ...pod, resource: 'replicationcontrollers' }],
    ['a namespace that is deleted with all that runs in it', { verb: 'delete', resource: 'namespaces', name: 'shop' }],
    ['a Deployment under the name of a node', { ...deployment, user: 'system:node:ip-10-0-1-7.ec2.internal' }],
    ['a pod under the name of a node', { ...pod, user: 'system:node:ip-10-0-1-7.ec2.internal' }],
    [
      'a deletion that looks like a rehearsal',
      {
        ...deployment,
        verb: 'delete',
        requestURI: '/apis/apps/v1/namespaces/shop/deployments/cart?dryRun=All',
        requestObject: { kind: 'DeleteOptions' },
      },
    ],
  ])('is told: %s', (_, event) => {
    expect(workloads(event)).toBe('fail')
  })

  it('is none that a kubelet shows of its own machine’s files', () => {
    const metadata = { name: 'proxy', annotations: { 'kubernetes.io/config.mirror': '0a1b' } }
    const mirror = { kind: 'Pod', metadata, spec: { containers: [{ image: 'a' }] } }
    const user = 'system:node:ip-10-0-1-7.ec2.internal'
    expect(workloads({ ...pod, user, requestObject: mirror, responseObject: mirror })).toBe('pass')
  })
})

describe('a role of the account that goes by a name of AWS', () => {
  const arn = 'arn:aws:sts::111122223333:assumed-role/Ops/mallory'
  const mapped = { user: 'eks:addon-manager', extra: { arn: [arn], canonicalArn: [arn] } }

  it('needs approvals like anybody', () => {
    const hook: Example = {
      verb: 'delete',
      resource: 'validatingwebhookconfigurations',
      apiGroup: 'admissionregistration.k8s.io',
      name: 'x',
    }
    const map: Example = { verb: 'update', resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' }
    const mode = [
      describedCluster({
        accessConfig: { bootstrapClusterCreatorAdminPermissions: false, authenticationMode: 'API_AND_CONFIG_MAP' },
      }),
    ]
    const { logging: _, ...given } = approvals
    expect([
      run(rbacApproved, { writes: [auditHour(0, { ...wild, ...mapped })], ...approvals }).outcome,
      run(admissionUnchanged, { writes: [auditHour(0, { ...hook, ...mapped })], accounts: auditHour(0), ...approvals })
        .outcome,
      run(awsAuthUnchanged, { writes: [auditHour(0, { ...map, ...mapped })], mode, updates: updatesOf(), ...given })
        .outcome,
    ]).toEqual(['fail', 'fail', 'fail'])
  })

  it('writes workloads like anybody, and AWS itself as AWS', () => {
    const edit: Example = {
      verb: 'patch',
      resource: 'daemonsets',
      apiGroup: 'apps',
      namespace: 'kube-system',
      name: 'aws-node',
    }
    const aws = 'arn:aws:sts::444455556666:assumed-role/AWSWesleyClusterManagerLambda-Add/i-1'
    expect(workloads({ ...edit, ...mapped })).toBe('fail')
    expect(workloads({ ...edit, user: 'eks:addon-manager', extra: { arn: [aws] } })).toBe('pass')
    expect(workloads({ ...edit, user: 'system:serviceaccount:kube-system:daemon-set-controller' })).toBe('pass')
  })

  it('does not cover what was done under another in the same hour', () => {
    const both = auditHour(
      0,
      { ...wild, extra: { arn: [arn] } },
      { ...wild, user: 'eks:addon-manager', extra: { arn: [arn.replace('111122223333', '444455556666')] } },
    )
    expect(run(rbacApproved, { writes: [both], ...approvals }).outcome).toBe('fail')
  })
})

describe('where an image comes from', () => {
  const images = (event: Example, registries: string[] = []) =>
    run(fromApproved, { images: [auditHour(0, event)], logging, with: { settings: { registries } } }).outcome
  const spec = (more: object, image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/a:1'): Example => ({
    ...pod,
    responseObject: { kind: 'Pod', spec: { containers: [{ image }], ...more } },
  })

  it('is told of volumes too', () => {
    expect(images(spec({ volumes: [{ name: 'a' }, { name: 'b', image: { reference: 'docker.io/evil/x:1' } }] }))).toBe(
      'fail',
    )
    expect(images(spec({ volumes: [{ name: 'b', image: {} }] }))).toBe('unknown')
  })

  it.each([
    ['that begins with an approved one', 'registry.example.com.evil.io/a:1'],
    ['by a way out of an approved path', 'ghcr.io/acme/../evil/a:1'],
    ['that hides an approved one behind what no host can hold', 'evil.io\\registry.example.com/a:1'],
    ['named __proto__', '__proto__'],
  ])('is another %s', (_, image) => {
    expect(images(spec({}, image), ['registry.example.com', '*registry.example.com', 'ghcr.io/acme/*'])).toBe('fail')
  })

  it('is the same with and without the folder that Docker Hub leaves out, by digest, tag and port', () => {
    const digest = `sha256:${'0a1b2c3d'.repeat(8)}`
    const long = `ghcr.io/acme/${'a'.repeat(230)}:${'t'.repeat(120)}@${digest}`
    for (const image of [
      'nginx',
      'docker.io/nginx:1.27',
      `index.docker.io/library/nginx@${digest}`,
      long,
      `reg.local:5000/a:1@${digest}`,
    ])
      expect(images(spec({}, image), ['docker.io/library/nginx', 'ghcr.io/acme/*', 'reg.local:5000']), image).toBe(
        'pass',
      )
  })

  it('is not asked of a custom resource that is named like one of Kubernetes', () => {
    const job = {
      verb: 'create',
      resource: 'jobs',
      apiGroup: 'batch.volcano.sh',
      namespace: 'shop',
      name: 'a',
      code: 201,
    }
    expect(images({ ...job, responseObject: { kind: 'Job', spec: { tasks: [] } } })).toBe('pass')
  })

  it('is told by what was asked for where less was answered', () => {
    const asked = { kind: 'Pod', spec: { containers: [{ image: 'nginx' }] } }
    expect(images({ ...pod, requestObject: asked, responseObject: metadataAlone })).toBe('fail')
  })
})

describe('what stands between the log and who reads it', () => {
  const masked = (more: object): Exchange[] =>
    auditHour(1).map((line) => {
      if (line.action !== 'logs:DescribeLogGroups' || line.got !== 'body') return line
      const { logGroups } = line.body as { logGroups: object[] }
      return { ...line, body: { logGroups: logGroups.map((one) => ({ ...one, ...more })) } }
    })
  const active = { dataProtectionStatus: 'ACTIVATED' }

  it('may have hidden anything: a data protection policy of the group or of the account', () => {
    for (const more of [active, { inheritedProperties: ['ACCOUNT_DATA_PROTECTION'] }]) {
      const hours = [auditHour(0), masked(more)]
      expect(grants(...hours).outcome).toBe('unknown')
      expect(run(uninterrupted, { hours, queries: hours, logging }).outcome).toBe('fail')
    }
    expect(grants(auditHour(0), masked({ dataProtectionStatus: 'DELETED' })).outcome).toBe('pass')
  })

  it('does not take back what was found', () => {
    expect(grants(auditHour(0, wild), masked(active)).outcome).toBe('fail')
  })

  it('leaves asterisks, which hand out nobody knows what', () => {
    expect(told(bound('*************')).outcome).toBe('unknown')
    expect(
      told({ ...rbac, responseObject: role([{ verbs: ['********'], apiGroups: [''], resources: ['pods'] }]) }).outcome,
    ).toBe('unknown')
  })
})

describe('a log that was off within the hour', () => {
  const piece = (quarter: string, first: string, last: string) =>
    countExample(9, {
      'bin(15m)': `2026-01-05 00:${quarter}:00.000`,
      first: `2026-01-05 00:${first}`,
      last: `2026-01-05 00:${last}`,
    })
  const hourOf = (...counts: Record<string, string>[]) =>
    windowExample({ start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }, { counts })
  const whole = hourOf(
    piece('00', '00:02', '14:58'),
    piece('15', '15:01', '29:59'),
    piece('30', '30:01', '44:59'),
    piece('45', '45:01', '59:59'),
  )
  const broken = hourOf(piece('00', '00:02', '02:58'), piece('45', '55:01', '59:59'))

  it('is told, though its end and every hour have entries', () => {
    expect(run(noSilentHour, { hours: [whole], logging }).outcome).toBe('pass')
    expect(run(noSilentHour, { hours: [broken], logging })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('no entry for 52 minutes from 2026-01-05T00:02:58Z on'),
    })
  })

  it('leaves open what was done meanwhile', () => {
    expect(grants(whole).outcome).toBe('pass')
    expect(grants(broken).outcome).toBe('unknown')
  })
})

describe('an hour that was never read', () => {
  const unread = (hour: number) => auditHour(hour).map(denied)
  const kept = (days: number) =>
    run(noGrant, {
      grants: [auditHour(0), unread(1), auditHour(2), auditHour(3)],
      logging,
      with: { settings: { days } },
    })

  it('leaves grants open for as long as the configuration says, and is named from then on', () => {
    expect(kept(0.09).outcome).toBe('unknown')
    expect(kept(0.04)).toMatchObject({
      outcome: 'pass',
      reason: expect.stringContaining('1 hours of the log were not read'),
    })
  })
})

describe('a watch that sees nothing', () => {
  const watched = (over: object, patterns: string[] = []) =>
    run(anomaliesWatched, {
      detectors: detectorOn([controlPlaneGroup], [], over as Record<string, unknown>),
      logging,
      with: { settings: { patterns } },
    }).outcome

  it('by an anomaly detector is one of a pattern that nobody agreed to, or one that forgets by itself', () => {
    const pattern = { filterPattern: '"nothing is like this"' }
    expect([watched(pattern), watched(pattern, [pattern.filterPattern]), watched({})]).toEqual(['fail', 'pass', 'pass'])
    expect([watched({ anomalyVisibilityTime: 7 }), watched({ anomalyVisibilityTime: 8 })]).toEqual(['fail', 'pass'])
  })

  it('by the stream is one of transformed entries, or under another condition', () => {
    const ours = {
      filterName,
      filterPattern,
      destinationArn: 'arn:aws:lambda:eu-west-1:111122223333:function:x-stream',
    }
    expect(standing([ours])).toBe('subscribed')
    expect(standing([{ ...ours, applyOnTransformedLogs: true }])).toBe('altered')
    expect(standing([{ ...ours, fieldSelectionCriteria: '@aws.region = "none"' }])).toBe('altered')
  })
})
