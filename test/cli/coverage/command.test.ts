// eks-evidence coverage as a process: pins, exit codes, JSON and files, over a downloaded bucket.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCanonical } from '../../../src/json.ts'
import type { Pins } from '../../../src/prove/pins.ts'
import { indexKey } from '../../../src/store/keys.ts'
import type { Store } from '../../../src/store/store.ts'
import { bucketStore, openAccount, tickAt } from '../../prove/account.ts'
import { pinsOf } from '../../prove/fixture.ts'
import { type Memory, memorised } from '../../prove/memory-store.ts'
import { parseCsv } from '../../report/tables/rfc4180.ts'
import { failureOf, run } from '../run.ts'

let root = ''
const honest = () => join(root, 'honest')
const key = () => join(root, 'key.pem')
const made = { pins: {} as Pins, memory: {} as Memory }

const writeTo = (folder: string, { objects }: Pick<Memory, 'objects'>): string => {
  for (const [name, [held]] of objects) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), held?.body ?? '')
  }
  return folder
}

/** Four ticks, of which the last comes three hours late. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'coverage-'))
  const at = await openAccount({ store: bucketStore })
  try {
    for (const hour of [0, 1, 2, 5]) await at.tick(hour)
    const { publicKey } = await at.signer.describe()
    made.memory = await memorised(at.store satisfies Store)
    made.pins = await pinsOf(made.memory, publicKey, 2)
    writeFileSync(key(), publicKey)
  } finally {
    await at.close()
  }
  writeTo(honest(), made.memory)
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const pinned = (end: string): string[] => [
  ...['--key', key(), '--account', made.pins.account, '--ledger', made.pins.ledger],
  ...['--period', `${made.pins.period.start}..${end}`, '--sandbox', '--zone', 'UTC'],
]
const coverage = (folder: string, end: string, ...more: string[]) => run(['coverage', folder, ...pinned(end), ...more])

describe('eks-evidence coverage', () => {
  it('says that a period was read whole, and exits with 0', async () => {
    const { code, out, err } = await coverage(honest(), '2026-01-05T02:00:00Z')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^(\d+) of \1 expected observations were read: 100 %$/m)
    expect(out).toContain('Every expected observation was read, and in time.')
  })

  it('names an outage, and exits with 3', async () => {
    const { code, out } = await coverage(honest(), '2026-01-05T05:00:00Z')
    expect(code).toBe(3)
    expect(out).toContain(`outages     2 ticks did not run\n            ${tickAt(3)} to ${tickAt(4)}  2 ticks`)
  })

  it('says first that a store was tampered with, and exits with 1', async () => {
    const folder = writeTo(join(root, 'tampered'), made.memory)
    rmSync(join(folder, indexKey(tickAt(1))))
    const { code, out } = await coverage(folder, '2026-01-05T02:00:00Z')
    expect(code).toBe(1)
    expect(out).toMatch(/^Integrity is broken: /)
    expect(out).toContain('digest')
  })

  it('is refused without pins, and exits with 2', async () => {
    const ran = await run(['coverage', honest(), '--json'])
    expect(ran.code).toBe(2)
    expect(failureOf(ran)).toMatchObject({ code: 'PINS_MISSING', faults: expect.arrayContaining([expect.any(String)]) })
  })

  it.each([
    ['--source', 'nobody'],
    ['--subject', 'arn:aws:eks:*:*:cluster/nobody'],
    ['--zone', 'Mars/Olympus'],
    ['--csv', '/dev/null/x'],
  ])('is refused with %s %s, and exits with 2', async (option, value) => {
    const { code, err } = await coverage(honest(), '2026-01-05T02:00:00Z', option, value)
    expect([code, err.includes(value)]).toEqual([2, true])
  })

  it('cannot read a store that is not there, and exits with 4', async () => {
    const { code, err } = await coverage(join(root, 'nowhere'), '2026-01-05T02:00:00Z')
    expect([code, err.includes('there is no such folder')]).toEqual([4, true])
  })

  it('prints canonical JSON with the same figures', async () => {
    const { code, out } = await coverage(honest(), '2026-01-05T02:00:00Z', '--json')
    const told = parseCanonical(out.trimEnd()) as { coverage: { result: string; counts: { expected: number } } }
    expect([code, told.coverage.result]).toEqual([0, 'whole'])
    expect(told.coverage.counts.expected).toBeGreaterThan(20)
  })

  it('tells of one source and of subjects by their ARN', async () => {
    const asked = ['--source', 'audit-log', '--subject', '*/analytics', '--all']
    const { code, out } = await coverage(honest(), '2026-01-05T02:00:00Z', ...asked)
    expect(code).toBe(0)
    expect(out).toContain('2 of 2 expected observations were read: 100 % (of what was asked for)')
  })

  it('writes its tables into a folder, and coverage alone into a file', async () => {
    const [folder, file] = [join(root, 'tables'), join(root, 'only.csv')]
    const [whole, alone] = await Promise.all([
      coverage(honest(), '2026-01-05T05:00:00Z', '--csv', folder),
      coverage(honest(), '2026-01-05T05:00:00Z', '--csv', file, '--json'),
    ])
    expect([whole.code, alone.code]).toEqual([3, 3])
    expect(whole.out.trimEnd().split('\n').at(-1)).toBe(`written     10 tables to ${folder}`)
    expect(readdirSync(folder).sort()).toEqual([
      ...['collectors.csv', 'config-changes.csv', 'configurations.csv', 'coverage.csv', 'exclusions.csv'],
      ...['gaps.csv', 'integrity.csv', 'keys.csv', 'outages.csv', 'subjects.csv'],
    ])
    expect(readFileSync(file)).toEqual(readFileSync(join(folder, 'coverage.csv')))
    expect(existsSync(join(folder, 'report.json'))).toBe(false)
    const [heads, ...rows] = parseCsv(readFileSync(join(folder, 'outages.csv'), 'utf8').slice(1))
    expect([heads, ...rows]).toEqual([
      ['from', 'to', 'ticks', 'sequence'],
      [tickAt(3), tickAt(4), '2', '4'],
    ])
  })
})
