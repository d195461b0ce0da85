// eks-evidence witness: what an auditor keeps of the heads that they were told of.
import type { Command } from 'commander'
import { exitsText } from './exits.ts'
import { each } from './pin-options.ts'

export type WitnessOptions = {
  anchors: string
  store?: string
  key?: string[]
  account?: string
  ledger?: string
  region?: string
  tsa?: string
  tsaCertificate?: string[]
  json?: boolean
}

export const addWitness = (program: Command): void => {
  program
    .command('witness')
    .summary('keep the heads that you were told of, in a file of your own')
    .description(
      'Appends what you received, mails as they were saved or the line alone, to your own file of anchors; with --store the head that stands there now, once its chain was followed back to your newest anchor. Refuses loudly what contradicts an anchor that you hold: then there are two histories. Nothing is ever taken out of the file.',
    )
    .argument('[messages...]', 'mails as they were saved, or files with the line; - for standard input')
    .requiredOption('--anchors <file>', 'your file of anchors; written where it is not there yet')
    .option('--store <store>', 's3://BUCKET, or a folder: read the head from there')
    .option('--key <file>', 'pin, with --store: the public key, PEM; once for each where it was changed', each)
    .option('--account <id>', 'pin, with --store: the account, 12 digits')
    .option('--ledger <digest>', "pin, with --store: the ledger's id, sha256:<64 hex>")
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--tsa <url>', 'have an authority of RFC 3161 stamp the newest anchor; the token lies in FILE.timestamps')
    .option('--tsa-certificate <file>', 'and hold the token against its certificate or its root, PEM', each)
    .option('--json', 'print JSON')
    .addHelpText('after', exitsText('witness'))
    .action(async (messages: string[], options: WitnessOptions) => {
      await (await import('./witness-now.ts')).witnessNow(messages, options)
    })
}
