// bundle, and verify of what it wrote, as a preparer and an auditor call them, over a store that a tick of the local account left behind.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkerSandbox } from '../../sandbox/in-worker.ts'
import { instant, seconds } from '../../src/clock.ts'
import type { VerifiedBundle } from '../../src/report/bundle/verify.ts'
import { failureOf, run, startAccount } from './run.ts'

let place = ''
let sandbox: WorkerSandbox
let pins: string[] = []
const at = (name: string): string => join(place, name)
const nonce = ['--nonce', '7f3a9c1e5b2d8046']

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-bundle-'))
  mkdirSync(at('config'))
  writeFileSync(at('config/eks-evidence.yml'), 'regions: [us-east-1]\n')
  const account = await startAccount('us-east-1')
  sandbox = account.sandbox
  const { out, err } = await run(['collect', '--store', at('store'), '--config', at('config'), '--json'], account.env)
  if (out === '') throw new Error(err)
  const told = JSON.parse(out) as Record<'publicKey' | 'ledger' | 'account' | 'tick', string>
  writeFileSync(at('key.pem'), told.publicKey)
  const start = instant(Math.floor(seconds(told.tick) / 86_400) * 86_400)
  const period = `${start}..${instant(seconds(told.tick) + 60)}`
  pins = ['--key', at('key.pem'), '--account', told.account, '--ledger', told.ledger, '--period', period, '--sandbox']
  const made = await run(['bundle', at('store'), ...pins, ...nonce, '--sample', '1', '--out', at('a.zip')])
  if (made.code !== 0) throw new Error(made.err)
}, 120_000)
afterAll(async () => {
  await sandbox.close()
  rmSync(place, { recursive: true })
})

const unpack = (zip: string, folder: string): void => {
  for (const [name, body] of Object.entries(unzipSync(readFileSync(at(zip))))) {
    mkdirSync(dirname(at(`${folder}/${name}`)), { recursive: true })
    writeFileSync(at(`${folder}/${name}`), body)
  }
}
/** The ledger begins in the middle of the day: that is named, whatever is looked at. */
const failing = (out: string): string[] =>
  (JSON.parse(out) as VerifiedBundle).checks.flatMap(({ name, state }) =>
    state === 'fail' && name !== 'period-covered' ? [name] : [],
  )

describe('bundle', () => {
  it('says what it drew, of which head, and how it is verified', async () => {
    const { out, code } = await run(['bundle', at('store'), ...pins, ...nonce, '--sample', '1', '--out', at('b.zip')])
    expect(code).toBe(0)
    expect(out).toMatch(/^population +read +items +drawn +tests$/m)
    expect(out).toMatch(/^eks-cluster +daily +\d+ +1 +/m)
    expect(out).toMatch(/^head +entry 1, tick /m)
    expect(out).toMatch(/told after the head, this file cannot show/)
    expect(out).toMatch(/^report +none in it/m)
    expect(out).toContain(`npx eks-evidence verify ${at('b.zip')}`)
    expect(readdirSync(place).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('is the same file from the same store', async () => {
    await run(['bundle', at('store'), ...pins, ...nonce, '--sample', '1', '--out', at('again.zip')])
    expect(Buffer.compare(readFileSync(at('again.zip')), readFileSync(at('a.zip')))).toBe(0)
  })

  it('takes sizes from a file', async () => {
    writeFileSync(at('sizes.yml'), 'daily: 2\nmany-times-a-day: 1\n')
    const args = ['--sizes', at('sizes.yml'), '--out', at('sized.zip'), '--json']
    const { out } = await run(['bundle', at('store'), ...pins, ...nonce, ...args])
    const { populations } = JSON.parse(out) as { populations: { items: number; drawn: number; frequency: string }[] }
    const odd = populations.filter(
      ({ items, drawn, frequency }) => drawn !== Math.min(items, frequency === 'daily' ? 2 : 1),
    )
    expect([populations.length > 5, odd]).toEqual([true, []])
  })

  it('takes a report along as it was written, up to its head', async () => {
    await run(['report', at('store'), ...pins, '--out', at('report'), '--without-verify', '--zone', 'UTC'])
    const { code, err } = await run([
      'bundle',
      at('store'),
      ...pins,
      ...nonce,
      '--report',
      at('report'),
      '--out',
      at('with.zip'),
    ])
    expect([code, err]).toEqual([0, ''])
    unpack('with.zip', 'with')
    expect(readdirSync(at('with/report')).sort()).toEqual(readdirSync(at('report')).sort())
    const { out } = await run(['verify', at('with.zip'), ...pins, ...nonce, '--json'])
    expect(failing(out)).toEqual([])
    const held = await run(['verify', at('store'), ...pins, '--report', at('with/report'), '--json'])
    expect(failing(held.out)).toEqual([])
  })

  it.each<[string, string[], string, string]>([
    ['without a nonce', ['--sample', '3'], 'USAGE', 'ask the auditor'],
    ['with a short one', ['--nonce', '1234567'], 'USAGE', 'at least 8'],
    ['for no items', ['--nonce', '7f3a9c1e5b2d8046', '--sample', '0'], 'USAGE', 'a number from 1 on'],
    [
      'of a control that there is none',
      ['--sample', 'all', '--control', 'NET-99'],
      'UNKNOWN_ID',
      'controls lists them',
    ],
    ['of nobody', ['--sample', 'all', '--subject', 'arn:aws:eks:nowhere'], 'USAGE', 'a whole ARN'],
    ['by sizes that are none', ['--nonce', '7f3a9c1e5b2d8046', '--sizes', '/dev/null/x'], 'USAGE', 'can be read'],
  ])('is not made %s', async (_, args, code, hint) => {
    const ran = await run(['bundle', at('store'), ...pins, ...args, '--out', at('not.zip'), '--json'])
    const failure = failureOf(ran)
    expect([ran.code, failure.code, failure.hint]).toEqual([2, code, expect.stringContaining(hint)])
    expect([existsSync(at('not.zip')), existsSync(at('not.zip.part'))]).toEqual([false, false])
  })

  it('writes over nothing', async () => {
    const ran = await run(['bundle', at('store'), ...pins, ...nonce, '--out', at('a.zip'), '--json'])
    expect([ran.code, failureOf(ran).message]).toEqual([2, expect.stringContaining('it is there already')])
  })

  it('is not made without pins', async () => {
    const ran = await run(['bundle', at('store'), ...nonce, '--out', at('not.zip'), '--json'])
    expect([ran.code, failureOf(ran).code]).toEqual([2, 'PINS_MISSING'])
  })

  it('is not made of evidence that is not what was sealed', async () => {
    cpSync(at('store'), at('altered'), { recursive: true })
    const name =
      execFileSync('find', [at('altered/ticks'), '-path', '*/eks-cluster/*'], { encoding: 'utf8' }).split('\n')[0] ?? ''
    rmSync(name)
    writeFileSync(name, 'another')
    const ran = await run(['bundle', at('altered'), ...pins, '--sample', 'all', '--out', at('not.zip'), '--json'])
    expect([ran.code, failureOf(ran).code, existsSync(at('not.zip'))]).toEqual([1, 'LEDGER_BROKEN', false])
  })
})

describe('verify', () => {
  it('checks the zip, and says what was drawn and what is left out', async () => {
    const { out } = await run(['verify', at('a.zip'), ...pins, ...nonce])
    expect(out).toMatch(/^sample-reproduces +pass /m)
    expect(out).toMatch(/^zip-strict +pass /m)
    expect(out).toMatch(/^eks-cluster +daily /m)
    expect(out).toMatch(/^controls +all$/m)
    expect(out).toMatch(/^sizes +1$/m)
    expect(out).toMatch(/^left out +\d+ objects? by the sample/m)
  })

  it('checks the folder that it was unpacked into, where it is told that it is one', async () => {
    unpack('a.zip', 'unpacked')
    const { out } = await run(['verify', at('unpacked'), ...pins, ...nonce, '--bundle', '--json'])
    expect(failing(out)).toEqual([])
    const whole = await run(['verify', at('unpacked'), ...pins, '--json'])
    expect([whole.code, failing(whole.out)]).toEqual([1, ['object-listed', 'key-derives']])
  })

  it('does not take a store for a bundle', async () => {
    const ran = await run(['verify', at('store'), ...pins, ...nonce, '--bundle', '--json'])
    expect([ran.code, failing(ran.out)]).toEqual([1, ['zip-strict']])
  })

  it('asks for the nonce, and for one that is its own', async () => {
    const none = await run(['verify', at('a.zip'), ...pins, '--json'])
    expect([none.code, failureOf(none).code]).toEqual([2, 'PINS_MISSING'])
    const other = await run(['verify', at('a.zip'), ...pins, '--nonce', 'another nonce of mine', '--json'])
    expect([other.code, failing(other.out).includes('sample-reproduces')]).toEqual([1, true])
    const read = await run(['verify', at('a.zip'), ...pins, '--nonce', 'another nonce of mine'])
    expect(read.out).toContain('Look at sample-reproduces first')
  })

  it('holds the sizes that were asked for', async () => {
    const ran = await run(['verify', at('a.zip'), ...pins, ...nonce, '--sample', '2', '--json'])
    expect([ran.code, failing(ran.out)]).toEqual([1, ['sample-reproduces']])
  })

  it('refuses a zip that was altered', async () => {
    writeFileSync(at('altered.zip'), Buffer.concat([readFileSync(at('a.zip')), Buffer.from('tail')]))
    const ran = await run(['verify', at('altered.zip'), ...pins, ...nonce, '--json'])
    expect([ran.code, failing(ran.out)]).toEqual([1, ['zip-strict']])
  })

  it('does not go on from an earlier run of a bundle', async () => {
    const ran = await run(['verify', at('a.zip'), ...pins, ...nonce, '--since', at('since.json'), '--json'])
    expect([ran.code, failureOf(ran).code]).toEqual([2, 'USAGE'])
  })
})
