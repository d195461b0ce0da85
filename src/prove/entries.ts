// Walks the ledger: every entry in its number's order, each held against its key, its place and the one before it.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { plus, seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { type Envelope, isSignedBy, keyId, open } from '../ledger/dsse.ts'
import { payloadDigest, readStatement, type Tick } from '../ledger/statement.ts'
import type { Entry } from '../ledger/chain.ts'
import type { Instant } from '../model.ts'
import { tickEvery } from '../plan/slots.ts'
import { outage } from '../seal/seal.ts'
import { ledgerKey, parseKey } from '../store/keys.ts'
import type { Listed, Store } from '../store/store.ts'
import type { Findings } from './checks.ts'
import type { Custodian } from './custody.ts'
import type { Pins } from './pins.ts'

export type Walked = Entry & { key: string; /** when the store says it was written */ at: Instant | null }

type Walk = { store: Store; pins: Pins; findings: Findings; custodian: Custodian }

/** Yields the entries that hold by themselves; what does not is reported and passed over. */
export async function* entries(on: Walk): AsyncGenerator<Walked> {
  const { findings, pins } = on
  let key = createPublicKey(pins.publicKey)
  let before: Walked | undefined
  const retired = new Map<string, number>()
  for (const { sequence, versions } of await numbered(on)) {
    const first = versions.filter(({ deleteMarker }) => !deleteMarker).at(-1)
    const at = ledgerKey(sequence)
    findings.hold('single-version', versions.length === 1, at, described(versions))
    if (!first) continue
    const found = await on.store.get(first)
    if (!findings.hold('object-present', found !== undefined, at, 'listed, and cannot be read') || !found) continue
    const opened = envelope(findings, at, found.body)
    const tick = opened && statement(findings, at, opened)
    if (!opened || !tick) continue
    const next = signed(on, at, { opened, tick, key, retired })
    if (!next) continue
    if (!findings.hold('foreign-entry', tick.sequence === sequence, at, `says that it is entry ${tick.sequence}`)) continue
    const custody = await on.custodian.hold(found.ref, { tick, role: 'ledger' })
    const entry = { tick, sha256: payloadDigest(opened.payload), key: at, at: custody?.at ?? null }
    if (!chained(on, entry, before)) continue
    if (next !== key) retired.set(keyId(pem(key)), sequence)
    key = next
    before = entry
    yield entry
  }
  reaches(on, before)
}

type Numbered = { sequence: number; versions: Listed[] }

const numbered = async ({ store, findings }: Walk): Promise<Numbered[]> => {
  const all = new Map<number, Listed[]>()
  for await (const one of store.list('ledger/')) {
    const parsed = parseKey(one.key)
    if (!findings.hold('sequence-canonical', parsed?.kind === 'ledger', one.key, 'not a number of this ledger')) continue
    if (parsed?.kind === 'ledger') all.set(parsed.sequence, [...(all.get(parsed.sequence) ?? []), one])
  }
  return [...all].sort(([a], [b]) => a - b).map(([sequence, versions]) => ({ sequence, versions }))
}

export const described = (versions: Listed[]): string => {
  const markers = versions.filter(({ deleteMarker }) => deleteMarker).length
  return `${versions.length - markers} versions, ${markers} delete markers`
}

// Garbage is foreign; an envelope in another spelling than ours is not strict.
const envelope = (findings: Findings, at: string, body: Uint8Array): Envelope | undefined => {
  findings.look('envelope-strict')
  try {
    return open(body)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    findings.fail(looksLikeEnvelope(body) ? 'envelope-strict' : 'foreign-entry', at, why)
    return undefined
  }
}

const looksLikeEnvelope = (body: Uint8Array): boolean => /"payload(Type)?"\s*:/.test(Buffer.from(body.subarray(0, 65_536)).toString('latin1'))

const statement = (findings: Findings, at: string, { payload }: Envelope): Tick | undefined => {
  findings.look('json-strict')
  try {
    return readStatement(payload)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail(error.code === 'JSON_INVALID' ? 'json-strict' : 'envelope-strict', at, error.message)
    return undefined
  }
}

type Signing = { opened: Envelope; tick: Tick; key: KeyObject; retired: Map<string, number> }

// The key that signs what follows, or undefined where this entry is not signed as it must be.
const signed = ({ findings }: Walk, at: string, { opened, tick, key, retired }: Signing): KeyObject | undefined => {
  const { payload, signatures } = opened
  const [first, second] = signatures
  if (!findings.hold('signature', first !== undefined, at, 'no signature') || !first) return undefined
  const change = tick.key && tick.previous ? createKey(tick.key.publicKey) : undefined
  findings.hold('signature-extra', signatures.length === 1 || (change !== undefined && signatures.length === 2), at, `${signatures.length} signatures`)
  const own = keyId(pem(key))
  if (change) {
    const both = first.keyid === own && second?.keyid === keyId(pem(change))
    const holds = both && isSignedBy(key, payload, first.sig) && isSignedBy(change, payload, second.sig)
    return findings.hold('key-change', holds, at, 'not signed by the old key and by the new one') ? change : undefined
  }
  const since = retired.get(first.keyid)
  if (!findings.hold('key-retired', since === undefined, at, `signed by a key that entry ${since} replaced`)) return undefined
  if (!findings.hold('key-pinned', first.keyid === own, at, `signed by the key ${first.keyid}`)) return undefined
  return findings.hold('signature', isSignedBy(key, payload, first.sig), at, 'the signature is not of this payload') ? key : undefined
}

const createKey = (text: string): KeyObject | undefined => {
  try {
    return createPublicKey(text)
  } catch {
    return undefined // a change to something that is no key: held to be no change, and refused as such
  }
}
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

// False where the entry belongs to another ledger: it is passed over, as the sealer passes over it.
const chained = ({ findings, pins }: Walk, entry: Walked, before: Walked | undefined): boolean => {
  const { tick, key: at, sha256 } = entry
  const ledger = tick.ledger ?? sha256
  if (!findings.hold('ledger-id', ledger === pins.ledger, at, `belongs to the ledger ${ledger}`)) return false
  findings.hold('account', tick.account === pins.account, at, `is of the account ${tick.account}`)
  if (before) {
    const { previous } = tick
    const binds = previous !== null && previous.sequence === before.tick.sequence && previous.sha256 === before.sha256
    findings.hold('chain-complete', binds, at, `binds entry ${previous?.sequence ?? 'none'}; the one before it here is ${before.tick.sequence}`)
    order(findings, entry, before)
    gap(findings, entry, before)
    return true
  }
  findings.hold('chain-complete', tick.previous === null, at, `the entries before it are missing: it binds entry ${tick.previous?.sequence}`)
  const late = seconds(tick.tick) - seconds(pins.period.start)
  findings.hold('period-covered', late <= tickEvery, at, `the ledger begins at ${tick.tick}, the period at ${pins.period.start}`)
  if (tick.key) origin(findings, pins, at, tick.key)
  return true
}

const origin = (findings: Findings, pins: Pins, at: string, { id, publicKey, describeKey }: NonNullable<Tick['key']>): void => {
  const own = createKey(publicKey)
  findings.hold('key-pinned', own !== undefined && keyId(pem(own)) === keyId(pins.publicKey), at, 'names another key than the pinned one')
  if (id === 'local') return
  const metadata = (describeKey as { KeyMetadata?: { Origin?: unknown } } | null)?.KeyMetadata
  findings.hold('key-origin', metadata?.Origin === 'AWS_KMS', at, `the key's origin is ${String(metadata?.Origin)}`)
}

const order = (findings: Findings, { tick, key, at }: Walked, before: Walked): void => {
  const later = seconds(tick.tick) > seconds(before.tick.tick) && seconds(tick.sealedAt) >= seconds(before.tick.sealedAt)
  findings.hold('seal-order', later, key, `tick ${tick.tick} sealed at ${tick.sealedAt} follows tick ${before.tick.tick} sealed at ${before.tick.sealedAt}`)
  if (at && before.at) findings.hold('seal-order', seconds(at) >= seconds(before.at), key, `written at ${at}, the one before it at ${before.at}`)
}

const gap = (findings: Findings, { tick, key }: Walked, before: Walked): void => {
  const expected = outage(before.tick.tick, tick.tick)
  findings.hold('tick-gap', JSON.stringify(expected) === JSON.stringify(ordered(tick.outage)), key, 'hours without a tick that the statement does not name, or names wrongly')
  if (expected) findings.deviate('tick-gap', key, `no tick ran from ${expected.from} to ${expected.to} (${expected.ticks} hours)`)
}

const ordered = (value: Tick['outage']): Tick['outage'] => value && { from: value.from, to: value.to, ticks: value.ticks }

const reaches = ({ findings, pins }: Walk, last: Walked | undefined): void => {
  const end = plus(pins.period.end, -tickEvery)
  const reached = last !== undefined && seconds(last.tick.tick) >= seconds(end)
  findings.hold('period-covered', reached, last?.key ?? 'ledger/', `the ledger ends at ${last?.tick.tick ?? 'no entry'}, the period at ${pins.period.end}`)
}
