// The most memory that each function holds, in an account of two hundred clusters and fifty thousand images.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plus, seconds } from '../src/clock.ts'
import { open } from '../src/ledger/dsse.ts'
import { payloadDigest, readStatement } from '../src/ledger/statement.ts'
import type { Instant } from '../src/model.ts'
import { ledgerKey } from '../src/store/keys.ts'
import { startStack } from '../test/functions/stack.ts'
import { bundled } from './bundle.ts'
import { type Done, inChild } from './child.ts'
import { asked, type Figure, rounded, tell } from './figure.ts'
import type { Asked } from './memory/invoke.ts'
import { large, type Size } from './memory/large.ts'
import type { Said, Asked as Verifying } from './memory/verify-folder.ts'

const { quick } = asked()
const size: Size = quick
  ? { clusters: 4, repositories: 8, images: 40, events: 2_000 }
  : { clusters: 200, repositories: 2_000, images: 50_000, events: 99_900 }
/** What V8 may use in a Lambda of 512 MB: three quarters, as Node.js takes of a container. */
const flags = ['--max-old-space-size=384']

const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-memory-'))
const { scenario, logs } = large(size)
const stack = await startStack({ scenario, logs })
const figures: Figure[] = []
const faults: string[] = []
const conditions = `${size.clusters} clusters, ${size.repositories} repositories, ${size.images} images in four regions; the functions' bundles by the wire against the sandbox in another process, which plays S3, KMS, EKS, ECR, Logs and Security Hub; memory is the maxRSS of one process that answers every event of the tick, as a warm Lambda does, under node ${flags.join(' ')}`

const note = (name: string, { peakMB, seconds }: Done<unknown>, how: string): void => {
  figures.push({ name: `${name}: peak memory`, value: peakMB, unit: 'MB', how })
  figures.push({ name: `${name}: time`, value: rounded(seconds), unit: 's', how })
}

const invoke = async (
  name: 'plan' | 'collect' | 'evaluate' | 'seal' | 'publish',
  tick: Instant,
  events: unknown[],
  of: string,
) => {
  stack.clock.set(tick)
  Object.assign(process.env, stack.environment(name))
  const asked: Asked = { bundle: await bundled(`functions/${name}.ts`, folder), events, now: seconds(tick) * 1_000 }
  const done = await inChild<{ broken?: number }[]>(
    pathToFileURL(await bundled('bench/memory/invoke.ts', folder)),
    asked,
    flags,
  )
  note(`${name}, ${of}`, done, `${events.length} events`)
  const broken = done.value.reduce((sum, one) => sum + (one?.broken ?? 0), 0)
  if (broken > 0) faults.push(`${name}, ${of}: ${broken} broke off`)
  return done.value
}

const run = async (tick: Instant, of: string): Promise<void> => {
  const [planned] = (await invoke('plan', tick, [{ tick }], of)) as { collect: unknown[]; evaluate: unknown[] }[]
  await invoke('collect', tick, planned?.collect ?? [], of)
  await invoke('evaluate', tick, planned?.evaluate ?? [], of)
  await invoke('seal', tick, [{ tick }], of)
  await invoke('publish', tick, [{ tick }], of)
  const sequence = [...stack.evidence.objects.keys()].filter((key) => key.startsWith('ledger/')).length
  const { counts } = statement(sequence)
  for (const [status, value] of Object.entries(counts))
    figures.push({ name: `slots ${status}, ${of}`, value, unit: 'count', how: "the tick's statement" })
}

const statement = (sequence: number) => readStatement(payload(sequence))
const payload = (sequence: number): Uint8Array =>
  open(stack.evidence.objects.get(ledgerKey(sequence))?.[0]?.body ?? new Uint8Array()).payload

const verified = async (): Promise<void> => {
  const copy = join(folder, 'copy')
  for (const [key, [newest]] of stack.evidence.objects) {
    if (!newest?.body) continue
    mkdirSync(dirname(join(copy, key)), { recursive: true })
    writeFileSync(join(copy, key), newest.body)
  }
  const { key, tick } = statement(1)
  const pins = {
    publicKey: key?.publicKey ?? '',
    account: stack.account,
    ledger: payloadDigest(payload(1)),
    period: { start: tick, end: plus(tick, 3_600) },
    sandbox: true,
  }
  const asking: Verifying = { folder: copy, pins }
  const done = await inChild<Said>(pathToFileURL(await bundled('bench/memory/verify-folder.ts', folder)), asking, flags)
  note('verify', done, `${done.value.entries} entries, from a folder`)
  faults.push(...done.value.failed)
}

try {
  await run(plus(scenario.base, 1_200), 'first tick: all state of everybody')
  await run(plus(scenario.base, 4_800), `second tick: a window of each cluster, one of ${size.events} matching events`)
  await verified()
} catch (error) {
  // A function that is out of memory ends; what was measured before it is told all the same.
  faults.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
} finally {
  await stack.sandbox.close()
  rmSync(folder, { recursive: true, force: true })
}
tell({ bench: 'memory', quick, conditions, figures, faults })
