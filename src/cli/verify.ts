// eks-evidence verify: what an auditor runs over a bucket or a downloaded copy of it.
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { EvidenceError } from '../errors.ts'
import { checkPins } from '../prove/pins.ts'
import { exitsText, verifyExit } from './exits.ts'
import { allPinsOf, type GivenPins } from './given-pins.ts'
import { earlier, remember } from './since.ts'
import { say } from './terminal.ts'
import { verifiedText } from './verified-text.ts'

type Options = GivenPins & { since?: string; region?: string; json?: boolean }

export const addVerify = (program: Command): void => {
  program
    .command('verify')
    .summary('check a store offline, with pins that you brought along')
    .description(
      'Reads a store and nothing else, and names what holds and what does not. The pins come from outside of the store: whoever could change the evidence could change what the store says of itself.',
    )
    .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket')
    .option(
      '--key <file>',
      'pin: the public key that signs the ledger, PEM; once for each where it was changed, the first one first',
      (file: string, before: string[] = []) => [...before, file],
    )
    .option('--account <id>', 'pin: the account, 12 digits')
    .option('--ledger <digest>', "pin: the ledger's id, sha256:<64 hex>")
    .option('--period <start..end>', 'pin: the audit period in UTC; its end is not part of it: 2026-01-01..2027-01-01')
    .option(
      '--anchors <file>',
      'entries you were told of at the time: JSON lines of {"sequence", "sha256"}; or a copy of the ledger, s3://BUCKET or a folder',
    )
    .option(
      '--timestamps <folder>',
      'tokens of RFC 3161, NAME.tsr; default the folder beside the anchors, FILE.timestamps',
    )
    .option(
      '--tsa-certificate <file>',
      'whom to believe their tokens: the certificate of an authority or of its root, PEM; once for each',
      (file: string, before: string[] = []) => [...before, file],
    )
    .option(
      '--config-digest <digest>',
      'a configuration that you accept, with what it loosens; once for each',
      (digest: string, before: string[] = []) => [...before, digest],
    )
    .option('--release <file>', "SHA256SUMS of a release: the collector's code must be of it")
    .option('--since <file>', 'go on from where your last run ended; the file is written where it is not there yet')
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', exitsText('verify'))
    .action(run)
}

const run = async (where: string, options: Options): Promise<void> => {
  const pins = checkPins(await allPinsOf(options))
  const { homeRegion, isBucket, openStore } = await import('./place.ts')
  const { verify } = await import('../prove/verify.ts')
  const home = isBucket(where) ? homeRegion(options.region) : ''
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  const since = options.since === undefined ? undefined : earlier(options.since, pins.ledger)
  const verified = await verify({ store, pins, catalog: registry, version, endpoint: host, ...(since && { since }) })
  say(options.json ? JSON.stringify(verified) : verifiedText(verified, pins))
  process.exitCode = verifyExit(verified)
  if (options.since !== undefined) remember(options.since, pins.ledger, verified)
}

// A folder that is not there is a slip of the pen, and must not read as evidence that is gone.
const mustBeThere = (where: string): void => {
  if (existsSync(where)) return
  throw new EvidenceError(
    'STORE_UNREADABLE',
    { store: where, why: 'there is no such folder' },
    { hint: 'name the folder that holds ledger/ and ticks/, or s3://BUCKET' },
  )
}
