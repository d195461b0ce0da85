// The queries: that they hide nothing that a select or a fact asks for, and drop what the machinery does all day.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countsQuery, rowsQuery } from '../../gen/query.ts'
import { recordOf } from '../../sandbox/services/logs-fields.ts'
import { parseQuery } from '../../sandbox/services/logs-query.ts'
import { runQuery } from '../../sandbox/services/logs-run.ts'
import { createGroup, logsState } from '../../sandbox/services/logs-state.ts'
import { type Takers, takers } from '../../src/audit-log/activity/activity.ts'
import type { Taker } from '../../src/audit-log/activity/taker.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { mayMeet } from '../../src/audit-log/merge.ts'
import { noise } from '../../src/audit-log/noise.ts'
import { between, renderQueries } from '../../src/audit-log/query.ts'
import { selects } from '../../src/audit-log/select.ts'
import { seconds } from '../../src/clock.ts'
import { type Detection, defineDetection, type Select } from '../../src/detection.ts'
import { slot, stream } from './account.ts'
import { detections } from './detections.ts'

const group = (logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS') =>
  createGroup(logsState(), { region: 'x', name: 'y', at: slot.start }, { logGroupClass })
const standard = group('STANDARD')
const [start, end] = [seconds(slot.start) * 1_000, seconds(slot.end) * 1_000]

const passes = (query: string, message: string, at = start, of = standard): boolean => {
  const record = recordOf(of, stream, { timestamp: at, ingestionTime: at, message }, 0)
  return runQuery(parseQuery(between(query, start, end)), [record], 1).matched === 1
}
const { rows, counts } = renderQueries(detections)

const machine = { user: 'system:serviceaccount:kube-system:coredns', groups: ['system:serviceaccounts'] }
const text = (given: Example) => JSON.stringify(example(given))

describe('the rows query', () => {
  it.each([
    ['a controller that watches', { verb: 'watch', resource: 'pods', ...machine }],
    [
      'a lease that is renewed',
      { verb: 'update', resource: 'leases', namespace: 'kube-node-lease', user: 'system:node:a' },
    ],
    ['a status that is reported', { verb: 'patch', resource: 'nodes', subresource: 'status', user: 'system:node:a' }],
    [
      'a token that a kubelet fetches',
      { verb: 'create', resource: 'serviceaccounts', subresource: 'token', user: 'system:node:a' },
    ],
  ])('drops %s', (_, given) => {
    expect(passes(rows, text(given))).toBe(false)
  })

  it.each([
    ['what a person reads', { verb: 'list', resource: 'pods' }],
    ['secrets that a workload reads', { verb: 'get', resource: 'secrets', ...machine }],
    ['a session that a workload opens', { verb: 'get', resource: 'pods', subresource: 'exec', ...machine }],
    [
      "what the machinery does in another's name",
      { verb: 'list', resource: 'pods', ...machine, impersonatedUser: { username: 'bob' } },
    ],
    [
      'a token that a workload asks for',
      { verb: 'create', resource: 'serviceaccounts', subresource: 'token', ...machine },
    ],
    ['what nobody asks for', { verb: 'list', resource: 'pods', user: 'system:anonymous' }],
    [
      'a certificate that is approved',
      { verb: 'update', resource: 'certificatesigningrequests', subresource: 'status', ...machine },
    ],
    ["a name that only begins like a machine's", { verb: 'list', resource: 'pods', user: 'system:apiserver-proxy' }],
  ])('passes %s', (_, given) => {
    expect(passes(rows, text(given))).toBe(true)
  })

  it('drops a token that a kubelet asks for, at the stage before it is answered too', () => {
    const given = { verb: 'create', resource: 'serviceaccounts', subresource: 'token', user: 'system:node:a' }
    expect(passes(rows, text({ ...given, stage: 'RequestReceived' }))).toBe(false)
  })

  it('passes what has no answer yet where the time of the request was not found', () => {
    const groups = Array.from({ length: 187 }, (_, at) => `group-${at}`)
    const given = { verb: 'get', resource: 'pods', subresource: 'exec', user: machine.user, groups }
    expect(passes(rows, text({ ...given, stage: 'RequestReceived' }))).toBe(true)
  })

  it('passes a client by a part of its name, in any case of the letters of ASCII', () => {
    const one = renderQueries([withSelect({ userAgent: ['kube-hunter', 'a.b/c'] })]).rows
    const by = (userAgent: string) => passes(one, text({ verb: 'watch', resource: 'pods', ...machine, userAgent }))
    const names = ['KUBE-hunter/1', 'x (a.b/c)', 'aXb/c', '\u{212A}ube-hunter', '']
    expect(names.map(by)).toEqual([true, true, false, false, false])
  })

  it('takes the Kelvin sign for no k, in code as in the query', () => {
    const event = readEvent(text({ verb: 'watch', resource: 'pods', ...machine, userAgent: '\u{212A}ube-hunter' }))
    expect(event.readable && selects({ userAgent: ['kube-hunter'] }, event)).toBe(false)
  })

  it('passes an entry that was cut', () => {
    expect(passes(rows, text({ verb: 'watch', resource: 'pods', ...machine }).slice(0, 500))).toBe(true)
  })

  it('passes everything of a log group whose class has no field discovery', () => {
    expect(passes(rows, text({ verb: 'watch', resource: 'pods', ...machine }), start, group('INFREQUENT_ACCESS'))).toBe(
      true,
    )
  })

  it.each([150, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 200, 400])(
    'passes an exec whose user has %i groups, however many fields Insights finds',
    (count) => {
      const groups = Array.from({ length: count }, (_, at) => `group-${at}`)
      expect(
        passes(rows, text({ verb: 'get', resource: 'pods', subresource: 'exec', user: machine.user, groups })),
      ).toBe(true)
    },
  )

  it('takes the first millisecond of its window and not the one after its last', () => {
    const message = text({ verb: 'list', resource: 'pods' })
    expect([start - 1, start, end - 1, end].map((at) => passes(rows, message, at))).toEqual([false, true, true, false])
  })

  it('takes no log of another component', () => {
    const event = { timestamp: start, ingestionTime: start, message: 'x' }
    const record = recordOf(standard, 'authenticator-0a1b', event, 0)
    expect(runQuery(parseQuery(between(rows, start, end)), [record], 1).matched).toBe(0)
  })

  it('is refused above 10,000 characters', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      withSelect({ verb: ['get'], resource: [`things-${at}`], namespace: [`namespace-${at}-${'x'.repeat(100)}`] }),
    )
    expect(() => renderQueries(many)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })

  it('is the one that gen wrote', () => {
    expect({ rows: rowsQuery, counts: countsQuery }).toEqual({ rows, counts })
  })
})

describe('no event that is asked for is dropped', () => {
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']
  const resources = [
    'pods',
    'secrets',
    'leases',
    'events',
    'rolebindings',
    'configmaps',
    'serviceaccounts',
    'endpoints',
    'tokenreviews',
    'clusterroles',
    'deployments',
    'cronjobs',
    'validatingwebhookconfigurations',
  ]
  const subresources = ['', 'status', 'scale', 'exec', 'attach', 'token', 'binding', 'ephemeralcontainers']
  const users = [
    machine.user,
    'system:node:a',
    'system:kube-scheduler',
    'eks:addon-manager',
    'system:anonymous',
    'alice',
    'system:apiserver',
  ]
  const namespaces = ['', 'kube-system', 'shop']
  const some = (values: string[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined })
  const given = fc.record({
    verb: fc.constantFrom(...verbs),
    resource: fc.constantFrom(...resources),
    subresource: fc.constantFrom(...subresources),
    namespace: fc.constantFrom(...namespaces),
    user: fc.constantFrom(...users),
    code: fc.constantFrom(101, 200, 201, 403, 500),
    stage: fc.constantFrom('RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'),
    impersonated: fc.boolean(),
    groups: fc.array(fc.constant('g'), { maxLength: 230 }),
    requestObject: fc.option(fc.object({ maxDepth: 2 }), { nil: undefined }),
  })
  const message = ({
    subresource,
    namespace,
    impersonated,
    stage,
    ...more
  }: typeof given extends fc.Arbitrary<infer G> ? G : never) =>
    text({
      ...more,
      stage: stage as 'Panic',
      ...(subresource !== '' && { subresource }),
      ...(namespace !== '' && { namespace }),
      ...(impersonated && { impersonatedUser: { username: 'bob' } }),
    })

  const apiGroups = ['', 'rbac.authorization.k8s.io', 'apps', 'batch', 'admissionregistration.k8s.io']
  const names = ['cart', 'aws-auth', '']
  const facts = Object.entries(takers) as [keyof Takers, Taker<object>][]
  it.each(facts)('nor one that the fact over %s is made of', (name, { take, mayBe }) => {
    // Access entries give no names of the machinery but to nodes, and those entries are not judged.
    const isAsked = (user: string) => name !== 'uses' || !/^(eks:|system:)/.test(user)
    let taken = 0
    fc.assert(
      fc.property(
        given,
        fc.constantFrom(...apiGroups),
        fc.constantFrom(...names),
        fc.boolean(),
        (one, apiGroup, name, isCut) => {
          const whole = message({ ...one, code: 200, stage: 'ResponseComplete', apiGroup, name, extra } as typeof one)
          const entry = isCut ? whole.slice(0, 400) : whole
          const event = readEvent(entry)
          if (event.readable ? !isAsked(event.user) || take(event, slot.start).length === 0 : !mayBe(event)) return
          taken += 1
          expect(passes(rows, entry)).toBe(true)
        },
      ),
      { numRuns: 3_000, seed: 20_260_105 },
    )
    expect(taken).toBeGreaterThan(2)
  })
  const extra = { canonicalArn: ['arn:aws:iam::111122223333:role/Admin'] }

  it('with any selects', () => {
    const select = fc.record(
      {
        verb: some(verbs),
        resource: some(resources),
        subresource: some(subresources),
        namespace: some(namespaces),
        user: some(users),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(select, { maxLength: 2 }), given, (wanted, one) => {
        const entry = message(one)
        const event = readEvent(entry)
        const own = wanted.map(
          (each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value)) as Select,
        )
        if (event.readable && own.some((each) => selects(each, event))) {
          expect(passes(renderQueries(own.map(withSelect)).rows, entry)).toBe(true)
        }
      }),
      { numRuns: 1_000, seed: 20_260_105 },
    )
  })

  it('with a select that nothing keeps apart from the noise', () => {
    expect(noise.filter((one) => mayMeet(one, {}))).toHaveLength(noise.length)
    expect(passes(renderQueries([withSelect({})]).rows, text({ verb: 'watch', resource: 'pods', ...machine }))).toBe(
      true,
    )
  })
})

describe('the counts query', () => {
  it('counts what the rows leave out', () => {
    expect(passes(counts, text({ verb: 'watch', resource: 'pods', ...machine }))).toBe(true)
  })
})

const withSelect = (select: Select): Detection =>
  defineDetection({
    id: 'DET-00',
    kind: 'event',
    title: 'Made up',
    criteria: ['CC7.2'],
    severity: 'low',
    select,
    hit: () => 'hit',
    respond: 'nothing',
    sameAs: [],
    examples: { hit: [], miss: [] },
  })
