// Detections over one window: one hit a request, bounded, the same in any order, visible.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import burst from '../../src/detections/denied-burst.ts'
import exec from '../../src/detections/exec-into-pod.ts'
import impersonation from '../../src/detections/impersonation.ts'
import unreadable from '../../src/detections/unreadable-entry.ts'
import { observe, prod, put, slot } from './account.ts'
import { detections } from './detections.ts'

const given = { slot, rules: {} }
const as = (more: Partial<Example> = {}) =>
  JSON.stringify(example({ verb: 'list', resource: 'secrets', impersonatedUser: { username: 'bob' }, ...more }))
const session = { verb: 'get', resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'cart-0', code: 101 }

// The event with its part at this position, counted through the whole of it, replaced.
const replaced = (event: unknown, at: number, by: unknown): unknown => {
  let left = at
  return JSON.parse(JSON.stringify(event), (_, value) => (left-- === 0 ? by : value))
}

describe('detect', () => {
  it('says who did what, how it ended, and where it lies', () => {
    const messages = [JSON.stringify(example({ ...session, stage: 'ResponseStarted' }))]
    expect(detect([exec], windowExample(slot, { messages }), given)).toEqual([
      {
        detection: 'DET-22',
        criteria: ['CC6.8', 'CC7.2'],
        severity: 'medium',
        slot,
        reason: 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice asked to run a command in pod shop/cart-0',
        outcome: 'allowed',
        actorClass: 'human',
        actor: 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice',
        user: 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice',
        groups: ['system:authenticated'],
        principal: {
          arn: 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice',
          canonicalArn: 'arn:aws:iam::111122223333:role/ClusterAdmin',
          sessionName: 'alice',
          accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        },
        impersonated: null,
        sourceIPs: ['198.51.100.23'],
        userAgent: 'kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9',
        object: { apiGroup: '', resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'cart-0' },
        allowed: null,
        auditID: '5c9e0b6a-4c1f-4f53-9d0e-1f0b7c3a9d21',
        at: '2026-01-05T00:07:11.482Z',
        count: 1,
        pointers: ['pointer-1767571200-0'],
      },
    ])
  })

  it('tells a request once, by its last stage', () => {
    const messages = [as({ stage: 'ResponseStarted', code: 200 }), as({ code: 500 })]
    expect(detect([impersonation], windowExample(slot, { messages }), given)).toMatchObject([
      { outcome: 'failed', count: 1 },
    ])
  })

  it('tells an entry that was delivered twice once', () => {
    expect(detect([impersonation], windowExample(slot, { messages: [as(), as()] }), given)).toHaveLength(1)
  })

  it('tells two requests apart though the client gave both the same audit id', () => {
    const messages = [as({ name: 'harmless' }), as({ name: 'crown-jewels' })]
    const found = detect([impersonation], windowExample(slot, { messages }), given)
    expect(found.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('crown-jewels'),
      expect.stringContaining('harmless'),
    ])
  })

  it('finds the same in any order of the lines', async () => {
    const { state, group } = prod()
    const entries = detections.flatMap(({ kind, examples }) => (kind === 'burst' ? [] : examples.hit.flat()))
    put(
      group,
      ...entries.map((entry, at) => (typeof entry === 'string' ? entry : { ...Object(entry), auditID: `id-${at}` })),
    )
    const { lines } = await observe(state)
    const found = detect(detections, lines, given)
    expect(found.length).toBeGreaterThan(30)
    expect(detect(detections, lines.toReversed(), given)).toEqual(found)
  })

  it('reads exchanges that can be read only once', () => {
    const lines = windowExample(slot, { messages: [as()] })
    expect(detect([impersonation], lines.values(), given)).toHaveLength(1)
  })

  it('makes hostile names visible', () => {
    const messages = [as({ name: 'a\u202Eb\u0000', impersonatedUser: { username: 'eve' }, user: 'x'.repeat(100_000) })]
    const [hit] = detect([impersonation], windowExample(slot, { messages }), given)
    expect(hit?.reason.length).toBeLessThan(700)
    expect(hit?.reason).toContain('a\\u{202E}b\\u{0}')
  })

  it('tells twenty hits of an actor one by one and counts the rest', () => {
    const messages = Array.from({ length: 620 }, (_, at) => as({ auditID: `id-${String(at).padStart(4, '0')}` }))
    const found = detect([impersonation], windowExample(slot, { messages }), given)
    expect(found).toHaveLength(21)
    const rest = found.find(({ auditID }) => auditID === null)
    expect(rest).toMatchObject({ count: 600, outcome: 'allowed' })
    expect(rest?.pointers).toHaveLength(10)
  })

  it('tells five hundred hits of a detection one by one, whoever made them, and counts the rest', () => {
    const messages = Array.from({ length: 620 }, (_, at) => as({ user: `user-${at}`, auditID: `id-${at}` }))
    const found = detect([impersonation], windowExample(slot, { messages }), given)
    expect(found).toHaveLength(501)
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(620)
  })

  it('counts unreadable entries by their fault', () => {
    const messages = ['{"kind":"Eve', '{"auditID":"a', '{"kind":"Event"}']
    const found = detect([unreadable], windowExample(slot, { messages }), given)
    expect(found.map(({ count, outcome, reason }) => ({ count, outcome, reason }))).toEqual([
      {
        count: 2,
        outcome: 'unknown',
        reason: '2 entries could not be judged: not JSON: the entry was cut or is something else',
      },
      { count: 1, outcome: 'unknown', reason: '1 entry could not be judged: not an audit event' },
    ])
  })

  it('never throws, whatever any part of an event is replaced by', () => {
    const events = detections.flatMap(({ kind, examples }) => (kind === 'event' ? examples.hit.flat() : []))
    fc.assert(
      fc.property(
        fc.constantFrom(...events),
        fc.nat(200),
        fc.oneof(fc.jsonValue(), fc.constant({ toString: 1 })),
        (event, at, value) => {
          const messages = [JSON.stringify(replaced(event, at, value))]
          expect(Array.isArray(detect(detections, windowExample(slot, { messages }), given))).toBe(true)
        },
      ),
      { numRuns: 2_000, seed: 20_260_105 },
    )
  })

  it('tells an event over which a detection stumbles', () => {
    const stumbles = { ...impersonation, kind: 'event' as const, select: {}, hit: () => JSON.parse('') }
    const found = detect([stumbles], windowExample(slot, { messages: [as()] }), given)
    expect(found).toMatchObject([{ detection: 'DET-16', reason: expect.stringMatching(/^could not be judged: /) }])
  })

  it('judges what a query gave that did not give everything', () => {
    const lines = windowExample(slot, { messages: [as()], matched: { rows: 2 } })
    expect(detect([impersonation], lines, given)).toHaveLength(1)
  })
})

describe('a burst', () => {
  const denied = (entries: number, more: Record<string, string> = {}) =>
    countExample(entries, { 'user.username': 'bob', 'responseStatus.code': '403', ...more })

  it('is told once for an actor, over all that it asked', () => {
    const counts = [denied(30), denied(25, { verb: 'list', first: '2026-01-05 00:10:00.000' })]
    expect(detect([burst], windowExample(slot, { counts }), given)).toMatchObject([
      {
        actor: 'bob',
        count: 55,
        auditID: null,
        at: '2026-01-05T00:00:01.204Z',
        outcome: 'denied',
        actorClass: 'human',
      },
    ])
  })

  it('counts requests, and not the stages of one', () => {
    const counts = [denied(30), denied(30, { stage: 'ResponseStarted' })]
    expect(detect([burst], windowExample(slot, { counts }), given)).toEqual([])
  })

  it('counts nothing where the count itself is not whole', () => {
    expect(detect([burst], windowExample(slot, { counts: [denied(60)], matched: { counts: 90 } }), given)).toEqual([])
  })

  it('calls a client without a name unauthenticated', () => {
    const { 'user.username': _, ...nameless } = denied(60, { 'responseStatus.code': '401' })
    expect(detect([burst], windowExample(slot, { counts: [nameless] }), given)).toMatchObject([
      { actor: 'unauthenticated clients', actorClass: 'anonymous' },
    ])
  })
})
