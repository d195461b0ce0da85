// The demo: days of hourly ticks of the real pipeline against the local account, then verify as an auditor would.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { SingleBar } from 'cli-progress'
import { account as accountCommands } from '../gen/commands/account.ts'
import { ecr } from '../gen/commands/ecr.ts'
import { eks } from '../gen/commands/eks.ts'
import { kms } from '../gen/commands/kms.ts'
import { logs } from '../gen/commands/logs.ts'
import { securityhub } from '../gen/commands/securityhub.ts'
import { sts } from '../gen/commands/sts.ts'
import * as registry from '../gen/registry.ts'
import { version } from '../gen/version.ts'
import { clientConfig, makeAws } from '../src/aws.ts'
import { runTick, type Ticking } from '../src/cli/tick.ts'
import { instant, plus, seconds, settableClock } from '../src/clock.ts'
import { findHead, ledgerId } from '../src/ledger/chain.ts'
import { kmsSigner } from '../src/ledger/kms.ts'
import type { Digest, Instant } from '../src/model.ts'
import { caller } from '../src/plan/caller.ts'
import type { Pins } from '../src/prove/pins.ts'
import { verify } from '../src/prove/verify.ts'
import { publishSealed } from '../src/publish/sealed.ts'
import { remembered } from '../src/store/remembered.ts'
import { retainUntil } from '../src/store/retention.ts'
import { s3ClientOptions, s3Store } from '../src/store/s3.ts'
import { access, bucketOf } from './demo/place.ts'
import { summary, summaryText } from './demo/summary.ts'
import { startInWorker } from './in-worker.ts'
import { makeScenario } from './scenario.ts'

const { values: asked } = parseArgs({
  options: {
    days: { type: 'string', default: '7' },
    out: { type: 'string' },
    keep: { type: 'boolean' },
    json: { type: 'boolean' },
  },
})
const say = (text: string): void => void (asked.json ? process.stderr : process.stdout).write(`${text}\n`)

const { account, home, base, end, days, outages, story, world } = makeScenario({ days: Number(asked.days) })
const sandbox = await startInWorker(new URL('./demo/account.ts', import.meta.url), { days }, base)
for (const fault of (await sandbox.run('faults')) as Parameters<typeof sandbox.addFault>[0][])
  await sandbox.addFault(fault)

const clock = settableClock(base)
const place = { home, endpoint: sandbox.endpoint, credentials: access, retryAfter: 1 }
const aws = makeAws(place, [accountCommands, ecr, eks, kms, logs, securityhub, sts], clock)
const period = { start: base, end }
const until = (): Instant => retainUntil(clock.now(), { period })
const client = new S3Client({ ...clientConfig(place, home), ...s3ClientOptions(sandbox.endpoint) })
const store = s3Store({ client, bucket: bucketOf(account, home), owner: account, retainUntil: until })
const signer = kmsSigner({ send: aws.send, keyId: 'alias/eks-evidence' })

const regions = Object.keys(world.regions).filter((region) => (world.regions[region]?.clusters.length ?? 0) > 0)
const config = `# The demo's account uses two regions.\nregions: [${regions.join(', ')}]\nperiod: { start: ${base}, end: ${end} }\n`
const who = await caller(aws.send)
const on: Ticking = {
  store: remembered(store),
  signer,
  clock,
  account,
  home,
  send: aws.send,
  catalog: registry,
  collector: { version, commit: 'demo', caller: who.arn },
  documents: async () => [{ name: 'eks-evidence.yml', text: config }],
  pause: async () => undefined,
  retainUntil: until,
  warn: (message, error) => say(`warning: ${message}: ${error instanceof Error ? error.message : String(error)}`),
}

const ticks = Array.from({ length: days * 24 }, (_, hour) => plus(base, hour * 3_600 + 1_200))
const isOut = (tick: Instant): boolean =>
  outages.some(({ start, end: over }) => seconds(tick) >= seconds(start) && seconds(tick) < seconds(over))

say(`A local AWS account: 3 clusters, 12 repositories, 2 regions. ${ticks.length} hourly ticks from ${base} on.\n`)
const bar = new SingleBar({
  format: '  {bar} {value}/{total} ticks  {tick}',
  barsize: 40,
  hideCursor: true,
  stream: process.stderr,
  noTTYOutput: false,
})
bar.start(ticks.length, 0, { tick: base })
for (const tick of ticks) {
  await sandbox.setClock(tick)
  clock.set(tick)
  await sandbox.run('play', tick)
  if (!isOut(tick)) await runTick({ ...on, publish: () => publishSealed(on) }, tick)
  bar.increment({ tick })
}
bar.stop()

clock.set(instant(seconds(end)))
const { publicKey } = await signer.describe()
const head = await findHead(store, publicKey)
if (!head) throw new Error('nothing was sealed')
const pins: Partial<Pins> = { publicKey, account, ledger: ledgerId(head) as Digest, period, sandbox: true }
const verified = await verify({ store, pins, catalog: registry, version, endpoint: new URL(sandbox.endpoint).hostname })
const findings = (await sandbox.run('findings')) as Record<string, unknown>[]
const told = await summary({
  store,
  findings,
  story,
  head,
  verified,
  calls: (await sandbox.calls()).length,
  key: publicKey,
})
if (asked.json) process.stdout.write(`${JSON.stringify(told)}\n`)
else say(summaryText(told))

if (asked.out) {
  const out = resolve(asked.out)
  for (const { key, body } of (await sandbox.run('objects')) as { key: string; body: Uint8Array | null }[]) {
    if (!body) continue
    mkdirSync(dirname(`${out}/${key}`), { recursive: true })
    writeFileSync(`${out}/${key}`, body)
  }
  writeFileSync(`${out}.key.pem`, publicKey)
  say(`\nThe bucket is copied to ${asked.out}; its pins lie beside it. To verify the copy:\n`)
  say(
    `  npx eks-evidence verify ${asked.out} --key ${asked.out}.key.pem --account ${account} \\\n    --ledger ${pins.ledger} \\\n    --period ${base}..${end} --sandbox`,
  )
}

if (asked.keep) {
  say(`\nThe local account stays up until you press Ctrl-C. To browse it:\n`)
  say(
    `  export AWS_ACCESS_KEY_ID=${access.accessKeyId} AWS_SECRET_ACCESS_KEY=${access.secretAccessKey} AWS_REGION=${home}`,
  )
  for (const command of [
    `s3 ls --recursive s3://${bucketOf(account, home)}/ledger/`,
    'securityhub get-findings --max-results 5',
    'eks list-clusters',
  ]) {
    say(`  aws --endpoint-url ${sandbox.endpoint} ${command}`)
  }
} else {
  await sandbox.close()
}
aws.close()
client.destroy()
// What was found is the evidence's business; the demo fails only where the evidence does not hold.
process.exitCode = verified.result === 'broken' ? 1 : 0
