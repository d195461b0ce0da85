// eks-evidence coverage: what it takes.
import type { Command } from 'commander'
import { exitsText } from './exits.ts'
import type { GivenPins } from './given-pins.ts'
import { addPins } from './pin-options.ts'

export type CoverageOptions = Pick<GivenPins, 'key' | 'account' | 'ledger' | 'period' | 'sandbox'> & {
  source?: string
  subject?: string
  all?: boolean
  csv?: string
  zone?: string
  region?: string
  json?: boolean
}

const says = `
An observation is expected for each slot of a source's cadence, from the ledger's own schedule and
the births of its subjects: it is complete, empty ("there is none" is a read), partial, failed,
missed, or unaccounted for, which is to say that no index has a line for it. Whatever was not read
stays among the expected. A slot that was not due by the ledger's last tick is not expected yet.

Signatures, chain and the digests of what is read are checked on the way. It is not the full verify.
`

export const addCoverage = (program: Command): void => {
  addPins(
    program
      .command('coverage')
      .summary('say which expected observations of a period were read, and where the gaps are')
      .description(
        'Reads a store and nothing else: expected slots against sealed ones, by source and subject, with gaps, outages, who came and went, what was left out and what was changed.',
      )
      .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket'),
  )
    .option('--source <id>', 'of this source alone, as audit-log')
    .option('--subject <pattern>', 'of subjects whose ARN is this, * for any characters')
    .option('--all', 'every source at every subject, and not only those that are not whole')
    .option('--csv <path>', 'write the tables into this folder, or coverage alone into a file that ends in .csv')
    .option('--zone <name>', "the time zone of the local times, as Europe/Berlin; default this machine's")
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox')
    .option('--json', 'print the same as JSON')
    .addHelpText('after', `${says}${exitsText('coverage')}`)
    // Loaded when it is asked for: a help should not wait for every control.
    .action(async (where: string, options: CoverageOptions) =>
      (await import('./coverage-now.ts')).coverageNow(where, options),
    )
}
