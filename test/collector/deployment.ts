// A sandbox with the collector's own stack in it, and the sources that read it observed over the wire.
import { cloudformation as cloudformationCommands } from '../../gen/commands/cloudformation.ts'
import { cloudwatch as cloudwatchCommands } from '../../gen/commands/cloudwatch.ts'
import { events as eventsCommands } from '../../gen/commands/events.ts'
import { iam as iamCommands } from '../../gen/commands/iam.ts'
import { kms as kmsCommands } from '../../gen/commands/kms.ts'
import { lambda as lambdaCommands } from '../../gen/commands/lambda.ts'
import { s3 as s3Commands } from '../../gen/commands/s3.ts'
import { scheduler as schedulerCommands } from '../../gen/commands/scheduler.ts'
import { sns as snsCommands } from '../../gen/commands/sns.ts'
import { states as statesCommands } from '../../gen/commands/states.ts'
import { type Deployed, deployed } from '../../sandbox/scenario/deployment.ts'
import { stackArn } from '../../sandbox/scenario/deployment-names.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { cloudformation } from '../../sandbox/services/cloudformation.ts'
import { cloudwatch } from '../../sandbox/services/cloudwatch.ts'
import { events } from '../../sandbox/services/events.ts'
import { iam } from '../../sandbox/services/iam.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { signingKey } from '../../sandbox/services/kms-key.ts'
import { lambda } from '../../sandbox/services/lambda.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { scheduler } from '../../sandbox/services/scheduler.ts'
import { sns } from '../../sandbox/services/sns.ts'
import { states } from '../../sandbox/services/states.ts'
import type { StackState } from '../../sandbox/world/stack.ts'
import { makeAws, type Service } from '../../src/aws.ts'
import { seconds, settableClock, slotAt } from '../../src/clock.ts'
import type { Exchange, Subject } from '../../src/model.ts'
import { observe } from '../../src/observation/observe.ts'
import type { Source } from '../../src/source.ts'
import collector from '../../src/sources/collector.ts'
import { memoryStore } from '../prove/memory-store.ts'

export const account = '111122223333'
export const region = 'eu-west-1'
export const tick = '2026-01-05T00:20:00Z'
export const subject: Subject = {
  scope: 'deployment',
  id: stackArn({ account, region }),
  name: 'eks-evidence-prod',
  region,
  bornAt: null,
}

/** The clients of the services that a deployment is made of. */
export const commands: Service[] = [
  cloudformationCommands,
  cloudwatchCommands,
  eventsCommands,
  iamCommands,
  kmsCommands,
  lambdaCommands,
  s3Commands,
  schedulerCommands,
  snsCommands,
  statesCommands,
]
/** The services themselves, beside KMS and S3. */
export const servicesOf = (stacks: StackState[]) => [
  cloudformation(stacks),
  cloudwatch({}, stacks),
  events(stacks),
  iam(stacks),
  lambda(stacks),
  scheduler(stacks),
  sns(stacks),
  states(stacks),
]

export const openDeployment = async (more: Partial<Deployed> = {}) => {
  const clock = settableClock(tick)
  const createdAt = '2025-12-01T00:00:00Z'
  const bucket = newBucket({ name: 'evidence-111122223333', region, owner: account, createdAt, objectLock: true })
  const key = signingKey({ seed: 'ledger', region, createdAt })
  const stack = deployed({ account, region, at: seconds(createdAt), bucket, key, ...more })
  const sandbox = await startSandbox({
    account,
    clock,
    seed: 'collector',
    principals: { AKIASANDBOX: `arn:aws:sts::${account}:assumed-role/collect/run` },
    services: [...servicesOf([stack]), kms([key]), s3(new Map([[bucket.name, bucket]]))],
  })
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  const place = { home: region, endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 1 }
  const aws = makeAws(place, commands, clock)
  return {
    bucket,
    key,
    stack,
    sandbox,
    send: aws.send,
    /** Observes, and hands back what came of it and the stored bytes. */
    async observed(source: Source = collector) {
      const slot = slotAt(tick, source.every)
      const store = memoryStore('/evidence')
      const header = { version: '1', commit: '0'.repeat(40), caller: 'arn:aws:sts::111122223333:assumed-role/x/y' }
      const on = { store, send: aws.send, clock, collector: header, config: `sha256:${'0'.repeat(64)}` as const, tick }
      const made = await observe(on, source, { subject, slot })
      if ('again' in made) throw new Error('put down')
      const exchanges = [...made.exchanges]
      const stored = [...store.objects.values()].map(([held]) => held?.body ?? new Uint8Array())
      return { status: made.status, reasons: made.reasons, slot, exchanges, stored }
    },
    async close() {
      aws.close()
      await sandbox.close()
    },
  }
}

/** The stored body of an answer. */
export const bodyOf = (exchanges: Exchange[], action: string, input: object = {}): unknown => {
  const found = exchanges.find(
    (one) => one.action === action && Object.entries(input).every(([name, value]) => has(one.input, name, value)),
  )
  return found?.got === 'body' ? found.body : found
}
const has = (input: unknown, name: string, value: unknown): boolean =>
  (input as Record<string, unknown>)[name] === value
