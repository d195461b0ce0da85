// The demo's account on a day without its story: three clusters and twelve repositories, nothing denied, no page cut short.
import type { Composed } from '../sandbox/demo/compose.ts'
import { compose } from '../sandbox/demo/compose.ts'
import { startInWorker, type WorkerSandbox } from '../sandbox/in-worker.ts'
import { makeScenario, type Scenario } from '../sandbox/scenario.ts'
import { runTick, type Ticking } from '../src/cli/tick.ts'
import { plus } from '../src/clock.ts'
import type { Instant } from '../src/model.ts'
import { publishSealed } from '../src/publish/sealed.ts'
import type { Store } from '../src/store/store.ts'

export type Account = {
  scenario: Scenario
  sandbox: WorkerSandbox
  composed: Composed
  /** Runs the tick of an hour. `store`: another place for the evidence than the sandbox's bucket. */
  tick(hour: number, store?: Store): Promise<void>
  close(): Promise<void>
}

export const tickAt = ({ base }: Scenario, hour: number): Instant => plus(base, hour * 3_600 + 1_200)

/** `everywhere`: all regions that the account has enabled are observed, and not only those that hold something. */
export const openAccount = async ({ everywhere = false } = {}): Promise<Account> => {
  const scenario = makeScenario({ days: 3 })
  const module = new URL('../sandbox/demo/account.ts', import.meta.url)
  const sandbox = await startInWorker(module, { days: scenario.days }, scenario.base)
  const composed = await compose(scenario, sandbox.endpoint)
  if (everywhere) {
    const { documents } = composed.on
    const widened = (text: string) => text.replace(/^regions: .*$/m, 'regions: all')
    composed.on.documents = async () => (await documents()).map((one) => ({ ...one, text: widened(one.text) }))
  }
  return {
    ...{ scenario, sandbox, composed },
    async tick(hour, store) {
      const at = tickAt(scenario, hour)
      await sandbox.setClock(at)
      composed.clock.set(at)
      const on: Ticking = store ? { ...composed.on, store } : composed.on
      await runTick({ ...on, publish: () => publishSealed(on) }, at)
    },
    async close() {
      composed.close()
      await sandbox.close()
    },
  }
}
