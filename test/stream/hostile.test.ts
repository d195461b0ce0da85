// What comes from a cluster, or from whoever invokes the function: counted, never believed, never a crash.
import { describe, expect, it } from 'vitest'
import { readStreamed } from '../../src/store/streamed.ts'
import { receive } from '../../src/stream/receive.ts'
import { account, batch, event, exec, makeRegion, packed, payload } from './batches.ts'

const text = (value: unknown): string => JSON.stringify(value)

describe('a payload that is none', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no data', { awslogs: {} }],
    ['data that is no text', { awslogs: { data: 7 } }],
    ['an empty text', { awslogs: { data: '' } }],
    ['no base64', { awslogs: { data: '€€€' } }],
    ['base64 of no gzip', { awslogs: { data: Buffer.from('hello').toString('base64') } }],
    ['gzip that was cut', { awslogs: { data: batch([event(exec())]).awslogs.data.slice(0, 80) } }],
    ['a bomb', packed(Buffer.alloc(65 * 1024 * 1024))],
    ['bytes that are no UTF-8', packed(Buffer.from([0xff, 0xfe, 0x7b, 0x7d]))],
    ['no JSON', packed('{"messageType":')],
    ['JSON that is no object', packed('[1]')],
    ['a member __proto__', packed(text(payload([])).replace('{', '{"__proto__":{"owner":"x"},'))],
    ['a member twice', packed(text(payload([])).replace('{', '{"owner":"x",'))],
    ['nesting without end', packed('['.repeat(100_000))],
    ['no events', packed(text({ ...payload([]), logEvents: undefined }))],
    ['another message', batch([], { messageType: 'SOMETHING' })],
    ['another account', batch([event(exec())], { owner: '999999999999' })],
    ['a log group of no cluster', batch([event(exec())], { logGroup: '/aws/lambda/prod' })],
    ['a log group that only looks like one', batch([event(exec())], { logGroup: '/aws/eks/prod/../x/cluster' })],
    ['a log group with a line end', batch([event(exec())], { logGroup: '/aws/eks/prod/cluster\n' })],
  ])('is refused by a word in the log, and nothing is stored: %s', async (_, given) => {
    const here = makeRegion()
    const seen = await here.see(given)
    expect(seen).toMatchObject({ events: 0, hits: 0, stored: null, told: null })
    expect(here.warned).toEqual([expect.objectContaining({ code: 'BATCH_REFUSED' })])
    expect([here.keys(), here.asked]).toEqual([[], []])
  })

  it.each([
    [
      "CloudWatch's own",
      batch([event('CWL CONTROL MESSAGE')], { messageType: 'CONTROL_MESSAGE', owner: 'CloudwatchLogs' }),
    ],
    ['of another log of the cluster', batch([event(exec())], { logStream: 'authenticator-0a1b' })],
  ])('is passed over without a word where it is %s', async (_, given) => {
    const here = makeRegion()
    expect(await here.see(given)).toMatchObject({ hits: 0, stored: null })
    expect([here.warned, here.keys()]).toEqual([[], []])
  })
})

describe('an event that is none', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['without an id', { timestamp: 1, message: exec() }],
    ['with an id that is no number', { ...event(exec()), id: '../1' }],
    ['with a time beyond all times', { ...event(exec()), timestamp: 1e17 }],
    ['with a message that is no text', { ...event(exec()), message: { verb: 'create' } }],
  ])('is counted, and the others are judged: %s', async (_, given) => {
    const here = makeRegion()
    expect(await here.see(batch([given, event(exec())]))).toMatchObject({ events: 1, hits: 2 })
    expect(here.warned).toEqual([
      expect.objectContaining({ detail: expect.objectContaining({ why: '1 of its events are none' }) }),
    ])
  })
})

describe('an entry that cannot be read', () => {
  it.each<[string, string]>([
    ['cut', exec().slice(0, 300)],
    ['with a member __proto__', exec().replace('{', '{"__proto__":{},')],
    ['with a member twice', exec().replace('{', '{"verb":"get",')],
    ['of another program', 'audit.k8s.io says hello'],
    ['nested without end', `{"kind":"Event","a":${'['.repeat(50_000)}`],
    ['empty', ''],
  ])('is a hit, is stored, and tells nobody at once: %s', async (_, message) => {
    const here = makeRegion()
    expect(await here.see(batch([event(message)]))).toMatchObject({ hits: 1, told: { sent: 0, known: 0 } })
    const [held] = [...here.store.objects.values()][0] ?? []
    const { hits, events } = readStreamed(held?.body ?? new Uint8Array())
    expect([hits.map(({ detection }) => detection), events.length]).toEqual([['DET-58'], 1])
  })

  it('is stored although it is no Unicode, as what shows of it', async () => {
    const here = makeRegion()
    await here.see(packed(text(payload([event('x')])).replace('"x"', '"\\ud800 audit \\udc00"')))
    expect(here.text()).toContain('[redacted]')
    expect(here.text().isWellFormed()).toBe(true)
  })
})

describe('an entry of 1 MB', () => {
  it('is judged, and what it withholds is nowhere', async () => {
    const here = makeRegion()
    const env = [{ name: 'KEY', value: 'hunter2-'.repeat(130_000) }]
    const spec = { containers: [{ name: 'x', image: 'x', env, securityContext: { privileged: true } }] }
    const message = exec({
      subresource: '',
      namespace: 'shop',
      stage: 'ResponseComplete',
      code: 201,
      requestObject: { kind: 'Pod', spec },
    })
    expect(message.length).toBeGreaterThan(1_000_000)
    const seen = await here.see(batch([event(message)]))
    expect(seen).toMatchObject({ hits: 1, told: { sent: 1 } })
    expect(here.text()).not.toContain('hunter2')
    expect(text(here.findings())).not.toContain('hunter2')
    expect(here.text().length).toBeLessThan(5_000)
  })
})

describe('many', () => {
  it('names of invented users share findings, batch after batch', async () => {
    const here = makeRegion()
    for (let from = 0; from < 120; from += 40) {
      const users = Array.from({ length: 40 }, (_, at) => exec({ user: `u${from + at}`, auditID: `a${from + at}` }))
      await here.see(batch(users.map((message) => event(message))))
    }
    expect(here.findings()).toHaveLength(51)
    const counts = here
      .findings()
      .map(({ ProductFields }) => Number((ProductFields as Record<string, string>)['eks-evidence/count']))
    expect(counts.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(51)
  })

  it('hits of one actor are one finding that counts', async () => {
    const here = makeRegion()
    await here.see(batch(Array.from({ length: 700 }, (_, at) => event(exec({ auditID: `a${at}` })))))
    expect(
      here.findings().map(({ ProductFields }) => (ProductFields as Record<string, string>)['eks-evidence/count']),
    ).toEqual(['700'])
  })

  it('entries that no detection speaks of leave nothing', async () => {
    const here = makeRegion()
    const quiet = exec({ verb: 'list', subresource: '', stage: 'ResponseComplete', code: 200 })
    expect(await here.see(batch(Array.from({ length: 2_000 }, () => event(quiet))))).toMatchObject({
      events: 2_000,
      hits: 0,
    })
    expect([here.keys(), here.asked]).toEqual([[], []])
  })
})

describe('receive', () => {
  it('takes what CloudWatch documents, with members that it knows nothing of', () => {
    const given = batch([{ ...event(exec()), extractedFields: {} }], { policyLevel: 'LOG_GROUP_LEVEL' })
    expect(receive(given, account)).toMatchObject({ is: 'batch', batch: { cluster: 'prod', faulty: 0 } })
  })
})
