// eks-evidence verify: what an auditor runs over a bucket or a downloaded copy of it.
import type { Command } from 'commander'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { type Anchor, checkPins } from '../prove/pins.ts'
import { exitsText, verifyExit } from './exits.ts'
import { allPinsOf, type GivenPins } from './given-pins.ts'
import { addAllPins, mustBeThere } from './pin-options.ts'
import { earlier, remember } from './since.ts'
import { say } from './terminal.ts'
import { verifiedText } from './verified-text.ts'

type Options = GivenPins & {
  report?: string
  bundle?: boolean
  nonce?: string
  sample?: string
  sizes?: string
  since?: string
  region?: string
  json?: boolean
}

export const addVerify = (program: Command): void => {
  addAllPins(
    program
      .command('verify')
      .summary('check a store offline, with pins that you brought along')
      .description(
        'Reads a store and nothing else, and names what holds and what does not. The pins come from outside of the store: whoever could change the evidence could change what the store says of itself.',
      )
      .argument('<store>', 's3://BUCKET, the folder of a downloaded bucket, or a bundle, FILE.zip'),
  )
    .option(
      '--report <path>',
      'a report, report.html or its folder, that the store must give again; nothing behind its head is examined',
    )
    .option('--nonce <text>', 'pin, of a bundle: what you told for its sample, after you had its head')
    .option('--sample <n>', 'pin, of a bundle: the items of every population that you asked for')
    .option('--sizes <file>', 'pin, of a bundle: your sizes by how often a source is read')
    .option('--bundle', 'the folder is what a bundle was unpacked into: what its sample leaves out is not missed')
    .option('--since <file>', 'go on from where your last run ended; the file is written where it is not there yet')
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', exitsText('verify'))
    .action(run)
}

const run = async (where: string, options: Options): Promise<void> => {
  const pins = checkPins(await allPinsOf(options))
  const { bundleVerified, isBundle } = await import('./bundle-verified.ts')
  if (isBundle(where, options)) return bundleVerified(where, options, pins)
  const { homeRegion, isBucket, openStore } = await import('./place.ts')
  const { verify } = await import('../prove/verify.ts')
  const home = isBucket(where) ? homeRegion(options.region) : ''
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  const since = options.since === undefined ? undefined : earlier(options.since, pins.ledger)
  const given =
    options.report === undefined ? undefined : (await import('./report/hold.ts')).reportAt(options.report, pins)
  const on = { store, pins, catalog: registry, version, endpoint: host }
  const examined = await verify({ ...on, ...(since && { since }), upTo: given?.made.head as Anchor | undefined })
  const verified = given
    ? await (await import('../report/held.ts')).heldAgainst({ ...on, given, verified: examined })
    : examined
  say(options.json ? JSON.stringify(verified) : verifiedText(verified, pins))
  process.exitCode = verifyExit(verified)
  if (options.since !== undefined) remember(options.since, pins.ledger, verified)
}
