// Audit entries of every kind: the detections' own examples and made-up ones, over all that their selects name, changed in
// every member that a query or a select looks at, grown over what Insights finds, or cut.
import fc from 'fast-check'
import { discovered } from '../../sandbox/services/logs-fields.ts'
import { example } from '../../src/audit-log/example.ts'
import { noise } from '../../src/audit-log/noise.ts'
import { detections } from './detections.ts'

type Entry = Record<string, unknown>

export const selected = detections.flatMap((one) => ('select' in one ? [one.select] : []))
const all = (...more: (readonly string[] | undefined)[]): string[] =>
  [...new Set(more.flatMap((one) => one ?? []))].sort()
const noisy = noise.flatMap(({ resource }) => ('in' in resource ? resource.in : resource.notIn))

export const verbs = all(...selected.map(({ verb }) => verb), ...noise.map(({ verb }) => verb), ['post'])
export const resources = all(...selected.map(({ resource }) => resource), noisy, ['pods', 'configmaps', 'widgets'])
export const subresources = all(...selected.map((one) => one.subresource), ...noise.map((one) => one.subresource))
export const namespaces = all(...selected.map(({ namespace }) => namespace), ['', 'shop'])
export const agents = all(...selected.map(({ userAgent }) => userAgent))
export const users = all(...selected.map(({ user }) => user), [
  'system:serviceaccount:kube-system:coredns',
  'system:serviceaccount:shop:cart',
  'system:node:ip-10-0-1-21.eu-west-1.compute.internal',
  'system:kube-scheduler',
  'system:kube-controller-manager',
  'system:apiserver',
  'eks:addon-manager',
  'system:anonymous',
  'alice',
])

const isEntry = (entry: unknown): entry is Entry => typeof entry === 'object' && entry !== null && 'verb' in entry
const told: Entry[] = detections.flatMap(({ examples }) =>
  examples.hit.flatMap((one) => ('log' in one ? one.log : (one as readonly unknown[])).filter(isEntry)),
)

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const inAnyCase = (text: string) =>
  fc.constantFrom(text, text.toUpperCase(), `Mozilla/5.0 (${text})`, `x${text}x`, text.replace('k', '\u{212A}'))
const agent = fc.oneof(
  fc.constantFrom(...agents).chain(inAnyCase),
  fc.constantFrom('kubectl/v1.34.1 (linux/amd64)', 'kubelet/v1.34.1', ''),
)

const made = fc
  .record({
    verb: fc.constantFrom(...verbs),
    resource: fc.constantFrom(...resources),
    subresource: fc.constantFrom(...subresources),
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom('cart', 'aws-auth', ''),
    requestObject: maybe(fc.object({ maxDepth: 2 })),
  })
  .map(({ subresource, namespace, name, ...more }) =>
    example({
      ...more,
      ...(subresource !== '' && { subresource }),
      ...(namespace !== '' && { namespace }),
      ...(name !== '' && { name }),
    }),
  )

// What nobody but the machinery does, all day.
const quiet = fc.constantFrom(...noise).chain(({ user, verb, resource, subresource }) => {
  const names = 'in' in resource ? resource.in : resources.filter((name) => !resource.notIn.includes(name))
  return fc
    .record({
      verb: fc.constantFrom(...verb),
      resource: fc.constantFrom(...names),
      subresource: fc.constantFrom(...subresource),
      user: fc.constantFrom(...users.filter((name) => new RegExp(user).test(name))),
      namespace: fc.constantFrom(...namespaces.filter((name) => name !== '')),
    })
    .map(({ subresource: part, ...more }) => example({ ...more, ...(part !== '' && { subresource: part }) }))
})

const members = [
  ...['level', 'auditID', 'stage', 'verb', 'user', 'user.username', 'user.groups', 'sourceIPs', 'userAgent'],
  ...['objectRef', 'objectRef.resource', 'objectRef.apiGroup', 'responseStatus', 'responseStatus.code', 'annotations'],
  ...['requestURI', 'requestReceivedTimestamp', 'requestObject', 'responseObject'],
]

const changes = fc.record({
  // Machinery above all: of nobody else is anything left out.
  user: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...users) }, { weight: 1, arbitrary: fc.constant(undefined) }),
  userAgent: maybe(agent),
  sourceIPs: maybe(fc.constantFrom(['10.0.1.21'], ['203.0.113.42'], ['10.0.1.21', '203.0.113.42'], [])),
  stage: maybe(fc.constantFrom('RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic', 'Later')),
  code: maybe(fc.constantFrom(101, 200, 201, 403, 404, 500)),
  impersonated: fc.integer({ min: 0, max: 9 }).map((nth) => nth === 0),
  hasNoObject: fc.integer({ min: 0, max: 9 }).map((nth) => nth === 0),
  without: fc.oneof(
    { weight: 2, arbitrary: fc.constant([] as string[]) },
    { weight: 1, arbitrary: fc.subarray(members, { minLength: 1, maxLength: 2 }) },
  ),
  // Where Insights stops finding fields: at so many of them behind the beginning of the object's reference.
  stopsAt: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(9) }),
  cut: fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }) },
  ),
})

const take = (entry: Entry, path: string): void => {
  const [head = '', member] = path.split('.')
  const inner = entry[head]
  if (member === undefined) delete entry[head]
  else if (typeof inner === 'object' && inner !== null) delete (inner as Entry)[member]
}

const grown = (entry: Entry, stopsAt: number): Entry => {
  const user = entry.user as Entry | undefined
  const of = (groups: string[]): Entry => ({ ...entry, user: { ...user, groups } })
  const at = discovered(JSON.stringify(of([]))).findIndex(([name]) => name.startsWith('objectRef'))
  return at < 0 ? entry : of(Array.from({ length: Math.max(0, 200 - at - stopsAt) }, (_, nth) => `group-${nth}`))
}

type Changes = typeof changes extends fc.Arbitrary<infer T> ? T : never

const changed = (from: Entry, given: Changes): string => {
  const { user, userAgent, sourceIPs, stage, code, impersonated, hasNoObject, without, stopsAt, cut } = given
  const entry = structuredClone(from)
  if (user !== undefined) entry.user = { username: user, groups: ['system:authenticated'] }
  if (userAgent !== undefined) entry.userAgent = userAgent
  if (sourceIPs !== undefined) entry.sourceIPs = sourceIPs
  if (stage !== undefined) entry.stage = stage
  if (stage === 'RequestReceived') delete entry.responseStatus
  else if (code !== undefined) entry.responseStatus = { metadata: {}, code }
  if (hasNoObject) delete entry.objectRef
  for (const path of without) take(entry, path)
  const inOrder = impersonated ? ordered(entry) : entry
  const text = JSON.stringify(stopsAt === undefined ? inOrder : grown(inOrder, stopsAt))
  return cut === undefined ? text : text.slice(0, cut)
}

/** What stands in the log. */
export const wholeEvents: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.oneof(made, fc.constantFrom(...told)), changes).map(([from, given]) => changed(from, given)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(quiet, changes).map(([from, given]) => changed(from, { ...given, user: undefined })),
  },
)

/** The examples of hits as they are. */
export const toldEvents: readonly string[] = told.map((entry) => JSON.stringify(entry))

// The API server writes whom a user acted as right behind the user.
const ordered = (entry: Entry): Entry =>
  Object.fromEntries(
    Object.entries(entry)
      .filter(([name]) => name !== 'impersonatedUser')
      .flatMap(([name, value]) =>
        name === 'user'
          ? [
              [name, value],
              ['impersonatedUser', { username: 'bob' }],
            ]
          : [[name, value]],
      ),
  )
