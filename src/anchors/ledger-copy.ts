// A copy of the ledger with another owner: what is missing there is put, nothing is ever replaced, and another history is told.
import pMap from 'p-map'
import { EvidenceError } from '../errors.ts'
import { type Entry, ledgerId } from '../ledger/chain.ts'
import { open } from '../ledger/dsse.ts'
import { payloadDigest, readStatement } from '../ledger/statement.ts'
import type { Digest } from '../model.ts'
import { ledgerKey, parseKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'

/** The other owner's bucket: three things that may be done there. */
export interface LedgerCopy {
  readonly where: string
  /** Every key below `ledger/`. Throws STORE_UNREADABLE. */
  keys(): AsyncIterable<string>
  /** Undefined where nothing lies. Throws STORE_UNREADABLE. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Puts a key for the first and only time; false: it was taken. Throws STORE_REFUSED. */
  putOnce(key: string, body: Uint8Array): Promise<boolean>
}

/** Two entries under one number: `there` null for what is none at all. */
export type Conflict = { sequence: number; here: Digest | null; there: Digest | null }
export type Copied = { copied: number; left: number; conflict: Conflict | null }

type Given = { store: Store; ledger: Digest; copy: LedgerCopy; isTimeUp(): boolean }

/**
 * The newest entry there is held against ours of the same number first: each binds all before it, so that one comparison is
 * enough. Where they differ nothing is put: a copy of two histories would be none. What the time does not reach is `left`.
 */
export const copyLedger = async ({ store, ledger, copy, isTimeUp }: Given): Promise<Copied> => {
  const there = new Set<number>()
  for await (const key of copy.keys()) there.add(sequenceOf(key) ?? 0)
  there.delete(0)
  const here = await versions(store)
  const newest = Math.max(0, ...there)
  const conflict = newest > 0 ? await compared(store, copy, newest, here.get(newest)) : null
  if (conflict) return { copied: 0, left: 0, conflict }
  const missing = [...here].filter(([sequence]) => !there.has(sequence)).sort(([a], [b]) => a - b)
  const done = await pMap(
    missing,
    async ([sequence, versionId]) => put({ store, ledger, copy, isTimeUp }, sequence, versionId),
    {
      concurrency: 8,
    },
  )
  return {
    copied: done.filter((one) => one === 'put').length,
    left: done.filter((one) => one === 'left').length,
    conflict: done.find((one): one is Conflict => typeof one === 'object') ?? null,
  }
}

const sequenceOf = (key: string): number | undefined => {
  const parsed = parseKey(key)
  return parsed?.kind === 'ledger' ? parsed.sequence : undefined
}

// What was put first under each number: a later put or a delete marker changes nothing.
const versions = async (store: Store): Promise<Map<number, string | null>> => {
  const first = new Map<number, string | null>()
  for await (const { key, versionId, deleteMarker } of store.list('ledger/')) {
    const sequence = sequenceOf(key)
    if (sequence !== undefined && !deleteMarker) first.set(sequence, versionId)
  }
  return first
}

const compared = async (
  store: Store,
  copy: LedgerCopy,
  sequence: number,
  versionId: string | null | undefined,
): Promise<Conflict | null> => {
  const key = ledgerKey(sequence)
  const body = await copy.get(key)
  const [theirs, ours] = [
    body && entryIn(body),
    versionId === undefined ? undefined : await read(store, key, versionId),
  ]
  if (theirs && ours && theirs.sha256 === ours.entry?.sha256) return null
  return { sequence, here: ours?.entry?.sha256 ?? null, there: theirs?.sha256 ?? null }
}

const put = async (
  { store, ledger, copy, isTimeUp }: Given,
  sequence: number,
  versionId: string | null,
): Promise<'put' | 'left' | 'foreign' | Conflict> => {
  if (isTimeUp()) return 'left'
  const key = ledgerKey(sequence)
  const found = await read(store, key, versionId)
  // What others put among the entries is theirs, and verify names it.
  if (!found?.entry || ledgerId(found.entry) !== ledger) return 'foreign'
  if (await copy.putOnce(key, found.body)) return 'put'
  return (await compared(store, copy, sequence, versionId)) ?? 'put'
}

const read = async (store: Store, key: string, versionId: string | null) => {
  const found = await store.get({ key, versionId })
  return found && { body: found.body, entry: entryIn(found.body) }
}

const entryIn = (body: Uint8Array): Entry | undefined => {
  try {
    const { payload } = open(body)
    return { tick: readStatement(payload), sha256: payloadDigest(payload) }
  } catch (error) {
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}
