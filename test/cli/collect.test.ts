// collect against the local account: what a dry run leaves alone, and what a tick leaves behind.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bucketOf } from '../../sandbox/demo/place.ts'
import type { WorkerSandbox } from '../../sandbox/in-worker.ts'
import { instant, seconds, slotAt, systemClock } from '../../src/clock.ts'
import { failureOf, run, startAccount } from './run.ts'

const account = '111122223333'
let place = ''
let sandbox: WorkerSandbox
let env: Record<string, string> = {}
const at = (name: string): string => join(place, name)

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-collect-'))
  mkdirSync(at('config'))
  const { start } = slotAt(systemClock.now(), 60)
  const period = `{ start: ${start}, end: ${instant(seconds(start) + 60)} }`
  writeFileSync(at('config/eks-evidence.yml'), `regions: [us-east-1]\nperiod: ${period}\n`)
  ;({ sandbox, env } = await startAccount('us-east-1'))
})
afterAll(async () => {
  await sandbox.close()
  rmSync(place, { recursive: true })
})

const collect = (store: string, ...more: string[]) =>
  run(['collect', '--store', store, '--config', at('config'), '--json', ...more], env)

describe('collect', () => {
  it('lists in a dry run what it would read, and writes nothing, not even a key', async () => {
    const { code, out } = await collect(at('dry'), '--dry-run')
    const { calls } = JSON.parse(out) as { calls: { source: string; subject: string; operations: string[] }[] }
    expect(code).toBe(0)
    expect(new Set(calls.map(({ source }) => source))).toContain('inventory')
    expect(calls.find(({ source }) => source === 'eks-cluster')).toMatchObject({
      subject: `arn:aws:eks:us-east-1:${account}:cluster/analytics`,
      operations: expect.arrayContaining(['eks:DescribeCluster']),
    })
    expect(readdirSync(place)).toEqual(['config'])
  })

  it('seals a tick in a folder, and gives the pins that verify it', async () => {
    const collected = await collect(at('store'))
    const told = JSON.parse(collected.out) as Record<'publicKey' | 'ledger' | 'account' | 'tick', string>
    expect([collected.code, collected.err]).toEqual([0, ''])
    expect(told).toMatchObject({ sequence: 1, account, counts: { partial: 0, failed: 0, missed: 0 } })
    writeFileSync(at('key.pem'), told.publicKey)
    const period = `${told.tick}..${instant(seconds(told.tick) + 60)}`
    const pins = ['--key', at('key.pem'), '--account', account, '--ledger', told.ledger, '--period', period]
    const verified = await run(['verify', at('store'), ...pins, '--sandbox', '--json'])
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.out)).toMatchObject({ result: 'intact', sandbox: true, entries: 1 })
    // Without saying so, evidence that was made against the sandbox does not pass for AWS's.
    expect((await run(['verify', at('store'), ...pins, '--json'])).code).toBe(1)
  })

  it('prints the command that verifies it, with the period of the configuration', async () => {
    const { code, out } = await run(['collect', '--store', at('told'), '--config', at('config')], env)
    expect(code).toBe(0)
    expect(out).toMatch(/^Sealed the tick \S+Z as entry 1 of the ledger\.$/m)
    expect(out).toMatch(new RegExp(`npx eks-evidence verify ${at('told')} --key key\\.pem --account ${account}`))
    expect(out).toMatch(/--period 2\S+Z\.\.2\S+Z --sandbox$/m)
  })

  it('names a bucket that is none, one of another region, and a key that is not there', async () => {
    const bucket = `s3://${bucketOf(account, 'eu-west-1')}`
    const [none, elsewhere, locked] = await Promise.all([
      collect('s3://no-such-bucket'),
      collect(bucket),
      collect(bucket, '--region', 'eu-west-1', '--signing-key', 'alias/none'),
    ])
    expect([none.code, failureOf(none).code]).toEqual([4, 'STORE_UNREADABLE'])
    expect([elsewhere.code, failureOf(elsewhere).hint]).toEqual([4, expect.stringContaining('in another region')])
    expect([locked.code, failureOf(locked).code]).toEqual([1, 'SIGNER_UNAVAILABLE'])
  })

  it('makes no key beside a file that is no folder', async () => {
    writeFileSync(at('file'), '')
    const ran = await collect(at('file'))
    expect([ran.code, failureOf(ran).message]).toEqual([4, expect.stringContaining('it is no folder')])
    expect(existsSync(at('file.pem'))).toBe(false)
  })

  it('refuses credentials that AWS does not know', async () => {
    const ran = await run(['collect', '--store', at('other'), '--json'], { ...env, AWS_ACCESS_KEY_ID: 'AKIAOTHER' })
    expect([ran.code, failureOf(ran).code]).toEqual([1, 'AWS_REFUSED'])
    expect(existsSync(at('other.pem'))).toBe(false)
  })
})
