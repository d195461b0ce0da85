// The sheet of an observation: what it counts comes from the lines, and not from what they say of themselves.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as registry from '../../../gen/registry.ts'
import { sourceOf } from '../../../src/catalog.ts'
import { seconds } from '../../../src/clock.ts'
import { sha256 } from '../../../src/digest.ts'
import { writeJson } from '../../../src/json.ts'
import { gunzip, gzip } from '../../../src/observation/gzip.ts'
import { ipeOf } from '../../../src/report/browse/ipe.ts'
import { home, tickAt } from '../../pipeline/little.ts'
import { openWire, type Wire } from '../../pipeline/over-the-wire.ts'

let at: Wire
beforeAll(async () => {
  at = await openWire()
  for (const hour of [0, 1, 2]) await at.tick(hour)
}, 60_000)
afterAll(() => at.close())

const partsOf = async (source: string, name: string) => {
  const line = (await at.slots(2, source))[name]
  if (!line) throw new Error(`no ${source} of ${name}`)
  return Promise.all(
    line.parts.map(async (ref) => ({ ref, body: (await at.store.get(ref))?.body ?? new Uint8Array() })),
  )
}
const sheet = async (source: string, name: string) =>
  ipeOf({ parts: await partsOf(source, name), source: sourceOf(registry, source), home })

/** The same observation with its text changed. */
const changed = (part: Awaited<ReturnType<typeof partsOf>>[number], change: (text: string) => string) => {
  const body = gzip(Buffer.from(change(Buffer.from(gunzip(part.body)).toString())))
  return { ref: { ...part.ref, sha256: sha256(body), bytes: body.length }, body }
}

describe('the sheet of a cluster', () => {
  it('says who asked what when, with which program and configuration, and where it is stored', async () => {
    const ipe = await sheet('eks-cluster', 'alpha')
    expect(ipe).toMatchObject({
      source: 'eks-cluster',
      subject: { name: 'alpha', region: 'eu-west-1' },
      tick: tickAt(2),
      runBy: expect.stringContaining('assumed-role/eks-evidence/collect'),
      runAt: { first: tickAt(2), last: tickAt(2) },
      tool: { version: '1', commit: '0'.repeat(40) },
      config: expect.stringMatching(/^sha256:/),
      parts: [{ key: expect.stringContaining('/eks-cluster/alpha-'), sha256: expect.stringMatching(/^sha256:/) }],
    })
  })

  it('reconciles the lines with what was asked, action by action', async () => {
    const { counts, reconciled, exchanges, more } = await sheet('eks-cluster', 'alpha')
    expect(counts.asked).toBe(counts.answered + counts.absent + counts.failed)
    expect(counts.byAction.reduce((sum, { asked }) => sum + asked, 0)).toBe(counts.asked)
    expect(reconciled).toContainEqual({
      what: 'lines, as the trailers count them',
      expected: counts.asked,
      found: counts.asked,
      agree: true,
    })
    expect(exchanges.length + more).toBe(counts.asked)
  })

  it('gives the command that asks the same again', async () => {
    const { exchanges } = await sheet('eks-cluster', 'alpha')
    expect(exchanges.find(({ action }) => action === 'eks:DescribeCluster')?.command).toBe(
      'aws eks describe-cluster --name alpha --region eu-west-1',
    )
    expect(exchanges.every(({ command }) => command?.startsWith('aws '))).toBe(true)
  })

  it('asks the home region where a subject names none', async () => {
    const { exchanges } = await sheet('regions', '111122223333')
    expect(exchanges[0]?.command).toMatch(/^aws account list-regions .*--region eu-west-1$/)
  })

  it('agrees with a trailer that says what the lines amount to, and with no other', async () => {
    const parts = await partsOf('eks-cluster', 'alpha')
    const source = sourceOf(registry, 'eks-cluster')
    expect(ipeOf({ parts, source, home }).completeness).toMatchObject({ agree: true, lacks: [] })
    const [first] = parts
    if (!first) throw new Error('no part')
    const denied = changed(first, (text) =>
      text.replace(
        /"got":"body"(.*?),"body":\{"addons".*$/m,
        '"got":"failed"$1,"code":"AccessDeniedException","message":"no"}',
      ),
    )
    const { completeness, counts } = ipeOf({ parts: [denied], source, home })
    expect(completeness).toMatchObject({
      agree: false,
      claimed: { status: 'complete' },
      recomputed: { status: 'partial' },
    })
    expect(counts.failed).toBe(1)
  })

  it('shows so many exchanges and counts the others', async () => {
    const parts = await partsOf('eks-cluster', 'alpha')
    const { exchanges, more, counts } = ipeOf({ parts, source: sourceOf(registry, 'eks-cluster'), home }, 3)
    expect([exchanges.length, more]).toEqual([3, counts.asked - 3])
  })
})

describe('the sheet of an hour of the audit log', () => {
  it('reconciles what was fetched with what CloudWatch says that it matched', async () => {
    const { reconciled, completeness, redactions } = await sheet('audit-log', 'alpha')
    expect(reconciled.slice(1)).toEqual(
      ['rows', 'counts'].map((kind) => ({
        ...{ what: `records that the query of ${kind} matched`, expected: 0, found: 0, agree: true },
      })),
    )
    expect(completeness.recomputed.status).toBe('empty')
    expect(redactions).toEqual([])
  })

  it('does not agree where a page tells of more than it holds', async () => {
    const [part] = await partsOf('audit-log', 'alpha')
    if (!part) throw new Error('no part')
    const { slot } = await sheet('audit-log', 'alpha')
    const [from, to] = [seconds(slot.start) * 1_000, seconds(slot.end) * 1_000]
    const told = { at: tickAt(2), host: '127.0.0.1', date: tickAt(2), requestId: 'r', got: 'body' }
    const queryString = `@timestamp >= ${from} and @timestamp < ${to}`
    const results = [[{ field: '@ptr', value: 'p-1' }]]
    const page = { status: 'Complete', statistics: { recordsMatched: 7 }, results }
    const lines = [
      { ...told, action: 'logs:StartQuery', input: { queryString }, body: { queryId: 'q' } },
      { ...told, action: 'logs:GetQueryResults', input: { queryId: 'q', maxItems: 1_000 }, body: page },
    ]
    const more = changed(part, (text) =>
      [
        text.split('\n', 1)[0],
        ...lines.map((line) => writeJson(line)),
        writeJson({ exchanges: 2, more: true }),
        '',
      ].join('\n'),
    )
    const { reconciled } = ipeOf({ parts: [more], source: sourceOf(registry, 'audit-log'), home })
    expect(reconciled.map(({ expected, found, agree }) => [expected, found, agree])).toEqual([
      [2, 2, true],
      [null, 0, false],
    ])
  })
})
