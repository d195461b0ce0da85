// eks-evidence collect: one tick now, with the caller's own AWS credentials.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import { account as accountService } from '../../gen/commands/account.ts'
import { ecr } from '../../gen/commands/ecr.ts'
import { eks } from '../../gen/commands/eks.ts'
import { kms } from '../../gen/commands/kms.ts'
import { logs } from '../../gen/commands/logs.ts'
import { securityhub } from '../../gen/commands/securityhub.ts'
import { sts } from '../../gen/commands/sts.ts'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { makeAws } from '../aws.ts'
import { slotAt, systemClock } from '../clock.ts'
import { type ConfigFile, configFile, readConfig } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { findHead, ledgerId } from '../ledger/chain.ts'
import { kmsSigner } from '../ledger/kms.ts'
import { localKeySigner } from '../ledger/local-key.ts'
import type { Instant } from '../model.ts'
import { caller } from '../plan/caller.ts'
import { plan, planOf } from '../plan/plan.ts'
import { publishSealed } from '../publish/sealed.ts'
import { remembered } from '../store/remembered.ts'
import { retainUntil } from '../store/retention.ts'
import { inMemory } from './dry-run.ts'
import { homeRegion, openStore } from './place.ts'
import { count, say, table } from './terminal.ts'
import { runTick, type Ticking } from './tick.ts'

type Options = {
  store: string
  region?: string
  config?: string
  signingKey?: string
  publish?: boolean
  dryRun?: boolean
  json?: boolean
}

export const addCollect = (program: Command): void => {
  program
    .command('collect')
    .summary('run one tick now')
    .description(
      "Runs one tick now with the caller's AWS credentials: plan, collect, evaluate, seal. It only reads AWS, but for what --publish sends.",
    )
    .requiredOption('--store <where>', 's3://BUCKET (versioned, with Object Lock), or a folder')
    .option('--region <region>', 'the home region; default AWS_REGION')
    .option('--config <dir>', `the folder of ${configFile}; without it, the defaults`)
    .option(
      '--signing-key <key>',
      "for a bucket: the KMS key (default alias/eks-evidence); for a folder: a key file (default the folder's name with .pem)",
    )
    .option('--publish', 'send what changed to Security Hub')
    .option('--dry-run', 'ask who there is, and list what would be read; write nothing')
    .option('--json', 'print JSON')
    .action(run)
}

const run = async (options: Options): Promise<void> => {
  const files = options.config === undefined ? [] : configFiles(options.config)
  const config = readConfig(files, registry)
  const home = homeRegion(options.region)
  const aws = makeAws({ home }, [accountService, ecr, eks, kms, logs, securityhub, sts], systemClock)
  const { account, arn } = await caller(aws.send)
  const until = (): Instant => retainUntil(systemClock.now(), config)
  const { store, host } = openStore(options.store, { home }, account, until)
  const named =
    options.signingKey ?? (host === null ? `${options.store.replace(/\/+$/, '')}.pem` : 'alias/eks-evidence')
  // A dry run makes no key: one that is thrown away signs nothing.
  const key =
    options.dryRun && host === null && !existsSync(named)
      ? join(mkdtempSync(join(tmpdir(), 'eks-evidence-')), 'key.pem')
      : named
  const on: Ticking = {
    store: remembered(store),
    signer: host === null ? await localKeySigner(key) : kmsSigner({ send: aws.send, keyId: key }),
    catalog: registry,
    clock: systemClock,
    send: aws.send,
    account,
    home,
    collector: { version, commit: process.env['EKS_EVIDENCE_COMMIT'] ?? 'unreleased', caller: arn },
    documents: async () => files,
    pause: (seconds) => wait(seconds * 1_000),
    retainUntil: () => (host === null ? null : until()),
    warn: (message, error) =>
      process.stderr.write(`warning: ${message}: ${error instanceof Error ? error.message : String(error)}\n`),
  }
  const tick = slotAt(systemClock.now(), 60).start
  if (options.dryRun) await dryRun({ ...on, store: inMemory(store) }, tick, options)
  else await collectNow(on, tick, options)
  aws.close()
}

const collectNow = async (on: Ticking, tick: Instant, { store, publish, json }: Options): Promise<void> => {
  const sealed = await runTick({ ...on, ...(publish && { publish: () => publishSealed(on) }) }, tick)
  if (!sealed) {
    throw new EvidenceError(
      'USAGE',
      { tick },
      { hint: 'this minute, or a later tick, is sealed already: try again in a minute' },
    )
  }
  const { publicKey } = await on.signer.describe()
  const head = await findHead(on.store, publicKey)
  const ledger = head ? ledgerId(head) : null
  if (json) return say(JSON.stringify({ ...sealed, ledger, account: on.account, publicKey }))
  say(`Sealed the tick ${sealed.tick} as entry ${sealed.sequence} of the ledger ${ledger}.`)
  say(table(Object.entries(sealed.counts).map(([status, slots]) => [`  ${status}`, count(slots, 'slot')])))
  say(
    `\nTo verify, keep these outside of the store: the account ${on.account}, the ledger's id, and this public key:\n\n${publicKey.trim()}\n\n  eks-evidence verify ${store} --help`,
  )
}

// Everything that plan writes stays in memory: the population is read, nothing else is.
const dryRun = async (on: Ticking, tick: Instant, { json }: Options): Promise<void> => {
  const planned = await plan(on, tick)
  const { plan: intended } = await planOf(on, planned.plan)
  const calls = intended.tasks.flatMap(({ subject, due }) =>
    due.map(({ source, slot }) => ({ subject: subject.id, source, slot, operations: operationsOf(source) })),
  )
  if (json) return say(JSON.stringify({ tick: planned.tick, calls }))
  say(table(calls.map(({ source, subject, slot, operations }) => [source, subject, slot.start, operations.join(' ')])))
  say(
    `\n${count(calls.length, 'observation')} would be made in the tick ${planned.tick}. The inventory was read; nothing was written.`,
  )
}

const operationsOf = (id: string): string[] =>
  registry.sources.find((one) => one.id === id)?.operations.map(({ action }) => action) ?? []

/** Throws USAGE. */
const configFiles = (folder: string): ConfigFile[] => {
  if (!existsSync(folder))
    throw new EvidenceError('USAGE', { config: folder }, { hint: `name a folder that holds ${configFile}` })
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
}
