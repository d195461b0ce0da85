// Observations that are short, replayed, cut, or in another form than ours: the insider sealed them again.
import { expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import { writeJson } from '../../../src/json.ts'
import { gzip } from '../../../src/observation/gzip.ts'
import type { Verifying } from '../../../src/prove/verify.ts'
import { indexKey } from '../../../src/store/keys.ts'
import { base, tickAt } from '../account.ts'
import { type Edits, keysOf, refOf } from '../forge.ts'
import { fails, forged, whatOf } from './tools.ts'

type Line = Record<string, unknown> & { action: string; got: string; body: Record<string, unknown> }

export const zipped = (edit: (body: Uint8Array) => Uint8Array): Edits => ({
  object: (body, key) => (key.includes('/0020Z/eks-versions/') ? edit(body) : body),
})

/** Edits the lines between header and trailer of every observation of a source, and counts them again. */
export const exchanges = (source: string, edit: (lines: Line[], key: string) => Line[]): Edits => ({
  observation: (lines, key) => {
    if (!key.includes(`/${source}/`)) return lines
    const edited = edit(
      lines.slice(1, -1).map((line) => JSON.parse(line) as Line),
      key,
    ).map((line) => JSON.stringify(line))
    const trailer = { ...JSON.parse(lines.at(-1) ?? '{}'), exchanges: edited.length }
    return [lines[0] ?? '', ...edited, writeJson(trailer)]
  },
})

export const raw = (source: string, edit: (lines: string[]) => string[]): Edits => ({
  observation: (lines, key) => (key.includes(`/0020Z/${source}/`) ? edit(lines) : lines),
})

export const observations = (): void => {
  it('recomputes a status: the last page was dropped', () => lastPageDropped())

  it('recomputes a status: fewer rows than records matched', async () => {
    const edits = exchanges('audit-log', (lines) =>
      lines.map((line) => {
        const { results, statistics } = line.body ?? {}
        const isPage =
          line.action === 'logs:GetQueryResults' && Array.isArray(results) && results.length > 0 && statistics
        return isPage ? { ...line, body: { ...line.body, results: results.slice(1) } } : line
      }),
    )
    const verified = await forged(edits)
    expect(whatOf(verified, 'completeness-recomputed')).toContain('the index says complete')
  })

  it('names a query of the audit log that leaves somebody out, answered in full as it was', async () => {
    const edits = exchanges('audit-log', (lines) =>
      lines.map((line) => {
        const { queryString } = line.input as { queryString?: string }
        const input = { ...(line.input as object), queryString: `${queryString}\n| filter user.username != "mallory"` }
        return queryString?.includes('fields') ? { ...line, input } : line
      }),
    )
    const verified = await forged(edits)
    expect(whatOf(verified, 'completeness-recomputed')).toContain(
      'logs:StartQuery: asks otherwise than its source asks',
    )
  })

  it('recomputes a status: a denial was called complete', async () => {
    const verified = await forged({
      index: (lines) =>
        lines.map((line) =>
          'slot' in line && line.source === 'audit-log' && line.status === 'empty'
            ? { ...line, status: 'complete' as const }
            : line,
        ),
    })
    expect(whatOf(verified, 'completeness-recomputed')).toContain('the index says complete, its lines amount to empty')
  })

  it('recomputes how late a slot was read', async () => {
    const verified = await forged({
      index: (lines) =>
        lines.map((line) => ('slot' in line && line.source === 'inventory' ? { ...line, lateBy: 7_200 } : line)),
    })
    fails(verified, 'completeness-recomputed')
  })

  it('recomputes what the statement counts', async () => {
    const verified = await forged({
      statement: (tick) => Object.assign(tick.counts, { complete: tick.counts.complete + 1 }),
    })
    fails(verified, 'index-strict')
  })

  it('refuses an answer that nothing asks', async () => {
    const verified = await forged(
      exchanges('regions', (lines) => [
        ...lines,
        { ...(lines[0] as Line), input: { NextToken: 'x' }, requestId: 'another' },
      ]),
    )
    expect(whatOf(verified, 'completeness-recomputed')).toContain('amount to partial')
  })

  it('refuses a line for a slot whose observation was taken away', async () => {
    const verified = await forged({ observation: (lines, key) => (key.includes('/eks-versions/') ? undefined : lines) })
    expect(whatOf(verified, 'completeness-recomputed')).toContain('complete, and nothing was put')
  })

  it.each([
    ['the last part of three', 2],
    ['the part in the middle', 1],
    ['the first part', 0],
  ])('misses %s', async (_, at) => {
    const verified = await forged(({ store }) => inThree(store, at))
    expect(whatOf(verified, 'parts-complete')).toBe(`part ${at + 1} is missing`)
  })

  it('shows an answer that stands in two observations', async () => {
    let first: unknown
    const verified = await forged(
      exchanges('inventory', (lines) =>
        lines.map((line) => {
          first ??= line.requestId
          return { ...line, requestId: first }
        }),
      ),
    )
    fails(verified, 'request-replay')
  })

  it('shows a value that its source declares secret, and does not repeat it', async () => {
    const connectorConfig = { activationCode: 'hunter2', provider: 'OTHER' }
    const verified = await forged(
      exchanges('inventory', (lines) =>
        lines.map((line) => ({ ...line, body: line.body?.cluster ? { cluster: { connectorConfig } } : line.body })),
      ),
    )
    expect(whatOf(verified, 'redaction-known')).toContain('cluster.connectorConfig.activationCode is declared secret')
    expect(JSON.stringify(verified)).not.toContain('hunter2')
  })

  it('shows a redaction in our form that its source does not declare', async () => {
    const redacted = { raw: `sha256:${'0'.repeat(64)}`, redacted: ['regions[].status'] }
    const verified = await forged(exchanges('regions', (lines) => lines.map((line) => ({ ...line, ...redacted }))))
    expect(whatOf(verified, 'redaction-known')).toContain('regions[].status was withheld, and is not declared')
  })

  it("shows yesterday's answer by its time", async () => {
    const verified = await forged(
      exchanges('inventory', (lines, key) =>
        key.includes('/0520Z/') ? lines.map((line) => ({ ...line, at: tickAt(1), date: tickAt(1) })) : lines,
      ),
    )
    expect(whatOf(verified, 'request-replay')).toContain(`answered at ${tickAt(1)}, in the tick ${tickAt(5)}`)
  })

  it('shows an answer whose own date is another', async () => {
    const verified = await forged(
      exchanges('regions', (lines) => lines.map((line) => ({ ...line, date: plus(base, -86_400) }))),
    )
    fails(verified, 'request-replay')
  })

  it.each([
    'proxy.example.org',
    '10.0.0.7',
    'eks.eu-west-1.elb.amazonaws.com',
    'x.execute-api.eu-west-1.amazonaws.com',
  ])('shows an endpoint at %s', async (host) => {
    fails(await forged(exchanges('regions', (lines) => lines.map((line) => ({ ...line, host })))), 'endpoint-genuine')
  })

  it.each([
    ['host', 'endpoint-genuine'],
    ['requestId', 'request-replay'],
  ] as const)('shows an answer without its %s', async (member, check) => {
    fails(await forged(exchanges('regions', (lines) => lines.map((line) => ({ ...line, [member]: null })))), check)
  })

  it.each<[string, (body: Uint8Array) => Uint8Array]>([
    ['a second gzip member', (body) => Buffer.concat([body, gzip(Buffer.from('x'))])],
    ['a tail behind gzip', (body) => Buffer.concat([body, Buffer.from([0])])],
    [
      'a name in the gzip header',
      (body) =>
        Buffer.concat([
          body.subarray(0, 3),
          Buffer.from([8]),
          body.subarray(4, 10),
          Buffer.from('a\0'),
          body.subarray(10),
        ]),
    ],
    ['a time in the gzip header', (body) => Buffer.concat([body.subarray(0, 4), Buffer.from([1]), body.subarray(5)])],
    ['another checksum', (body) => Buffer.concat([body.subarray(0, -8), Buffer.alloc(4), body.subarray(-4)])],
    ['plain lines under a name in gz', () => Buffer.from('{}\n')],
    ['a gzip bomb', () => gzip(Buffer.alloc(257 * 1024 * 1024))],
  ])('refuses %s', { timeout: 30_000 }, async (_, edit) => {
    const verified = await forged(zipped(edit))
    expect(whatOf(verified, 'gzip-strict')).not.toBe('')
    expect(verified.result).toBe('broken')
  })

  it.each([
    ['redacted', 'redaction-known'],
    ['slice', 'answer-slice'],
    ['extra', 'observation-strict'],
  ] as const)('refuses a line with a member `%s`', async (name, check) => {
    const verified = await forged(
      exchanges('eks-versions', (lines) => lines.map((line) => ({ ...line, [name]: ['body.x'] }))),
    )
    expect(whatOf(verified, check)).not.toBe('')
    expect(verified.result).toBe('broken')
  })

  it.each<[string, (line: string) => string]>([
    ['a key twice', (line) => line.replace('{', '{"got":"absent",')],
    ['__proto__', (line) => line.replace('"body":{', '"body":{"__proto__":{},')],
    ['something that is no JSON', () => 'x'],
  ])('refuses a line with %s', async (_, edit) => {
    const verified = await forged(
      raw('eks-versions', ([head = '', first = '', ...rest]) => [head, edit(first), ...rest]),
    )
    expect(whatOf(verified, 'json-strict')).not.toBe('')
  })

  it('refuses bytes that are no UTF-8', async () => {
    const verified = await forged({
      object: (body, key) =>
        key.includes('/0020Z/inventory/')
          ? Buffer.concat([body.subarray(0, -4), Buffer.from([0xff]), body.subarray(-3)])
          : body,
    })
    expect(whatOf(verified, 'json-strict')).toContain('not UTF-8')
  })

  it('refuses a header of another configuration', async () => {
    const verified = await forged(
      raw('ecr-registry', ([head = '', ...rest]) => [
        head.replace(/"config":"sha256:[0-9a-f]{8}/, '"config":"sha256:00000000'),
        ...rest,
      ]),
    )
    expect(whatOf(verified, 'observation-strict')).toContain('another configuration')
  })

  it.each<[string, (lines: string[]) => string[]]>([
    ['out of order', (lines) => [...lines].reverse()],
    ['with a line twice', (lines) => [...lines.slice(0, 1), ...lines]],
    ['with a line cut', (lines) => [(lines[0] ?? '').slice(0, -1), ...lines.slice(1)]],
    ['with a line in another spelling', (lines) => [(lines[0] ?? '').replace(':', ': '), ...lines.slice(1)]],
    ['without its last line end', (lines) => lines],
  ])('refuses an index %s', async (name, edit) => {
    const end = name.startsWith('without') ? '' : '\n'
    const verified = await forged({
      indexBytes: (body, tick) =>
        tick === tickAt(3)
          ? Buffer.from(edit(Buffer.from(body).toString().trimEnd().split('\n')).join('\n') + end)
          : body,
    })
    expect(whatOf(verified, 'index-strict')).not.toBe('')
    expect(whatOf(verified, 'digest')).toBe('')
    expect(verified.checks.find(({ name }) => name === 'index-strict')?.findings[0]?.at).toBe(indexKey(tickAt(3)))
  })
}

export const lastPageDropped = async (more: Partial<Verifying> = {}): Promise<void> => {
  const dropped = exchanges('regions', (lines) => lines.slice(0, -1))
  const verified = await forged(dropped, {}, undefined, more)
  expect(whatOf(verified, 'completeness-recomputed')).toContain('the index says complete, its lines amount to partial')
}

/** The versions of the first region in three parts, one of them withheld; everything sealed again. */
export const inThree = (store: Parameters<typeof keysOf>[0], withheld: number): Edits => {
  const [first = ''] = keysOf(store, 'eks-versions')
  const key = (part: number): string => first.replace('.1.ndjson', `.${part + 1}.ndjson`)
  return {
    observation: (lines, name) => {
      if (name !== first) return lines
      const [head = '', ...rest] = lines
      const own = rest.slice(0, -1)
      const parts = [0, 1, 2].map((part) => {
        const body = part === 0 ? own : []
        const end =
          part === 2 ? { ...JSON.parse(rest.at(-1) ?? ''), exchanges: 0 } : { exchanges: body.length, more: true }
        return [head.replace('"part":1', `"part":${part + 1}`), ...body, writeJson(end)]
      })
      for (const part of [1, 2]) {
        const [model] = store.objects.get(first) ?? []
        if (model) store.objects.set(key(part), [{ ...model, body: gzip(Buffer.from(`${parts[part]?.join('\n')}\n`)) }])
      }
      return parts[0]
    },
    index: (lines) =>
      lines.map((line) => {
        if (!('parts' in line) || !line.parts.some((ref) => ref.key === first)) return line
        return { ...line, parts: [0, 1, 2].filter((part) => part !== withheld).map((part) => refOf(store, key(part))) }
      }),
  }
}
