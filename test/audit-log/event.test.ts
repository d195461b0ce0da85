// The parser at the edge: what it reads, and that nothing makes it throw or pass for an event.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { example } from '../../src/audit-log/example.ts'

const good = example({
  verb: 'create',
  resource: 'pods',
  namespace: 'shop',
  name: 'cart',
  code: 201,
  requestObject: { kind: 'Pod', spec: { a: 1 } },
  responseObject: { kind: 'Pod', spec: { a: 2 } },
})
const read = (value: unknown) => readEvent(JSON.stringify(value))
const event = (value: unknown): AuditEvent => {
  const said = read(value)
  if (!said.readable) throw new Error(`${said.why}: ${said.faults.join('; ')}`)
  return said
}

describe('readEvent', () => {
  it('reads who did what to which object, and how it ended', () => {
    expect(event(good)).toMatchObject({
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      name: 'cart',
      code: 201,
      outcome: 'allowed',
      decision: 'allow',
      actorClass: 'human',
      actor: 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice',
      principal: {
        canonicalArn: 'arn:aws:iam::111122223333:role/ClusterAdmin',
        sessionName: 'alice',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      },
      at: '2026-01-05T00:07:11.482Z',
      body: { spec: { a: 2 } },
    })
  })

  it('takes the request for the body where the response is a Status', () => {
    expect(event({ ...good, responseObject: { kind: 'Status', code: 403 } }).body).toMatchObject({ spec: { a: 1 } })
  })

  it.each([['PartialObjectMetadata'], ['Table']])(
    'takes the request for the body where the client asked for a %s',
    (kind) => {
      expect(event({ ...good, responseObject: { kind, metadata: {} } }).body).toMatchObject({ spec: { a: 1 } })
    },
  )

  it('takes the request for the body where the response is a list', () => {
    expect(event({ ...good, responseObject: [1] }).body).toMatchObject({ spec: { a: 1 } })
  })

  it('knows no body where the patch is a list of operations and there is no response', () => {
    expect(event({ ...good, requestObject: [{ op: 'remove' }], responseObject: undefined }).body).toBeNull()
  })

  it.each([
    ['allowed', { responseStatus: { code: 200 } }],
    ['denied', { responseStatus: { code: 401 } }],
    ['denied', { responseStatus: { code: 403 }, annotations: { 'authorization.k8s.io/decision': 'allow' } }],
    ['denied', { responseStatus: undefined, annotations: { 'authorization.k8s.io/decision': 'forbid' } }],
    ['failed', { responseStatus: { code: 404 } }],
    ['failed', { stage: 'Panic' }],
    [null, { stage: 'RequestReceived', annotations: { 'authorization.k8s.io/decision': 'allow' } }],
  ])('says %s of %j', (outcome, change) => {
    expect(event({ ...good, ...change }).outcome).toBe(outcome)
  })

  it('reads a code that came as a string', () => {
    expect(event({ ...good, responseStatus: { code: '201' } }).code).toBe(201)
  })

  it('reads an event that is about no object', () => {
    expect(event({ ...good, objectRef: undefined, requestURI: '/version' })).toMatchObject({
      resource: '',
      requestURI: '/version',
    })
  })

  it('reads a client that gave no name as anonymous', () => {
    expect(event({ ...good, user: {} })).toMatchObject({
      user: '',
      actorClass: 'anonymous',
      actor: 'an unauthenticated client',
    })
  })

  it('reads an entry of a megabyte', () => {
    expect(event({ ...good, requestObject: { data: 'x'.repeat(1_000_000) } }).auditID).toBe(good.auditID)
  })

  it('takes no time without a zone for a time', () => {
    const unzoned = { stageTimestamp: '2022-11-29 00:09:04.38', requestReceivedTimestamp: '2022-11-29 00:09:04.38' }
    expect(event({ ...good, ...unzoned }).at).toBeNull()
  })

  it.each([
    ['objectRef', 'pods'],
    ['objectRef', { resource: ['pods'] }],
    ['user', 'alice'],
    ['user', undefined],
    ['user', { username: 'alice', groups: 'system:masters' }],
    ['responseStatus', '200'],
    ['responseStatus', { code: 'OK' }],
    ['verb', { get: true }],
    ['sourceIPs', { 0: '198.51.100.23' }],
    ['stage', 'Later'],
    ['stage', undefined],
    ['auditID', ''],
    ['annotations', 'authorization.k8s.io/decision=allow'],
    ['impersonatedUser', { groups: ['system:masters'] }],
  ])('is unreadable where %s is %j', (member, value) => {
    expect(read({ ...good, [member]: value })).toMatchObject({ readable: false, why: 'not an audit event' })
  })

  it('names every member that is not as documented', () => {
    const said = read({ ...good, user: 'alice', stage: 'Later' })
    expect(said).toMatchObject({ faults: [expect.stringMatching(/^stage: /), expect.stringMatching(/^user: /)] })
  })

  it('is unreadable where the entry was cut, and finds the audit id for the eye', () => {
    const cut = JSON.stringify(good).slice(0, 400)
    expect(readEvent(cut)).toMatchObject({
      readable: false,
      why: 'not JSON: the entry was cut or is something else',
      auditID: good.auditID,
      bytes: 400,
    })
  })

  it('is unreadable where a key stands twice, since parsers differ', () => {
    const twice = JSON.stringify(good).replace('"verb":"create"', '"verb":"create","verb":"get"')
    expect(readEvent(twice)).toMatchObject({ readable: false, why: 'JSON that parsers read in two ways' })
  })

  it.each(['', 'null', '[]', '"text"', '0', '[['.repeat(200_000), '{"a":'.repeat(200_000)])(
    'is unreadable, and does not throw, for %.20s',
    (text) => {
      expect(readEvent(text).readable).toBe(false)
    },
  )

  it('never throws, whatever a member is replaced by', () => {
    const members = Object.keys(good)
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.jsonValue(), (member, value) => {
        expect(typeof read({ ...good, [member]: value }).readable).toBe('boolean')
      }),
    )
  })

  it('never throws, wherever an entry is cut', () => {
    const text = JSON.stringify(good)
    for (let at = 0; at < text.length; at++) expect(readEvent(text.slice(0, at)).readable).toBe(false)
  })
})
