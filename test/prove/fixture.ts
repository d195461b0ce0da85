// Thirty hours of honest ticks in a bucket of the sandbox, made once in a process; every test works on a copy.
import { plus } from '../../src/clock.ts'
import { open } from '../../src/ledger/dsse.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import type { Digest } from '../../src/model.ts'
import type { Check } from '../../src/prove/checks.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { type Verified, type Verifying, verify } from '../../src/prove/verify.ts'
import { folder, ledgerKey, parseKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { account, base, bucketStore, catalog, openAccount, stolen, tickAt, version } from './account.ts'
import { copyOf, type Memory, memorised } from './memory-store.ts'

/** The pinned period; one tick more has read its last window. */
export const hours = 30
export const ticks = hours + 1

const build = async () => {
  const at = await openAccount({ store: bucketStore, deployed: true })
  try {
    for (let hour = 0; hour < ticks; hour++) await at.tick(hour)
    if (at.warnings.length > 0) throw new Error(at.warnings.join('\n'))
    const { publicKey, describeKey } = await at.signer.describe()
    const memory = await memorised(at.store)
    return { memory, publicKey, signer: stolen(at.key, describeKey), key: at.key }
  } finally {
    await at.close()
  }
}

let built: ReturnType<typeof build> | undefined

export const fixture = (): ReturnType<typeof build> => {
  built ??= build()
  return built
}

/** A copy of the honest bucket as it was after so many ticks, and what the auditor pinned. */
export const honest = async (upTo = ticks) => {
  const { memory, publicKey, signer, key } = await fixture()
  const store = copyOf(memory)
  for (const name of memory.objects.keys()) if (isBehind(name, upTo)) store.objects.delete(name)
  return { store, pins: await pinsOf(memory, publicKey, upTo - 1), signer, key, ticks: upTo }
}

const isBehind = (key: string, upTo: number): boolean => {
  const parsed = parseKey(key)
  if (parsed?.kind === 'ledger') return parsed.sequence > upTo
  return upTo < ticks && key >= folder(tickAt(upTo))
}

export const pinsOf = async (store: Memory, publicKey: string, length = hours): Promise<Pins> => ({
  publicKey,
  laterKeys: [],
  account,
  ledger: await payloadOf(store, 1),
  period: { start: base, end: plus(base, length * 3_600) },
  anchors: [],
  configs: [],
  sandbox: true,
})

export const payloadOf = async (store: Store, sequence: number): Promise<Digest> => {
  const found = await store.get({ key: ledgerKey(sequence) })
  return payloadDigest(open(found?.body ?? new Uint8Array()).payload)
}

/** What was verified last, for whoever reports of it. */
export let checked: { store: Store; pins: Partial<Pins> } | undefined

/** Verifies as an auditor would: a bucket is asked at the sandbox, a folder nowhere. */
export const check = (store: Store, pins: Partial<Pins>, more: Partial<Verifying> = {}): Promise<Verified> => {
  checked = { store, pins }
  return verify({
    store,
    pins,
    catalog,
    version,
    endpoint: store.where.startsWith('s3://') ? '127.0.0.1' : null,
    ...more,
  })
}

const named =
  (wanted: string) =>
  ({ checks }: Verified): Check[] =>
    checks
      .filter(({ state }) => state === wanted)
      .map(({ name }) => name)
      .sort()

export const failing = named('fail')
export const deviating = named('deviation')

/** What was found, for the message of a test that fails. */
export const said = ({ checks }: Verified): string[] =>
  checks.flatMap(({ name, findings }) => findings.map(({ state, at, what }) => `${state} ${name} ${at}: ${what}`))
