// What the command says of itself: every option, every exit code, and no word that it could not keep.
import { describe, expect, it } from 'vitest'
import { version } from '../../gen/version.ts'
import { tooOld } from '../../src/cli/node-version.ts'
import { text } from '../layout-tree.ts'
import { run } from './run.ts'

const options = {
  demo: ['--days <n>', '--out <dir>', '--keep', '--json'],
  init: ['[dir]', '--period <start..end>', '--regions <names>', '--yes', '--json'],
  estimate: ['--region <region>', '--config <dir>', '--inventory <file>', '--prices <file>', '--streams', '--json'],
  doctor: ['--store <where>', '--region <region>', '--config <dir>', '--key <key>', '--role <arn>', '--json'],
  collect: [
    '--store <where>',
    '--region <region>',
    '--config <dir>',
    '--signing-key <key>',
    '--previous-key <key>',
    '--publish',
    '--dry-run',
    '--json',
  ],
  attest: [
    '<kind>',
    '--file <file>',
    '--template',
    '--document <file>',
    '--key <key>',
    '--bucket <name>',
    '--stack <name>',
    '--region <region>',
    '--dry-run',
    '--json',
  ],
  verify: [
    '--key <file>',
    '--account <id>',
    '--ledger <digest>',
    '--period <start..end>',
    '--anchors <file>',
    '--timestamps <folder>',
    '--tsa-certificate <file>',
    '--config-digest',
    ...['--nonce <text>', '--sample <n>', '--sizes <file>', '--bundle'],
    '--sandbox',
    '--json',
  ],
  coverage: [
    '--key <file>',
    '--account <id>',
    '--ledger <digest>',
    '--period <start..end>',
    '--source <id>',
    '--subject <pattern>',
    '--all',
    '--csv <path>',
    '--zone <name>',
    '--sandbox',
    '--json',
  ],
  bundle: [
    ...['--key <file>', '--account <id>', '--ledger <digest>', '--period <start..end>', '--sandbox', '--json'],
    ...['--out <file>', '--nonce <text>', '--sample <n>', '--sizes <file>', '--control <id>', '--subject <pattern>'],
    '--report <folder>',
  ],
  recheck: [
    ...['--key <file>', '--account <id>', '--ledger <digest>', '--period <start..end>', '--sandbox', '--json'],
    ...['--control <id>', '--subject <pattern>', '--config <dir>', '--region <region>'],
  ],
  witness: [
    '[messages...]',
    '--anchors <file>',
    '--store <store>',
    '--key <file>',
    '--tsa <url>',
    '--tsa-certificate <file>',
    '--json',
  ],
  reperform: [
    ...['--key <file>', '--account <id>', '--ledger <digest>', '--period <start..end>', '--sandbox', '--json'],
    ...['--subject <pattern>', '--source <id>', '--sample <n>', '--nonce <text>', '--region <region>'],
  ],
  classify: ['<file>', '--config <dir>', '--detection <id>', '--explain <audit-id>'],
  controls: ['[id]', '--config <dir>', '--json'],
}
const exits = {
  demo: [0, 1, 2],
  init: [0, 1, 2],
  doctor: [0, 1, 2, 3, 4],
  estimate: [0, 1, 2, 4],
  collect: [0, 1, 2, 4],
  attest: [0, 1, 2, 4],
  verify: [0, 1, 2, 3, 4],
  coverage: [0, 1, 2, 3, 4],
  bundle: [0, 1, 2, 4],
  recheck: [0, 1, 2, 3, 4],
  witness: [0, 1, 2, 4],
  reperform: [0, 1, 2, 3, 4],
  classify: [0, 1, 2, 4],
  controls: [0, 2],
}

describe('help', () => {
  it('names the commands and all exit codes', async () => {
    const { code, out, err } = await run(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const name of Object.keys(options)) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    expect(out.match(/^ {2}\d(?= )/gm)?.map(Number)).toEqual([0, 1, 2, 3, 4])
  })

  it.each(Object.entries(options))('of %s names its options and exit codes', async (name, all) => {
    const { code, out, err } = await run([name, '--help'])
    expect([code, err]).toEqual([0, ''])
    for (const option of all) expect(out).toContain(option)
    expect(out.match(/^ {2}\d(?= )/gm)?.map(Number)).toEqual(exits[name as keyof typeof exits])
  })

  it('fits a hundred columns and promises nothing that evidence cannot show', async () => {
    const never =
      /\b(compliant|certified|audit-ready|guarantees?|tamper-?proof|immutable|continuous(ly)?|effective(ly)?|all events|no incidents)\b/i
    const told = await Promise.all(
      [['--help'], ...Object.keys(options).map((name) => [name, '--help'])].map((args) => run(args)),
    )
    const lines = told.flatMap(({ out }) => out.split('\n'))
    expect(lines.filter((line) => line.length > 100 || never.test(line))).toEqual([])
  })

  it('is told to whoever gives no command, with exit code 2', async () => {
    const { code, out, err } = await run([])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Usage: eks-evidence')
  })

  it('gives the version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
})

describe('an older Node.js', () => {
  const { engines } = JSON.parse(text('package.json')) as { engines: { node: string } }

  it('is told what package.json asks for', () => {
    expect(tooOld('20.20.2')).toContain(`${engines.node.replace('>=', '')} is the oldest`)
    expect(tooOld('22.17.9')).toMatch(/^error: .*\nhint: .*npx eks-evidence/)
  })

  it.each(['22.18.0', '24.0.0', '100.1.0'])('is not %s', (version) => {
    expect(tooOld(version)).toBeUndefined()
  })
})
