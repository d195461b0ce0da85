// Detections of identities, addresses and clients: what others count as clean, what breaks them, and what only looks like a hit.
import { describe, expect, it } from 'vitest'
import { isPublic, namedBy, peerOf } from '../../src/audit-log/address.ts'
import { isOwnOfAws } from '../../src/audit-log/by-aws.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import { signingRequest } from '../../src/audit-log/signing-request.ts'
import type { Rules } from '../../src/detection.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const told = (id: string, log: readonly unknown[], rules: Rules = {}) =>
  detect(
    detections.filter((one) => one.id === id),
    windowExample(slot, { messages: log.map((entry) => JSON.stringify(entry)) }),
    { slot, rules },
  )
const reasons = (id: string, ...given: Example[]) => told(id, given.map(example)).map(({ reason }) => reason)
const cart = { user: 'system:serviceaccount:shop:cart', groups: ['system:serviceaccounts', 'system:authenticated'] }

describe('a token of a service account (DET-46)', () => {
  const token = { verb: 'create', resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'cart' }
  const asked = (spec: unknown) => ({ ...token, ...cart, level: 'Request', requestObject: { spec } })
  const pod = { kind: 'Pod', name: 'cart-0' }

  it('is told once, though it is logged before and after it was answered', () => {
    const both = [example({ ...token, stage: 'RequestReceived' }), example({ ...token, code: 201 })]
    expect(told('DET-46', both)).toHaveLength(1)
  })

  it('is told of a workload by its terms', () => {
    expect(reasons('DET-46', asked({ expirationSeconds: 31_536_000, boundObjectRef: pod }))).toEqual([
      'system:serviceaccount:shop:cart asked for a token of service account shop/cart for 31536000 seconds, bound to Pod cart-0',
    ])
  })

  it.each([
    ['a spec that is a list', []],
    ['a lifetime that is an object', { expirationSeconds: {}, boundObjectRef: pod }],
    ['a lifetime that is text', { expirationSeconds: 'for ever', boundObjectRef: pod }],
    ['an object bound to that is text', { boundObjectRef: 'Pod' }],
    ['audiences that are text', { audiences: 'sts.amazonaws.com' }],
    ['audiences of which one is no text', { audiences: [{}, 'kubernetes.default.svc'] }],
    ['the issuer as its audience', { audiences: ['https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B'] }],
  ])('is told with %s', (_, spec) => {
    expect(reasons('DET-46', asked(spec))).toHaveLength(1)
  })

  it('is not told at exactly the longest lifetime, and is a second later', () => {
    const of = (expirationSeconds: number) => asked({ expirationSeconds, boundObjectRef: pod })
    expect([86_400, 86_401].map((seconds) => reasons('DET-46', of(seconds)).length)).toEqual([0, 1])
  })

  it('is no token where another group has such a resource', () => {
    expect(reasons('DET-46', { ...token, apiGroup: 'example.com' })).toEqual([])
  })
})

describe('a legacy token (DET-47)', () => {
  const secret = { verb: 'create', resource: 'secrets', namespace: 'shop', level: 'Metadata', code: 201 }

  it('is told when the control plane fills it in, whatever the secret is called', () => {
    const filled = { ...secret, verb: 'update', name: 'robot', user: 'system:kube-controller-manager' }
    expect(reasons('DET-47', filled)[0]).toMatch(/^secret shop\/robot was given a token/)
  })

  it('is not what the control plane makes itself, nor what only sounds like one', () => {
    const of = (name: string, user = 'alice') => reasons('DET-47', { ...secret, name, user })
    expect([of('tokens'), of('mytoken'), of('robot-token', 'system:kube-controller-manager')].flat()).toEqual([])
  })

  it('is found by its name with a digest behind it, and by that of a bootstrap token', () => {
    const names = ['default-token-x7k2p', 'argocd-manager-token', 'bootstrap-token-abcdef', 'ci.token.v1']
    expect(names.flatMap((name) => reasons('DET-47', { ...secret, name }))).toHaveLength(names.length)
  })
})

describe('a client certificate (DET-48)', () => {
  const csr = { verb: 'create', resource: 'certificatesigningrequests', apiGroup: 'certificates.k8s.io', name: 'm' }
  const of = (spec: unknown) => ({ ...csr, code: 201, responseObject: { kind: 'CertificateSigningRequest', spec } })

  it.each([
    ['a spec that is a list', []],
    ['usages that are an object, and no signer', { usages: {} }],
    ['a signer that is a list', { signerName: ['kubernetes.io/kubelet-serving'], usages: ['client auth'] }],
    ['a request that is a number', { signerName: 'kubernetes.io/kube-apiserver-client', request: 7 }],
    ['a request that is no base64', { signerName: 'kubernetes.io/kube-apiserver-client', request: '\u0000\u{1F600}' }],
  ])('is told with %s', (_, spec) => {
    expect(reasons('DET-48', of(spec))).toHaveLength(1)
  })

  it('is not one of a signer that the API server does not know, though it is for clients', () => {
    expect(reasons('DET-48', of({ signerName: 'example.com/mesh', usages: ['client auth'] }))).toEqual([])
  })

  it('is approved where somebody approved it, though another denied it too', () => {
    const conditions = [{ type: 'Denied' }, { type: 'Approved' }]
    const body = { spec: { signerName: 'kubernetes.io/kube-apiserver-client' }, status: { conditions } }
    const approval = { ...csr, verb: 'update', subresource: 'approval' }
    expect(reasons('DET-48', { ...approval, responseObject: body })).toHaveLength(1)
  })

  it('names whom of Kubernetes the request names, as text', () => {
    const text = (name: string) => `\f${String.fromCharCode(name.length)}${name}1`
    const der = Buffer.from(`0${text('system:masters')}${text('system:kube-controller-manager')}`, 'latin1')
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
    const request = Buffer.from(pem).toString('base64')
    expect(signingRequest({ spec: { request } })?.names).toEqual(['system:masters', 'system:kube-controller-manager'])
  })
})

describe('enumeration (DET-50)', () => {
  const burst = (rows: [verb: string, resource: string, count: number][], actor = 'bob') =>
    detect(
      detections.filter(({ id }) => id === 'DET-50'),
      windowExample(slot, {
        counts: rows.map(([verb, resource, count]) =>
          countExample(count, { 'user.username': actor, verb, 'objectRef.resource': resource }),
        ),
      }),
      { slot, rules: {} },
    )

  it('adds the kinds that were listed to the rights that were asked about', () => {
    const lists = Array.from({ length: 20 }, (_, at): [string, string, number] => ['list', `things${at}`, 9])
    expect(burst([...lists, ['create', 'selfsubjectaccessreviews', 40]])[0]?.reason).toBe(
      'bob: 60 kinds of objects listed or own rights asked about within the slot (200)',
    )
  })

  it('counts a kind once, in however many pieces of the hour it was listed', () => {
    const lists = Array.from({ length: 59 }, (_, at): [string, string, number] => ['list', `things${at}`, 9])
    expect(burst([...lists, ...lists])).toEqual([])
  })
})

describe('an address', () => {
  it('is the last of a list: a client writes those before it', () => {
    expect(peerOf({ sourceIPs: ['10.0.0.1', '203.0.113.42'] })).toBe('203.0.113.42')
  })

  it.each(['8.8.8.8', '203.0.113.42', '172.32.0.1', '100.128.0.1', '2600:1f18::7', '::ffff:8.8.8.8'])(
    '%s is of the internet',
    (address) => {
      expect(isPublic(address)).toBe(true)
    },
  )

  it.each([
    ...['10.0.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.127.255.255', '169.254.170.23', '127.0.0.1'],
    ...['198.19.4.4', '::1', 'fd00:ec2::254', 'fe80::1', '::ffff:10.0.0.1', '', 'unknown', '8.8.8.8:443', '8.8.8'],
  ])('%j is not', (address) => {
    expect(isPublic(address)).toBe(false)
  })

  it('is named by itself, by its range, and by its IPv4 form', () => {
    const named = namedBy(['203.0.113.42', '198.51.100.0/24', '2001:db8::/32'])
    const addresses = ['203.0.113.42', '::ffff:203.0.113.42', '198.51.100.255', '2001:db8::1', '203.0.113.43', '']
    expect(addresses.map(named)).toEqual([true, true, true, true, false, false])
  })

  it('cannot be named by what is no address', () => {
    expect(() => namedBy(['10.0.0.0/8', 'tor'])).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})

describe('an identity used from outside (DET-51)', () => {
  const read = { verb: 'get', resource: 'secrets', namespace: 'shop', name: 'db', level: 'Metadata' }

  it('is told though the client says that it is inside', () => {
    expect(reasons('DET-51', { ...read, ...cart, sourceIPs: ['10.0.1.21', '203.0.113.42'] })[0]).toMatch(
      /203\.0\.113\.42/,
    )
  })

  it('is not told of a name that only looks like one of the cluster', () => {
    expect(reasons('DET-51', { ...read, user: 'my-system:node:a', sourceIPs: ['203.0.113.42'] })).toEqual([])
  })

  it('is let pass, and counted, where the NAT gateway is allowed', () => {
    const allow = [{ cidrs: ['203.0.113.42/32'], reason: 'NAT gateway of the nodes' }]
    const [hit] = told('DET-51', [example({ ...read, ...cart, sourceIPs: ['203.0.113.42'] })], { 'DET-51': { allow } })
    expect(hit).toMatchObject({ allowed: 'NAT gateway of the nodes', count: 1 })
  })
})

describe('a list of addresses (DET-52)', () => {
  it('tells nothing by itself', () => {
    expect(reasons('DET-52', { verb: 'list', resource: 'pods', sourceIPs: ['203.0.113.42'] })).toEqual([])
  })

  it('that holds what is no address is told, and not passed over', () => {
    const rules = { 'DET-52': { settings: { cidrs: ['everybody'] } } }
    const [hit] = told('DET-52', [example({ verb: 'list', resource: 'pods' })], rules)
    expect(hit?.reason).toMatch(/^could not be judged: /)
  })
})

describe('a client (DET-53)', () => {
  const by = (userAgent: string, more: object = {}) =>
    reasons('DET-53', { verb: 'list', resource: 'pods', userAgent, ...more })

  it('is known by a word of its name, in any case', () => {
    expect(
      ['CURL/8.5', 'x (Nmap Scripting Engine)', 'kubectl-access_matrix/v0.5'].flatMap((name) => by(name)),
    ).toHaveLength(3)
  })

  it.each(['libcurl/8', 'unmap/1', 'niktor/2', 'kubectl/v1.34.1', 'curly/1', '\u{212A}ube-hunter', ''])(
    'is not taken for another: %j',
    (name) => {
      expect(by(name)).toEqual([])
    },
  )

  it('of the internet that was turned away is not told, and one that was let in is', () => {
    const anonymous = { user: 'system:anonymous', groups: ['system:unauthenticated'] }
    expect(by('zgrab/0.x', { ...anonymous, code: 403, decision: 'forbid' })).toEqual([])
    expect(by('zgrab/0.x', anonymous)).toHaveLength(1)
  })

  it('shows what hides in its name', () => {
    expect(by('curl/8\u{202E}lmth')[0]).toMatch(/curl\/8\\u\{202E\}lmth/)
  })
})

describe('break-glass rights (DET-55)', () => {
  const masters = { verb: 'delete', resource: 'pods', namespace: 'shop', name: 'a', groups: ['system:masters'] }
  const named = (arn: string) => ({ actorClass: 'aws-managed' as const, principal: principal(arn) })
  const principal = (arn: string | null) => ({ arn, canonicalArn: null, sessionName: null, accessKeyId: null })

  it('are told of a role of anybody that goes by a name of AWS', () => {
    const extra = { arn: ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin/eve'] }
    expect(reasons('DET-55', { ...masters, user: 'eks:addon-manager', extra })).toHaveLength(1)
  })

  it.each([
    ['no principal', null, true],
    ["EKS's manager", 'arn:aws:sts::782030699418:assumed-role/AWSWesleyClusterManagerLambda-NodeManagerRole-1/x', true],
    ['a role linked to EKS', 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonEKS/x', true],
    ['a role that begins like one', 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonEKSx/x', false],
    [
      "a session called like EKS's manager",
      'arn:aws:sts::111122223333:assumed-role/Ci/AWSServiceRoleForAmazonEKS',
      false,
    ],
    ['a role of the same beginning in a path', 'arn:aws:iam::111122223333:role/AWSServiceRoleForAmazonEKS/Ci', false],
  ])("are AWS's own with %s: %s", (_, arn, isOwn) => {
    expect(isOwnOfAws(arn === null ? { actorClass: 'aws-managed', principal: null } : named(arn))).toBe(isOwn)
  })
})

describe('a node (DET-56)', () => {
  const node = { verb: 'create', resource: 'nodes', code: 201 }
  const self = { user: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] }

  it('is known by what it says of itself where the reference names none', () => {
    const object = (name: unknown) => ({ responseObject: { kind: 'Node', metadata: { name } } })
    const of = (name: unknown) => reasons('DET-56', { ...node, ...self, ...object(name) }).length
    expect(['a', 'b', 7, { a: 1 }].map(of)).toEqual([0, 1, 1, 1])
  })

  it('without any name is told', () => {
    expect(reasons('DET-56', { ...node, ...self })[0]).toMatch(/asked to add node unnamed$/)
  })
})

describe('deletions (DET-57)', () => {
  const gone = (at: number, more: Partial<Example> = {}) =>
    example({
      verb: 'delete',
      resource: 'deployments',
      apiGroup: 'apps',
      namespace: 'shop',
      name: `cart-${at}`,
      auditID: `0-${at}`,
      ...more,
    })
  const many = (most: number, more: Partial<Example> = {}) => Array.from({ length: most }, (_, at) => gone(at, more))

  it('are told at so many different objects, and not one fewer', () => {
    expect([19, 20].map((most) => told('DET-57', many(most)).length)).toEqual([0, 1])
  })

  it('of one actor are not added to those of another', () => {
    const log = [...many(10), ...many(10, { user: 'bob' })]
    expect(told('DET-57', log)).toEqual([])
  })

  it('of a whole collection are told at once', () => {
    const [hit] = told('DET-57', [example({ verb: 'deletecollection', resource: 'secrets', namespace: 'shop' })])
    expect(hit?.reason).toMatch(/1 deletions within the slot, the first of them all secrets of shop$/)
  })

  it('of an operator among its own objects are its work', () => {
    expect(told('DET-57', many(40, { ...cart, apiGroup: 'cert-manager.io', resource: 'orders' }))).toEqual([])
  })
})
