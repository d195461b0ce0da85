// What an insider with the signing key can do: change what is stored and seal everything behind it again, so that it fits.
import { createHash } from 'node:crypto'
import { sha256 } from '../../src/digest.ts'
import { writeJson } from '../../src/json.ts'
import { open, seal } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { payloadDigest, readStatement, type Tick, writeStatement } from '../../src/ledger/statement.ts'
import type { Digest, Evaluation, Ref, Status } from '../../src/model.ts'
import { gunzip, gzip } from '../../src/observation/gzip.ts'
import {
  type IndexLine,
  isSlotLine,
  type Plan,
  readEvaluation,
  writeDocument,
  writeIndex,
} from '../../src/store/documents.ts'
import { folder, ledgerKey, parseKey } from '../../src/store/keys.ts'
import { change, type Memory } from './memory-store.ts'

type Config = { config: Record<string, unknown> }

/** Each may change its value in place or give another. They are called for every tick in order, with the names of what is changed already renewed. */
export type Edits = {
  config?(config: Config, tick: string): void
  /** The lines of an observation; undefined takes the whole away. */
  observation?(lines: string[], key: string): string[] | undefined
  plan?(plan: Plan): void
  evaluation?(evaluation: Evaluation, key: string): void
  /** The bytes of any object of a tick's folder but the index, after the edits above; undefined takes it away. */
  object?(body: Uint8Array, key: string): Uint8Array | undefined
  index?(lines: IndexLine[], tick: string): IndexLine[]
  /** The index's bytes, where it shall not be one that we write. */
  indexBytes?(body: Uint8Array, tick: string): Uint8Array
  statement?(tick: Tick): void
  /** The payload's bytes, where it shall not be one that we write. */
  payload?(payload: Uint8Array, tick: Tick): Uint8Array
}

/** Changes the store in place. Times and locks stay as they were, as if it had been done in the hour itself. */
export const forge = async (store: Memory, signer: Signer, edits: Edits): Promise<void> => {
  const refs = new Map<string, Ref | null>()
  const digests = new Map<string, string>()
  const renew = <T>(value: T): T => renewed(value, refs, digests) as T
  const put = (key: string, body: Uint8Array): void => {
    const old = bodyOf(store, key)
    if (Buffer.compare(old, body) === 0) return
    digests.set(sha256(old), sha256(body))
    change(store, key, { body, custody: { sha256: sha256(body), etag: md5(body) } })
    refs.set(key, refOf(store, key))
  }

  let before: Tick['previous'] = null
  for (const old of statements(store)) {
    for (const key of objectsOf(store, old)) {
      const next = edited(edits, key, bodyOf(store, key), renew)
      const last = next && edits.object ? edits.object(next, key) : next
      if (last) put(key, last)
      else {
        refs.set(key, null)
        store.objects.delete(key)
      }
    }
    const lines = renew(indexLines(store, old))
      .map((line) => (isSlotLine(line) ? { ...line, parts: line.parts.filter(Boolean) } : line))
      .filter((line) => isSlotLine(line) || line.object !== null)
    const kept = edits.index?.(lines, old.tick) ?? lines
    put(old.index.key, edits.indexBytes?.(writeIndex(kept), old.tick) ?? writeIndex(kept))
    const next: Tick = { ...renew(old), ...counted(kept), previous: before, index: refOf(store, old.index.key) }
    next.schedule = (JSON.parse(textOf(store, old.plan.key)) as Plan).schedule
    edits.statement?.(next)
    const payload = edits.payload?.(writeStatement(next), next) ?? writeStatement(next)
    digests.set(payloadDigest(payloadOf(store, old.sequence)), payloadDigest(payload))
    put(ledgerKey(old.sequence), await seal(payload, signer))
    before = { sequence: old.sequence, sha256: payloadDigest(payload) }
  }
}

// Everything that names what was changed names it as it is now; null stands for what was taken away.
const renewed = (value: unknown, refs: Map<string, Ref | null>, digests: Map<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((one) => renewed(one, refs, digests))
  if (typeof value === 'string') return digests.get(value) ?? value
  if (typeof value !== 'object' || value === null) return value
  if ('key' in value && 'bytes' in value) return refs.has(String(value.key)) ? refs.get(String(value.key)) : value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renewed(one, refs, digests)]))
}

// What was taken away is named in no list any more.
const present = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(present) as T
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, present(one)])) as T
}

const edited = (edits: Edits, key: string, body: Uint8Array, renew: <T>(value: T) => T): Uint8Array | undefined => {
  const kind = parseKey(key)?.kind
  if (kind === 'observation') {
    const [head = '', ...rest] = linesOf(key, body)
    const lines = [writeJson(renew(JSON.parse(head))), ...rest]
    const next = edits.observation ? edits.observation(lines, key) : lines
    return next && (next.join('\n') === [head, ...rest].join('\n') ? body : fromLines(key, next))
  }
  if (kind === 'evaluation') {
    const evaluation = present(renew(readEvaluation(body)))
    edits.evaluation?.(evaluation, key)
    return Buffer.from(writeDocument(evaluation))
  }
  const document: unknown = renew(JSON.parse(Buffer.from(body).toString('utf8')))
  if (kind === 'config') edits.config?.(document as Config, key)
  if (kind === 'plan') edits.plan?.(document as Plan)
  return Buffer.from(`${writeJson(document)}\n`)
}

const order = ['config', 'observation', 'plan', 'timeline', 'evaluation', 'published', 'streamed']

/** What a tick's index lists of its own folder, in the order in which one rests on the other. */
const objectsOf = (store: Memory, tick: Tick): string[] => {
  const keys = indexLines(store, tick).flatMap((line) =>
    (isSlotLine(line) ? line.parts : [line.object]).map(({ key }) => key),
  )
  const rank = (key: string): number => order.indexOf(parseKey(key)?.kind ?? '')
  return keys.filter((key) => key.startsWith(folder(tick.tick))).sort((a, b) => rank(a) - rank(b))
}

const counted = (lines: IndexLine[]): Pick<Tick, 'counts' | 'open' | 'strays'> => {
  const counts: Record<Status, number> = { complete: 0, empty: 0, partial: 0, failed: 0, missed: 0 }
  for (const line of lines) if (isSlotLine(line)) counts[line.status] += 1
  const strays = lines.filter((line) => !isSlotLine(line) && line.role === 'stray').length
  return { counts, open: counts.partial + counts.failed, strays }
}

const bodyOf = (store: Memory, key: string): Uint8Array => {
  const body = store.objects.get(key)?.[0]?.body
  if (body) return body
  throw new Error(`nothing lies under ${key}`)
}
export const textOf = (store: Memory, key: string): string => Buffer.from(bodyOf(store, key)).toString('utf8')
const payloadOf = (store: Memory, sequence: number): Uint8Array => open(bodyOf(store, ledgerKey(sequence))).payload
const md5 = (body: Uint8Array): string => createHash('md5').update(body).digest('hex')

export const refOf = (store: Memory, key: string): Ref => {
  const body = bodyOf(store, key)
  return { key, versionId: store.objects.get(key)?.[0]?.versionId ?? null, sha256: sha256(body), bytes: body.length }
}

/** The statements as they lie in the store, oldest first. */
export const statements = (store: Memory): Tick[] =>
  [...store.objects.keys()]
    .filter((key) => parseKey(key)?.kind === 'ledger')
    .sort()
    .map((key) => readStatement(open(bodyOf(store, key)).payload))

export const statementAt = (store: Memory, sequence: number): Tick => readStatement(payloadOf(store, sequence))
export const digestAt = (store: Memory, sequence: number): Digest => payloadDigest(payloadOf(store, sequence))

export const indexLines = (store: Memory, { index }: Pick<Tick, 'index'>): IndexLine[] =>
  textOf(store, index.key)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as IndexLine)

/** An observation's lines: header, exchanges, trailer. */
export const linesOf = (key: string, body: Uint8Array): string[] =>
  Buffer.from(key.endsWith('.gz') ? gunzip(body) : body)
    .toString('utf8')
    .trimEnd()
    .split('\n')

export const fromLines = (key: string, lines: string[]): Uint8Array => {
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  return key.endsWith('.gz') ? gzip(bytes) : bytes
}

/** Keys of what the store holds of one source. */
export const keysOf = (store: Memory, source: string): string[] =>
  [...store.objects.keys()]
    .filter((key) => {
      const parsed = parseKey(key)
      return parsed?.kind === 'observation' && parsed.source === source
    })
    .sort()

/** Puts one entry as it is, signed, in the place of what lies there. */
export const putEntry = async (store: Memory, sequence: number, payload: Uint8Array, signer: Signer): Promise<void> => {
  const body = await seal(payload, signer)
  change(store, ledgerKey(sequence), { body, custody: { sha256: sha256(body), etag: md5(body) } })
}
