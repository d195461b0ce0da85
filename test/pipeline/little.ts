// A little account with a little catalogue: the whole pipeline in memory, quick enough to be stopped at every step.
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import * as z from 'zod/mini'
import { answers } from '../../src/answers/answers.ts'
import type { Catalog } from '../../src/catalog.ts'
import { runTick, type Ticking } from '../../src/cli/tick.ts'
import { latest as later, plus, settableClock } from '../../src/clock.ts'
import { type AnyControl, defineControl, latest, over, previous } from '../../src/control.ts'
import regionInventoried from '../../src/controls/region-inventoried.ts'
import { defineFact } from '../../src/fact.ts'
import { open } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { payloadDigest, readStatement } from '../../src/ledger/statement.ts'
import { fail, type Instant, pass } from '../../src/model.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { verify } from '../../src/prove/verify.ts'
import { asking, defineSource, once } from '../../src/source.ts'
import inventory from '../../src/sources/inventory.ts'
import regions from '../../src/sources/regions.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { operation, type Send, type Wire } from '../../src/wire.ts'
import { memoryStore } from '../prove/memory-store.ts'

export const account = '111122223333'
export const home = 'eu-west-1'
export const base: Instant = '2026-01-05T00:00:00Z'
export const tickAt = (hour: number): Instant => plus(base, hour * 3_600 + 1_200)

const describe = operation<{ name: string }, { cluster: { name: string } }>('eks:DescribeCluster', {
  absentWhen: ['ResourceNotFoundException'],
})
const count = operation<{ cluster: string; start: string }, { events: number }>('logs:Count')

const cluster = defineSource({
  id: 'eks-cluster',
  kind: 'state',
  of: 'cluster',
  every: 6 * 3_600,
  ...asking(once(describe, ({ name }) => ({ name }))),
})

const activity = defineSource({
  id: 'activity',
  kind: 'window',
  of: 'cluster',
  every: 3_600,
  delay: 900,
  keeps: 30 * 86_400,
  operations: [count],
  observe: async ({ subject, slot, ask }) => void (await ask(count, { cluster: subject.name, start: slot.start })),
  lacks(exchanges) {
    const heard = [...exchanges].some(({ action, got }) => action === 'logs:Count' && got === 'body')
    return heard ? [] : [{ action: 'logs:Count', reason: 'was not answered' }]
  },
})

const Described = z.object({ cluster: z.object({ public: z.boolean() }) })
const isPublic = defineFact({
  id: 'public',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster'],
  read: (exchanges) =>
    [...answers(exchanges, 'eks:DescribeCluster', Described)].some(({ body }) => body.cluster.public),
})
const events = defineFact({
  id: 'events',
  source: 'activity',
  of: 'cluster',
  actions: ['logs:Count'],
  read: (exchanges) =>
    [...answers(exchanges, 'logs:Count', z.object({ events: z.number() }))].reduce(
      (sum, { body }) => sum + body.events,
      0,
    ),
})

const common = (id: string, title: string) => ({
  id,
  title,
  of: 'cluster' as const,
  criteria: ['CC6.1' as const],
  severity: 'high' as const,
  settings: {},
  remedy: '-',
  sameAs: [],
  examples: { pass: [], fail: [] },
})
const controls = [
  defineControl({
    ...common('OPEN', 'Closed'),
    needs: { open: latest(isPublic) },
    assess: ({ open }) => (open ? fail('public') : pass('private')),
  }),
  defineControl({
    ...common('SAME', 'As before'),
    needs: { is: latest(isPublic), was: previous(isPublic) },
    assess: ({ is, was }) => (is === was ? pass('as before') : fail(`was ${was}, is ${is}`)),
  }),
  defineControl({
    ...common('BUSY', 'Never silent'),
    needs: { events: over(events, 4 * 3_600) },
    assess: ({ events }) => (events.some(({ value }) => value === 0) ? fail('silent') : pass(`${events.length} slots`)),
  }),
  regionInventoried,
] as unknown as AnyControl[]

export const catalog: Catalog = { sources: [regions, inventory, cluster, activity], controls, detections: [] }

export type Cluster = { name: string; region: string; born: number; public: boolean }
export type World = { regions: string[]; clusters: Cluster[] }
export const born = Date.UTC(2025, 0, 1) / 1000
export const smallWorld = (): World => ({
  regions: ['eu-west-1', 'us-east-1'],
  clusters: [
    { name: 'prod', region: 'eu-west-1', born, public: false },
    { name: 'test', region: 'us-east-1', born, public: true },
  ],
})

export type Fault = (
  action: string,
  input: Record<string, unknown>,
  region: string,
) => { code: string; message: string } | { text: string } | undefined

const arn = ({ region, name }: Cluster) => `arn:aws:eks:${region}:${account}:cluster/${name}`

const answer = (world: World, action: string, input: Record<string, unknown>, region: string): unknown => {
  const here = world.clusters.filter((one) => one.region === region)
  if (action === 'account:ListRegions')
    return { Regions: world.regions.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' })) }
  if (action === 'eks:ListClusters') return { clusters: here.map(({ name }) => name) }
  if (action === 'ecr:DescribeRepositories') return { repositories: [] }
  if (action === 'logs:Count') return { events: Number(String(input.start).slice(11, 13)) % 7 }
  const found = here.find(({ name }) => name === input.name)
  return found && { cluster: { name: found.name, arn: arn(found), createdAt: found.born, public: found.public } }
}

/** AWS, as far as the catalogue asks it; `asked` counts. */
export const makeSend = (
  world: World,
  now: () => Instant,
  fault: { now?: Fault | undefined } = {},
): Send & { asked: string[] } => {
  const asked: string[] = []
  const send = async (action: string, input: unknown, region: string): Promise<Wire> => {
    asked.push(action)
    const envelope = { host: '127.0.0.1', date: now(), requestId: `r${asked.length}-${now()}`, at: now() }
    const given = fault.now?.(action, input as Record<string, unknown>, region)
    if (given && 'code' in given) return { ...envelope, ok: false, ...given }
    if (given) return { ...envelope, ok: true, text: given.text }
    const body = answer(world, action, input as Record<string, unknown>, region)
    if (body === undefined)
      return { ...envelope, ok: false, code: 'ResourceNotFoundException', message: 'No cluster found' }
    return { ...envelope, ok: true, text: JSON.stringify(body) }
  }
  return Object.assign(send, { asked })
}

export type Own = Signer & { publicKey: string }
export const makeSigner = (): Own => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return {
    publicKey,
    describe: async () => ({ id: 'local', publicKey, describeKey: null }),
    sign: async (message) => sign('sha256', message, privateKey),
  }
}
export const signer = makeSigner()

export const makeLittle = (world = smallWorld()) => {
  const clock = settableClock(base)
  const fault: { now?: Fault | undefined } = {}
  const send = makeSend(world, clock.now, fault)
  const memory = memoryStore('/evidence')
  const warnings: string[] = []
  const state = { config: 'regions: [eu-west-1, us-east-1]\n' }
  const on: Ticking = {
    store: memory,
    signer,
    catalog,
    clock,
    send,
    account,
    home,
    collector: { version: '1', commit: '0'.repeat(40), caller: `arn:aws:sts::${account}:assumed-role/x/y` },
    documents: async () => [{ name: 'eks-evidence.yml', text: state.config }],
    pause: async () => undefined,
    retainUntil: () => null,
    warn: (message, error) => warnings.push(`${message}: ${error}`),
  }
  return {
    ...{ world, clock, fault, send, memory, warnings, state, on },
    /** Runs the tick of an hour, by the clock of that hour or of a later one: time does not go back. */
    async tick(hour: number, changed: Partial<Ticking> = {}) {
      clock.set(later(clock.now(), tickAt(hour)))
      return runTick({ ...on, ...changed }, tickAt(hour))
    },
  }
}
export type Little = ReturnType<typeof makeLittle>

/** Verifies as an auditor would, over so many hours. */
export const audit = async (store: Store, hours: number, told: Partial<Pins> = {}, using = catalog) => {
  const first = open((await store.get({ key: ledgerKey(1) }))?.body ?? new Uint8Array()).payload
  const { tick } = readStatement(first)
  const period = { start: tick, end: plus(base, hours * 3_600) }
  const { publicKey } = signer
  const pins = { publicKey, account, ledger: payloadDigest(first), period, sandbox: true, ...told }
  const verified = await verify({ store, pins, catalog: using, version: '1', endpoint: null })
  const said = verified.checks.flatMap(({ name, findings }) =>
    findings.map(({ state, at, what }) => `${state} ${name} ${at}: ${what}`),
  )
  return { ...verified, said, failed: said.filter((one) => one.startsWith('fail')) }
}
