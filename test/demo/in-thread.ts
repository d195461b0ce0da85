// The demo's account and its ticks in the test's own thread, over a scenario of the test's own.

import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { accountOf } from '../../sandbox/demo/account.ts'
import { compose } from '../../sandbox/demo/compose.ts'
import { type Heard, overheard } from '../../sandbox/demo/overheard.ts'
import { runTicks } from '../../sandbox/demo/run-ticks.ts'
import { methodsOf } from '../../sandbox/in-thread.ts'
import type { WorkerSandbox } from '../../sandbox/in-worker.ts'
import type { Scenario } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { settableClock } from '../../src/clock.ts'
import { ledgerId } from '../../src/ledger/chain.ts'
import { findHead } from '../../src/ledger/head.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { type Verified, verify } from '../../src/prove/verify.ts'
import type { Store } from '../../src/store/store.ts'

export type Played = { sandbox: WorkerSandbox; store: Store; heard: Heard; pins: Pins; verified: Verified }

/** Runs the ticks and verifies; `close` when done. */
export const played = async (scenario: Scenario): Promise<Played & { close(): Promise<void> }> => {
  const clock = settableClock(scenario.base)
  const { scenarios, ...options } = await accountOf(scenario)
  const account = await startSandbox({ ...options, clock })
  const sandbox = { endpoint: account.endpoint, ...methodsOf(account, clock, scenarios) } as WorkerSandbox
  for (const fault of scenario.faults) await sandbox.addFault(fault)
  const composed = await compose(scenario, account.endpoint)
  await runTicks(scenario, sandbox, composed)
  composed.clock.set(scenario.end)
  const { publicKey } = await composed.signer.describe()
  const head = await findHead(composed.store, { own: publicKey })
  if (!head) throw new Error('nothing was sealed')
  const period = { start: scenario.base, end: scenario.end }
  const known = { account: scenario.account, ledger: ledgerId(head), period, sandbox: true }
  const pins: Pins = { publicKey, laterKeys: [], anchors: [], configs: [], ...known }
  const heard = overheard(composed.store)
  const verified = await verify({ store: heard.store, pins, catalog: registry, version, endpoint: '127.0.0.1' })
  const close = async (): Promise<void> => {
    composed.close()
    await account.close()
  }
  return { sandbox, store: composed.store, heard, pins, verified, close }
}
