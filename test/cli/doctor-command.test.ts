// doctor as a command: its exit codes, its JSON, and what it says where AWS cannot be reached at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bucketOf } from '../../sandbox/demo/place.ts'
import type { WorkerSandbox } from '../../sandbox/in-worker.ts'
import { failureOf, run, startAccount } from './run.ts'

let sandbox: WorkerSandbox
let env: Record<string, string> = {}
beforeAll(async () => {
  ;({ sandbox, env } = await startAccount('eu-west-1'))
})
afterAll(() => sandbox.close())

type Told = { result: string; lines: { state: string; what: string; says: string; remedy: string | null }[] }
const linesOf = (out: string): Told => JSON.parse(out) as Told

describe('doctor', () => {
  it('gives as JSON what it found, and 3 where there is something to mend', async () => {
    const store = `s3://${bucketOf('111122223333', 'eu-west-1')}`
    const { code, out, err } = await run(['doctor', '--store', store, '--key', 'alias/none', '--json'], env)
    expect([code, err]).toEqual([3, ''])
    const { result, lines } = linesOf(out)
    expect(result).toBe('fault')
    const key = lines.find(({ what }) => what === 'signing key')
    expect(key).toMatchObject({ state: 'fault', remedy: expect.stringContaining('--key') })
    expect(lines.find(({ what }) => what === 'bucket')?.state).toBe('ok')
    expect(lines.find(({ what }) => what === 'clock')?.state).toBe('ok')
  })

  it('tells a person the state in words, each remedy under its line', async () => {
    const { code, out } = await run(['doctor', '--store', 's3://no-such-bucket'], env)
    expect(code).toBe(3)
    expect(out).toMatch(/^MEND +bucket +s3:\/\/no-such-bucket +there is no such bucket\n +-> deploy the stack/m)
    expect(out).toMatch(/\d+ things? to mend/)
    expect(out).not.toContain('\u001b')
  })

  it('says of missing credentials what to give', async () => {
    const { code, out, err } = await run(['doctor', '--json'], { AWS_REGION: 'eu-west-1', HOME: '/nonexistent' })
    expect([code, err]).toEqual([3, ''])
    expect(linesOf(out).lines).toEqual([
      expect.objectContaining({
        ...{ state: 'fault', what: 'credentials', says: expect.stringContaining('CredentialsProviderError') },
        remedy: expect.stringContaining('AWS_PROFILE'),
      }),
    ])
  })

  it('says of credentials that AWS does not know what to check', async () => {
    const { code, out } = await run(['doctor', '--json'], { ...env, AWS_ACCESS_KEY_ID: 'AKIAOTHER' })
    expect(code).toBe(3)
    expect(linesOf(out).lines[0]?.remedy).toContain('AWS does not know these credentials')
  })

  it('says of an endpoint that nobody answers at that AWS was not reached', async () => {
    const { code, out } = await run(['doctor', '--json'], { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(4)
    expect(linesOf(out)).toMatchObject({ result: 'unknown', lines: [{ what: 'credentials', state: 'unknown' }] })
    expect(linesOf(out).lines[0]?.remedy).toContain('AWS_ENDPOINT_URL')
  })

  it.each([
    ['a region that is none', ['--region', 'eu-west'], 'region: eu-west'],
    ['a folder in place of a bucket', ['--store', 'evidence'], 'store: evidence'],
    ['a role of somebody else', ['--role', 'arn:aws:iam::111122223333:role/admin'], '--role: arn:aws:iam'],
  ])('refuses %s', async (_, args, says) => {
    const ran = await run(['doctor', ...args, '--json'], env)
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(failureOf(ran).message).toContain(says)
  })
})
