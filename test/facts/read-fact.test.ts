// Reading a fact: what makes it unknown, and that hostile text cannot hide in the reason.
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { describedCluster, readAt, subjects } from '../../src/examples/example.ts'
import { defineFact } from '../../src/fact.ts'
import { clusterVersion } from '../../src/facts/cluster-version.ts'
import { clusterFact } from '../../src/facts/of-cluster.ts'
import type { Exchange } from '../../src/model.ts'
import { examine, factOf, readFact } from '../../src/observation/fact.ts'
import { most, visible } from '../../src/observation/reason.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'

const given = { subject: subjects.cluster, slot: { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' } }
const read = (exchanges: Iterable<Exchange>) => readFact(clusterVersion, eksCluster, exchanges, given)
const line = {
  action: 'eks:DescribeCluster',
  input: { name: 'prod' },
  at: readAt,
  host: null,
  date: null,
  requestId: null,
} as const

describe('a fact', () => {
  it('is read where its own actions are complete, whatever else is lacking', () => {
    expect(read([describedCluster()])).toBe('1.33')
  })

  it('is unknown with the reason of the failure', () => {
    const denied: Exchange = { ...line, got: 'failed', code: 'AccessDeniedException', message: 'no' }
    expect(read([denied])).toMatchObject({
      outcome: 'unknown',
      reason: 'eks:DescribeCluster was not read: AccessDeniedException: no (and 1 more)',
    })
  })

  it('is read where the same question was answered in the end, and where another was it is not', () => {
    const busy: Exchange = { ...line, got: 'failed', code: 'LimitExceededException', message: 'busy' }
    const of = (...lines: Exchange[]) => readFact(clusterVersion, { lacks: () => [] }, lines, given)
    expect(of(busy, busy, describedCluster())).toBe('1.33')
    expect(of(describedCluster(), busy)).toMatchObject({ outcome: 'unknown' })
    expect(of({ ...busy, input: { name: 'test' } }, describedCluster())).toMatchObject({ outcome: 'unknown' })
  })

  it('is unknown where nothing was asked', () => {
    expect(read([])).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('never asked') })
  })

  it('is unknown where the cluster is gone', () => {
    const gone: Exchange = { ...line, got: 'absent', code: 'ResourceNotFoundException' }
    expect(read([gone])).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('gone') })
  })

  it('is unknown for an answer of another shape, and names the member', () => {
    expect(read([describedCluster({ version: 1.33 })])).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('eks:DescribeCluster is not as documented; why: cluster.version'),
    })
  })

  it('is unknown where its reading breaks down', () => {
    const broken = clusterFact('broken', z.looseObject({}), () => (undefined as unknown as string).length)
    expect(readFact(broken, eksCluster, [describedCluster()], given)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('broken is not as documented'),
    })
  })

  it('is not read from what could only be read once and is used up', () => {
    const stream = [describedCluster()].values()
    expect(read(stream)).toBe('1.33')
  })

  it('is one of many over an observation that was examined once', () => {
    let turns = 0
    const source = {
      lacks: () => {
        turns++
        return []
      },
    }
    const reading = examine(source, [describedCluster()], given)
    const other = defineFact({ ...clusterVersion, id: 'other' })
    expect([factOf(clusterVersion, reading), factOf(other, reading)]).toEqual(['1.33', '1.33'])
    expect(turns).toBe(1)
  })
})

describe('a reason', () => {
  it('stays as it is where it is short and plain', () => {
    expect(visible('Größe: 0.0.0.0/0')).toBe('Größe: 0.0.0.0/0')
  })

  it('shows what would break a line, hide or turn text round', () => {
    expect(visible('a\u202eb\u0000c\nd\u200be')).toBe('a\\u{202E}b\\u{0}c\\u{A}d\\u{200B}e')
  })

  it('is cut, and says how long it was', () => {
    const said = visible('x'.repeat(20_000))
    expect(said.length).toBeLessThanOrEqual(most)
    expect(said).toContain('20000 characters in all')
  })

  it('is bounded when showing makes it longer', () => {
    expect(visible('\u202e'.repeat(400)).length).toBeLessThanOrEqual(most)
  })

  it('does not cut a character in two', () => {
    expect(visible(`x${'😀'.repeat(600)}`).isWellFormed()).toBe(true)
  })

  it('of an unknown fact is bounded too', () => {
    const flood: Exchange = { ...line, got: 'failed', code: 'Denied', message: '\u202e'.repeat(5_000) }
    const said = read([flood]) as { reason: string }
    expect(said.reason.length).toBeLessThanOrEqual(most)
    expect(said.reason).not.toContain('\u202e')
  })
})
