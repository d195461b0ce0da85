// eks-evidence serve: a local site over a store, by which evidence is found and read.
import type { Command } from 'commander'
import { exitsText } from './exits.ts'
import type { GivenPins } from './given-pins.ts'
import { each } from './pin-options.ts'

export type ServeOptions = GivenPins & { port?: string; region?: string }

const says = `
Pages show every stored object by criterion, control, subject and day, and what was looked at of it
when its page was asked for: bytes against index, index against statement, statement against the
pinned key, the entries beside it, and in a bucket lock, versions and S3's time. Without pins the
pages are shown and say what is not known. They are no evidence, and no replacement for verify.

It listens on 127.0.0.1 alone and only reads. Ctrl-C ends it.

Example:
  eks-evidence serve s3://my-evidence --key key.pem --account 111122223333 \\
    --ledger sha256:... --period 2026-01-01..2027-01-01
`

export const addServe = (program: Command): void => {
  program
    .command('serve')
    .summary('browse a store in a browser: each object as a person reads it, held against its digests')
    .description('Serves pages over a bucket, a downloaded copy of it or an unzipped bundle, to this machine alone.')
    .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket or an unzipped bundle')
    .option(
      '--key <file>',
      'pin: the public key that signs the ledger, PEM; once for each where it was changed, the first one first',
      each,
    )
    .option('--account <id>', 'pin: the account, 12 digits; a bucket must be owned by it')
    .option('--ledger <digest>', "pin: the ledger's id, sha256:<64 hex>")
    .option('--period <start..end>', 'pin: the audit period in UTC; its end is not part of it: 2026-01-01..2027-01-01')
    .option('--anchors <file>', 'entries you were told of at the time: JSON lines of {"sequence", "sha256"}')
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--port <number>', 'where to listen on 127.0.0.1; default: any that is free')
    .addHelpText('after', `${says}${exitsText('serve')}`)
    // Loaded when it is asked for: a help should not wait for every page.
    .action(async (store: string, options: ServeOptions) => (await import('./serve-now.ts')).serveNow(store, options))
}
