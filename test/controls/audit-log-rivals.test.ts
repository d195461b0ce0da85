// What others miss in an audit log, and what hides in it: none of it may come to a pass.
import { describe, expect, it } from 'vitest'
import { type Example, example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import used from '../../src/controls/access-entries-used.ts'
import byDigest from '../../src/controls/images-by-digest.ts'
import fromApproved from '../../src/controls/images-from-approved-registries.ts'
import noGrant from '../../src/controls/no-dangerous-grant.ts'
import rbacApproved from '../../src/controls/rbac-changes-approved.ts'
import { denied } from '../../src/evaluate/examples.ts'
import { accessOf, role } from '../../src/examples/access.ts'
import { auditHour, cutEntry, silentHour } from '../../src/examples/audit-window.ts'
import { answered, describedCluster } from '../../src/examples/example.ts'
import { recordsOf } from '../../src/examples/records.ts'
import type { Exchange } from '../../src/model.ts'
import { run } from './run.ts'

const logging = [describedCluster()]
const uri = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const rbac: Example = {
  verb: 'create',
  resource: 'clusterroles',
  apiGroup: 'rbac.authorization.k8s.io',
  name: 'ops',
  requestURI: uri,
}
const wild = {
  kind: 'ClusterRole',
  metadata: { name: 'ops' },
  rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
}
const granted = { ...rbac, code: 201, responseObject: wild }
const pod: Example = {
  ...{ verb: 'create', resource: 'pods', namespace: 'shop', name: 'cart', requestURI: '/api/v1/namespaces/shop/pods' },
  responseObject: {
    kind: 'Pod',
    spec: { containers: [{ image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/a:1' }] },
  },
}
const grants = (...hours: Exchange[][]) => run(noGrant, { grants: hours, logging })
const images = (...hours: Exchange[][]) => run(fromApproved, { images: hours, logging })
const approved = (...writes: Exchange[][]) =>
  run(rbacApproved, { writes, records: recordsOf(), recordsAt: recordsOf([], '2026-01-05T09:00:00Z'), logging })

describe('an hour that was not read', () => {
  const unread = (hour: number) => auditHour(hour).map(denied)
  it.each([
    ['before', [unread(0), auditHour(1)]],
    ['between', [auditHour(0), unread(1), auditHour(2)]],
    ['after', [auditHour(0), unread(1)]],
  ])('%s what was read leaves open what was done in it', (_, hours) => {
    for (const said of [grants(...hours), images(...hours), approved(...hours)])
      expect(said).toMatchObject({
        outcome: 'unknown',
        reason: expect.stringContaining('1 hours of the log were not read'),
      })
  })

  it('or in which nothing was delivered is no hour without grants', () => {
    for (const said of [grants(auditHour(0), silentHour(1)), images(auditHour(0), silentHour(1))])
      expect(said.outcome).toBe('unknown')
  })

  it('leaves open whether somebody was there', () => {
    const entries = accessOf('API', { principal: role('Contractor') }).filter(
      ({ action }) => !action.includes('Associated'),
    )
    const at = { with: { settings: { days: 0.08 } } }
    expect(run(used, { uses: [auditHour(0), auditHour(1)], entries, ...at }).outcome).toBe('fail')
    expect(run(used, { uses: [auditHour(0), unread(1), auditHour(2)], entries, ...at }).outcome).toBe('unknown')
    expect(run(used, { uses: [auditHour(0)], entries, ...at }).outcome).toBe('unknown')
  })

  it('does not take back what was found in another', () => {
    expect(grants(auditHour(0, granted), unread(1)).outcome).toBe('fail')
    expect(approved(unread(0), auditHour(1, granted)).outcome).toBe('fail')
  })
})

describe('where others look at creations alone', () => {
  it('a role that is patched later is told', () => {
    const harmless = { ...granted, responseObject: { ...wild, rules: [] } }
    expect(grants(auditHour(0, harmless), auditHour(1, { ...granted, verb: 'patch', code: 200 })).outcome).toBe('fail')
  })

  it('a grant that is taken and given again stands', () => {
    const gone: Example = { ...rbac, verb: 'delete', responseObject: { kind: 'Status', status: 'Success' } }
    expect(grants(auditHour(0, granted), auditHour(1, gone)).outcome).toBe('pass')
    expect(grants(auditHour(0, granted), auditHour(1, gone), auditHour(2, granted)).outcome).toBe('fail')
  })

  it('a rehearsed deletion hides nothing', () => {
    const rehearsal: Example = {
      ...{ ...rbac, verb: 'delete', responseObject: { kind: 'Status', status: 'Success' } },
      requestObject: { kind: 'DeleteOptions', dryRun: ['All'] },
    }
    expect(grants(auditHour(0, granted), auditHour(1, rehearsal)).outcome).toBe('fail')
  })
})

describe('a write that cannot be read', () => {
  const lines = (...messages: string[]) =>
    windowExample(
      { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' },
      { messages, counts: [countExample(480)] },
    )
  const odd = (given: Example, change: object) => JSON.stringify({ ...example(given), ...change })

  it('because it was cut is no write that was not there', () => {
    expect(grants(auditHour(0, cutEntry(rbac))).outcome).toBe('unknown')
    expect(approved(auditHour(0, cutEntry(rbac))).outcome).toBe('unknown')
    expect(images(auditHour(0, cutEntry(pod))).outcome).toBe('unknown')
  })

  it('because it was cut, and is of something else, stands in nobody’s way', () => {
    const other = {
      verb: 'update',
      resource: 'charts',
      apiGroup: 'example.com',
      requestURI: '/apis/example.com/v1/charts/a',
    }
    expect(grants(auditHour(0, cutEntry(other))).outcome).toBe('pass')
  })

  it.each([
    ['objectRef as text', { objectRef: 'clusterroles/ops' }],
    ['user as text', { user: 'alice' }],
    ['responseStatus as text', { responseStatus: 'Created' }],
    ['verb as an object', { verb: { create: true } }],
    ['sourceIPs as an object', { sourceIPs: { 0: '198.51.100.23' } }],
    ['an unknown stage', { stage: 'Done' }],
    ['no user', { user: undefined }],
    ['responseObject as a list', { responseObject: [wild] }],
    ['rules as an object', { responseObject: { ...wild, rules: { 0: wild.rules[0] } } }],
  ])('because of %s is not clean', (_, change) => {
    expect(grants(lines(odd(granted, change))).outcome).toBe('unknown')
    expect(['unknown', 'fail']).toContain(approved(lines(odd(granted, change))).outcome)
  })

  it('with its code as text is read all the same', () => {
    expect(grants(lines(odd(granted, { responseStatus: { code: '201' } }))).outcome).toBe('fail')
  })

  it('twice in two ways by its patch is not clean', () => {
    const text = JSON.stringify(example({ ...granted, verb: 'patch' })).replace('"rules":', '"rules":[],"rules":')
    expect(grants(lines(text)).outcome).toBe('unknown')
  })
})

describe('an image', () => {
  const repositories = [answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories: [] })]
  const fixed = (image: unknown) =>
    run(byDigest, {
      images: [auditHour(0, { ...pod, responseObject: { kind: 'Pod', spec: { containers: { 0: { image } } } } })],
      repositories,
      logging,
    })

  it('in a list that came as an object is looked at', () => {
    expect(fixed('nginx').outcome).toBe('fail')
    expect(
      images(auditHour(0, { ...pod, responseObject: { kind: 'Pod', spec: { containers: { 0: { image: 'nginx' } } } } }))
        .outcome,
    ).toBe('fail')
  })

  it('of a repository or region that is not read is not said to stay', () => {
    expect(fixed('111122223333.dkr.ecr.eu-central-1.amazonaws.com/gone:1').outcome).toBe('unknown')
    expect(fixed('111122223333.dkr.ecr.us-east-1.amazonaws.com/a:1').outcome).toBe('unknown')
    expect(fixed('444455556666.dkr.ecr.eu-central-1.amazonaws.com/a:1').outcome).toBe('fail')
  })
})
