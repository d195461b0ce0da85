// Reading an entry the quick way says what the slow way says, of anything that can stand in a log.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { jsonTexts } from '../json-texts.ts'
import { detections } from './detections.ts'
import { slowEvent } from './slow-path.ts'

const quick = (text: string): unknown => {
  const said = readEvent(text)
  if (said.readable) return said
  const { head: _, ...rest } = said
  return rest
}
const isSame = (text: string): void => expect(quick(text), text.slice(0, 2_000)).toEqual(slowEvent(text))

const whole: Example = {
  ...{
    verb: 'patch',
    resource: 'deployments',
    apiGroup: 'apps',
    subresource: 'scale',
    namespace: 'shop',
    name: 'cart',
  },
  impersonatedUser: { username: 'bob', groups: ['ops'] },
  reason: 'RBAC: allowed by RoleBinding "ops/shop"',
  requestURI: '/apis/apps/v1/namespaces/shop/deployments/cart?fieldManager=a&force=true',
  requestObject: { kind: 'Deployment', spec: { replicas: 3_000, template: { spec: { runAsUser: 1_000 } } } },
  responseObject: { kind: 'Deployment', metadata: { annotations: { note: '<"\\\u2028\ud800é\u{1f600}>' } } },
}
const good = example(whole)
const text = JSON.stringify(good)
const inGo = text.replace(/[<>&\u2028]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

const examples = detections.flatMap(({ examples: { hit, miss } }) =>
  [...hit, ...miss].flatMap((one) => ('log' in one ? one.log : one)),
)
const entries = examples.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))

// Where in a value something stands, by a way through its members.
const placesIn = (value: unknown, way: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  typeof value !== 'object' || value === null
    ? [way]
    : [way, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...way, key]))]
const put = (value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown => {
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((one, at) => (at === Number(key) ? put(one, rest, by) : one))
  const members = Object(value) as Record<string, unknown>
  return { ...members, [key]: put(members[key], rest, by) }
}
const places = placesIn(good)

// rivals.md's shapes, and what JavaScript might take for something else.
const odd = fc.constantFrom<unknown>(
  ...[
    null,
    '',
    'pods',
    '201',
    '99',
    201,
    201.5,
    -0,
    2 ** 60,
    true,
    'true',
    [],
    ['a'],
    [1],
    ['a', 1],
    {},
    { get: true },
  ],
  ...[
    { constructor: 1 },
    { constructor: { prototype: null } },
    { 0: '198.51.100.23' },
    { username: '' },
    { length: 1 },
  ],
  ...[
    '2026-01-05T00:07:11Z',
    '2026-01-05T00:07:11.000999Z',
    '2026-02-30T00:00:00.000000Z',
    '2026-01-31T24:00:00.000000Z',
  ],
  ...[
    '2026-01-31T23:59:59.999999Z',
    '1969-12-31T23:59:59.999999Z',
    '2026-01-05T00:07:11.482913+02:00',
    '2026-01-05 00:07',
  ],
  ...[
    'RequestReceived',
    'Panic',
    'Later',
    'forbid',
    'system:node:a',
    'system:serviceaccount:kube-system:job-controller',
  ],
)

describe('an entry', () => {
  it('is read alike where it is one that the detections come with', () => {
    expect(entries.length).toBeGreaterThan(300)
    for (const one of entries) isSame(one)
  })

  it('is read alike whatever stands in any place of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.oneof(odd, fc.jsonValue()), (place, by) => {
        isSame(JSON.stringify(put(good, place, by)))
      }),
      { numRuns: 3_000, seed: 7 },
    )
  })

  it('is read alike whatever stands in two places of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), odd, fc.constantFrom(...places), odd, (one, a, two, b) => {
        isSame(JSON.stringify(put(put(good, one, a), two, b)))
      }),
      { numRuns: 2_000, seed: 8 },
    )
  })

  it('is read alike where a client wrote its object as it liked', () => {
    fc.assert(
      fc.property(
        jsonTexts,
        fc.constantFrom('requestObject', 'responseObject', 'annotations', 'user'),
        (value, member) => {
          isSame(text.replace(new RegExp(`"${member}":`), () => `"${member}":${value},"x":`))
          isSame(text.replace(new RegExp(`"${member}":`), () => `"x":${value},"${member}":`))
        },
      ),
      { numRuns: 1_000, seed: 9 },
    )
  })

  it('is read alike without any one of its members, and with each a second time', () => {
    for (const name of Object.keys(good)) {
      const { [name]: value, ...rest } = good
      isSame(JSON.stringify(rest))
      isSame(text.replace('{', () => `{${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'},`))
    }
  })

  it('is read alike wherever it is cut', () => {
    for (let at = 0; at <= inGo.length; at++) isSame(inGo.slice(0, at))
  })

  it('is read alike whichever of its bytes is another', () => {
    const bytes = Buffer.from(inGo)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        isSame(
          Buffer.from(bytes)
            .fill(byte, at, at + 1)
            .toString(),
        )
      }),
      { numRuns: 2_000, seed: 10 },
    )
  })

  it.each([
    ['as Go writes it', inGo],
    ['with a byte order mark', `\ufeff${text}`],
    ['with a NUL before it', `\0${text}`],
    ['with a NUL in it', text.replace('cart', 'ca\0rt')],
    ['with an escaped NUL in it', text.replace('cart', 'ca\\u0000rt')],
    ['with line ends of Windows', text.replaceAll(',"', ',\r\n"')],
    ['with a line end behind it', `${text}\n`],
    ['written over many lines', JSON.stringify(good, null, 2)],
    ['with a lone surrogate', text.replace('cart', '\ud800')],
    ['with a member __proto__', text.replace('{', '{"__proto__":{"verb":"get"},')],
    ['with a member __proto__ in its object', text.replace('"spec":{', '"spec":{"__proto__":null,')],
    ['with an object as deep as may be', text.replace('"spec":{', `"spec":{"x":${'['.repeat(497)}${']'.repeat(497)},`)],
    ['with an object deeper than that', text.replace('"spec":{', `"spec":{"x":${'['.repeat(498)}${']'.repeat(498)},`)],
    ['nested without end', text.replace('"spec":{', `"spec":{"x":${'['.repeat(100_000)}`)],
    ['of a megabyte', text.replace('cart', 'x'.repeat(1_000_000))],
    ['of a megabyte of quotes', text.replace('cart', '\\"'.repeat(500_000))],
    [
      'of a megabyte of members',
      text.replace('"spec":{', `"spec":{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":{},`).join('')}`),
    ],
    [
      'of so many members and the first again',
      text.replace('"spec":{', `"spec":{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":{},`).join('')}"k0":1,`),
    ],
  ])('is read alike %s', (_, message) => {
    isSame(message)
  })
})

const folder = '../shared/data/audit-events/'
describe.skipIf(!existsSync(folder))(`the entries of others (skipped where there is no ${folder})`, () => {
  it('are read alike', () => {
    const cases = readFileSync(`${folder}panther/cases.jsonl`, 'utf8').split('\n')
    const traces = readdirSync(`${folder}falco/trace_files`).map((name) =>
      readFileSync(`${folder}falco/trace_files/${name}`, 'utf8'),
    )
    for (const one of [...traces, ...cases]) isSame(one)
    for (const one of cases.filter(Boolean)) {
      for (const value of Object.values(JSON.parse(one) as object)) isSame(JSON.stringify(value) ?? '')
    }
  })
})
