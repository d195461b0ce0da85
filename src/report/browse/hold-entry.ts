// Holds one entry of the ledger against its key, its place and its neighbours, reading all of it there and then.
import { EvidenceError } from '../../errors.ts'
import { changeTo, isBy, ledgerId, readAt, type Stated } from '../../ledger/chain.ts'
import { type Envelope, keyId, open } from '../../ledger/dsse.ts'
import { payloadDigest, readStatement } from '../../ledger/statement.ts'
import { oneVersion } from '../../prove/entries.ts'
import { ledgerKey } from '../../store/keys.ts'
import type { Custody, Got, Listed } from '../../store/store.ts'
import type { Checked } from './checked.ts'
import { entryAt, pinnedKeys, type Top } from './entries.ts'
import type { Site } from './site.ts'

export type HeldEntry = {
  sequence: number
  /** What was put first under its number; undefined where nothing lies there. */
  got: Got | undefined
  versions: Listed[]
  custody: Custody | undefined
  /** Undefined where it is no statement. */
  entry: Stated | undefined
}

/** Throws STORE_UNREADABLE. */
export const holdEntry = async (
  site: Site,
  checked: Checked,
  sequence: number,
  top: Top | undefined,
): Promise<HeldEntry> => {
  const { findings } = checked
  const key = ledgerKey(sequence)
  const versions = await versionsOf(site, key)
  const first = versions.findLast(({ deleteMarker }) => !deleteMarker)
  const got = first && (await site.store.get(first))
  const held = { sequence, got, versions, custody: undefined, entry: undefined }
  if (!findings.hold('object-present', got !== undefined, key, 'it is not in this store') || !got) return held
  oneVersion(findings, key, versions)
  const entry = statedIn(checked, key, got.body)
  if (!entry) return held
  const { tick } = entry
  findings.hold('foreign-entry', tick.sequence === sequence, key, `says that it is entry ${tick.sequence}`)
  await signed(site, checked, entry)
  placed(site, checked, entry)
  await bound(site, checked, entry, top)
  const custody = await checked.custodian.hold(got.ref, { tick, role: 'ledger' }, got.custody)
  return { ...held, entry, custody }
}

/** All versions and delete markers of one key, newest first. */
export const versionsOf = async ({ store }: Site, key: string): Promise<Listed[]> => {
  const versions: Listed[] = []
  for await (const one of store.list(key)) {
    if (one.key !== key) break
    versions.push(one)
  }
  return versions
}

const statedIn = ({ findings }: Checked, key: string, body: Uint8Array): Stated | undefined => {
  const opened = tried(
    () => open(body),
    (why) => findings.fail('envelope-strict', key, why),
  )
  findings.look('envelope-strict')
  if (!opened) return undefined
  const { payload, signatures } = opened
  const tick = tried(
    () => readStatement(payload),
    (why) => findings.fail('json-strict', key, why),
  )
  findings.look('json-strict')
  return tick && { payload, signatures, tick, sha256: payloadDigest(payload) }
}

/** What it gives; where it throws what evidence is refused with, `else` is told why. */
export const tried = <T>(read: () => T, otherwise: (why: string) => void): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    otherwise(error.message)
    return undefined
  }
}

// Without a pin the only key at hand is the one that the ledger itself names: what it signed shows nothing of who holds it.
const signed = async (site: Site, checked: Checked, { tick, payload, signatures }: Stated): Promise<void> => {
  const { findings } = checked
  const at = ledgerKey(tick.sequence)
  const change = changeTo(tick)
  if (!findings.hold('signature', signatures.length > 0, at, 'no signature')) return
  const few = signatures.length <= (change === undefined ? 1 : 2)
  findings.hold('signature-extra', few, at, `${signatures.length} signatures`)
  const pinned = pinnedKeys(site)
  if (pinned.length === 0) {
    const named = (await entryAt(site, 1))?.tick.key?.publicKey
    const own = named !== undefined && signatures[0] !== undefined && isBy(named, payload, signatures[0])
    checked.open.push({ check: 'key-pinned', why: 'no key is pinned (--key)' })
    if (own)
      checked.open.push({
        check: 'signature',
        why: `it is the signature of the key that the ledger itself names, ${signatures[0]?.keyid}: whoever could change the evidence could have named it`,
      })
    else
      checked.open.push({
        check: 'signature',
        why: 'it is not the signature of the key that the first entry names, and no other key is at hand',
      })
    return
  }
  for (const [nth, one] of signatures.entries()) byPinned(checked, at, { payload, one, isNew: nth === 1 }, pinned)
}

type Signature = { payload: Uint8Array; one: Envelope['signatures'][number]; isNew: boolean }

const byPinned = ({ findings }: Checked, at: string, { payload, one, isNew }: Signature, pinned: string[]): void => {
  const key = pinned.find((pem) => keyId(pem) === one.keyid)
  const hint = isNew ? 'to which it hands over' : 'which signed'
  const what = `the key ${one.keyid}, ${hint}, is not pinned: where you were told of a change of key, give that one too (--key)`
  if (!findings.hold('key-pinned', key !== undefined, at, what) || key === undefined) return
  findings.hold('signature', isBy(key, payload, one), at, 'the signature is not of this payload')
}

const placed = ({ store, pins, endpoint }: Site, checked: Checked, entry: Stated): void => {
  const { findings, open: unknown } = checked
  const { tick, sha256 } = entry
  const at = ledgerKey(tick.sequence)
  const ledger = ledgerId(entry)
  if (pins.ledger) findings.hold('ledger-id', ledger === pins.ledger, at, `belongs to the ledger ${ledger}`)
  else unknown.push({ check: 'ledger-id', why: 'no ledger is pinned (--ledger)' })
  if (pins.account) findings.hold('account', tick.account === pins.account, at, `is of the account ${tick.account}`)
  else unknown.push({ check: 'account', why: 'no account is pinned (--account)' })
  const anchor = pins.anchors?.find(({ sequence }) => sequence === tick.sequence)
  if (anchor)
    findings.hold('anchor-match', anchor.sha256 === sha256, at, `is ${sha256}; the anchor says ${anchor.sha256}`)
  if (endpoint !== null)
    findings.hold('store-is-bucket', tick.store === store.where, at, `is of ${tick.store}, this is ${store.where}`)
}

const bound = async (
  { store }: Site,
  { findings }: Checked,
  { tick, sha256 }: Stated,
  top: Top | undefined,
): Promise<void> => {
  const { previous, sequence } = tick
  const at = ledgerKey(sequence)
  if (previous) {
    const before = await readAt(store, { sequence: previous.sequence })
    const is = before ? `is ${before.sha256}` : 'is not in this store'
    findings.hold(
      'chain-complete',
      before?.sha256 === previous.sha256,
      at,
      `binds entry ${previous.sequence} as ${previous.sha256}, which ${is}`,
    )
  } else findings.hold('chain-complete', sequence === 1, at, 'binds no entry before it, and is not the first')
  if (!top || top.entry.tick.sequence <= sequence) return
  const next = await readAt(store, { sequence: sequence + 1 })
  const says = next ? `binds ${next.tick.previous?.sha256 ?? 'nothing'}` : 'is not in this store'
  findings.hold(
    'chain-complete',
    next?.tick.previous?.sha256 === sha256,
    at,
    `is ${sha256}; entry ${sequence + 1} ${says}`,
  )
}
