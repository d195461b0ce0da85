// eks-evidence bundle: what it takes.
import type { Command } from 'commander'
import type { GivenSizes } from './bundle-asked.ts'
import { exitsText } from './exits.ts'
import type { GivenPins } from './given-pins.ts'
import { addPins, each } from './pin-options.ts'

export type BundleOptions = Pick<GivenPins, 'key' | 'account' | 'ledger' | 'period' | 'sandbox'> &
  GivenSizes & {
    control?: string[]
    subject?: string
    nonce?: string
    report?: string
    out?: string
    region?: string
    json?: boolean
  }

const says = `
A population is every slot of one source that begins in the period and has a line in an index, read
or not. Of each, the items with the lowest SHA-256 of nonce, line feed and name are the sample, and
anybody with the nonce draws the same. Receive the head of the ledger first and tell the nonce then:
that it came later no file can show.

How many items are drawn is the auditor's to say. Without --sizes or --sample it is, by how often a
source is read: annual 1, quarterly 2, monthly 5, weekly 15, daily 40, many-times-a-day 60: the
upper ends of ranges that firms use. Nobody prescribes any.

In the zip: every statement, the period's indexes, of each item that was drawn all its objects and
whatever judging it again rests on, population.csv, sample.csv, bundle.json, and VERIFY.md, whose
steps need openssl, sha256sum and jq alone. eks-evidence verify FILE.zip --nonce TEXT checks it all.
`

export const addBundle = (program: Command): void => {
  addPins(
    program
      .command('bundle')
      .summary('put the sampled evidence of a period into one zip, for an auditor')
      .description(
        "Reads a store and nothing else, draws a sample by the auditor's nonce, and writes one file that can be verified offline, by this program and without it.",
      )
      .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket'),
  )
    .requiredOption('--out <file>', 'the zip to write; nothing is written over')
    .option('--nonce <text>', "the auditor's own: at least 8 printable characters, told after the head was")
    .option('--sample <n>', 'items of every population; all for everything, which needs no nonce')
    .option('--sizes <file>', 'items by how often a source is read: YAML as daily: 25')
    .option('--control <id>', 'the populations of this control alone, as NET-01; once for each', each)
    .option('--subject <pattern>', 'of subjects whose ARN (or aws://ACCOUNT/REGION) is this, * for any characters')
    .option(
      '--report <folder>',
      'what eks-evidence report wrote of the same period; nothing behind its head is bundled',
    )
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', `${says}${exitsText('bundle')}`)
    .action(async (where: string, options: BundleOptions) =>
      (await import('./bundle-now.ts')).bundleNow(where, options),
    )
}
