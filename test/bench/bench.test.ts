// The benches as a program runs them: one JSON document, every figure with its unit and how it was had. No time is asserted.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../layout-tree.ts'

const run = promisify(execFile)
const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON']
const bench = async (...args: string[]) => {
  const { stdout } = await run(process.execPath, [...flags, 'bench/run.ts', ...args], { cwd: root })
  return JSON.parse(stdout) as Document
}
type Figure = { name: string; value: number; unit: string; how: string }
type Document = {
  schema: string
  at: string
  /** Null in a copy without its history. */
  commit: string | null
  clean: boolean
  machine: Record<string, unknown>
  quick: boolean
  benches: { bench: string; quick: boolean; conditions: string; figures: Figure[]; faults: string[] }[]
}
const count = (document: Document, name: string): number | undefined =>
  document.benches.flatMap(({ figures }) => figures).find((one) => one.name === name)?.value

describe('the quick benches', () => {
  it('say on which machine and of which commit they are, and give every figure its unit and its way', async () => {
    const document = await bench('classify', '--quick')
    expect(document).toMatchObject({
      schema: 'eks-evidence/bench/v1',
      quick: true,
      machine: { cores: expect.any(Number), memoryMB: expect.any(Number), node: process.version },
    })
    expect(document.commit ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}$/)
    expect(document.benches.map(({ bench, quick, faults }) => ({ bench, quick, faults }))).toEqual([
      { bench: 'classify', quick: true, faults: [] },
    ])
    const figures = document.benches.flatMap(({ figures }) => figures)
    expect(figures.length).toBeGreaterThan(0)
    for (const { name, value, unit, how } of figures) {
      expect([name, unit, how].every((text) => text !== '')).toBe(true)
      expect(Number.isFinite(value)).toBe(true)
    }
  })

  it('lose nothing in four bad days, and count the same for the same seed', async () => {
    const [once, again, other] = [
      await bench('year', '--quick', '--seed', '3'),
      await bench('year', '--quick', '--seed', '3'),
      await bench('year', '--quick', '--seed', '4'),
    ]
    expect([count(once, 'slots lost'), count(other, 'slots lost')]).toEqual([0, 0])
    expect(count(once, 'crashes')).toBeGreaterThan(0)
    expect(count(once, 'slots owed')).toBeGreaterThan(100)
    const counts = ({ benches }: Document) =>
      benches.flatMap(({ figures }) => figures.filter(({ unit }) => unit === 'count'))
    expect(counts(again)).toEqual(counts(once))
    expect(counts(other)).not.toEqual(counts(once))
  })

  it('tell what is asked of each kind of subject, and that little of it is asked twice', async () => {
    const document = await bench('calls', '--quick')
    expect(document.benches.flatMap(({ faults }) => faults)).toEqual([])
    for (const of of ['deployment', 'region', 'idle region', 'cluster'])
      expect([of, count(document, `all per ${of} and day`)]).toEqual([of, expect.any(Number)])
    const twice = count(document, 'of one subject, asked by more than one of its readings in one tick')
    expect(twice).toBeGreaterThan(0)
    expect(twice).toBeLessThan(2)
  })

  it('expect of a made ledger what its indexes name, and read of it what a period needs', async () => {
    const document = await bench('report', '--quick')
    expect(document.benches.flatMap(({ faults }) => faults)).toEqual([])
    expect(count(document, 'slots expected')).toBeGreaterThan(10_000)
    expect(count(document, 'slots not read')).toBeGreaterThan(0)
    expect(count(document, 'coverage, requests to the store')).toBeLessThan(2_000)
  })

  it('judge everybody in the first tick, and each cluster in the next', async () => {
    const document = await bench('evaluate', '--quick')
    const [{ figures, faults } = { figures: [], faults: ['none'] }] = document.benches
    expect(faults).toEqual([])
    expect(figures.map(({ name, how }) => [name.split(',')[0], how.split(' in')[0]])).toEqual([
      ['first tick', '4 of 4 judged'],
      ['a later tick', '4 of 4 judged'],
      ['first tick', '8 of 8 judged'],
      ['a later tick', '0 of 8 judged'],
    ])
  })

  it('are refused under a name that is none', async () => {
    await expect(bench('weather')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('year') })
  })
})
