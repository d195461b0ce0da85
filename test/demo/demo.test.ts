// The demo as its user runs it: twice the same, with a copy that verifies, and that no longer does once a byte is changed.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Summary } from '../../sandbox/demo/summary.ts'
import { sha256 } from '../../src/digest.ts'
import { open } from '../../src/ledger/dsse.ts'
import { readStatement } from '../../src/ledger/statement.ts'
import type { Pins } from '../../src/prove/pins.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { type Ran, run } from '../cli/run.ts'

type Told = Summary & { pins: Pins }

let place = ''
let ran: Ran[] = []
let told: Told
const copy = (name: string): string => join(place, name)

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-demo-'))
  ran = await Promise.all(['a', 'b'].map((name) => run(['demo', '--days', '1', '--json', '--out', copy(name)])))
  told = JSON.parse(ran[0]?.out ?? '') as Told
}, 180_000)
afterAll(() => rmSync(place, { recursive: true }))

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()

const payload = (folder: string, key: string): Uint8Array => open(readFileSync(join(folder, key))).payload

const verify = (folder: string, ...more: string[]): Promise<Ran> => {
  const { account, ledger, period } = told.pins
  const pins = ['--key', copy('a.key.pem'), '--account', account, '--ledger', ledger, '--sandbox']
  return run(['verify', folder, ...pins, '--period', `${period.start}..${period.end}`, '--json', ...more])
}

describe('the demo of one day', () => {
  it('ends with exit code 0 and says nothing but JSON on stdout', () => {
    expect(ran.map(({ code }) => code)).toEqual([0, 0])
    expect(ran[0]?.out.trimEnd().split('\n')).toHaveLength(1)
  })

  it('comes to the same twice, byte for byte but for the signatures', () => {
    const keys = files(copy('a'))
    expect(files(copy('b'))).toEqual(keys)
    const digest = (folder: string, key: string) =>
      sha256(key.startsWith('ledger/') ? payload(folder, key) : readFileSync(join(folder, key)))
    expect(keys.filter((key) => digest(copy('a'), key) !== digest(copy('b'), key))).toEqual([])
    expect(ran[1]?.out).toBe(ran[0]?.out)
  })

  it('seals every hour, and the last one with the two ticks after it', () => {
    const entries = files(copy('a')).filter((key) => key.startsWith('ledger/'))
    expect(entries).toHaveLength(26)
    expect(readStatement(payload(copy('a'), entries.at(-1) ?? '')).tick).toBe('2026-01-06T01:20:00Z')
    expect(told.head).toMatchObject({ sequence: 26, tick: '2026-01-06T01:20:00Z' })
  })

  it('accounts for every slot, and read each in time', () => {
    const { expected, complete, empty, partial, failed, missed, late } = told.slots
    expect([partial, failed, missed, late]).toEqual([0, 0, 0, 0])
    expect(complete + empty).toBe(expected)
    expect(expected).toBeGreaterThan(100)
  })

  it('shows the shell in kube-system as what it is', () => {
    const [shell] = told.story.filter(({ hits }) => hits.length > 0)
    expect(shell?.what).toContain('kube-system')
    expect(shell?.hits).toMatchObject([
      { detections: ['DET-22', 'DET-23'], severity: 'high', tick: '2026-01-05T15:20:00Z' },
    ])
  })

  it('shows what happened around it, in an object of its own', () => {
    const [shell] = told.story.filter(({ hits }) => hits.length > 0)
    expect(shell?.around).toHaveLength(1)
    expect(shell?.around[0]?.key).toMatch(/^ticks\/2026\/01\/05\/1620Z\/timelines\/prod-/)
    expect(shell?.around[0]?.lines.map(([where]) => where)).toContain('audit-log')
  })

  it('has found something, and nothing against its own evidence', () => {
    expect(told.findings).toMatchObject({ CRITICAL: expect.any(Number), HIGH: expect.any(Number) })
    expect(told.verdicts['CC6.1']?.fail).toBeGreaterThan(0)
    expect(told.verified).toMatchObject({ result: 'intact', assurance: 'content+s3-time', deviations: [] })
  })

  it('shows an insider refused, and a copy without the day found out', () => {
    const { day, bucket, copy: without } = told.insider
    const own = files(copy('a')).filter((key) => key.startsWith('ticks/2026/01/05/'))
    expect(day).toBe('2026-01-05')
    expect(bucket.refused).toBe(bucket.asked)
    expect(bucket.said).toMatch(/^AccessDenied: .*object lock/)
    expect(without).toMatchObject({ deleted: own.length, since: null, exit: 1, result: 'broken' })
    expect(without.failed.map(({ check }) => check)).toContain('object-present')
  })

  it('has let the insider take nothing from the bucket', () => {
    expect(files(copy('a'))).toHaveLength(told.objects)
  })

  it('leaves a copy that verifies with the pins that it gives', async () => {
    const { code, out } = await verify(copy('a'))
    const { result, assurance, entries, head } = JSON.parse(out) as Verified
    expect(code).toBe(0)
    expect({ result, assurance, entries, sha256: head?.sha256 }).toEqual({
      result: 'intact',
      assurance: 'content',
      entries: 26,
      sha256: told.head.sha256,
    })
  })

  it('ends by writing the report, the same twice, and says where', () => {
    const [a, b] = ['a', 'b'].map((name) => copy(`${name}.report`)) as [string, string]
    expect(files(a)).toEqual(files(b))
    expect(
      files(a).filter((name) => sha256(readFileSync(join(a, name))) !== sha256(readFileSync(join(b, name)))),
    ).toEqual([])
    expect(ran[0]?.err).toContain(`file://${a}/report.html`)
  })

  it('has written what the copy gives again, but for what a folder cannot tell', async () => {
    const { out } = await verify(copy('a'), '--report', copy('a.report'))
    const { checks } = JSON.parse(out) as Verified
    expect(checks.find(({ name }) => name === 'report-matches')?.findings).toEqual([
      { state: 'deviation', at: 'assurance', what: 'is told as content+s3-time; here it is content' },
    ])
  })

  it('leaves a copy that does not verify once a byte of an answer is changed', async () => {
    cpSync(copy('a'), copy('changed'), { recursive: true })
    const key = files(copy('changed')).find((name) => name.includes('/inventory/')) ?? ''
    const body = readFileSync(join(copy('changed'), key), 'utf8')
    writeFileSync(join(copy('changed'), key), body.replace('"clusters":["', '"clusters":["x'))
    const { code, out } = await verify(copy('changed'))
    const broken = (JSON.parse(out) as Verified).checks.find(({ name }) => name === 'digest')
    expect(code).toBe(1)
    expect(broken).toMatchObject({ state: 'fail', findings: [{ at: key }] })
  })

  it('leaves a copy that does not verify once a statement is missing', async () => {
    cpSync(copy('a'), copy('short'), { recursive: true })
    rmSync(join(copy('short'), 'ledger/000000000007.dsse.json'))
    const { code, out } = await verify(copy('short'))
    const failing = (JSON.parse(out) as Verified).checks.filter(({ state }) => state === 'fail').map(({ name }) => name)
    expect(code).toBe(1)
    expect(failing).toContain('chain-complete')
  })
})
