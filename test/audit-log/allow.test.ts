// Allow-lists: whom an entry names, whatever names and addresses come; and that naming more never lets more pass.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Allowable, allowing, imagesOf, namesOf } from '../../src/audit-log/allow.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import type { Allow, Rule } from '../../src/detection.ts'
import burst from '../../src/detections/denied-burst.ts'
import exec from '../../src/detections/exec-into-pod.ts'
import privileged from '../../src/detections/privileged-container.ts'
import { slot } from './account.ts'

const reason = 'drill'
const alice = {
  names: ['arn:aws:sts::111122223333:assumed-role/Deploy/ci-7', 'arn:aws:iam::111122223333:role/Deploy'],
  namespace: 'shop',
  images: [
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/cart:1',
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/proxy:2',
  ],
  sourceIPs: ['10.1.2.3', '10.9.9.9'],
}
const fits = (entry: Partial<Allow>, hit: Partial<Allowable> = {}): boolean =>
  allowing([{ reason, ...entry }])({ ...alice, ...hit }) === reason

describe('an entry', () => {
  it.each<[string, Partial<Allow>]>([
    ['the role behind the session', { principals: ['arn:aws:iam::*:role/Deploy'] }],
    ['sessions of the role', { principals: ['arn:aws:sts::111122223333:assumed-role/Deploy/*'] }],
    ['one of several', { principals: ['system:serviceaccount:argocd:*', 'arn:aws:iam::111122223333:role/Deploy'] }],
    ['the namespace', { namespaces: ['sh*p'] }],
    ['the registry of every image', { images: ['111122223333.dkr.ecr.*.amazonaws.com/*'] }],
    ['each image by one of several', { images: ['*/cart:1', '*/proxy:2'] }],
    ['the network of every address', { cidrs: ['10.0.0.0/8'] }],
    ['each address by one of several', { cidrs: ['10.1.0.0/16', '10.9.9.9/32'] }],
    ['all that it names', { principals: ['*:role/Deploy'], namespaces: ['shop'], cidrs: ['10.0.0.0/8'] }],
  ])('lets pass who it names by %s', (_, entry) => {
    expect(fits(entry)).toBe(true)
  })

  it.each<[string, Partial<Allow>, Partial<Allowable>?]>([
    ['another principal', { principals: ['arn:aws:iam::111122223333:role/Deployer'] }],
    ['a part of the name', { principals: ['role/Deploy'] }],
    ['the name in other letters', { principals: ['*:role/deploy'] }],
    ['another namespace', { namespaces: ['shop-test'] }],
    ['a namespace where there is none', { namespaces: ['*a*'] }, { namespace: '' }],
    ['one image of two', { images: ['*/cart:1'] }],
    ['images where there are none', { images: ['*/*'] }, { images: [] }],
    ['one address of two', { cidrs: ['10.1.0.0/16'] }],
    ['addresses where there are none', { cidrs: ['10.0.0.0/8'] }, { sourceIPs: [] }],
    ['one thing of two that it names', { principals: ['*:role/Deploy'], namespaces: ['kube-system'] }],
    ['nothing at all', {}],
    ['a dot as any character', { images: ['111122223333xdkr*'] }],
  ])('lets nobody pass for %s', (_, entry, hit = {}) => {
    expect(fits(entry, hit)).toBe(false)
  })

  it('gives its reason, the first that fits', () => {
    const allow = allowing([
      { principals: ['nobody'], reason: 'a' },
      { namespaces: ['shop'], reason: 'b' },
      { principals: ['*:role/Deploy'], reason: 'c' },
    ])
    expect([allow(alice), allow({ ...alice, namespace: 'x' }), allow({ ...alice, names: [], namespace: '' })]).toEqual([
      ...['b', 'c'],
      undefined,
    ])
  })
})

describe('the names of an actor', () => {
  const session = 'arn:aws-cn:sts::111122223333:assumed-role/Deploy/ci-7'
  const principal = { arn: session, canonicalArn: null, sessionName: null, accessKeyId: null }
  it('hold the role behind a session of which only the session is said', () => {
    expect(namesOf({ user: 'ci', principal })).toEqual(['ci', session, 'arn:aws-cn:iam::111122223333:role/Deploy'])
    const canonicalArn = 'arn:aws-cn:iam::111122223333:role/Other'
    expect(namesOf({ user: 'ci', principal: { ...principal, canonicalArn } })).toEqual(['ci', session, canonicalArn])
  })

  it('hold no role where a session is the name alone', () => {
    expect(namesOf({ user: session, principal: null })).toEqual([session])
  })
})

describe('an address', () => {
  it.each([
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['::ffff:0a01:0203', '10.0.0.0/8', true],
    ['0:0:0:0:0:FFFF:10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['::ffff:11.1.2.3', '10.0.0.0/8', false],
    ['::10.1.2.3', '10.0.0.0/8', false],
    ['64:ff9b::10.1.2.3', '10.0.0.0/8', false],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:DB8:0:0::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['10.0.0.0', '10.0.0.0/8', true],
    ['10.255.255.255', '10.0.0.0/8', true],
    ['11.0.0.0', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['fe80::1%eth0', 'fe80::/10', false],
    ['010.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3/8', '10.0.0.0/8', false],
    ['10.1.2.3:443', '10.0.0.0/8', false],
    [' 10.1.2.3', '10.0.0.0/8', false],
    ['', '10.0.0.0/8', false],
    ['10.1', '10.0.0.0/8', false],
  ])('%s is in %s: %s', (address, cidr, is) => {
    expect(fits({ cidrs: [cidr] }, { sourceIPs: [address] })).toBe(is)
  })

  it('that a client adds of itself lets nobody pass', () => {
    expect(fits({ cidrs: ['10.0.0.0/8'] }, { sourceIPs: ['10.1.2.3', '203.0.113.7'] })).toBe(false)
  })
})

describe('images', () => {
  const pod = (spec: object): string[] => imagesOf('pods', { spec })
  it('are those of every container and of what is mounted from one', () => {
    const own = {
      containers: [{ image: 'a' }],
      initContainers: [{ image: 'b' }],
      ephemeralContainers: [{ image: 'c' }],
    }
    expect(pod({ ...own, volumes: [{ image: { reference: 'd' } }] })).toEqual(['a', 'b', 'c', 'd'])
    expect(imagesOf('deployments', { spec: { template: { spec: own } } })).toEqual(['a', 'b', 'c'])
  })

  it.each<[string, unknown]>([
    ['one is no text', { containers: [{ image: 'a' }, { image: { toString: 1 } }] }],
    ['one says none', { containers: [{ image: 'a' }, {}] }],
    ['there are no containers', {}],
    ['the spec is a list', []],
  ])('are none where %s: nobody vouches for it', (_, spec) => {
    expect(imagesOf('pods', { spec })).toEqual([])
    expect(imagesOf('pods', spec)).toEqual([])
  })
})

const patternOf = fc
  .array(fc.constantFrom('a', 'b', '*', '.', '('), { minLength: 1, maxLength: 6 })
  .map((all) => all.join(''))
const textOf = fc.array(fc.constantFrom('a', 'b', '.', '('), { maxLength: 6 }).map((all) => all.join(''))
const cidrOf = fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '::ffff:10.1.0.0/112', '2001:db8::/32', 'none')
const addressOf = fc.constantFrom('10.1.2.3', '::ffff:10.1.2.3', '10.9.9.9', '2001:db8::1', 'x', '')
const lists = {
  principals: fc.array(patternOf, { minLength: 1, maxLength: 3 }),
  namespaces: fc.array(patternOf, { minLength: 1, maxLength: 3 }),
  images: fc.array(patternOf, { minLength: 1, maxLength: 3 }),
  cidrs: fc.array(cidrOf, { minLength: 1, maxLength: 3 }),
}
const entryOf = fc.record({ ...lists, reason: fc.constant(reason) }, { requiredKeys: ['reason'] })
const hitOf = fc.record({
  names: fc.array(textOf, { maxLength: 3 }),
  namespace: textOf,
  images: fc.array(textOf, { maxLength: 3 }),
  sourceIPs: fc.array(addressOf, { maxLength: 3 }),
})
const members = ['principals', 'namespaces', 'images', 'cidrs'] as const
const named = (entry: Partial<Allow>): boolean => members.some((member) => entry[member])

describe('whatever an entry and a hit are', () => {
  it('it lets pass no more for naming another kind of thing', () => {
    fc.assert(
      fc.property(entryOf, fc.record(lists), hitOf, fc.constantFrom(...members), (entry, more, hit, member) => {
        fc.pre(named(entry) && !entry[member])
        if (fits({ ...entry, [member]: more[member] }, hit)) expect(fits(entry, hit)).toBe(true)
      }),
      { seed: 20_260_105, numRuns: 2_000 },
    )
  })

  it('it lets pass no fewer for another pattern beside one', () => {
    fc.assert(
      fc.property(entryOf, fc.record(lists), hitOf, fc.constantFrom(...members), (entry, more, hit, member) => {
        const own = entry[member]
        fc.pre(own !== undefined)
        if (fits(entry, hit)) expect(fits({ ...entry, [member]: [...(own ?? []), ...more[member]] }, hit)).toBe(true)
      }),
      { seed: 20_260_105, numRuns: 2_000 },
    )
  })

  it('another image or address of the hit lets it pass no sooner', () => {
    fc.assert(
      fc.property(entryOf, hitOf, textOf, addressOf, (entry, hit, image, address) => {
        const more = { ...hit, images: [...hit.images, image], sourceIPs: [...hit.sourceIPs, address] }
        fc.pre(hit.images.length > 0 && hit.sourceIPs.length > 0)
        if (fits(entry, more)) expect(fits(entry, hit)).toBe(true)
      }),
      { seed: 20_260_105, numRuns: 2_000 },
    )
  })
})

describe('what detections tell', () => {
  const session = { verb: 'get', resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'cart-0', code: 101 }
  const made = (count: number, more: Partial<Example> = {}): string[] =>
    Array.from({ length: count }, (_, at) =>
      JSON.stringify(example({ ...session, stage: 'ResponseStarted', auditID: `id-${at}`, ...more })),
    )
  const told = (rule: Rule, messages: string[], of = exec) =>
    detect([of], windowExample(slot, { messages }), { slot, rules: { [of.id]: rule } })
  const ci = { principals: ['arn:aws:iam::111122223333:role/ClusterAdmin'], namespaces: ['shop'], reason }

  it('is one hit with the count and the reason where an entry lets it pass', () => {
    expect(told({ allow: [ci] }, made(37))).toMatchObject([{ allowed: reason, count: 37, detection: 'DET-22' }])
  })

  it('is told all the same where the entry does not fit, beside what it lets pass', () => {
    const found = told({ allow: [ci] }, [...made(3), ...made(2, { namespace: 'kube-system', user: 'bob' })])
    expect(found.map(({ allowed, count }) => [allowed, count]).sort()).toEqual([
      [null, 1],
      [null, 1],
      [reason, 3],
    ])
  })

  it('is nothing where the detection is off', () => {
    expect(told({ off: 'too loud' }, made(3))).toEqual([])
  })

  it('of a pod is let pass by its images alone where each of them is named', () => {
    const pod = (images: string[]): string[] =>
      made(1, {
        ...{ verb: 'create', subresource: '', stage: 'ResponseComplete', code: 201 },
        requestObject: {
          kind: 'Pod',
          spec: { containers: images.map((image) => ({ name: 'x', image, securityContext: { privileged: true } })) },
        },
      })
    const rule = { allow: [{ images: ['quay.io/cilium/*'], reason }] }
    expect(told(rule, pod(['quay.io/cilium/agent:1']), privileged)).toMatchObject([{ allowed: reason }])
    expect(told(rule, pod(['quay.io/cilium/agent:1', 'evil/x']), privileged)).toMatchObject([{ allowed: null }])
  })

  it('of a burst is counted by the name of who made it, with its own limit', () => {
    const counts = [countExample(60, { 'user.username': 'probe', 'responseStatus.code': '403' })]
    const given = (rule: Rule) => ({ slot, rules: { [burst.id]: rule } })
    const found = (rule: Rule) => detect([burst], windowExample(slot, { counts }), given(rule))
    expect(found({ allow: [{ principals: ['pro*'], reason }] })).toMatchObject([{ allowed: reason, count: 60 }])
    expect(found({ settings: { atLeast: 61 } })).toEqual([])
  })

  it('comes to an end over names that were made for a pattern', () => {
    const rule = { allow: [{ principals: [`${'*-'.repeat(30)}x`], reason }] }
    expect(told(rule, made(1, { user: '-'.repeat(200_000) }))).toMatchObject([{ allowed: null }])
  })
})
