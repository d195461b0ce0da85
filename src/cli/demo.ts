// eks-evidence demo: hands over to the sandbox's own program, which the product does not hold.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { EvidenceError } from '../errors.ts'
import { exitsText } from './exits.ts'

type Options = { days: string; out?: string; keep?: boolean; json?: boolean }

/** What the sandbox's program is called with; it gives the exit code. */
export type Demo = (asked: { days: number; out?: string; keep: boolean; json: boolean }) => Promise<number>

export const addDemo = (program: Command): void => {
  program
    .command('demo')
    .summary('days of hourly ticks against a local AWS account, then verify')
    .description(
      'Starts a local AWS account, runs the pipeline hour by hour through the AWS SDK, verifies as an auditor would, and sums up. It needs no AWS account and asks none.',
    )
    .option('--days <n>', 'how many days, 1 to 30', '10')
    .option('--out <dir>', 'copy the bucket to this new folder, and print the command that verifies it')
    .option('--keep', 'leave the local account up and print how to browse it')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', exitsText('demo'))
    .action(async ({ days, out, keep, json }: Options) => {
      if (!/^([1-9]|[12]\d|30)$/.test(days))
        throw new EvidenceError('USAGE', { '--days': days }, { hint: 'give a whole number from 1 to 30' })
      const { demo } = (await import(pathToFileURL(demoModule()).href)) as { demo: Demo }
      process.exitCode = await demo({
        days: Number(days),
        ...(out !== undefined && { out }),
        keep: keep === true,
        json: json === true,
      })
    })
}

// Bundled it lies beside this file; from the sources, in its own folder.
const demoModule = (): string => {
  const found = ['demo.js', '../../sandbox/demo.ts'].map((name) => join(import.meta.dirname, name)).find(existsSync)
  if (found) return found
  throw new EvidenceError('USAGE', { missing: 'the sandbox' }, { hint: 'run the demo in a checkout of the repository' })
}
