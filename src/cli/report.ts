// eks-evidence report: what it takes.
import type { Command } from 'commander'
import { exitsText } from './exits.ts'
import type { GivenPins } from './given-pins.ts'
import { addAllPins } from './pin-options.ts'

export type ReportOptions = GivenPins & {
  out?: string
  verified?: string
  withoutVerify?: boolean
  zone?: string
  region?: string
  json?: boolean
}

const says = `
It writes report.html, which needs neither network nor script; each of its tables as CSV and all of
them as report.json; and OSCAL assessment results. The same store, pins and program give the same
bytes: eks-evidence verify STORE ... --report PATH holds what was written against the store again.

The full verify runs first, and the first page says what it found. Over a large bucket it takes
long: with --verified the report takes over what eks-evidence verify --json said before.
`

export const addReport = (program: Command): void => {
  addAllPins(
    program
      .command('report')
      .summary('write the report of a period, for whoever audits it')
      .description(
        'Reads a store and nothing else, and writes what a period was: population, tests, every deviation with its evidence, gaps, incidents, changes.',
      )
      .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket'),
  )
    .requiredOption(
      '--out <path>',
      'where to write it: a folder, or s3://BUCKET/PREFIX of a bucket that is no evidence',
    )
    .option('--verified <file>', 'what verify --json said of the same ledger and period')
    .option('--without-verify', 'leave the full verify out; the first page says so')
    .option('--zone <name>', "the time zone of the local times, as Europe/Berlin; default this machine's")
    .option('--region <region>', "the buckets' region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', `${says}${exitsText('report')}`)
    .action(async (where: string, options: ReportOptions) =>
      (await import('./report-now.ts')).reportNow(where, options),
    )
}
