// eks-evidence estimate: what it takes.
import type { Command } from 'commander'
import { configFile } from '../config.ts'
import { exitsText } from './exits.ts'

export type EstimateOptions = {
  region?: string
  config?: string
  inventory?: string
  prices?: string
  streams?: boolean
  json?: boolean
}

export const addEstimate = (program: Command): void => {
  program
    .command('estimate')
    .summary('what it would cost a month, and what would make it cheaper')
    .description(
      'Estimates the monthly cost by AWS service from who there is in the account and how much its clusters log, with what each figure rests on and what each lever saves. Reads AWS, or a file alone.',
    )
    .option('--region <region>', 'the home region; default AWS_REGION')
    .option('--config <dir>', `the folder of ${configFile}; without it, the defaults`)
    .option('--inventory <file>', 'ask nobody: the member inventory of what --json printed, changed for a what-if')
    .option('--prices <file>', 'prices of another region: {"region", "taken", "prices": {"insights-gb": 0.0057}}')
    .option('--streams', 'count the stream stack in each region too')
    .option('--json', 'print JSON, with the inventory and the prices')
    .addHelpText('after', exitsText('estimate'))
    // Loaded when it is asked for: a help should not wait for every client of the SDK.
    .action(async (options: EstimateOptions) => (await import('./estimate-now.ts')).estimateNow(options))
}
