// Makes a bundle: walks the ledger, draws, judges what was drawn again to see what that rests on, and writes it all in one go.
import { createHash } from 'node:crypto'
import type { Catalog } from '../../catalog.ts'
import { sha256 } from '../../digest.ts'
import { EvidenceError } from '../../errors.ts'
import { open } from '../../ledger/dsse.ts'
import { payloadDigest } from '../../ledger/statement.ts'
import type { Ref, Subject } from '../../model.ts'
import { makeAhead } from '../../prove/ahead.ts'
import type { Objects } from '../../prove/objects.ts'
import type { Anchor, Pins } from '../../prove/pins.ts'
import { type IndexLine, isSlotLine, readPlan } from '../../store/documents.ts'
import { folder, ledgerKey, slug } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import type { Store } from '../../store/store.ts'
import { bundleDocument } from './again.ts'
import { populationTable, sampleRows, sampleTable, writeBundle } from './document.ts'
import { type Choice, choose, type Method } from './method.ts'
import { bundleFile, pageFile, populationFile, reportFile, sampleFile } from './names.ts'
import { makeNeeded } from './needed.ts'
import { type EntryAt, isWithin, span, type WalkedLedger, walkLedger } from './walked.ts'
import { mostEntries } from './zip-format.ts'
import { makeZip, type Sink } from './zip-write.ts'

export type Bundling = {
  store: Store
  pins: Pins
  catalog: Catalog
  version: string
  method: Method
  /** VERIFY.md, as it is. */
  page: string
  /** The report's files, as its writer calls them; it tells of this ledger up to `upTo`. */
  report: readonly { name: string; pieces(): Iterable<Uint8Array> }[]
  /** The last entry that is bundled; the newest where it is left out. */
  upTo?: Anchor | undefined
  sink: Sink
}

export type Bundled = {
  head: EntryAt
  populations: Choice['populations']
  /** Files in it, and its bytes. */
  files: number
  bytes: number
}

/** Throws LEDGER_BROKEN, USAGE, UNKNOWN_ID, STORE_UNREADABLE. */
export const makeBundle = async (on: Bundling): Promise<Bundled> => {
  const { store, pins, catalog, method, version } = on
  const subjects = new Map<string, Subject>()
  const walked = await walkLedger({
    ...{ store, pins, upTo: on.upTo },
    meet: (entry, lines, objects) => meet(subjects, entry, lines, objects),
  })
  const head = walked.entries.at(-1)
  if (!head || walked.broken.length > 0) return broken(walked)
  const everybody = [...subjects.values()].filter((one) => walked.population.subjects().has(slug(one)))
  const choice = choose(walked.population, method, { catalog, subjects: everybody })
  if (choice.drawn.size === 0) return nothing(method)
  const needed = makeNeeded({ catalog, objects: walked.objects }, choice.drawn)
  const rows: string[] = []
  const own = walked.entries.filter((entry) => isWithin(span(pins.period), entry))
  for (const entry of own) {
    const lines = await walked.linesOf(entry)
    rows.push(...sampleRows(entry.sequence, lines, choice.drawn))
    await needed.enter(entry, lines)
  }
  const files = on.report.map(({ name, pieces }) => ({ name: reportFile(name), pieces }))
  const report = files.map(digested).sort((a, b) => byBytes(a.name, b.name))
  const document = bundleDocument({ walked, pins, version, method, choice, subjects: everybody, report })
  const pieces = new Map<string, Piece>([
    [bundleFile, () => [writeBundle(document)]],
    [pageFile, () => [Buffer.from(on.page)]],
    [populationFile, () => populationTable(walked.population, choice)],
    [sampleFile, () => [sampleTable(rows)]],
    ...files.map((one) => [one.name, one.pieces] as const),
    ...needed.refs,
    ...walked.entries.map((entry) => [ledgerKey(entry.sequence), entry] as const),
    ...indexes(walked.entries, own, needed.refs),
  ])
  if (pieces.size > mostEntries) tooMany(pieces.size)
  return { head, populations: choice.populations, files: pieces.size, bytes: await written(on, pieces) }
}

/** Made when its turn comes, or read: an object by its digest, an entry by that of its payload. */
type Piece = (() => Iterable<Uint8Array>) | Ref | EntryAt

const digested = ({ name, pieces }: { name: string; pieces(): Iterable<Uint8Array> }) => {
  const hash = createHash('sha256')
  let bytes = 0
  for (const piece of pieces()) {
    hash.update(piece)
    bytes += piece.length
  }
  return { name, sha256: `sha256:${hash.digest('hex')}` as const, bytes }
}

// A slug names its subject to nobody who does not know it: the plan of the first tick that has it does.
const meet = async (
  subjects: Map<string, Subject>,
  { plan }: EntryAt,
  lines: readonly IndexLine[],
  objects: Objects,
): Promise<void> => {
  if (!lines.some((line) => isSlotLine(line) && !subjects.has(line.subject))) return
  for (const { subject } of readPlan(await objects.again(plan)).tasks) subjects.set(slug(subject), subject)
}

/** Of the period all, and of every tick before it that something in the bundle lies in. */
const indexes = (all: readonly EntryAt[], own: readonly EntryAt[], refs: ReadonlyMap<string, Ref>): [string, Ref][] => {
  const folders = new Map(all.map((entry) => [folder(entry.tick), entry]))
  const cited = [...refs.keys()].flatMap((key) => folders.get(key.split('/').slice(0, 5).join('/').concat('/')) ?? [])
  return [...new Set([...own, ...cited])].map(({ index }) => [index.key, index])
}

const written = async (
  { store, sink }: Pick<Bundling, 'store' | 'sink'>,
  pieces: ReadonlyMap<string, Piece>,
): Promise<number> => {
  const zip = makeZip(sink)
  const ahead = makeAhead((ref) => store.get(ref))
  const names = [...pieces.keys()].sort(byBytes)
  const asked = (name: string): Ref[] => {
    const piece = pieces.get(name)
    if (!piece || typeof piece === 'function') return []
    return ['key' in piece ? piece : { key: name, versionId: null, sha256: piece.sha256, bytes: 4_096 }]
  }
  ahead.expect(names.flatMap(asked))
  for (const name of names) {
    const piece = pieces.get(name)
    if (!piece || typeof piece === 'function') {
      await zip.add(name, piece ?? new Uint8Array())
      continue
    }
    const [ref] = asked(name)
    const body = (ref && (await ahead.take(ref)))?.body
    const digest = body && ('key' in piece ? sha256(body) : payloadDigest(open(body).payload))
    if (!body || digest !== piece.sha256) return changed(name)
    await zip.add(name, body)
  }
  return zip.end()
}

const changed = (key: string): never => {
  throw new EvidenceError(
    'LEDGER_BROKEN',
    { key, why: 'it is not what was sealed, or not what it was a moment ago' },
    { hint: 'eks-evidence verify says what is there instead' },
  )
}

const tooMany = (files: number): never => {
  throw new EvidenceError(
    'USAGE',
    { files, most: mostEntries },
    {
      hint: 'choose smaller sizes, some controls or a shorter period; all of a large store is handed over as the bucket itself',
    },
  )
}

const nothing = ({ controls, subjects }: Method): never => {
  throw new EvidenceError(
    'USAGE',
    { controls: controls ?? 'all', subjects, why: 'no slot of the period is of these' },
    { hint: "a pattern names a whole ARN, or aws://ACCOUNT/REGION, as 'arn:aws:eks:*'" },
  )
}

const broken = ({ broken: [first] }: WalkedLedger): never => {
  const what = first?.findings[0]
  throw new EvidenceError(
    'LEDGER_BROKEN',
    what ? { check: first?.name, at: what.at, why: what.what } : { why: 'it has no entry' },
    { hint: 'eks-evidence verify names all that does not hold; nothing is bundled of a ledger that is broken' },
  )
}
