// The demo: days of hourly ticks of the real pipeline against the local account, then verify as an auditor would.
import * as registry from '../gen/registry.ts'
import { version } from '../gen/version.ts'
import { instant, seconds } from '../src/clock.ts'
import { ledgerId } from '../src/ledger/chain.ts'
import { findHead } from '../src/ledger/head.ts'
import type { Pins } from '../src/prove/pins.ts'
import { type Verified, verify } from '../src/prove/verify.ts'
import { type Composed, compose } from './demo/compose.ts'
import { copyTo, freeFolder, type Kept, keptIn } from './demo/copy.ts'
import { insider } from './demo/insider.ts'
import { keepUp } from './demo/keep.ts'
import { overheard } from './demo/overheard.ts'
import { progress } from './demo/progress.ts'
import { writeReport } from './demo/report.ts'
import { runTicks } from './demo/run-ticks.ts'
import { type Summary, summary } from './demo/summary.ts'
import { summaryText } from './demo/summary-text.ts'
import { startInWorker, type WorkerSandbox } from './in-worker.ts'
import { makeScenario, type Scenario } from './scenario.ts'

export type Asked = { days: number; out?: string; keep: boolean; json: boolean }

/** Returns the exit code: what is found is the evidence's business; the demo fails only where the evidence does not hold. */
export const demo = async ({ days, out, keep, json }: Asked): Promise<number> => {
  const folder = out === undefined ? undefined : freeFolder(out)
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`)
  const scenario = makeScenario({ days })
  const sandbox = await startAccount(scenario)
  let composed: Composed | undefined
  try {
    // Some fifty questions an hour about a stack that nobody changes, and as many about events, would be half of all.
    composed = await compose(scenario, sandbox.endpoint, [
      'cadence: { collector: 86400, change-events: 43200, collector-events: 43200 }',
    ])
    say(opening(scenario))
    await runTicks(scenario, sandbox, composed)
    const kept = await keptIn(sandbox)
    const { pins, told, verified } = await proved(scenario, sandbox, composed, kept)
    if (json) process.stdout.write(`${JSON.stringify({ ...told, pins })}\n`)
    else say(summaryText(told))
    if (folder) say(copyTo(folder, kept, pins))
    say(await writeReport(folder, { store: composed.store, pins, verified }))
    if (keep) await keepUp(scenario, sandbox, say)
    return told.verified.result === 'broken' ? 1 : 0
  } finally {
    composed?.close()
    await sandbox.close()
  }
}

const startAccount = async ({ base, days, faults }: Scenario): Promise<WorkerSandbox> => {
  const sandbox = await startInWorker(new URL('./demo/account.ts', import.meta.url), { days }, base)
  for (const fault of faults) await sandbox.addFault(fault)
  return sandbox
}

const opening = ({ days, base, world }: Scenario): string => {
  const regions = Object.values(world.regions).filter(({ clusters }) => clusters.length > 0)
  const clusters = regions.reduce((sum, one) => sum + one.clusters.length, 0)
  const repositories = regions.reduce((sum, one) => sum + one.registry.repositories.length, 0)
  return `A local AWS account: ${clusters} clusters and ${repositories} repositories in ${regions.length} regions. ${days * 24} hours from ${base.slice(0, 10)} on.\nHere the collector reads its own stack once a day and CloudTrail's events twice a day, which it does every hour where nothing else is said.`
}

// As the auditor does it: with pins from outside of the store, here from the key itself and from the ledger as it was received.
const proved = async (
  scenario: Scenario,
  sandbox: WorkerSandbox,
  { store, signer, clock }: Composed,
  kept: Kept[],
): Promise<{ pins: Pins; told: Summary; verified: Verified }> => {
  const { account, base, end, story } = scenario
  clock.set(instant(seconds(end)))
  const { publicKey } = await signer.describe()
  const head = await findHead(store, { own: publicKey })
  if (!head) throw new Error('nothing was sealed')
  const period = { start: base, end }
  const pins: Pins = {
    publicKey,
    laterKeys: [],
    account,
    ledger: ledgerId(head),
    period,
    anchors: [],
    configs: [],
    sandbox: true,
  }
  const heard = overheard(store)
  const endpoint = new URL(sandbox.endpoint).hostname
  const bar = progress(head.tick.sequence, 'entries verified')
  const verified = await verify({
    store: heard.store,
    pins,
    catalog: registry,
    version,
    endpoint,
    progress: ({ tick }) => bar.step(tick),
  }).finally(bar.done)
  const findings = (await sandbox.run('findings')) as Record<string, unknown>[]
  // An answer's id stands for a call, however often the SDK tried.
  const calls = new Set((await sandbox.calls()).map(({ requestId }) => requestId)).size
  const gone = await insider({
    scenario,
    endpoint: sandbox.endpoint,
    store,
    kept,
    statements: heard.statements(),
    pins,
  })
  const on = { store, heard, findings, story, head, verified, calls, publicKey, insider: gone }
  return { pins, told: await summary(on), verified }
}
