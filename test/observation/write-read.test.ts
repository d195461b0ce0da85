// Observations written line by line and read back: parts, racing writers, bodies as they were sent.
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { Status, Subject } from '../../src/model.ts'
import { readExchange, writeExchange } from '../../src/observation/format.ts'
import { isLastPart, linesOf, type Part, readObservation } from '../../src/observation/read.ts'
import { openObservation } from '../../src/observation/write.ts'
import type { Store } from '../../src/store/store.ts'
import type { Wire } from '../../src/wire.ts'
import { type Memory, memoryStore } from '../prove/memory-store.ts'

const subject: Subject = {
  scope: 'region',
  id: 'aws://111122223333/eu-west-1',
  name: 'eu-west-1',
  region: 'eu-west-1',
  bornAt: null,
}
const head = {
  source: 'inventory',
  subject,
  slot: { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' },
  tick: '2026-01-05T00:20:00Z',
  collector: { version: '1', commit: 'c', caller: 'arn' },
  config: sha256('config'),
}
const wire = (text: string): Wire => ({ host: 'h', date: null, requestId: 'r', at: head.tick, ok: true, text })
const line = (text: string): string => writeExchange('eks:ListClusters', { a: 1 }, wire(text), [])
const answer = (at: number) => {
  const text = line(`{"clusters":["${at}"]}`)
  return [text, readExchange(text)] as const
}

const partsOf = ({ objects }: Memory): Part[] =>
  [...objects].sort().map(([key, [held]]) => ({ key, body: held?.body ?? new Uint8Array() }))

/** Writes so many lines in parts of some hundred bytes. */
const written = async (
  lines: number,
  { zipped = false, store = memoryStore('/x'), limit = 400 }: { zipped?: boolean; store?: Store; limit?: number } = {},
) => {
  const writer = openObservation(store, head, { zipped, limit })
  for (let at = 0; at < lines; at++) await writer.line(...answer(at))
  const refs = await writer.end('complete' as Status, [])
  return { store: store as Memory, refs, writer }
}

describe('an observation', () => {
  it.each([false, true])('is read as it was written, zipped: %s', async (zipped) => {
    const { store, refs } = await written(3, { zipped })
    const read = readObservation(partsOf(store))
    expect(read.header).toMatchObject({ ...head, part: 1 })
    expect([...read.exchanges].map((one) => one.got === 'body' && one.body)).toEqual(
      [0, 1, 2].map((at) => ({ clusters: [`${at}`] })),
    )
    expect(read.claimed).toEqual({ status: 'complete', reasons: [] })
    expect(refs?.map(({ key }) => key)).toEqual(partsOf(store).map(({ key }) => key))
  })

  it('of no lines is one part', async () => {
    const { store } = await written(0)
    expect([...readObservation(partsOf(store)).exchanges]).toEqual([])
  })

  it('continues in numbered parts, of which the last says so', async () => {
    const { store } = await written(9)
    const parts = partsOf(store)
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.map(({ key }) => Number(/\.(\d+)\.ndjson$/.exec(key)?.[1]))).toEqual(parts.map((_, at) => at + 1))
    expect(parts.map(isLastPart)).toEqual(parts.map((_, at) => at === parts.length - 1))
    expect([...readObservation(parts).exchanges]).toHaveLength(9)
  })

  it('can be gone through while it is written, and as often as needed', async () => {
    const writer = openObservation(memoryStore('/x'), head, { zipped: true, limit: 400 })
    for (let at = 0; at < 5; at++) await writer.line(...answer(at))
    expect([...writer.written()]).toHaveLength(5)
    expect([...writer.written()]).toHaveLength(5)
  })

  it('lacks its end where the writer died between two parts', async () => {
    const store = memoryStore('/x')
    const writer = openObservation(store, head, { zipped: false, limit: 400 })
    for (let at = 0; at < 4; at++) await writer.line(...answer(at))
    const read = readObservation(partsOf(store))
    expect(partsOf(store).length).toBeGreaterThan(0)
    expect(read.claimed).toBeUndefined()
  })

  it('belongs to the writer that put the first part; the other puts nothing more', async () => {
    const store = memoryStore('/x')
    await written(9, { store })
    const before = [...store.objects.keys()]
    const bodies = partsOf(store).map(({ body }) => sha256(body))
    const { refs } = await written(30, { store })
    expect(refs).toBeUndefined()
    expect([...store.objects.keys()]).toEqual(before)
    expect(partsOf(store).map(({ body }) => sha256(body))).toEqual(bodies)
  })

  it('never mixes two writers that write at once', async () => {
    const store = memoryStore('/x')
    const [one, two] = [
      openObservation(store, head, { zipped: false, limit: 300 }),
      openObservation(store, head, { zipped: false, limit: 300 }),
    ]
    for (let at = 0; at < 8; at++) await Promise.all([one.line(...answer(at)), two.line(...answer(100 + at))])
    const refs = await Promise.all([one.end('complete', []), two.end('complete', [])])
    expect(refs.filter((own) => own === undefined)).toHaveLength(1)
    const got = [...readObservation(partsOf(store)).exchanges].map((exchange) =>
      exchange.got === 'body' ? JSON.stringify(exchange.body) : '',
    )
    expect(new Set(got.map((body) => body.length)).size).toBe(1)
    expect(got).toHaveLength(8)
  })

  it('goes on behind a part that was put and whose reply was lost', async () => {
    const memory = memoryStore('/x')
    const putOnce: Store['putOnce'] = async (key, body) => ({ ...(await memory.putOnce(key, body)), won: false })
    const { refs } = await written(9, { store: { ...memory, putOnce } })
    expect(refs?.map(({ key }) => key)).toEqual(partsOf(memory).map(({ key }) => key))
    expect([...readObservation(partsOf(memory)).exchanges]).toHaveLength(9)
  })

  it('says when it could not be put', async () => {
    const store: Store = { ...memoryStore('/x'), putOnce: async () => Promise.reject(new Error('refused')) }
    await expect(openObservation(store, head, { zipped: false }).end('complete', [])).rejects.toThrow('refused')
  })
})

describe('reading', () => {
  const whole = async (): Promise<Part[]> => partsOf((await written(9)).store)
  const edited = async (at: number, edit: (lines: string[]) => string[]): Promise<Part[]> =>
    (await whole()).map((part, index) =>
      index === at ? { ...part, body: Buffer.from(`${edit(linesOf(part)).join('\n')}\n`) } : part,
    )
  const refused = expect.objectContaining({ code: 'OBSERVATION_INVALID' })

  it.each<[string, () => Promise<Part[]>]>([
    ['no parts', async () => []],
    ['parts out of order', async () => (await whole()).reverse()],
    ['a part missing', async () => (await whole()).filter((_, at) => at !== 1)],
    ['the first part missing', async () => (await whole()).slice(1)],
    ['a part behind the last', async () => [...(await whole()), ...(await whole()).slice(-1)]],
    ['a line fewer than counted', () => edited(0, (lines) => [lines[0] ?? '', ...lines.slice(2)])],
    ['a line more than counted', () => edited(0, (lines) => [...lines.slice(0, 2), ...lines.slice(1)])],
    [
      'parts of two observations',
      () => edited(1, ([first = '', ...rest]) => [first.replace('"version":"1"', '"version":"2"'), ...rest]),
    ],
    ['no line end', async () => (await whole()).map((part) => ({ ...part, body: part.body.subarray(0, -1) }))],
    [
      'a header of another schema',
      () => edited(0, ([first = '', ...rest]) => [first.replace('observation/v1', 'observation/v2'), ...rest]),
    ],
    [
      'a trailer with more to say',
      () => edited(0, (lines) => [...lines.slice(0, -1), '{"exchanges":3,"more":true,"status":"complete"}']),
    ],
  ])('refuses %s', async (_, parts) => {
    const given = await parts()
    expect(() => readObservation(given)).toThrow(refused)
  })
})

describe('a line', () => {
  it.each([
    '{"clusters":[],"unknownToTheSdk":{"b":1.0,"a":[1e2]}}',
    '{ "spaced" : "\\u0061" }',
    '{"big":9007199254740993}',
    '{"deep":{"x":[{}]},"text":"{\\"a\\":1}"}',
  ])('keeps the answer byte for byte: %s', (text) => {
    expect(line(text)).toContain(`"body":${text}}`)
    const read = readExchange(line(text))
    expect(read.got === 'body' && read.body).toEqual(JSON.parse(text))
  })

  it('keeps an answer of several lines as a string, in one line', () => {
    const text = '{\n  "clusters": [\r\n "a" ]\n}\n'
    expect(line(text)).not.toContain('\n')
    expect(JSON.parse(line(text)).bodyText).toBe(text)
    const read = readExchange(line(text))
    expect(read.got === 'body' && read.body).toEqual({ clusters: ['a'] })
  })

  it('keeps the digest of what was no JSON', () => {
    const given: Wire = {
      host: 'h',
      date: null,
      requestId: null,
      at: head.tick,
      ok: true,
      body: { a: 1 },
      raw: sha256('<a/>'),
    }
    expect(readExchange(writeExchange('sts:GetCallerIdentity', {}, given, []))).toMatchObject({
      got: 'body',
      body: { a: 1 },
      raw: sha256('<a/>'),
    })
  })

  it('tells "there is none" from a failure', () => {
    const failed: Wire = {
      host: null,
      date: null,
      requestId: null,
      at: head.tick,
      ok: false,
      code: 'NotFound',
      message: 'no \ud800',
    }
    expect(readExchange(writeExchange('eks:DescribeCluster', {}, failed, ['NotFound']))).toMatchObject({
      got: 'absent',
      code: 'NotFound',
    })
    expect(readExchange(writeExchange('eks:DescribeCluster', {}, failed, []))).toMatchObject({
      got: 'failed',
      message: 'no \ufffd',
    })
  })

  it.each([
    ['a key twice in the body', line('{"a":1}').replace('{"a":1}}', '{"a":1,"a":2}}')],
    ['another action', line('{}').replace('eks:ListClusters', 'ListClusters')],
    ['no time', line('{}').replace(/"at":"[^"]*",/, '')],
    ['both a body and a failure', line('{}').replace('{', '{"code":"x","message":"y",')],
  ])('is refused with %s', (_, text) => {
    expect(() => readExchange(text)).toThrow(expect.objectContaining({ name: 'EvidenceError' }))
  })
})
