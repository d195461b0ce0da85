// Whatever goes wrong: one exact line on stderr with a hint, the documented exit code, nothing on stdout.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf as failure, failureJson, failureText } from '../../src/cli/failure.ts'
import { EvidenceError } from '../../src/errors.ts'
import { failureOf, run } from './run.ts'

let place = ''
const at = (name: string): string => join(place, name)
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-cli-'))
  writeFileSync(at('file'), 'not a key\n')
  writeFileSync(at('key.pem'), key)
  mkdirSync(at('empty'))
  mkdirSync(at('config'))
  writeFileSync(
    at('config/eks-evidence.yml'),
    'regions: [eu-west]\ncadense: 1\ncontrols: { XX-1: { off: a reason } }\n',
  )
})
afterAll(() => rmSync(place, { recursive: true }))

const key = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENeKU2rDRsKWeC6+GNSXvF+xRFDpa
/kFsY7n0Q1Fnk6KyJZQrCr4JE8jL6d5Bw+/m4V0VMC7rBeEgoCKEDNsg6w==
-----END PUBLIC KEY-----
`
const pins = (): string[] => [
  ...['--key', at('key.pem'), '--account', '111122223333', '--ledger', `sha256:${'0'.repeat(64)}`],
  ...['--period', '2026-01-05..2026-01-06'],
]
const home = { AWS_REGION: 'eu-west-1' }

type Case = [what: string, exit: number, code: string, says: string, args: () => string[], env?: Record<string, string>]

const cases: Case[] = [
  ['an unknown command', 2, 'USAGE', "unknown command 'frob'", () => ['frob']],
  ['an unknown option', 2, 'USAGE', "unknown option '--nope'", () => ['controls', '--nope']],
  ['an unknown control', 2, 'UNKNOWN_ID', 'id: XX-1', () => ['controls', 'XX-1']],
  ['no days at all', 2, 'USAGE', '--days: 0', () => ['demo', '--days', '0']],
  ['a copy into a folder that holds something', 2, 'USAGE', 'it is not empty', () => ['demo', '--out', place]],
  ['a copy to where no folder can be', 2, 'USAGE', 'file/copy', () => ['demo', '--out', at('file/copy')]],
  ['no pins', 2, 'PINS_MISSING', 'the public key (--key)', () => ['verify', place]],
  ['no store to verify', 2, 'USAGE', "missing required argument 'store'", () => ['verify']],
  [
    'a period that is none',
    2,
    'USAGE',
    '--period: 2026-02-30..2026-03-01',
    () => ['verify', place, '--period', '2026-02-30..2026-03-01'],
  ],
  [
    'a period that ends before it starts',
    2,
    'USAGE',
    '--period: ',
    () => ['verify', place, '--period', '2026-02-01..2026-01-01'],
  ],
  ['a key that cannot be read', 2, 'USAGE', 'none.pem', () => ['verify', place, '--key', at('none.pem')]],
  ['anchors that are none', 2, 'USAGE', '--anchors: not a key', () => ['verify', place, '--anchors', at('file')]],
  [
    'a state file that no earlier run wrote',
    2,
    'USAGE',
    'it is not what an earlier run wrote',
    () => ['verify', place, ...pins(), '--since', at('file')],
  ],
  [
    'a state file where none can be',
    2,
    'USAGE',
    'none/since.json',
    () => ['verify', at('empty'), ...pins(), '--since', at('none/since.json')],
  ],
  [
    'a state file that is a folder',
    2,
    'USAGE',
    'EISDIR',
    () => ['verify', at('empty'), ...pins(), '--since', at('config')],
  ],
  ['a digest that is none', 2, 'USAGE', '--config-digest: abc', () => ['verify', place, '--config-digest', 'abc']],
  [
    'a folder that is not there',
    4,
    'STORE_UNREADABLE',
    'there is no such folder',
    () => ['verify', at('none'), ...pins()],
  ],
  [
    ...(['a report into the evidence', 2, 'USAGE', 'holds the evidence'] as const),
    () => ['report', '.', ...pins(), '--out', 'ledger'],
  ],
  [
    ...(['tables into the evidence', 2, 'USAGE', 'holds the evidence'] as const),
    () => ['coverage', '.', ...pins(), '--csv', './tables'],
  ],
  [
    ...(['a bundle into the evidence', 2, 'USAGE', 'holds the evidence'] as const),
    () => ['bundle', '.', ...pins(), '--sample', 'all', '--out', 'sample.zip'],
  ],
  ['a file in place of a folder', 4, 'STORE_UNREADABLE', 'it is no folder', () => ['verify', at('file'), ...pins()]],
  [
    'a bucket with a path in it',
    2,
    'USAGE',
    'store: s3://bucket/path',
    () => ['verify', 's3://bucket/path', ...pins()],
    home,
  ],
  ['a store of another kind', 2, 'USAGE', 'store: https://', () => ['verify', 'https://bucket.example', ...pins()]],
  ['a bucket and no region', 2, 'USAGE', 'the region', () => ['verify', 's3://bucket', ...pins()]],
  [
    'a bucket and no credentials',
    4,
    'STORE_UNREADABLE',
    'code: CredentialsProviderError',
    () => ['verify', 's3://bucket', ...pins()],
    { ...home, HOME: '/nonexistent' },
  ],
  [
    'a bucket that is not reached',
    4,
    'STORE_UNREADABLE',
    'code: ECONNREFUSED',
    () => ['verify', 's3://bucket', ...pins()],
    {
      ...{ ...home, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIASANDBOX', AWS_SECRET_ACCESS_KEY: 'any' },
    },
  ],
  ['no store to collect into', 2, 'USAGE', "required option '--store <where>' not specified", () => ['collect']],
  ['no region', 2, 'USAGE', 'the region', () => ['collect', '--store', at('new')]],
  [
    'a region that is none',
    2,
    'USAGE',
    'region: eu-west',
    () => ['collect', '--store', at('new'), '--region', 'eu-west'],
  ],
  [
    'a configuration that is not there',
    2,
    'USAGE',
    'none',
    () => ['collect', '--store', at('new'), '--config', at('none')],
    home,
  ],
  [
    'a folder without a configuration',
    2,
    'USAGE',
    'it holds no eks-evidence.yml',
    () => ['collect', '--store', at('new'), '--config', at('empty')],
    home,
  ],
  [
    'an endpoint that is no URL',
    2,
    'USAGE',
    'AWS_ENDPOINT_URL: nonsense',
    () => ['collect', '--store', at('new')],
    { ...home, AWS_ENDPOINT_URL: 'nonsense' },
  ],
  [
    'no credentials',
    1,
    'AWS_REFUSED',
    'CredentialsProviderError',
    () => ['collect', '--store', at('new')],
    { ...home, HOME: '/nonexistent' },
  ],
]

describe('the command', () => {
  it.concurrent.each(cases)('refuses %s', async (_, exit, code, says, args, env) => {
    const ran = await run([...args(), '--json'], env)
    expect([ran.code, ran.out]).toEqual([exit, ''])
    const { code: told, message, faults, hint } = failureOf(ran)
    expect(told).toBe(code)
    expect([message, ...faults].join('\n')).toContain(says)
    expect(hint.length).toBeGreaterThan(5)
  })

  it('has no help for what is no command, and says so below the list of those there are', async () => {
    const { code, out, err } = await run(['help', 'frob'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^Usage: .*\nerror: there is no such command\nhint: eks-evidence --help says what it takes\n$/s)
  })

  it('names every missing pin at once, for a person in lines', async () => {
    const { code, out, err } = await run(['verify', place])
    expect([code, out]).toEqual([2, ''])
    const [first = '', ...lines] = err.trimEnd().split('\n')
    expect(first).toBe('error: a pin is missing, or is not what it should be')
    expect(lines.filter((line) => line.startsWith('  - '))).toHaveLength(4)
    expect(lines.at(-1)).toMatch(/^hint: /)
  })

  it('names every fault of a configuration at once', async () => {
    const ran = await run(['collect', '--store', at('new'), '--config', at('config'), '--json'], home)
    expect(ran.code).toBe(2)
    expect(failureOf(ran).faults.map((fault) => fault.split(':')[0])).toEqual([
      'regions[0]',
      'cadense',
      'controls.XX-1',
    ])
  })

  it('verifies an empty folder as evidence that is gone', async () => {
    const { code, out } = await run(['verify', at('empty'), ...pins()])
    expect(code).toBe(1)
    expect(out).toMatch(/period-covered +FAIL/)
  })
})

describe('an error', () => {
  it('that nobody expected is one line, without its stack', () => {
    const told = failure(new TypeError('x is not a function\n    at y'), 'eks-evidence verify')
    expect(told).toMatchObject({ exit: 1, code: 'UNEXPECTED', message: 'TypeError: x is not a function' })
    expect(told && failureText(told).split('\n')).toHaveLength(2)
  })

  it('keeps its detail in one line each, its faults as a list', () => {
    const error = new EvidenceError(
      'STORE_REFUSED',
      { key: 'a', why: 'two\nlines', faults: ['one', 'two'] },
      { hint: 'do this' },
    )
    const told = failure(error, 'eks-evidence')
    expect(told && failureText(told)).toBe(
      'error: the store refused a write; key: a; why: two\n  - one\n  - two\nhint: do this',
    )
    expect(told && JSON.parse(failureJson(told))).toEqual({
      error: {
        code: 'STORE_REFUSED',
        message: 'the store refused a write; key: a; why: two',
        faults: ['one', 'two'],
        hint: 'do this',
      },
    })
  })
})
