// eks-evidence verify: what an auditor runs over a bucket or a downloaded copy of it.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { isInstant } from '../clock.ts'
import { isDigest } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson } from '../json.ts'
import type { Digest, Slot } from '../model.ts'
import type { Anchor, Pins } from '../prove/pins.ts'
import { type Verified, verify } from '../prove/verify.ts'
import { homeRegion, isBucket, openStore } from './place.ts'
import { say } from './terminal.ts'
import { verifiedText } from './verified-text.ts'

type Options = {
  key?: string
  account?: string
  ledger?: string
  period?: string
  anchors?: string
  configDigest?: string[]
  region?: string
  sandbox?: boolean
  json?: boolean
}

export const addVerify = (program: Command): void => {
  program
    .command('verify')
    .summary('check a store offline, with pins that you brought along')
    .description(
      'Reads a store and nothing else, and names what holds and what does not. The pins come from outside of the store:\nwhoever could change the evidence could change what the store says of itself.',
    )
    .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket')
    .option('--key <file>', 'pin: the public key that signs the ledger, PEM')
    .option('--account <id>', 'pin: the account, 12 digits')
    .option('--ledger <digest>', "pin: the ledger's id, sha256:<64 hex>")
    .option('--period <start..end>', 'pin: the audit period in UTC; its end is not part of it: 2026-01-01..2027-01-01')
    .option('--anchors <file>', 'entries you were told of at the time: JSON lines of {"sequence", "sha256"}')
    .option('--config-digest <digest...>', 'configurations you accept, with what they loosen')
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit codes:\n  0  intact and continuous\n  3  intact, with named deviations\n  1  integrity is broken\n  2  a pin is missing\n  4  the store cannot be read',
    )
    .action(async (where: string, options: Options) => {
      const pins = pinsOf(options)
      const home = isBucket(where) ? homeRegion(options.region) : ''
      const { store, host } = openStore(where, { home }, options.account ?? '', () => '')
      const verified = await verify({ store, pins, catalog: registry, version, endpoint: host })
      say(options.json ? JSON.stringify(verified) : verifiedText(verified, pins))
      process.exitCode = verifyExit(verified)
    })
}

export const verifyExit = ({ result }: Pick<Verified, 'result'>): number =>
  ({ intact: 0, deviations: 3, broken: 1 })[result]

const pinsOf = ({ key, account, ledger, period, anchors, configDigest, sandbox }: Options): Partial<Pins> => ({
  ...(key !== undefined && { publicKey: read(key) }),
  ...(account !== undefined && { account }),
  ...(ledger !== undefined && { ledger: ledger as Digest }),
  ...(period !== undefined && { period: periodOf(period) }),
  anchors: anchors === undefined ? [] : anchorsOf(anchors),
  configs: (configDigest ?? []).map((one) => (isDigest(one) ? one : refuse('--config-digest', one, 'sha256:<64 hex>'))),
  sandbox: sandbox === true,
})

/** Days begin at midnight UTC. Throws USAGE. */
export const periodOf = (text: string): Slot => {
  const [start = '', end = '', ...more] = text
    .split('..')
    .map((one) => (/^\d{4}-\d{2}-\d{2}$/.test(one) ? `${one}T00:00:00Z` : one))
  if (more.length > 0 || !isInstant(start) || !isInstant(end))
    return refuse('--period', text, 'START..END, as 2026-01-01..2027-01-01')
  return { start, end }
}

const anchorsOf = (file: string): Anchor[] =>
  read(file)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { sequence, sha256 } = parseJson(line) as Partial<Anchor>
      if (Number.isSafeInteger(sequence) && isDigest(sha256)) return { sequence: sequence as number, sha256 }
      return refuse('--anchors', line, 'lines of {"sequence": 12, "sha256": "sha256:<64 hex>"}')
    })

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new EvidenceError(
      'USAGE',
      { file, why: cause instanceof Error ? cause.message : String(cause) },
      { hint: 'name a file that can be read', cause },
    )
  }
}

const refuse = (option: string, given: string, expected: string): never => {
  throw new EvidenceError('USAGE', { option, given }, { hint: `expected ${expected}` })
}
