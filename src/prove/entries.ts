// Walks the ledger: every entry in its number's order, each held against its key, its place and the one before it.
import { EvidenceError } from '../errors.ts'
import type { Entry } from '../ledger/chain.ts'
import { type Envelope, open } from '../ledger/dsse.ts'
import { payloadDigest, readStatement, type Tick } from '../ledger/statement.ts'
import type { Instant } from '../model.ts'
import { ledgerKey, parseKey } from '../store/keys.ts'
import type { Listed, Store } from '../store/store.ts'
import { type Ahead, makeAhead } from './ahead.ts'
import { chained, reaches } from './chained.ts'
import type { Findings } from './checks.ts'
import type { Custodian } from './custody.ts'
import type { Objects } from './objects.ts'
import type { Anchor, Pins } from './pins.ts'
import { makeSigning, type Signing } from './signing.ts'

export type Walked = Entry & { key: string /** when the store says it was written */; at: Instant | null }

type Walk = {
  store: Store
  pins: Pins
  findings: Findings
  custodian: Custodian
  objects: Objects
  /** The last entry that is walked; it is held against its digest. */
  upTo?: Anchor | undefined
}

/** Yields the entries that hold by themselves; what does not is reported and passed over. Throws STORE_UNREADABLE. */
export async function* entries(on: Walk): AsyncGenerator<Walked> {
  const { findings, pins, upTo } = on
  const signing = makeSigning(findings, pins)
  let before: Walked | undefined
  const all = await numbered(on)
  const ahead = makeAhead((at) => on.objects.read(at))
  ahead.expect(all.flatMap(({ versions }) => oldest(versions) ?? []))
  for (const one of all) {
    const entry = await walked(on, signing, ahead, one)
    if (!entry || !chained(findings, pins, entry, before)) continue
    if (!before && !entry.tick.previous) signing.begins(entry.key, entry.tick)
    before = entry
    yield entry
    if (entry.tick.sequence < (upTo?.sequence ?? Number.POSITIVE_INFINITY)) continue
    const same = entry.tick.sequence === upTo?.sequence && entry.sha256 === upTo.sha256
    findings.hold('anchor-match', same, entry.key, `is ${entry.sha256}; asked was for ${upTo?.sha256}`)
    break
  }
  reaches(findings, pins, before)
}

// What was put later counts for nothing.
const oldest = (versions: Listed[]): Listed | undefined => versions.findLast(({ deleteMarker }) => !deleteMarker)

const walked = async (
  { findings, custodian }: Walk,
  signing: Signing,
  ahead: Ahead<Awaited<ReturnType<Objects['read']>>>,
  { sequence, versions }: Numbered,
): Promise<Walked | undefined> => {
  const key = ledgerKey(sequence)
  oneVersion(findings, key, versions)
  const first = oldest(versions)
  if (!first) return undefined
  const found = await ahead.take(first)
  if (!findings.hold('object-present', found !== undefined, key, 'listed, and not there') || !found) return undefined
  if (found === 'archived') {
    findings.fail('put-kind', key, 'in an archive class: it cannot be read')
    return undefined
  }
  const opened = envelope(findings, key, found.body)
  const tick = opened && statement(findings, key, opened)
  if (!tick || !signing.holds(key, opened, tick)) return undefined
  if (!findings.hold('foreign-entry', tick.sequence === sequence, key, `says that it is entry ${tick.sequence}`))
    return undefined
  const custody = await custodian.hold(found.ref, { tick, role: 'ledger' }, found.custody)
  return { tick, sha256: payloadDigest(opened.payload), key, at: custody?.at ?? null }
}

type Numbered = { sequence: number; versions: Listed[] }

const numbered = async ({ store, findings }: Walk): Promise<Numbered[]> => {
  const all = new Map<number, Listed[]>()
  for await (const one of store.list('ledger/')) {
    const parsed = parseKey(one.key)
    if (!findings.hold('sequence-canonical', parsed?.kind === 'ledger', one.key, 'not a number of this ledger'))
      continue
    if (parsed?.kind === 'ledger') all.set(parsed.sequence, [...(all.get(parsed.sequence) ?? []), one])
  }
  return [...all].sort(([a], [b]) => a - b).map(([sequence, versions]) => ({ sequence, versions }))
}

/** In a folder, which keeps no versions, there is nothing to look at. */
export const oneVersion = (findings: Findings, key: string, versions: Listed[]): void => {
  if (versions.length === 1 && versions[0]?.versionId === null) return
  const markers = versions.filter(({ deleteMarker }) => deleteMarker).length
  const what = `${versions.length - markers} versions, ${markers} delete markers`
  findings.hold('single-version', versions.length === 1, key, what)
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

const looksLikeEnvelope = (body: Uint8Array): boolean =>
  /"payload(Type)?"\s*:/.test(Buffer.from(body.subarray(0, 65_536)).toString('latin1'))

const statement = (findings: Findings, at: string, { payload }: Envelope): Tick | undefined => {
  findings.look('json-strict')
  try {
    return readStatement(payload)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail('json-strict', at, error.message)
    return undefined
  }
}
