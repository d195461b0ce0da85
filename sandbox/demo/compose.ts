// The pipeline as the demo runs it: the very stages of the Lambdas, the unmodified SDK, the account's bucket and its KMS key.
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { makeAws, makeS3 } from '../../src/aws.ts'
import { warn } from '../../src/cli/terminal.ts'
import type { Ticking } from '../../src/cli/tick.ts'
import { settableClock } from '../../src/clock.ts'
import { configFile } from '../../src/config.ts'
import { kmsSigner } from '../../src/ledger/kms.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import type { Instant } from '../../src/model.ts'
import { caller } from '../../src/plan/caller.ts'
import { remembered } from '../../src/store/remembered.ts'
import { retainUntil } from '../../src/store/retention.ts'
import { s3Store } from '../../src/store/s3.ts'
import type { Store } from '../../src/store/store.ts'
import { stackArn } from '../scenario/deployment-names.ts'
import { governanceFiles } from '../scenario/governance.ts'
import type { Scenario } from '../scenario.ts'
import { access, bucketOf } from './place.ts'

export type Composed = {
  on: Ticking
  /** The bucket itself, without a memory: for verify. */
  store: Store
  signer: Signer
  clock: ReturnType<typeof settableClock>
  close(): void
}

/** `settings`: lines of the configuration beside regions and period. */
export const compose = async (
  { account, home, base, end, world }: Scenario,
  endpoint: string,
  settings: string[] = [],
): Promise<Composed> => {
  const clock = settableClock(base)
  const place = { home, endpoint, credentials: access, retryAfter: 1 }
  const aws = makeAws(place, services, clock)
  const client = makeS3(place)
  const until = (): Instant => retainUntil(clock.now(), { period: { end } })
  const store = s3Store({ client, bucket: bucketOf(account, home), owner: account, retainUntil: until })
  const signer = kmsSigner({ send: aws.send, keyId: 'alias/eks-evidence-prod' })
  const regions = Object.entries(world.regions).flatMap(([name, { clusters }]) => (clusters.length > 0 ? [name] : []))
  const text = [`regions: [${regions.join(', ')}]`, `period: { start: ${base}, end: ${end} }`, ...settings, ''].join(
    '\n',
  )
  const on: Ticking = {
    store: remembered(store),
    signer,
    clock,
    account,
    home,
    deployment: stackArn({ account, region: home }),
    send: aws.send,
    catalog: registry,
    collector: { version, commit: 'demo', caller: (await caller(aws.send)).arn },
    documents: async () => [{ name: configFile, text }, ...governanceFiles()],
    pause: async () => undefined,
    retainUntil: until,
    warn,
  }
  const close = (): void => {
    aws.close()
    client.destroy()
  }
  return { on, store, signer, clock, close }
}
