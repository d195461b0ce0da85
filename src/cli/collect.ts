// eks-evidence collect: what it takes.
import type { Command } from 'commander'
import { configFile } from '../config.ts'
import { exitsText } from './exits.ts'

export type CollectOptions = {
  store: string
  region?: string
  config?: string
  signingKey?: string
  previousKey?: string
  publish?: boolean
  dryRun?: boolean
  json?: boolean
}

export const addCollect = (program: Command): void => {
  program
    .command('collect')
    .summary('run one tick now')
    .description(
      "Runs one tick now with the caller's AWS credentials: plan, collect, evaluate, seal. It only reads AWS, but for the store, the signing key, and what --publish sends.",
    )
    .requiredOption('--store <where>', 's3://BUCKET (versioned, with Object Lock), or a folder')
    .option('--region <region>', 'the home region; default AWS_REGION')
    .option('--config <dir>', `the folder of ${configFile}; without it, the defaults`)
    .option(
      '--signing-key <key>',
      "for a bucket: the KMS key (default alias/eks-evidence-prod); for a folder: a key file (default the folder's name with .pem)",
    )
    .option(
      '--previous-key <key>',
      'the key that signed the ledger so far, where another takes over: both sign once, then the new one alone',
    )
    .option('--publish', 'send what changed to Security Hub')
    .option('--dry-run', 'ask who there is, and list what would be read; write nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', exitsText('collect'))
    // Loaded when it is asked for: a help should not wait for every client of the SDK.
    .action(async (options: CollectOptions) => (await import('./collect-now.ts')).collectNow(options))
}
