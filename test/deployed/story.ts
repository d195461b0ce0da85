// The life of one deployment: deployed, two ticks, an account that changes, a new release in place,
// an hour without the signing key.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { EnableSecurityHubCommand, paginateGetFindings, SecurityHubClient } from '@aws-sdk/client-securityhub'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { plus } from '../../src/clock.ts'
import { root } from '../layout-tree.ts'
import { away, createRepository, execIntoKubeSystem, seedAccount, takeKeyAway } from './account.ts'
import { openLedger, readBucket } from './bucket.ts'
import { type Deployed, deploy, release } from './deployment.ts'
import { account, type Emulators, home, startEmulators } from './emulators.ts'

export const ticks = [0, 1, 2, 3, 4].map((hour) => `2026-03-02T0${hour}:20:00Z`)
export const commits = ['a'.repeat(40), 'b'.repeat(40)] as const

export const tellStory = async (python: string) => {
  const emulators = await startEmulators(python, '2026-03-01T22:00:00Z')
  try {
    for (const region of [home, away])
      await new SecurityHubClient(emulators.hub(region)).send(new EnableSecurityHubCommand({}))
    const [one, other] = [await release(emulators, commits[0]), await release(emulators, commits[1])]
    await seedAccount(emulators)
    await emulators.setClock('2026-03-02T00:05:00Z')
    const deployed = await deploy(emulators, one)
    await configure(emulators, deployed)
    const ended: string[] = []
    const hub: Record<string, string>[] = []
    const tick = async () => {
      ended.push(await runTick(emulators, ticks[ended.length] ?? ''))
      hub.push(await findings(emulators))
    }
    await tick()
    await emulators.setClock('2026-03-02T00:41:00Z')
    await execIntoKubeSystem(emulators, '2026-03-02T00:40:00Z')
    await createRepository(emulators, 'web', 'IMMUTABLE')
    await tick()
    await emulators.setClock('2026-03-02T02:05:00Z')
    const redeployed = await deploy(emulators, other, true)
    await tick()
    const giveBack = await takeKeyAway(emulators, deployed.outputs.SigningKey ?? '')
    await tick()
    await giveBack()
    await tick()
    const stored = await readBucket(emulators, deployed.outputs.EvidenceBucket ?? '')
    const ledger = openLedger(stored)
    const verified = await verify(emulators, deployed, ledger.entries[0]?.digest ?? '')
    return { emulators, deployed, redeployed, ended, hub, stored, ledger, verified }
  } catch (error) {
    process.stderr.write(emulators.log())
    await emulators.stop()
    throw error
  }
}
export type Story = Awaited<ReturnType<typeof tellStory>>

const configure = async (emulators: Emulators, { outputs }: Deployed): Promise<void> => {
  const client = new S3Client({ ...emulators.client(), forcePathStyle: true })
  const Body = `regions: [${home}, ${away}]\n`
  await client.send(new PutObjectCommand({ Bucket: outputs.DocumentsBucket, Key: 'config/eks-evidence.yml', Body }))
}

/** As the Scheduler does three seconds after the hour's twentieth minute: with the input and the target of the schedule. */
const runTick = async (emulators: Emulators, tick: string): Promise<string> => {
  await emulators.setClock(plus(tick, 3))
  const scheduler = new SchedulerClient(emulators.client())
  const { State, Target } = await scheduler.send(new GetScheduleCommand({ Name: 'eks-evidence-prod' }))
  if (State !== 'ENABLED') throw new Error(`the schedule is ${State}`)
  const input = Target?.Input?.replace('<aws.scheduler.scheduled-time>', tick)
  const states = new SFNClient(emulators.client())
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: Target?.Arn, input }))
  for (;;) {
    const { status, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }))
    if (status !== 'RUNNING') return [status, error, cause].filter((one) => one !== undefined).join(' ')
    await wait(200)
  }
}

/** By region and Id without its digest: the status of compliance, or of the record where it is archived. */
const findings = async (emulators: Emulators): Promise<Record<string, string>> => {
  const all: Record<string, string> = {}
  for (const region of [home, away])
    for await (const { Findings = [] } of paginateGetFindings(
      { client: new SecurityHubClient(emulators.hub(region)) },
      {},
    ))
      for (const { Id = '', Compliance, RecordState } of Findings) {
        const name = Id.replace('eks-evidence/', '')
          .replace(/-[0-9a-f]{20}\//, ' ')
          .replace(/\/[0-9a-f]{20}\//, ' ')
        all[`${region} ${name}`] = RecordState === 'ARCHIVED' ? RecordState : String(Compliance?.Status ?? RecordState)
      }
  return all
}

type Verified = {
  result: string
  assurance: string
  entries: number
  checks: { name: string; state: string; looked: number; findings: { at: string; what: string }[] }[]
}

/** The auditor's command as it is bundled, over the bucket, with pins that were taken from elsewhere. */
const verify = async (emulators: Emulators, { outputs }: Deployed, ledger: string) => {
  const kms = new KMSClient(emulators.client())
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: outputs.SigningKey }))
  const key = join(emulators.folder, 'key.pem')
  const base64 = Buffer.from(PublicKey).toString('base64')
  writeFileSync(key, `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`)
  const pins = ['--key', key, '--account', account, '--ledger', ledger, '--period', `${ticks[0]}..${ticks.at(-1)}`]
  const args = ['verify', `s3://${outputs.EvidenceBucket}`, ...pins, '--sandbox', '--json']
  return new Promise<Verified & { code: number | null }>((resolve, reject) => {
    const options = { env: emulators.environment, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile('node', [join(root, 'dist/eks-evidence.js'), ...args], options, (_, out, err) => {
      if (out === '') reject(new Error(err))
      else resolve({ ...(JSON.parse(out) as Verified), code: child.exitCode })
    })
  })
}
