// eks-evidence demo: hands over to the sandbox's own program, which the product does not hold.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { EvidenceError } from '../errors.ts'

type Options = { days: string; out?: string; keep?: boolean; json?: boolean }

export const addDemo = (program: Command): void => {
  program
    .command('demo')
    .summary('a week of hourly ticks against a local AWS account, then verify')
    .description(
      'Starts a local AWS account, runs the pipeline hour by hour through the AWS SDK, verifies as an auditor would, and sums up.',
    )
    .option('--days <n>', 'how many days, 1 to 30', '7')
    .option('--out <dir>', 'copy the bucket to this folder, and print the command that verifies it')
    .option('--keep', 'leave the local account up and print how to browse it')
    .option('--json', 'print the summary as JSON')
    .action(async ({ days, out, keep, json }: Options) => {
      if (!/^([1-9]|[12]\d|30)$/.test(days))
        throw new EvidenceError('USAGE', { days }, { hint: 'give a whole number from 1 to 30' })
      const program = join(__dirname, '../sandbox/demo.ts')
      if (!existsSync(program))
        throw new EvidenceError('USAGE', { missing: program }, { hint: 'run the demo in a checkout of the repository' })
      const args = [
        '--days',
        days,
        ...(out === undefined ? [] : ['--out', out]),
        ...(keep ? ['--keep'] : []),
        ...(json ? ['--json'] : []),
      ]
      process.exitCode = await new Promise<number>((resolve, reject) => {
        spawn(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', program, ...args], {
          stdio: 'inherit',
        })
          .once('error', reject)
          .once('close', (code) => resolve(code ?? 1))
      })
    })
}
