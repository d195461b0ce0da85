// The whole pipeline over the unmodified SDK, against a sandbox with three little clusters.
import { services as commands } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { makeWorld } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { iam } from '../../sandbox/services/iam.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { logsState } from '../../sandbox/services/logs-state.ts'
import { emptySecurityHub, enableHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { worldServices } from '../../sandbox/world-services.ts'
import { makeAws } from '../../src/aws.ts'
import type { Catalog } from '../../src/catalog.ts'
import { runTick } from '../../src/cli/tick.ts'
import { plus, settableClock } from '../../src/clock.ts'
import { open } from '../../src/ledger/dsse.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import type { Evaluation } from '../../src/model.ts'
import { verify } from '../../src/prove/verify.ts'
import { isSlotLine, type Plan, readEvaluation, readIndex, readPlan, type SlotLine } from '../../src/store/documents.ts'
import { indexKey, ledgerKey, parseKey, planKey } from '../../src/store/keys.ts'
import type { Send } from '../../src/wire.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { account, base, home, signer, tickAt } from './little.ts'

const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }

/** A client, or a catalogue, other than ours. */
export type Other = { send?(send: Send): Send; catalog?: Catalog }

/** Three clusters of one region, every source of theirs read every hour, so that each tick reads everything. */
export const openWire = async (other: Other = {}) => {
  const clock = settableClock(base)
  const world = makeWorld()
  const [here] = ['eu-west-1', 'us-east-1'].map((name) => world.regions[name])
  if (!here) throw new Error('no eu-west-1')
  const [first] = here.clusters
  if (!first) throw new Error('no cluster')
  here.clusters = ['alpha', 'beta', 'gamma'].map((name) => {
    const own = structuredClone(first)
    own.cluster = { ...own.cluster, name, arn: `arn:aws:eks:eu-west-1:${account}:cluster/${name}` }
    return own
  })
  here.registry.repositories = here.registry.repositories.slice(0, 2)
  const hub = emptySecurityHub()
  enableHub(hub, home, base)
  const services = [
    ...worldServices(world),
    logsService(logsState()),
    iam([], world),
    kms(world.keys),
    securityHub(hub),
  ]
  const principals = { [credentials.accessKeyId]: `arn:aws:sts::${account}:assumed-role/eks-evidence/collect` }
  const sandbox = await startSandbox({ account, clock, seed: 'wire', principals, services })
  const aws = makeAws({ home, endpoint: sandbox.endpoint, credentials, maxAttempts: 3, retryAfter: 1 }, commands, clock)
  const store = memoryStore('/evidence')
  const catalog: Catalog = other.catalog ?? registry
  const warnings: string[] = []
  const on = {
    ...{ store, signer, catalog, clock, send: other.send?.(aws.send) ?? aws.send, account, home },
    collector: { version: '1', commit: '0'.repeat(40), caller: principals[credentials.accessKeyId] ?? '' },
    documents: async () => [
      {
        name: 'eks-evidence.yml',
        text: 'regions: [eu-west-1]\ncadence: {eks-cluster: 3600, ecr-repository: 3600, regions: 3600}\n',
      },
    ],
    pause: async () => undefined,
    retainUntil: () => null,
    warn: (message: string, error: unknown) => warnings.push(`${message}: ${error}`),
  }
  const read = async (key: string): Promise<Uint8Array> => (await store.get({ key }))?.body ?? new Uint8Array()
  return {
    ...{ store, sandbox, warnings, world: here },
    async tick(hour: number) {
      clock.set(tickAt(hour))
      return runTick(on, tickAt(hour))
    },
    async plan(hour: number): Promise<Plan> {
      return readPlan(await read(planKey(tickAt(hour))))
    },
    /** The slots of a source in a tick, by the beginning of their subject's slug. */
    async slots(hour: number, source: string): Promise<Record<string, SlotLine>> {
      const lines = readIndex(await read(indexKey(tickAt(hour)))).filter(isSlotLine)
      return Object.fromEntries(
        lines.flatMap((line) => (line.source === source ? [[line.subject.replace(/-[0-9a-f]{20}$/, ''), line]] : [])),
      )
    },
    /** The slots of a tick that were not wholly read, and why. */
    async unread(hour: number): Promise<string[]> {
      const lines = readIndex(await read(indexKey(tickAt(hour)))).filter(isSlotLine)
      return lines.flatMap(({ source, subject, status, reasons }) =>
        status === 'complete' || status === 'empty'
          ? []
          : [`${source} of ${subject}: ${status}, ${reasons.join('; ')}`],
      )
    },
    /** The outcomes of a control in a tick, by the name of the subject. */
    async outcomes(hour: number, control: string): Promise<Record<string, string>> {
      const found: Evaluation[] = []
      for (const key of store.objects.keys()) {
        const parsed = parseKey(key)
        if (parsed?.kind === 'evaluation' && parsed.tick === tickAt(hour)) found.push(readEvaluation(await read(key)))
      }
      return Object.fromEntries(
        found.flatMap(({ subject, verdicts }) =>
          verdicts.flatMap((one) => (one.control === control ? [[subject.name, one.outcome]] : [])),
        ),
      )
    },
    /** What verify holds against it. */
    async failures(hours: number): Promise<string[]> {
      const { publicKey } = await signer.describe()
      const ledger = payloadDigest(open(await read(ledgerKey(1))).payload)
      const pins = {
        publicKey,
        account,
        ledger,
        period: { start: base, end: plus(base, hours * 3_600) },
        sandbox: true,
      }
      const { checks } = await verify({ store, pins, catalog: registry, version: '1', endpoint: null })
      return checks.flatMap(({ name, findings }) =>
        findings.flatMap(({ state, at, what }) => (state === 'fail' ? [`${name} ${at}: ${what}`] : [])),
      )
    },
    async close() {
      aws.close()
      await sandbox.close()
    },
  }
}
export type Wire = Awaited<ReturnType<typeof openWire>>
