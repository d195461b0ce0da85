// recheck and reperform as an auditor calls them, over a store that a tick of the local account left behind.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkerSandbox } from '../../sandbox/in-worker.ts'
import { instant, seconds } from '../../src/clock.ts'
import { failureOf, run, startAccount } from './run.ts'

let place = ''
let sandbox: WorkerSandbox
let env: Record<string, string> = {}
let pins: string[] = []
const at = (name: string): string => join(place, name)

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-recheck-'))
  for (const [name, text] of [
    ['config', 'regions: [us-east-1]\n'],
    [
      'other',
      'regions: [us-east-1]\ncontrols:\n  GOV-01: { settings: { required: [owner] } }\n  LOG-01: { off: not asked for }\n',
    ],
  ] as const) {
    mkdirSync(at(name))
    writeFileSync(at(`${name}/eks-evidence.yml`), text)
  }
  ;({ sandbox, env } = await startAccount('us-east-1'))
  const { out, err } = await run(['collect', '--store', at('store'), '--config', at('config'), '--json'], env)
  if (out === '') throw new Error(err)
  const told = JSON.parse(out) as Record<'publicKey' | 'ledger' | 'account' | 'tick', string>
  writeFileSync(at('key.pem'), told.publicKey)
  const day = `${told.tick.slice(0, 10)}T00:00:00Z`
  const period = `${instant(seconds(day) - 7 * 86_400)}..${instant(seconds(told.tick) + 60)}`
  pins = ['--key', at('key.pem'), '--account', told.account, '--ledger', told.ledger, '--period', period, '--sandbox']
}, 120_000)
afterAll(async () => {
  await sandbox.close()
  rmSync(place, { recursive: true })
})

// The ledger begins in the middle of the period: that is named, and it breaks what is said of the period.
const own = (told: { checks: { name: string }[] }) =>
  told.checks.map(({ name }) => name).filter((name) => name !== 'period-covered')

describe('recheck', () => {
  it('judges what is stored again and finds it the same', async () => {
    const { out } = await run(['recheck', at('store'), ...pins, '--json'])
    const told = JSON.parse(out)
    expect(told).toMatchObject({ differences: [], otherwise: 0, unjudged: 0, by: { settings: 'sealed' } })
    expect(told.same).toBe(told.judged)
    expect(told.judged).toBeGreaterThan(50)
    expect(own(told)).toEqual([])
  })

  it('says what other settings would have said, and that nobody configured them', async () => {
    const { out } = await run(['recheck', at('store'), ...pins, '--config', at('other')])
    expect(out).toMatch(/what this configuration would have said, not what was configured$/m)
    expect(out).toMatch(/^GOV-01 at analytics: \S+ -> pass$/m)
    expect(out).toMatch(
      /why +settings \{"required":\["owner","environment","data-class"\]\} -> \{"required":\["owner"\]\}/,
    )
    expect(out).toMatch(/^not judged +LOG-01, for it is off in these settings: 1 stored verdict, /m)
  })

  it('judges nothing that rests on altered bytes', async () => {
    cpSync(at('store'), at('altered'), { recursive: true })
    const name =
      readdirSync(at('altered'), { recursive: true, encoding: 'utf8' }).find((one) =>
        /eks-cluster\/analytics/.test(one),
      ) ?? ''
    const bytes = readFileSync(at(`altered/${name}`))
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1
    writeFileSync(at(`altered/${name}`), bytes)
    const { code, out } = await run(['recheck', at('altered'), ...pins, '--json'])
    expect(code).toBe(1)
    const told = JSON.parse(out)
    expect(own(told)).toEqual(['verdict-inputs'])
    expect(told.unjudged).toBeGreaterThan(0)
    expect(JSON.stringify(told.checks)).toContain(name)
  })

  it('refuses a control that is none beside one that is, and leaves no half of an object', async () => {
    const both = ['--control', 'EVD-05', '--control', 'NO-01']
    const ran = await run(['recheck', at('store'), ...pins, ...both, '--json'])
    expect([ran.code, ran.out, failureOf(ran).message]).toEqual([2, '', expect.stringMatching(/control: NO-01$/)])
  })

  it('refuses without pins, for a control that is none, and for a folder that is not there', async () => {
    const [bare, none, nowhere] = await Promise.all([
      run(['recheck', at('store'), '--json']),
      run(['recheck', at('store'), ...pins, '--control', 'NO-01', '--json']),
      run(['recheck', at('nowhere'), ...pins, '--json']),
    ])
    expect([bare.code, failureOf(bare).code]).toEqual([2, 'PINS_MISSING'])
    expect([none.code, failureOf(none).code]).toEqual([2, 'UNKNOWN_ID'])
    expect([nowhere.code, failureOf(nowhere).code]).toEqual([4, 'STORE_UNREADABLE'])
  })
})

describe('reperform', () => {
  it('asks AWS the same again, and says who asked', async () => {
    const { code, out, err } = await run(
      ['reperform', at('store'), ...pins, '--source', 'eks-cluster', '--source', 'ecr-repository'],
      env,
    )
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^asked by +arn:aws:\S+$/m)
    expect(out).toMatch(
      /^questions +\d+ questions: \d+ answered the same, 0 otherwise, 0 not compared, 0 of them denied to you$/m,
    )
    expect(out).toMatch(/^Every answer is what was stored\.$/m)
  })

  it.each([
    ['a subject that nobody is', ['--subject', 'nobody'], 'USAGE'],
    ['a source that is none', ['--source', 'nope'], 'UNKNOWN_ID'],
  ])('says nothing of %s', async (_, args, code) => {
    const ran = await run(['reperform', at('store'), ...pins, ...args, '--json'], env)
    expect([ran.code, ran.out, failureOf(ran).code]).toEqual([2, '', code])
  })

  it('refuses the credentials of another account, and a sample without a nonce', async () => {
    const other = pins.map((one) => (/^\d{12}$/.test(one) ? '999999999999' : one))
    const [foreign, unseeded] = await Promise.all([
      run(['reperform', at('store'), ...other, '--json'], env),
      run(['reperform', at('store'), ...pins, '--sample', '5', '--json'], env),
    ])
    expect([foreign.code, failureOf(foreign).hint]).toEqual([2, 'assume a role of the account that the evidence is of'])
    expect([unseeded.code, failureOf(unseeded).code]).toEqual([2, 'USAGE'])
  })
})
