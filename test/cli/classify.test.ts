// eks-evidence classify: what it finds in a file, what it says of what it cannot read, and why each detection hit or missed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { example } from '../../src/audit-log/example.ts'
import { classifier } from '../../src/cli/classify/classifier.ts'
import { judgeAll } from '../../src/cli/classify/judge.ts'
import { pieces } from '../../src/cli/classify/pieces.ts'
import { textOf } from '../../src/cli/classify/text.ts'
import { hitLine } from '../../src/cli/classify/told.ts'
import type { Detection, Rules } from '../../src/detection.ts'
import { detections } from '../audit-log/detections.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-classify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const lines = (...all: unknown[]): string =>
  all.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')
const inProcess = (content: string, ...ids: string[]) => {
  const { push, end } = pieces()
  const own = ids.length === 0 ? detections : detections.filter(({ id }) => ids.includes(id))
  const judge = classifier({ detections: own, rules: {} })
  for (const piece of [...push(content), ...end()]) judge.take(piece)
  const told = judge.end()
  return { ...told, hits: told.hits.map((hit) => parsed(hitLine(hit, told.lacks))) }
}
const classify = async (content: string | Uint8Array, ...options: string[]) => {
  const { code, out, err } = await run(['classify', file('input', content), ...options])
  return { code, err, hits: out.trim() === '' ? [] : out.trim().split('\n').map(parsed) }
}
const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>

const shell = { verb: 'get', resource: 'pods', subresource: 'exec', namespace: 'kube-system', name: 'dns', code: 101 }
const refused = (nth: number, at: string) =>
  example({
    verb: 'list',
    resource: 'secrets',
    user: 'eve',
    code: 403,
    decision: 'forbid',
    auditID: `r${nth}`,
    received: at,
  })

describe('a file', () => {
  it('gives one hit per detection and request, with the line it stands on', async () => {
    const stages = (['RequestReceived', 'ResponseStarted', 'ResponseComplete'] as const).map((stage) =>
      example({ ...shell, stage }),
    )
    const { code, hits, err } = await classify(lines(example({ verb: 'get', resource: 'pods' }), '', ...stages))
    expect(code).toBe(0)
    expect(hits).toMatchObject([
      {
        detection: 'DET-22',
        outcome: 'allowed',
        actorClass: 'human',
        auditID: expect.any(String),
        line: 4,
        allowed: null,
      },
      {
        detection: 'DET-23',
        reason: expect.stringContaining('kube-system/dns'),
        at: '2026-01-05T00:07:11.482Z',
        line: 4,
      },
    ])
    expect(Object.keys(hits[0] ?? {}).slice(0, 5)).toEqual(['detection', 'outcome', 'actorClass', 'auditID', 'reason'])
    expect(err).toMatch(/^4 entries read; 0 unreadable\n2 hits\n {2}DET-22 {2}1 {2}1 allowed\n/)
  })

  it('is counted by UTC hour, from the entries alone', () => {
    const hour = (at: string) => Array.from({ length: 50 }, (_, nth) => refused(nth, `${at}:00.${100_000 + nth}Z`))
    const both = lines(...hour('2026-01-05T00:59').slice(0, 49), ...hour('2026-01-05T01:00'))
    const { hits } = inProcess(both, 'DET-49')
    expect(hits).toMatchObject([{ detection: 'DET-49', outcome: 'denied', actor: 'eve', count: 50, line: null }])
    expect(hits[0]?.at).toMatch(/^2026-01-05T01:00/)
  })

  it('that repeats an entry repeats no hit', () => {
    const once = example({ ...shell, stage: 'ResponseStarted' })
    expect(inProcess(lines(once, once), 'DET-23')).toMatchObject({ entries: 1, repeated: 1, hits: { length: 1 } })
  })

  it('with several values on a line is judged whole, and says which of them it was', () => {
    const of = (auditID: string) => JSON.stringify(example({ ...shell, stage: 'ResponseStarted', auditID }))
    const { hits, entries } = inProcess(`${of('a')}${of('b')}[${of('c')},${of('d')}]\n${of('e')}`, 'DET-23')
    expect(entries).toBe(5)
    expect(hits.map(({ auditID, line, item }) => [auditID, line, item])).toEqual([
      ['a', 1, undefined],
      ['b', 1, 2],
      ['c', 1, 3],
      ['d', 1, 4],
      ['e', 2, undefined],
    ])
  })

  it('holds for nobody what the configuration allows, and says by which reason', async () => {
    const config = mkdtempSync(join(folder, 'config-'))
    const allow = '- principals: ["*/ClusterAdmin/alice"]\n        reason: on call\n'
    writeFileSync(
      join(config, 'eks-evidence.yml'),
      `detections:\n  DET-22:\n    allow:\n      ${allow}  DET-23: { off: not used }\n`,
    )
    const { hits, err } = await classify(lines(example({ ...shell, stage: 'ResponseStarted' })), '--config', config)
    expect(hits).toMatchObject([{ detection: 'DET-22', allowed: 'on call' }])
    expect(err).toContain('1 of them allowed')
  })

  it('with an entry of a megabyte is judged', () => {
    const spec = { containers: [{ name: 'a', securityContext: { privileged: true }, args: ['x'.repeat(1_000_000)] }] }
    const pod = example({
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      code: 201,
      responseObject: { kind: 'Pod', spec },
    })
    expect(inProcess(lines(pod), 'DET-29').hits).toHaveLength(1)
  })
})

describe('records of CloudTrail', () => {
  const changes = detections.filter(({ kind }) => kind === 'change')
  const recordsOf = ({ examples: { hit } }: Detection): unknown[] =>
    hit.flatMap((given) => ('log' in given ? [] : [(given as readonly unknown[])[0]]))

  it.each(changes)('$id hits its examples here too, wherever they stand', (one) => {
    const records = recordsOf(one).map((record, nth) => ({ ...(record as object), eventID: `id-${nth}` }))
    const looked = {
      Events: records.map((record) => ({ EventId: record.eventID, CloudTrailEvent: JSON.stringify(record) })),
    }
    for (const form of [{ Records: records }, looked]) {
      const { hits, trail, entries } = inProcess(JSON.stringify(form), one.id)
      expect(hits.map(({ auditID }) => auditID)).toEqual(records.map(({ eventID }) => eventID))
      expect([trail, entries]).toEqual([records.length, 0])
    }
  })

  it('are judged once, and told with their account and region', () => {
    const [record] = changes.flatMap(recordsOf)
    const { hits } = inProcess(lines(record, record))
    expect(new Set(hits.map(({ detection }) => detection)).size).toBe(hits.length)
    expect(hits[0]).toMatchObject({
      line: 1,
      object: { arn: expect.stringMatching(/^arn:aws:eks:[\w-]+:\d{12}:cluster\//) },
    })
  })
})

describe('what cannot be read', () => {
  const good = example({ ...shell, stage: 'ResponseStarted' })
  // As real pipelines met them.
  const malformed = [
    { ...good, objectRef: 'pods' },
    { ...good, user: 'alice' },
    { ...good, responseStatus: '201' },
    { ...good, verb: { create: true } },
    { ...good, sourceIPs: { 0: '10.0.0.1' } },
    { ...good, stage: 'Later' },
    JSON.stringify(good).slice(0, 300),
    'log line of another program',
    '{"kind":"Event","kind":"Event","auditID":"x"}',
  ]

  it.each(malformed.map((one, at) => ({ one, at })))(
    'counts malformed entry $at, and judges what stands around it',
    ({ one }) => {
      const { hits, entries, unreadable } = inProcess(lines(good, one, { ...good, auditID: 'second' }))
      expect([entries, unreadable]).toEqual([3, 1])
      expect(hits.filter(({ detection }) => detection === 'DET-23')).toHaveLength(2)
      expect(hits).toContainEqual(expect.objectContaining({ detection: 'DET-58', line: 2, count: 1 }))
    },
  )

  it('ends with 4 where there is no such file', async () => {
    const { code, out, err } = await run(['classify', join(folder, 'absent')])
    expect([code, out]).toEqual([4, ''])
    expect(err).toMatch(/^error: the input cannot be read; .*no such file.*\nhint: /)
  })

  it('ends with 4 where gzip was cut, after what could be read of it', async () => {
    const many = lines(
      good,
      ...Array.from({ length: 20_000 }, (_, nth) => refused(nth * 7_919, '2026-01-05T00:00:00.000000Z')),
    )
    const packed = gzipSync(many)
    const { code, hits, err } = await classify(packed.subarray(0, packed.length / 2), '--detection', 'DET-23')
    expect(code).toBe(4)
    expect(hits).toMatchObject([{ detection: 'DET-23', line: 1 }])
    expect(err).toContain('the gzip data ends early')
  })

  it('ends with 2 for a detection that there is not', async () => {
    expect((await classify(lines(good), '--detection', 'DET-999')).code).toBe(2)
  })
})

describe('standard input', () => {
  it('is read with -, also as packed files one behind the other', async () => {
    const [one, two] = ['a', 'b'].map((auditID) =>
      gzipSync(lines(example({ ...shell, stage: 'ResponseStarted', auditID }), '')),
    )
    const { code, out } = await run(
      ['classify', '-', '--detection', 'DET-23'],
      {},
      Buffer.concat([one ?? '', two ?? ''].map((part) => Buffer.from(part))),
    )
    expect(code).toBe(0)
    expect(out.trim().split('\n').map(parsed)).toMatchObject([{ auditID: 'a' }, { auditID: 'b' }])
  })
})

describe('text', () => {
  const all = async (content: Uint8Array): Promise<string> => {
    let text = ''
    for await (const chunk of textOf(file('text', content))) text += chunk
    return text
  }

  it('is taken in UTF-8 and, with its mark, in UTF-16', async () => {
    const swapped = Buffer.from('\ufeff{"ü":1}', 'utf16le').swap16()
    const forms = [
      Buffer.from('{"ü":1}'),
      Buffer.from('\ufeff{"ü":1}'),
      Buffer.from('\ufeff{"ü":1}', 'utf16le'),
      swapped,
    ]
    expect(await Promise.all(forms.map(all))).toEqual(forms.map(() => '{"ü":1}'))
  })

  it.each([
    ['that is empty', '', 'it is empty'],
    ['of blank lines', '\n\n', 'it is empty'],
    ['that is a zip archive', Buffer.from('504b03040a000000', 'hex'), 'it is a zip archive'],
    ['that is binary', Buffer.from([1, 2, 0, 3]), 'it is binary'],
    ['packed with something else behind it', Buffer.concat([gzipSync('{}'), Buffer.alloc(4)]), '4 bytes behind'],
    ['packed and damaged', gzipSync('{}').fill(7, 10), 'gzip: '],
  ])('%s is refused', async (_, content, why) => {
    await expect(all(Buffer.from(content))).rejects.toMatchObject({
      code: 'INPUT_UNREADABLE',
      detail: { why: expect.stringContaining(why) },
    })
  })

  it('of a folder is refused', async () => {
    await expect(textOf(folder).next()).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' })
  })
})

describe('explain', () => {
  it('says of an entry why each detection hit or missed it', async () => {
    const input = file(
      'why',
      lines(example({ ...shell, stage: 'ResponseStarted', auditID: 'this' }), example({ verb: 'get' })),
    )
    const { code, out } = await run(['classify', input, '--explain', 'this'])
    expect(code).toBe(0)
    expect(out).toMatch(
      /^line 1, this: get pods\/exec kube-system\/dns by .* \(ResponseStarted, allowed\)\n {2}DET-22 {2}hit: /,
    )
    expect(out).toContain('DET-03  not asked: verb get is not create, update, patch')
    expect(out).not.toContain('line 2')
  })

  it('says so where there is no such entry', async () => {
    const { out, err } = await run(['classify', file('none', lines(example({ verb: 'get' }))), '--explain', 'that'])
    expect([out, err]).toEqual(['', expect.stringContaining('no entry of the audit id that')])
  })
})

describe('every detection of entries', () => {
  const hitsOf = (one: Detection, at: number): number => {
    const given = one.examples.hit[at] ?? []
    const rules: Rules = 'log' in given ? { [one.id]: { settings: given.settings as never } } : {}
    const { take, found } = judgeAll({ detections: [one], rules })
    const log = 'log' in given ? given.log : given
    for (const [nth, message] of log.entries())
      take({
        pointer: `${nth}`,
        at: null,
        stream: '',
        message: typeof message === 'string' ? message : JSON.stringify(message),
      })
    return found().length
  }

  it.each(detections.filter(({ kind }) => kind === 'event' || kind === 'entry' || kind === 'distinct'))(
    '$id hits its examples here too',
    (one) => {
      expect(one.examples.hit.map((_, at) => hitsOf(one, at))).toEqual(one.examples.hit.map(() => 1))
    },
  )
})
