// A small real account with the real pipeline over it: what honest evidence looks like, for verify to read and for attacks to change.
import { createHash } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import { securityhub as hubCommands } from '../../gen/commands/securityhub.ts'
import { services as sourceCommands } from '../../gen/commands/sources.ts'
import * as registry from '../../gen/registry.ts'
import { deployed } from '../../sandbox/scenario/deployment.ts'
import { makeWorld } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { type KmsKey, signingKey } from '../../sandbox/services/kms-key.ts'
import { publicKeyOf, scalarOf, signDigest } from '../../sandbox/services/kms-p256.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { createGroup, logsState, putEvent } from '../../sandbox/services/logs-state.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { emptySecurityHub, enableHub, securityHub } from '../../sandbox/services/security-hub.ts'
import type { World } from '../../sandbox/world.ts'
import { worldServices } from '../../sandbox/world-services.ts'
import { clientConfig, makeAws } from '../../src/aws.ts'
import type { Catalog } from '../../src/catalog.ts'
import { runTick } from '../../src/cli/tick.ts'
import { latest, plus, seconds, settableClock } from '../../src/clock.ts'
import type { ConfigFile } from '../../src/config.ts'
import { kmsSigner } from '../../src/ledger/kms.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import type { Instant } from '../../src/model.ts'
import { publishSealed } from '../../src/publish/sealed.ts'
import { s3ClientOptions, s3Store } from '../../src/store/s3.ts'
import type { Store } from '../../src/store/store.ts'
import { servicesOf } from '../collector/deployment.ts'
import { memoryStore } from './memory-store.ts'

export const account = '111122223333'
export const home = 'eu-west-1'
export const base: Instant = '2026-01-05T00:00:00Z'
export const version = '1.0.0'
export const bucketName = `evidence-${account}`
export const catalog: Catalog = registry
export const caller = `arn:aws:sts::${account}:assumed-role/eks-evidence/collect`
const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }

/** The tick of an hour counted from the base. */
export const tickAt = (hour: number): Instant => plus(base, hour * 3_600 + 1_200)

/** Two clusters and two repositories in two regions. */
const smallWorld = (): World => {
  const world = makeWorld()
  for (const [region, keep] of [
    ['eu-west-1', 'staging'],
    ['us-east-1', 'analytics'],
  ] as const) {
    const state = world.regions[region]
    if (!state) throw new Error(`no ${region}`)
    state.clusters = state.clusters.filter(({ cluster }) => cluster.name === keep)
    state.registry.repositories = state.registry.repositories.slice(0, 1)
  }
  return world
}

/** Signs as the sandbox's KMS key would, without asking it: what an insider with kms:Sign can do. */
export const stolen = (key: KmsKey, describeKey: unknown = null): Signer => {
  const scalar = scalarOf(key.seed)
  const der =
    publicKeyOf(scalar)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  const publicKey = `-----BEGIN PUBLIC KEY-----\n${der.join('\n')}\n-----END PUBLIC KEY-----\n`
  const id = `arn:aws:kms:${key.region}:${account}:key/${key.id}`
  return {
    describe: async () => ({ id, publicKey, describeKey }),
    sign: async (message) => signDigest(scalar, createHash('sha256').update(message).digest()),
  }
}

export type Options = {
  /** Left out: a store in memory that looks like a folder. */
  store?: (at: { endpoint: string; now: () => Instant }) => Store
  config?: string
  more?: ConfigFile[]
  catalog?: Catalog
  /** Whether the collector runs in a stack, which is then observed too. */
  deployed?: boolean
}

const lockedUntil = (now: Instant): Instant => latest(plus(now, 800 * 86_400), '2028-01-01T00:00:00Z')

/** The sandbox's bucket through the unmodified SDK, as deployed. */
export const bucketStore: NonNullable<Options['store']> = ({ endpoint, now }) => {
  const config = { ...clientConfig({ home, endpoint, credentials, retryAfter: 1 }, home), ...s3ClientOptions(endpoint) }
  const client = new S3Client(config as object)
  return s3Store({ client, bucket: bucketName, owner: account, retainUntil: () => lockedUntil(now()) })
}

export type Account = Awaited<ReturnType<typeof openAccount>>

/** Events of a day: no window of them ends within the few hours that tests tell of. */
export const daily = 'cadence: { change-events: 86400, collector-events: 86400 }\n'
/** What is told of the collector is judged nowhere, so that its answers can be forged without a verdict that shows it. */
export const usual = `regions: [eu-west-1, us-east-1]\n${daily}controls: { EVD-03: { off: forged }, EVD-05: { off: forged } }\n`

/** Everything may be changed between two ticks; `close` it in the end. */
export const openAccount = async (options: Options = {}) => {
  const clock = settableClock(base)
  const world = smallWorld()
  const logs = logsState()
  const group = createGroup(logs, {
    region: 'us-east-1',
    name: '/aws/eks/analytics/cluster',
    at: '2025-01-01T00:00:00Z',
  })
  const hub = emptySecurityHub()
  enableHub(hub, home, '2025-01-01T00:00:00Z')
  const bucket = newBucket({
    name: bucketName,
    region: home,
    owner: account,
    createdAt: '2026-01-01T00:00:00Z',
    objectLock: true,
  })
  const key = signingKey({ seed: 'ledger', region: home, createdAt: '2026-01-01T00:00:00Z' })
  const writers = [`arn:aws:iam::${account}:role/eks-evidence`]
  const documents = newBucket({ name: 'documents', region: home, owner: account, createdAt: '2026-01-01T00:00:00Z' })
  documents.versioned = true
  const of = { account, region: home, at: seconds('2026-01-01T00:00:00Z') }
  const stack = deployed({ ...of, bucket, documents, key, writers })
  const services = [
    ...servicesOf([stack]),
    ...worldServices(world),
    logsService(logs),
    s3(new Map([bucket, documents].map((one) => [one.name, one]))),
    kms([key]),
    securityHub(hub),
  ]
  const sandbox = await startSandbox({
    account,
    clock,
    seed: 'prove',
    principals: { [credentials.accessKeyId]: caller },
    services,
  })
  sandbox.faults.add({ effect: { kind: 'page-limit', size: 12 }, service: 'account', operation: 'ListRegions' })
  const commands = [...sourceCommands, hubCommands]
  const aws = makeAws({ home, endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 1 }, commands, clock)
  const own = options.store?.({ endpoint: sandbox.endpoint, now: clock.now })
  const store = own ?? memoryStore('/evidence')
  /** `more`: files beside eks-evidence.yml. */
  const state = { config: options.config ?? usual, more: options.more ?? [] }
  const warnings: string[] = []
  const signer = kmsSigner({ send: aws.send, keyId: key.id })
  const on = {
    store,
    signer,
    catalog: options.catalog ?? catalog,
    clock,
    send: aws.send,
    account,
    home,
    deployment: options.deployed ? stack.stack.StackId : undefined,
    collector: { version, commit: '0'.repeat(40), caller },
    documents: async () => [{ name: 'eks-evidence.yml', text: state.config }, ...state.more],
    pause: async () => undefined,
    retainUntil: () => (own ? lockedUntil(clock.now()) : null),
    warn: (message: string, error: unknown) => warnings.push(`${message}: ${error}`),
  }
  const publish = () => publishSealed(on)
  let spoken = 0
  return {
    ...on,
    on,
    world,
    stack,
    logs,
    group,
    hub,
    bucket,
    key,
    sandbox,
    state,
    warnings,
    /** Runs the tick of an hour; audit events flow until then. */
    async tick(hour: number, changed: Partial<typeof on> = {}) {
      for (; spoken < hour; spoken++)
        putEvent(group, 'kube-apiserver-audit-0a1b', exec(spoken), plus(base, spoken * 3_600 + 1_800))
      clock.set(tickAt(hour))
      return runTick({ ...on, ...changed, publish }, tickAt(hour))
    },
    async close() {
      aws.close()
      await sandbox.close()
    },
  }
}

const exec = (hour: number): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `00000000-0000-4000-8000-${String(hour).padStart(12, '0')}`,
    stage: 'ResponseStarted',
    requestURI: '/api/v1/namespaces/kube-system/pods/x/exec?command=sh',
    verb: 'create',
    user: { username: 'alice', groups: ['system:authenticated'] },
    sourceIPs: ['192.0.2.7'],
    objectRef: { resource: 'pods', subresource: 'exec', namespace: 'kube-system', name: 'x', apiVersion: 'v1' },
    responseStatus: { code: 101 },
    requestReceivedTimestamp: plus(base, hour * 3_600 + 1_800),
    stageTimestamp: plus(base, hour * 3_600 + 1_801),
  })
