// No secret value of an audit entry is stored: each declared place, cut text, other orders, and what must stay readable.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { example } from '../../src/audit-log/example.ts'
import { auditSecrets } from '../../src/audit-log/secrets.ts'
import source from '../../src/sources/audit-log.ts'
import { observed, slot } from '../observation/observing.ts'
import { detections } from './detections.ts'

const page = (...messages: string[]) => ({
  results: messages.map((value, at) => [
    { field: '@timestamp', value: '2026-01-05 00:07:11.482' },
    { field: '@message', value },
    { field: '@ptr', value: `p${at}` },
  ]),
  statistics: { recordsMatched: messages.length },
  status: 'Complete',
})
type Page = ReturnType<typeof page>
const withheld = (...messages: string[]): { messages: string[]; took: string[] } => {
  const took = new Set<string>()
  const body = auditSecrets.apply(page(...messages), (name) => took.add(name)) as Page
  return { messages: body.results.map((row) => row[1]?.value ?? ''), took: [...took] }
}
const entry = (given: Partial<Parameters<typeof example>[0]>): string =>
  JSON.stringify(example({ verb: 'create', resource: 'pods', namespace: 'shop', name: 'cart', ...given }))
const secret = 'S3cr3t-wombat2'
const container = { name: 'a', image: 'cart:1', env: [{ name: 'DB_PASSWORD', value: secret }] }
const pod = { kind: 'Pod', spec: { containers: [container] } }
const patch = (op: object) => entry({ verb: 'patch', resource: 'deployments', requestObject: [op] })

const places: [string, string][] = [
  ['a container of a pod', entry({ responseObject: pod })],
  ['an init container', entry({ requestObject: { spec: { initContainers: [container] } } })],
  ['an ephemeral container', entry({ requestObject: { spec: { ephemeralContainers: [container] } } })],
  ['a template', entry({ resource: 'deployments', requestObject: { spec: { template: { spec: pod.spec } } } })],
  [
    'a job of a cron job',
    entry({ requestObject: { spec: { jobTemplate: { spec: { template: { spec: pod.spec } } } } } }),
  ],
  ['a list', entry({ verb: 'list', responseObject: { kind: 'PodList', items: [pod, pod] } })],
  ['an environment written as a map', entry({ requestObject: { spec: { env: { DB_PASSWORD: secret } } } })],
  ['a value of another type', entry({ requestObject: { spec: { env: [{ name: 'A', value: { deep: [secret] } }] } } })],
  [
    'a merge patch',
    entry({ verb: 'patch', requestObject: { spec: { containers: [{ name: 'a', env: container.env }] } } }),
  ],
  [
    'a patch that adds a variable',
    patch({ op: 'add', path: '/spec/template/spec/containers/0/env/-', value: container.env[0] }),
  ],
  [
    'a patch that sets a value',
    patch({ op: 'replace', path: '/spec/template/spec/containers/0/env/0/value', value: secret }),
  ],
  ['a patch that adds a container', patch({ op: 'add', path: '/spec/template/spec/containers/-', value: container })],
  ['a patch whose path comes last', patch({ value: secret, op: 'add', path: '/metadata/labels/a' })],
  ['a patch of a secret', patch({ op: 'add', path: '/data/password', value: secret })],
  [
    'a patch of an annotation',
    patch({
      op: 'add',
      path: '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration',
      value: secret,
    }),
  ],
  [
    'what kubectl applied',
    entry({
      requestObject: {
        metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(pod) } },
      },
    }),
  ],
  [
    'a token that was requested',
    entry({
      resource: 'serviceaccounts',
      subresource: 'token',
      responseObject: { kind: 'TokenRequest', status: { token: secret } },
    }),
  ],
  [
    'a token under review',
    entry({ resource: 'tokenreviews', requestObject: { kind: 'TokenReview', spec: { token: secret } } }),
  ],
  ['a Secret', entry({ resource: 'secrets', requestObject: { kind: 'Secret', data: { a: secret } } })],
  ['text of a Secret', entry({ resource: 'secrets', requestObject: { stringData: { a: secret } } })],
  [
    'a list of Secrets',
    entry({ verb: 'list', resource: 'secrets', responseObject: { items: [{ data: { a: secret } }] } }),
  ],
  ['a ConfigMap', entry({ resource: 'configmaps', requestObject: { data: { 'app.ini': `pw ${secret}` } } })],
  [
    'a ConfigMap that is called aws-auth elsewhere',
    entry({ resource: 'configmaps', name: 'aws-auth', requestObject: { data: { a: secret } } }),
  ],
  [
    'a Secret that is called aws-auth',
    entry({ resource: 'secrets', namespace: 'kube-system', name: 'aws-auth', requestObject: { data: { a: secret } } }),
  ],
  ['an object that is text', entry({ requestObject: JSON.stringify(pod) })],
  [
    'a bearer token in a command',
    entry({ subresource: 'exec', requestURI: `/exec?command=curl&command=-HAuthorization%3A+Bearer+${secret}` }),
  ],
  [
    'a password in a command',
    entry({ subresource: 'exec', requestURI: `/exec?command=env&command=PGPASSWORD%3D${secret}&container=a` }),
  ],
  ['a password in a URL', entry({ requestObject: { spec: { args: [`postgres://app:${secret}@db/shop`] } } })],
  [
    'a key in a ConfigMap of another controller',
    entry({
      requestObject: { spec: { key: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----\n` } },
    }),
  ],
  ['another program', `password ${secret}`],
  ['JSON that is no object', JSON.stringify([secret])],
  ['what follows an entry', `${entry({})} ${secret}`],
  ['a cut entry that has lost its beginning', entry({ responseObject: pod }).slice(40)],
]

describe('what is withheld', () => {
  it.each(places)('leaves no secret of %s', (_, message) => {
    expect(message).toContain(secret)
    const { messages, took } = withheld(message)
    expect(messages.join()).not.toContain('wombat2')
    expect(took.length).toBeGreaterThan(0)
    expect(took.filter((name) => !auditSecrets.names.includes(name))).toEqual([])
  })

  it('is the same when it is withheld twice, from the very same body', () => {
    const once = auditSecrets.apply(page(...places.map(([, message]) => message)), () => undefined)
    const again: string[] = []
    expect(auditSecrets.apply(once, (name) => again.push(name))).toBe(once)
    expect(again).toEqual([])
  })

  it('does not tell how long it was', () => {
    const of = (value: string) => withheld(entry({ requestObject: { spec: { env: [{ name: 'A', value }] } } })).messages
    expect(of('x')).toEqual(of('x'.repeat(500)))
  })
})

describe('what stays', () => {
  it.each([
    [
      'a name from a Secret',
      entry({
        requestObject: {
          spec: {
            containers: [{ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] }],
          },
        },
      }),
    ],
    [
      'a privileged container',
      entry({ requestObject: { spec: { containers: [{ name: 'a', securityContext: { privileged: true } }] } } }),
    ],
    ['a patch of operations', patch({ op: 'replace', path: '/spec/replicas', value: 3 })],
    [
      'the map of IAM roles',
      entry({
        verb: 'update',
        resource: 'configmaps',
        namespace: 'kube-system',
        name: 'aws-auth',
        responseObject: { data: { mapRoles: '- rolearn: arn:aws:iam::111122223333:role/Ci' } },
      }),
    ],
    [
      'the configuration of CoreDNS',
      entry({
        verb: 'update',
        resource: 'configmaps',
        namespace: 'kube-system',
        name: 'coredns',
        responseObject: { data: { Corefile: '.:53 {}' } },
      }),
    ],
    [
      'a command that reads a token',
      entry({
        subresource: 'exec',
        requestURI: '/exec?command=cat&command=%2Fvar%2Frun%2Fsecrets%2Fkubernetes.io%2Fserviceaccount%2Ftoken',
      }),
    ],
    [
      'the token of the next page',
      entry({ verb: 'list', requestURI: '/api/v1/pods?limit=500&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0' }),
    ],
    ['keys that parsers read in two ways', '{"kind":"Event","kind":"Event"}'],
    ['an entry that was cut outside of secrets', entry({ requestObject: pod }).slice(0, 300)],
  ])('%s', (_, message) => {
    expect(withheld(message)).toEqual({ messages: [message], took: [] })
  })

  it('every example of a detection is judged as before, but for text that tells nothing', () => {
    const rows = (messages: string[]) =>
      [
        {
          action: 'logs:StartQuery',
          input: { queryString: 'x @timestamp >= 1 and @timestamp < 2' },
          body: { queryId: 'q' },
        },
        { action: 'logs:GetQueryResults', input: { queryId: 'q', maxItems: 1000 }, body: page(...messages) },
      ].map((one) => ({ ...one, at: slot.start, host: null, date: null, requestId: null, got: 'body' as const }))
    const judged = (messages: string[]) =>
      detect(detections, rows(messages) as Parameters<typeof detect>[1], { slot, rules: {} })
    const messages = detections.flatMap((one) =>
      one.kind === 'burst'
        ? []
        : [...one.examples.hit, ...one.examples.miss]
            .flat()
            .map((each) => (typeof each === 'string' ? each : JSON.stringify(each))),
    )
    const { messages: left } = withheld(...messages)
    expect(judged(left)).toEqual(judged(messages))
    expect(judged(messages).length).toBeGreaterThan(20)
  })

  it('an entry that was cut is still told as one', () => {
    const cut = entry({ responseObject: pod }).slice(0, -30)
    expect(readEvent(withheld(cut).messages[0] ?? '')).toMatchObject({
      readable: false,
      why: readEvent(cut).readable ? '' : 'not JSON: the entry was cut or is something else',
    })
  })
})

describe('an answer of any shape', () => {
  it.each([
    {},
    { results: null },
    { results: [null, 3, [null], [{ field: '@message' }], [{ field: '@message', value: 3 }]] },
    { results: { a: [] } },
  ])('is taken as it is: %j', (body) => {
    expect(auditSecrets.apply(body, () => expect.unreachable())).toBe(body)
  })

  it('leaves no secret in the stored bytes, wherever they are planted and wherever the text is cut', async () => {
    const name = fc.constantFrom('a', 'env', 'spec', 'status', 'value', 'items', 'data', 'path', '\u00e9"\\')
    const planted = fc.constantFrom(
      ...[{ env: [{ name: 'A', value: secret }] }, { env: [{ value: secret }, { value: 7, name: secret.length }] }],
      ...[
        { status: { token: secret } },
        { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret } } },
      ],
    )
    const object = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        planted,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(name, tie('node'), { maxKeys: 3 }),
        fc.boolean(),
      ),
    })).node
    const message = fc
      .tuple(object, object, fc.nat({ max: 100 }), fc.constantFrom('pods', 'secrets', 'configmaps'))
      .map(([requestObject, responseObject, share, resource]) => {
        const text = entry({ resource, requestObject: { spec: requestObject, data: { a: secret } }, responseObject })
        return share > 60 ? text : text.slice(0, Math.floor((text.length * share) / 60))
      })
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 3 }), async (messages) => {
        const { text } = await observed(source, (action) =>
          action === 'logs:DescribeLogGroups'
            ? JSON.stringify({ logGroups: [] })
            : action === 'logs:StartQuery'
              ? JSON.stringify({ queryId: 'q' })
              : JSON.stringify(page(...messages)),
        )
        expect(text).toContain('logs:GetQueryResults')
        const shown = [...secret.slice(5)]
          .map((_, from) => secret.slice(from, from + 6))
          .filter((part) => text.includes(part))
        expect(shown).toEqual([])
      }),
      { seed: 3, numRuns: 150 },
    )
  })
})
