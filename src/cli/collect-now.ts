// One tick now, with the caller's own AWS credentials: what collect does.
import { setTimeout as wait } from 'node:timers/promises'
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { makeAws } from '../aws.ts'
import { slotAt, systemClock } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { ledgerId, readAt } from '../ledger/chain.ts'
import { keyId } from '../ledger/dsse.ts'
import { findHead, keysOf } from '../ledger/head.ts'
import type { Instant, Slot } from '../model.ts'
import { caller } from '../plan/caller.ts'
import { publishSealed } from '../publish/sealed.ts'
import { remembered } from '../store/remembered.ts'
import { retainUntil } from '../store/retention.ts'
import type { CollectOptions } from './collect.ts'
import { configFiles, configNow } from './config-files.ts'
import { dryRun } from './dry-run.ts'
import { homeRegion, isSandbox, openStore } from './place.ts'
import { signersOf } from './signing-key.ts'
import { count, say, table, warn } from './terminal.ts'
import { runTick, type Ticking } from './tick.ts'
import { verifyCommand } from './verify-command.ts'

/** Throws what the stages throw. */
export const collectNow = async (options: CollectOptions): Promise<void> => {
  const files = options.config === undefined ? [] : configFiles(options.config)
  const config = configNow(files, registry)
  const home = homeRegion(options.region)
  const aws = makeAws({ home }, services, systemClock)
  const until = (): Instant => retainUntil(systemClock.now(), config)
  // The owner is known once AWS has said who asks; what --store names can be wrong before that.
  openStore(options.store, { home }, '', until)
  isSandbox()
  try {
    const { account, arn } = await caller(aws.send)
    const { store, host } = openStore(options.store, { home }, account, until)
    const signers = await signersOf({ ...options, isFolder: host === null, send: aws.send })
    const on: Ticking = {
      store: remembered(store),
      ...signers,
      catalog: registry,
      clock: systemClock,
      send: aws.send,
      account,
      home,
      collector: { version, commit: process.env.EKS_EVIDENCE_COMMIT ?? 'unreleased', caller: arn },
      documents: async () => files,
      pause: (seconds) => wait(seconds * 1_000),
      retainUntil: () => (host === null ? null : until()),
      warn,
    }
    const tick = slotAt(systemClock.now(), 60).start
    if (options.dryRun) await dryRun({ ...on, store }, tick, options.json === true)
    else await seal(on, tick, options, config.period)
  } finally {
    aws.close()
  }
}

const seal = async (
  on: Ticking,
  tick: Instant,
  { store, publish, json }: CollectOptions,
  period: Slot | undefined,
): Promise<void> => {
  const sealed = await runTick({ ...on, ...(publish && { publish: () => publishSealed(on) }) }, tick)
  if (!sealed) throw sealedAlready(tick)
  const { publicKey } = await on.signer.describe()
  const head = await findHead(on.store, await keysOf(on), on.clock.now())
  if (!head)
    throw new EvidenceError('LEDGER_BROKEN', { store }, { hint: 'what was just sealed is not there: verify it' })
  const ledger = ledgerId(head)
  const { account } = on
  if (json) return say(JSON.stringify({ ...sealed, store, account, ledger, publicKey }))
  const begun = (await readAt(on.store, { sequence: 1 }))?.tick.key
  const isFirst = !begun || keyId(begun.publicKey) === keyId(publicKey)
  const keys = isFirst ? ['key.pem'] : ['first.pem', 'key.pem']
  const command = verifyCommand({ store, keys, account, ledger, period, sandbox: isSandbox() })
  const counted = Object.entries(sealed.counts).filter(([, slots]) => slots > 0)
  say(`Sealed the tick ${sealed.tick} as entry ${sealed.sequence} of the ledger.`)
  say(table(counted.map(([status, slots]) => [`  ${status}`, count(slots, 'slot')])))
  say(`\nThe pins of whoever verifies it; keep them outside of the store, this public key as key.pem:\n\n${publicKey}`)
  if (!isFirst)
    say('The ledger began with another key: first.pem is that one. Pin each that signed it, in their order.\n')
  say(`  ${command}`)
}

const sealedAlready = (tick: Instant): EvidenceError =>
  new EvidenceError(
    'USAGE',
    { tick, why: 'this minute, or a later tick, is sealed' },
    { hint: 'try again in a minute' },
  )
