// The auditor's role where it may ask AWS again: enough for every source, and nothing that none of them asks.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { glob } from '../../sandbox/permissions.ts'
import { arnOf } from '../../sandbox/services/kms-key.ts'
import { makeAws, makeS3 } from '../../src/aws.ts'
import { type Found, type Reperformed, reperform } from '../../src/cli/reperform/reperform.ts'
import { plus, seconds } from '../../src/clock.ts'
import { open } from '../../src/ledger/dsse.ts'
import { kmsSigner } from '../../src/ledger/kms.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { s3Store } from '../../src/store/s3.ts'
import { machineOf } from './run.ts'
import { startStack } from './stack.ts'

const tick = '2026-01-05T00:20:00Z'
let stack: Awaited<ReturnType<typeof startStack>>
let found: Found[] = []
let done: Reperformed
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: seconds(tick) * 1_000 })
  stack = await startStack()
  const machine = machineOf(stack)
  // The history of an hour is read half an hour after it.
  for (const at of [tick, plus(tick, 7_200)]) {
    stack.clock.set(at)
    vi.setSystemTime(seconds(at) * 1_000)
    expect(await machine.tick(at)).toBe('succeeded')
  }
  const { account, home, clock, sandbox, key } = stack
  const credentials = { accessKeyId: 'reperformer', secretAccessKey: 'any' }
  const on = { home, endpoint: sandbox.endpoint, credentials, maxAttempts: 1 }
  const { send, close } = makeAws(on, services, clock)
  const store = s3Store({ client: makeS3(on), bucket: 'evidence', owner: account, retainUntil: () => tick })
  const { publicKey } = await kmsSigner({ send, keyId: arnOf(key, account) }).describe()
  const first = open((await store.get({ key: ledgerKey(1) }))?.body ?? new Uint8Array())
  const period = { start: tick, end: plus(tick, 7_200) }
  const all = reperform({
    ...{ store, catalog: registry, send, clock, pause: async () => undefined },
    pins: { publicKey, account, ledger: payloadDigest(first.payload), period, sandbox: true },
    collector: { version: '1', commit: 'x', caller: 'auditor' },
    choice: { sources: registry.sources.filter(({ looks }) => !looks).map(({ id }) => id) },
  })
  found = []
  for (;;) {
    const next = await all.next()
    if (next.done) {
      done = next.value
      break
    }
    found.push(next.value)
  }
  close()
}, 180_000)
afterAll(async () => {
  await stack.sandbox.close()
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const calls = () => stack.sandbox.calls().filter(({ caller }) => caller.endsWith('/reperformer'))

it('is denied nothing of what the sources ask', () => {
  const denied = calls().filter(({ code }) => code?.startsWith('AccessDenied') || code?.startsWith('Unauthorized'))
  expect(denied.map(({ operation, code }) => `${operation} ${code}`)).toEqual([])
  expect(done).toMatchObject({ denied: 0, notCompared: 0 })
  expect(done.questions).toBeGreaterThan(300)
})

it('puts nothing, and signs nothing', () => {
  const writes = calls().filter(({ operation }) =>
    /^(Put|Delete|Create|Update|Sign|Publish|Batch(Import|Update))/.test(operation),
  )
  expect(writes).toEqual([])
})

it('is granted no action that none of them asks', () => {
  const used = calls().flatMap(({ allowed }) => allowed)
  const unused = stack.reperforming.flatMap(({ actions, resources }) =>
    actions.filter(
      (action) => !used.some((need) => need.action === action && resources.some((one) => glob(one, need.resource))),
    ),
  )
  // Without it an object that is not there reads as 403.
  expect(unused).toEqual(['s3:ListBucket'])
})

it('compares an hour of the audit log entry by entry', () => {
  const logs = found.flatMap((one) => (one.kind === 'observation' && 'log' in one ? [one.log] : []))
  expect(logs.length).toBeGreaterThan(0)
  for (const log of logs)
    expect(log).toMatchObject({
      hindered: null,
      altered: { entries: 0 },
      onlyStored: { entries: 0 },
      onlyLive: { entries: 0 },
    })
  expect(logs.some(({ same }) => same > 0)).toBe(true)
})
